"""Floods, loops and other bots: kept, told once, then silence; a cry for help is heard."""

import pytest
from sqlalchemy import select

from bot.model import Inbound
from gateway.channel import Received
from gateway.flood import Verdict, judge
from gateway.store import floods, threads
from gateway.store.database import Database
from gateway.store.floods import Level, Pace
from gateway.store.tables import Message, Task
from gateway.tools import Tools
from gateway.work import inbox
from tests.installation import Twilio, installation
from tests.work.working import engine, work

SITI, BUDI = "+628120000001", "+628120000002"
SLOW = "Pesan Anda masuk terlalu cepat. Tunggu sebentar ya, lalu kirim satu pesan saja."


@pytest.fixture
def twilio() -> Twilio:
    return Twilio()


@pytest.fixture
def tools(database: Database, twilio: Twilio) -> Tools:
    return installation(database, world=twilio)


def writes(tools: Tools, *texts: str, sender: str = SITI) -> None:
    """Keep one message after the other, each with an id of its own."""
    for text in texts:
        with tools.database.read() as session:
            count = len(session.scalars(select(Message.id)).all())
        message = Inbound(
            channel="twilio_sms", sender=sender, external_id=f"W{count}", text=text
        )
        inbox.keep(Received(messages=(message,)), tools)


def heard(tools: Tools) -> int:
    """Return how many messages are to be understood."""
    with tools.database.read() as session:
        return len(session.scalars(select(Task.id).where(Task.kind == "hear")).all())


def test_a_thousand_messages_are_kept_and_twenty_answered(tools: Tools, twilio: Twilio) -> None:
    worker = engine(tools, sms_citizen_segments="0")
    writes(tools, *(f"pesan {number}" for number in range(300)))
    writes(tools, "halo", sender=BUDI)
    assert 20 <= heard(tools) - 1 <= 30, "some seconds have passed meanwhile"
    work(tools, worker)
    to_siti = [text for to, text in twilio.taken if to == SITI]
    assert sum(SLOW in text for text in to_siti) == 1
    assert len([to for to, _ in twilio.taken if to == BUDI]) == 1, "others are not touched"
    with tools.database.read() as session:
        kept = session.scalars(select(Message.status).where(Message.direction == "in")).all()
    assert len(kept) == 301
    assert kept.count("ignored") >= 270


def test_a_cry_for_help_is_heard_in_a_flood(tools: Tools, twilio: Twilio) -> None:
    worker = engine(tools)
    writes(tools, *(f"pesan {number}" for number in range(30)))
    before = heard(tools)
    writes(tools, "tolong kebakaran di rumah tetangga", "apa kabar")
    assert heard(tools) == before + 1
    work(tools, worker)
    assert any("112" in text and "DARURAT" in text for _, text in twilio.taken)


def test_the_same_text_again_and_again_is_a_machine(tools: Tools) -> None:
    writes(tools, *["Terima kasih, pesan Anda kami terima"] * 12)
    assert heard(tools) == 6
    writes(tools, "bukan mesin")
    assert heard(tools) == 7


def test_a_machine_that_cries_for_help_is_heard_once_more_and_no_more(tools: Tools) -> None:
    writes(tools, *["tolong kebakaran"] * 12)
    assert heard(tools) == 6


def test_two_gateways_that_face_each_other_fall_silent(
    database: Database, twilio: Twilio
) -> None:
    """Every reply comes back as the citizen's next message, as from a bot like us."""
    tools = installation(
        database, world=twilio, sms_citizen_segments="0", sms_daily_segments="0"
    )
    worker, answered = engine(tools), 0
    writes(tools, "halo")
    for _ in range(60):
        work(tools, worker)
        replies = twilio.taken[answered:]
        if not replies:
            break
        answered = len(twilio.taken)
        writes(tools, *(text for _, text in replies))
    assert answered <= 25
    assert not twilio.taken[answered:]


def test_a_repeated_webhook_costs_nothing(tools: Tools) -> None:
    message = Inbound(channel="twilio_sms", sender=SITI, external_id="SM1", text="halo")
    for _ in range(40):
        inbox.keep(Received(messages=(message,)), tools)
    writes(tools, *(f"pesan {number}" for number in range(10)))
    assert heard(tools) == 11


PACE = Pace(most=3.0, each=10.0, least=-2.0, again=60.0)


def test_messages_counted_out_of_order_take_nothing_more(tools: Tools) -> None:
    pace = Pace(most=3.0, each=1.0, least=-3.0, again=1.0)
    with tools.database.write() as session:
        thread = threads.open_for(session, tools.seal, "twilio_sms", SITI, 1.0)
        levels = [
            floods.count(session, thread, bytes([number]), pace, at).remains
            for number, at in enumerate((10.0, 9.9, 9.8, 10.0))
        ]
    assert levels == [2.0, 1.0, 0.0, -1.0]


def test_the_bucket_fills_and_empties(tools: Tools) -> None:
    writes(tools, "halo")

    def level(digest: bytes, at: float) -> tuple[float, int]:
        with tools.database.write() as session:
            level = floods.count(session, 1, digest, PACE, at)
        return round(level.remains, 3), level.repeats

    with tools.database.write() as session:
        session.execute(floods.FLOOD.delete())
    assert [level(b"a", 100.0) for _ in range(6)] == [
        (2.0, 0),
        (1.0, 1),
        (0.0, 2),
        (-1.0, 3),
        (-2.0, 4),
        (-2.0, 5),
    ]
    assert level(b"b", 115.0) == (-1.5, 0)
    assert level(b"b", 1000.0) == (2.0, 0), "too long ago to be a repetition"


@pytest.mark.parametrize(
    ("remains", "repeats", "verdict"),
    [
        (5.0, 0, Verdict.ANSWER),
        (0.0, 5, Verdict.ANSWER),
        (-0.5, 0, Verdict.SLOW_DOWN),
        (-1.0, 0, Verdict.SLOW_DOWN),
        (-1.5, 0, Verdict.IGNORE),
        (5.0, 6, Verdict.IGNORE),
    ],
)
def test_verdicts(remains: float, repeats: int, verdict: Verdict) -> None:
    assert judge(Level(remains=remains, repeats=repeats)) is verdict
