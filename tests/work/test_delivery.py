"""What leaves: held, resumed, kept apart, never sent blindly again. On both databases."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot.model import Attachment, Outbound
from gateway import sitting
from gateway.channel import Form, Receipt, Received
from gateway.errors import AmbiguousError, RefusedError, UnreachableError, WindowError
from gateway.store import deliveries, threads
from gateway.store.database import Database
from gateway.store.deliveries import NewOutbound
from gateway.store.tables import Lane, Message, Task, Thread
from gateway.tools import Tools
from gateway.work import inbox, outbox
from tests.installation import Twilio, installation
from tests.work.letters import Letters, carrying
from tests.work.working import engine, say, work

SITI = "siti"


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
def tools(database: Database, letters: Letters) -> Tools:
    return carrying(installation(database), letters)


def citizen(tools: Tools, sender: str = SITI, channel: str = "letters") -> int:
    def open_(session: object) -> int:
        return threads.open_for(session, tools.seal, channel, sender, 1.0)  # type: ignore[arg-type]

    return tools.committer.commit(open_)


def put(tools: Tools, thread: int, *texts: str, **more: object) -> list[int]:
    """Queue texts to a conversation and return the messages' ids."""
    with tools.database.read() as session:
        kept = threads.load(session, tools.seal, [thread])[thread]
    of_text: Callable[[str], Outbound] = lambda text: Outbound(  # noqa: E731
        channel=kept.channel,
        recipient=kept.sender,
        text=text,
        **more.get("outbound", {}),  # type: ignore[arg-type]
    )
    flags = {name: value for name, value in more.items() if name != "outbound"}
    new = [NewOutbound(thread=thread, outbound=of_text(text), **flags) for text in texts]  # type: ignore[arg-type]
    return tools.committer.commit(
        lambda session: outbox.put(session, new, tools, tools.database.now(session))
    )


def states(tools: Tools) -> list[tuple[str, str]]:
    """Return status and error of everything that leaves, in order."""
    with tools.database.read() as session:
        rows = session.scalars(
            select(Message).where(Message.direction == "out").order_by(Message.id)
        )
        return [(row.status, row.error) for row in rows]


def at_once(tools: Tools) -> None:
    """Let whatever waits for its time begin now."""
    with tools.database.write() as session:
        session.execute(update(Lane).where(Lane.ready_at.is_not(None)).values(ready_at=1.0))


def turns(work_of: object, count: int = 6) -> None:
    """Let the engine turn a few times; sends run beside it."""
    for _ in range(count):
        work_of.turn()  # type: ignore[attr-defined]
        time.sleep(0.02)


def test_a_lost_answer_is_held_for_its_receipt(tools: Tools, letters: Letters) -> None:
    letters.troubles = [AmbiguousError("letters: no answer")]
    worker, [message] = engine(tools), put(tools, citizen(tools), "halo")
    turns(worker)
    at_once(tools)
    turns(worker)
    assert (letters.texts, letters.asked == [], states(tools)) == ([], False, [("queued", "")])
    receipt = Receipt(
        channel="letters", external_id="L77", status="delivered", reference=str(message)
    )
    inbox.keep(Received(receipts=(receipt,)), tools)
    at_once(tools)
    work(tools, worker)
    assert (letters.texts, states(tools)) == ([], [("delivered", "")])


def test_a_message_nobody_hears_of_again_goes_to_a_person(
    tools: Tools, letters: Letters
) -> None:
    letters.troubles = [AmbiguousError("letters: no answer")]
    worker = engine(tools)
    put(tools, citizen(tools), "halo", "dan ini")
    turns(worker)
    with tools.database.write() as session:
        session.execute(update(Task).where(Task.begun_at > 0).values(begun_at=1.0))
    at_once(tools)
    work(tools, worker)
    assert letters.texts == ["dan ini"], "what waits behind goes on"
    assert states(tools) == [("failed", outbox.UNCLEAR), ("sent", "")]


