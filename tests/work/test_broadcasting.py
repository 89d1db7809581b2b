"""A broadcast reaches each subscriber once, below every reply; it is held and ended at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

import pytest

from gateway.city import Quiet
from gateway.store import broadcasts, subscriptions, threads
from gateway.store.broadcasts import Text
from gateway.store.database import Database
from gateway.store.lanes import Claim
from gateway.tools import Tools
from gateway.work import broadcasting
from gateway.work.engine import Engine
from gateway.work.outcome import Done, Later
from tests.installation import Twilio, installation, meaning
from tests.work.working import engine, say, work

COBLONG, CIBIRU = "32.73.02", "32.73.25"
TEXT = Text(
    topic="flood",
    area=COBLONG,
    texts={"id": "Air Cikapundung naik. Jauhi bantaran.", "su": "Cai Cikapundung naék."},
    severe=False,
    without_sms=False,
)
SAID = "Air Cikapundung naik. Jauhi bantaran. Berhenti: BERHENTI LANGGANAN."
CLAIM = Claim(
    lane="spread:1", token=1, task=1, kind="spread", subject=1, attempts=1, begun=None
)
ALL_DAY = Quiet(begins=time(0), ends=time(23, 59, 59))
AWAKE = Quiet(begins=time(0), ends=time(0))


@pytest.fixture
def twilio() -> Twilio:
    return Twilio()


@pytest.fixture
def tools(database: Database, twilio: Twilio) -> Tools:
    made = installation(database, world=twilio, known={"halo": meaning("greet")})
    return replace(made, pack=replace(made.pack, quiet=AWAKE))


def citizen(number: int) -> str:
    return f"+62812000{number:04d}"


def subscribe(tools: Tools, number: int, area: str = COBLONG, topic: str = "flood") -> int:
    with tools.database.write() as session:
        thread = threads.open_for(session, tools.seal, "twilio_sms", citizen(number), 1.0)
        subscriptions.add(session, thread, topic, area, 1.0)
        return thread


def written(tools: Tools, text: Text = TEXT) -> int:
    """Keep a broadcast that waits for approval and return its number."""
    with tools.database.write() as session:
        number = broadcasts.add(session, text, "rina", 1.0)
    assert broadcasting.submit(number, tools) == "submitted"
    return number


def status(tools: Tools, number: int = 1) -> tuple[str, Mapping[str, int]]:
    with tools.database.read() as session:
        kept = broadcasts.get(session, number)
        assert kept is not None
        return kept.status, broadcasts.progress(session, number)


def spread(tools: Tools) -> object:
    return broadcasting.spread(CLAIM, tools)


def run(tools: Tools, running: Engine) -> None:
    work(tools, running, "spread", "cast")


def test_each_subscriber_once_in_their_language(tools: Tools, twilio: Twilio) -> None:
    running = engine(tools)
    for number in (1, 2, 3):
        subscribe(tools, number)
    subscribe(tools, 3, area="")  # twice over: once all the same
    subscribe(tools, 4, area="")
    subscribe(tools, 5, area=CIBIRU)
    subscribe(tools, 6, topic="weather")
    silent = subscribe(tools, 7)
    with tools.database.write() as session:
        threads.stop(session, silent)
    number = written(tools)
    assert status(tools) == ("waiting", {})
    assert broadcasting.approve(number, "budi", tools) == "sending"
    run(tools, running)
    assert sorted(twilio.taken) == [(citizen(each), SAID) for each in (1, 2, 3, 4)]
    assert status(tools) == ("done", {"sent": 4})
    assert broadcasting.approve(number, "budi", tools) == "changed"


def test_nobody_approves_their_own(tools: Tools) -> None:
    subscribe(tools, 1)
    number = written(tools)
    assert broadcasting.approve(number, "rina", tools) == "own"
    with tools.database.write() as session:
        assert not broadcasts.approve(session, number, "rina", 1, 2.0)
        assert broadcasts.withdraw(session, number, "salah kecamatan")
        assert not broadcasts.approve(session, number, "budi", 1, 2.0)
    assert status(tools)[0] == "draft"


def test_nobody_is_told_of_what_nobody_wants(tools: Tools) -> None:
    subscribe(tools, 1, area=CIBIRU)
    with tools.database.write() as session:
        number = broadcasts.add(session, TEXT, "rina", 1.0)
    assert broadcasting.submit(number, tools) == "nobody"
    assert broadcasting.submit(99, tools) == "changed"


def test_what_the_day_cannot_pay_is_not_sent(tools: Tools, twilio: Twilio) -> None:
    poor = replace(tools, limits=replace(tools.limits, sms_of_a_day=2))
    for number in (1, 2, 3):
        subscribe(tools, number)
    number = written(tools)
    assert broadcasting.approve(number, "budi", poor) == "dear"
    assert twilio.taken == []
    with tools.database.read() as session:
        kept = broadcasts.get(session, number)
        assert kept is not None
        seen = broadcasting.audience(session, kept, tools)
    assert (seen.citizens, seen.segments, seen.shares[0].text) == (3, 3, SAID)


def test_without_sms_no_sms_is_sent(tools: Tools) -> None:
    subscribe(tools, 1)
    with tools.database.write() as session:
        number = broadcasts.add(session, replace(TEXT, without_sms=True), "rina", 1.0)
    assert broadcasting.submit(number, tools) == "nobody"


def test_held_and_gone_on_with(tools: Tools, twilio: Twilio) -> None:
    running = engine(tools)
    for number in range(5):
        subscribe(tools, number)
    number = written(tools)
    assert broadcasting.approve(number, "budi", tools) == "sending"
    assert isinstance(spread(tools), Later)  # every copy is queued
    assert broadcasting.pause(number, tools)
    assert not broadcasting.pause(number, tools)
    assert status(tools) == ("paused", {"queued": 5})
    for _ in range(5):
        running.turn()
    assert twilio.taken == []
    assert broadcasting.resume(number, tools)
    assert not broadcasting.resume(number, tools)
    run(tools, running)
    assert len(twilio.taken) == 5
    assert status(tools) == ("done", {"sent": 5})


def test_ended_early_what_has_not_left_never_will(tools: Tools, twilio: Twilio) -> None:
    running = engine(tools)
    for number in range(5):
        subscribe(tools, number)
    number = written(tools)
    broadcasting.approve(number, "budi", tools)
    spread(tools)
    assert broadcasting.cancel(number, "salah kirim", tools)
    assert not broadcasting.cancel(number, "salah kirim", tools)
    assert not broadcasting.resume(number, tools)
    run(tools, running)
    assert twilio.taken == []
    assert status(tools) == ("cancelled", {"failed": 5})


def test_a_copy_in_hand_when_it_is_held_goes_back(tools: Tools) -> None:
    thread = subscribe(tools, 1)
    number = written(tools)
    broadcasting.approve(number, "budi", tools)
    lane = f"cast:{number}:{thread}"
    claim = replace(CLAIM, lane=lane, kind="send", subject=1)
    broadcasting.pause(number, tools)
    ended = Ended()
    broadcasting.send([claim], ended, tools)
    assert ended.outcomes == {claim: Later(broadcasting.HELD)}
    broadcasting.cancel(number, "", tools)
    broadcasting.send([claim], ended, tools)
    assert ended.outcomes == {claim: Done()}


class Ended:
    """Notes the outcomes it is told."""

    def __init__(self) -> None:
        self.outcomes: dict[Claim, object] = {}

    def finish(self, outcomes: Mapping[Claim, object]) -> None:
        self.outcomes.update(outcomes)

    def defer(self, claim: Claim, work: object) -> None:
        raise AssertionError((claim, work))


@pytest.mark.parametrize(
    ("text", "told"), [(TEXT, 0), (replace(TEXT, severe=True), 1)], ids=["usual", "severe"]
)
def test_at_night_only_what_is_severe(
    text: Text, told: int, tools: Tools, twilio: Twilio
) -> None:
    asleep = replace(tools, pack=replace(tools.pack, quiet=ALL_DAY))
    subscribe(asleep, 1)
    number = written(asleep, text)
    broadcasting.approve(number, "budi", asleep)
    outcome = spread(asleep)
    assert isinstance(outcome, Later)
    assert (outcome.seconds > broadcasting.LOOK) is not bool(told)
    if told:
        work(asleep, engine(asleep), "cast")
    assert len(twilio.taken) == told


def test_what_begins_in_the_evening_rests_at_night(tools: Tools) -> None:
    thread = subscribe(tools, 1)
    number = written(tools)
    broadcasting.approve(number, "budi", tools)
    spread(tools)
    asleep = replace(tools, pack=replace(tools.pack, quiet=ALL_DAY))
    claim = replace(CLAIM, lane=f"cast:{number}:{thread}", kind="send", subject=1)
    ended = Ended()
    broadcasting.send([claim], ended, asleep)
    [outcome] = ended.outcomes.values()
    assert isinstance(outcome, Later)
    assert outcome.seconds > broadcasting.HELD


def test_whoever_stops_meanwhile_gets_none(tools: Tools, twilio: Twilio) -> None:
    running = engine(tools)
    subscribe(tools, 1)
    number = written(tools)
    broadcasting.approve(number, "budi", tools)
    spread(tools)
    broadcasting.pause(number, tools)
    say(tools, "berhenti", sender=citizen(1))
    work(tools, running, "in", "out")
    broadcasting.resume(number, tools)
    run(tools, running)
    assert [text for _, text in twilio.taken if "Cikapundung" in text] == []
    assert status(tools)[1] == {"failed": 1}


def test_a_reply_overtakes_it(tools: Tools, twilio: Twilio, database: Database) -> None:
    slow = installation(
        database, world=twilio, known={"halo": meaning("greet")}, twilio_sms_rate="20"
    )
    slow = replace(slow, pack=tools.pack)
    running = engine(slow)
    for number in range(40):
        subscribe(slow, number)
    number = written(slow)
    broadcasting.approve(number, "budi", slow)
    spread(slow)
    say(slow, "halo", sender="+628129999999")
    work(slow, running, "in", "out")
    assert "+628129999999" in dict(twilio.taken)
    assert len([text for _, text in twilio.taken if "Cikapundung" in text]) < 20


def test_a_worker_that_died_in_between_repeats_nobody(tools: Tools, twilio: Twilio) -> None:
    running = engine(tools)
    for each in range(3):
        subscribe(tools, each)
    number = written(tools)
    broadcasting.approve(number, "budi", tools)
    with tools.database.write() as session:  # a worker died after it had told one
        kept = broadcasts.get(session, number)
        assert kept is not None
        news = broadcasting.news(kept, tools)
        found = subscriptions.untold(session, news.wish, news.key, 1)
        subscriptions.tell(session, news.key, [each.thread for each in found], 1.0)
    run(tools, running)
    assert len(twilio.taken) == 2