@pytest.mark.parametrize(("known", "texts"), [("L9", []), ("", ["halo"])])
def test_a_provider_that_can_tell_is_asked(
    known: str, texts: list[str], tools: Tools, letters: Letters
) -> None:
    letters.knows = lambda _message: known
    letters.troubles = [AmbiguousError("letters: no answer")]
    worker = engine(tools)
    put(tools, citizen(tools), "halo")
    turns(worker)
    at_once(tools)
    work(tools, worker)
    assert (letters.texts, states(tools)) == (texts, [("sent", "")])


def test_a_worker_that_died_in_the_middle_sends_nothing_blindly(
    tools: Tools, letters: Letters
) -> None:
    worker = engine(tools)
    put(tools, citizen(tools), "halo")
    with tools.database.write() as session:
        now = tools.database.now(session)
        session.execute(update(Task).where(Task.kind == "send").values(begun_at=now - 5))
    turns(worker)
    assert (letters.texts, states(tools)) == ([], [("queued", "")])


def test_nothing_was_sent_if_nobody_was_reached(tools: Tools, letters: Letters) -> None:
    letters.troubles = [UnreachableError("letters: 500"), UnreachableError("letters: 500")]
    worker = engine(tools)
    put(tools, citizen(tools), "halo")
    for _ in range(3):
        turns(worker)
        at_once(tools)
    work(tools, worker)
    assert (letters.texts, letters.asked) == (["halo"], [])


def test_a_long_text_goes_on_at_the_part_that_failed(tools: Tools, letters: Letters) -> None:
    letters.form = Form(length=20)
    letters.troubles = [None, UnreachableError("letters: 500")]
    worker = engine(tools)
    text = "Satu dua tiga. Empat lima enam. Tujuh delapan."
    put(tools, citizen(tools), text, outbound={"choices": (("a", "A"),)})
    turns(worker)
    assert letters.texts == ["Satu dua tiga."]
    at_once(tools)
    work(tools, worker)
    assert letters.texts == ["Satu dua tiga.", "Empat lima enam.", "Tujuh delapan."]
    assert [len(each.choices) for each in letters.taken] == [0, 0, 1]


def test_bytes_are_counted_where_the_channel_counts_them(
    tools: Tools, letters: Letters
) -> None:
    letters.form = Form(length=10, counts_bytes=True)
    worker = engine(tools)
    put(tools, citizen(tools), "ééé ééé")
    work(tools, worker)
    assert letters.texts == ["ééé", "ééé"]


def test_outside_the_window_a_template_is_sent(tools: Tools, letters: Letters) -> None:
    letters.form = Form(window=86400.0)
    worker, thread = engine(tools), citizen(tools)
    with tools.database.write() as session:
        now = tools.database.now(session)
        session.execute(update(Thread).values(heard_at=now - 90_000))
    put(tools, thread, "kabar laporan")
    with tools.database.write() as session:
        session.execute(update(Thread).values(heard_at=now))
    put(tools, thread, "kabar lain")
    work(tools, worker)
    assert [each.template for each in letters.taken] == [False, False]
    with tools.database.write() as session:
        session.execute(update(Thread).values(heard_at=now - 90_000))
    put(tools, thread, "kabar ketiga")
    work(tools, worker)
    assert [each.template for each in letters.taken] == [False, False, True]


def test_a_window_that_the_provider_finds_closed(tools: Tools, letters: Letters) -> None:
    letters.troubles = [WindowError("letters: 63016", "63016")]
    worker = engine(tools)
    put(tools, citizen(tools), "kabar laporan")
    work(tools, worker)
    assert [(each.text, each.template) for each in letters.taken] == [("kabar laporan", True)]


def test_without_a_template_the_window_stays_closed(tools: Tools, letters: Letters) -> None:
    letters.troubles = [WindowError("letters: 63016"), WindowError("letters: no template")]
    worker = engine(tools)
    put(tools, citizen(tools), "kabar laporan")
    work(tools, worker)
    assert (letters.texts, states(tools)) == ([], [("failed", "letters: no template")])


def test_who_stopped_hears_nothing_that_was_not_asked_for(
    tools: Tools, letters: Letters
) -> None:
    worker, thread = engine(tools), citizen(tools)
    put(tools, thread, "kabar laporan")
    with tools.database.write() as session:
        threads.stop(session, thread)
    work(tools, worker)
    assert (letters.texts, states(tools)) == ([], [("failed", outbox.STOPPED)])
    say(tools, "halo", sender=SITI, channel="letters")
    work(tools, worker)
    assert len(letters.texts) == 1, "their own message is answered"


def test_a_stop_is_confirmed_once(tools: Tools, letters: Letters) -> None:
    worker = engine(tools)
    say(tools, "EUREUN", sender=SITI, channel="letters")
    work(tools, worker)
    put(tools, citizen(tools), "kabar laporan")
    work(tools, worker)
    assert len(letters.texts) == 1
    assert letters.texts[0].startswith(("Baik, kami tidak akan", "Mangga, kami moal"))


def test_one_citizen_is_not_hurried(tools: Tools, letters: Letters) -> None:
    letters.gap = 0.4
    worker, began = engine(tools), time.monotonic()
    put(tools, citizen(tools), "satu", "dua", "tiga")
    put(tools, citizen(tools, "budi"), "bagi budi")
    work(tools, worker)
    assert sorted(letters.texts[:2]) == ["bagi budi", "satu"], "nobody waits for another"
    assert letters.texts[2:] == ["dua", "tiga"]
    assert time.monotonic() - began >= 0.8


def test_replies_overtake_a_broadcast(tools: Tools, letters: Letters) -> None:
    letters.rate = 40.0
    worker = engine(tools)
    for number in range(40):
        put(tools, citizen(tools, f"warga {number}"), f"siaran {number}", bulk=True)
    turns(worker, 5)
    before = len(letters.texts)
    put(tools, citizen(tools), "jawaban")
    work(tools, worker, "out", "bulk")
    assert len(letters.texts) == 41
    assert letters.texts.index("jawaban") <= before + 3


def test_a_file_is_sent_by_an_address_that_opens_it(tools: Tools, letters: Letters) -> None:
    worker = engine(tools)
    photo = Attachment(kind="photo", reference=f"media/{'a' * 32}")
    put(tools, citizen(tools), "sesudah", outbound={"attachment": photo})
    work(tools, worker)
    [sent] = letters.taken
    assert sent.attachment is not None
    assert sent.attachment.reference.startswith("http://127.0.0.1:8000/media/aaaa")
    assert "proof=" in sent.attachment.reference


def test_what_is_refused_is_given_up_loudly(tools: Tools, letters: Letters) -> None:
    letters.troubles = [RefusedError("letters: 21211", "21211")]
    worker = engine(tools)
    put(tools, citizen(tools), "halo")
    work(tools, worker)
    assert states(tools) == [("failed", "letters: 21211")]


def test_receipts_find_a_message_by_either_name(tools: Tools) -> None:
    worker, [message] = engine(tools), put(tools, citizen(tools), "halo")
    work(tools, worker)

    def told(status: str, **by: str) -> str:
        first = Receipt(channel="letters", status=status, external_id="L1")
        receipt = replace(first, **by)  # type: ignore[arg-type]  # texts all
        inbox.keep(Received(receipts=(receipt,)), tools)
        return states(tools)[0][0]

    assert told("delivered") == "delivered"
    assert told("sent", reference=str(message)) == "delivered"
    assert told("read", external_id="other", reference=str(message)) == "delivered"
    assert told("read", reference="99999999999999999999") == "read"
    with tools.database.read() as session:
        assert session.scalar(select(Message.external_id).where(Message.id == message)) == "L1"


def test_sms_go_to_our_country_only(tools: Tools) -> None:
    for sender in ("+447700900003", "+6285", "TELKOMSEL", "98765", "+628091234567"):
        put(tools, citizen(tools, sender, "twilio_sms"), "halo")
    assert states(tools) == [
        ("failed", "country"),
        ("queued", ""),
        *[("failed", "country")] * 2,
        ("failed", "country"),
    ]


@pytest.mark.parametrize(
    ("day", "one", "expected"),
    [
        ("3", "0", ["queued", "queued", "failed", "failed"]),
        ("0", "2", ["queued", "failed", "queued", "failed"]),
        ("0", "0", ["queued"] * 4),
    ],
)
def test_the_day_has_a_budget(
    day: str, one: str, expected: list[str], database: Database
) -> None:
    tools = installation(database, sms_daily_segments=day, sms_citizen_segments=one)
    siti, budi = (citizen(tools, f"+62812000000{n}", "twilio_sms") for n in range(2))
    long = "a" * 161
    for thread, text in ((siti, "a"), (siti, long), (budi, "a"), (budi, long)):
        put(tools, thread, text)
    assert [status for status, _ in states(tools)] == expected


def test_the_budget_raises_an_alarm_once(database: Database) -> None:
    tools = installation(database, sms_daily_segments="5", sms_citizen_segments="0")
    siti = citizen(tools, "+628120000001", "twilio_sms")
    with capture_logs() as logs:
        for _ in range(7):
            put(tools, siti, "a")
    told = [line["event"] for line in logs if line["event"].startswith("sms_budget")]
    assert told == ["sms_budget_low", "sms_budget_spent"]


def test_an_emergency_is_told_whatever_it_costs(database: Database) -> None:
    tools = installation(database, sms_citizen_segments="1")
    siti = citizen(tools, "+628120000001", "twilio_sms")
    put(tools, siti, "a" * 161)
    put(tools, siti, "112!", urgent=True)
    assert states(tools) == [("failed", "budget"), ("queued", "")]


def test_a_message_that_is_gone_is_no_work(tools: Tools, letters: Letters) -> None:
    worker, [message] = engine(tools), put(tools, citizen(tools), "halo")
    with tools.database.write() as session:
        deliveries.failed(session, message, "withdrawn")
    work(tools, worker)
    assert letters.texts == []


def test_a_receipt_that_tells_of_a_closed_window_sends_the_template(
    tools: Tools, letters: Letters
) -> None:
    worker = engine(tools)
    put(tools, citizen(tools), "kabar laporan")
    work(tools, worker)
    receipt = Receipt(
        channel="letters", external_id="L1", status="failed", error="63016", closed=True
    )
    for _ in range(3):
        inbox.keep(Received(receipts=(receipt,)), tools)
        work(tools, worker)
    assert [each.template for each in letters.taken] == [False, True]
    assert states(tools) == [("sent", "")]
    again = replace(receipt, external_id="L2")
    inbox.keep(Received(receipts=(again,)), tools)
    work(tools, worker)
    assert len(letters.taken) == 2
    assert states(tools) == [("failed", "63016")]


def test_what_was_never_tried_can_be_sent_by_hand(database: Database) -> None:
    twilio = Twilio()
    tools = installation(database, world=twilio, sms_citizen_segments="1")
    siti, abroad = (citizen(tools, to, "twilio_sms") for to in ("+628120000001", "+4477009000"))
    [long], [foreign] = put(tools, siti, "a" * 161), put(tools, abroad, "halo")
    assert [error for _, error in states(tools)] == ["budget", "country"]
    assert sitting.retry(long, tools)
    assert not sitting.retry(long, tools), "it waits already"
    assert not sitting.retry(foreign, tools), "nobody is written to abroad"
    work(tools, engine(tools))
    assert twilio.taken == [("+628120000001", "a" * 161)]
    assert states(tools) == [("sent", ""), ("failed", "country")]


def test_what_its_provider_failed_with_can_be_sent_again(
    tools: Tools, letters: Letters
) -> None:
    worker, [message] = engine(tools), put(tools, citizen(tools), "halo")
    work(tools, worker)
    told = Receipt(channel="letters", external_id="L1", status="failed", error="30008")
    inbox.keep(Received(receipts=(told,)), tools)
    assert sitting.retry(message, tools)
    work(tools, worker)
    assert letters.texts == ["halo", "halo"]
