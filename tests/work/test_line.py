"""The line from a kept message to the provider, the desk and back, on both databases."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from gateway import sitting
from gateway.backend import State
from gateway.store import care, events, filings, reports, tables, threads, transcripts
from gateway.store.database import Database
from gateway.tools import Tools
from gateway.work import changes
from gateway.work.changes import Change
from tests.installation import Twilio, installation, meaning
from tests.work.working import engine, say, work

LAMP = "lampu jalan mati di jl dago dekat simpang udah 3 hari"
CITIZEN = "+628120000001"
CONFIRM = (
    'Pengaduan lampu jalan di jl dago dekat simpang, Coblong: "lampu jalan mati di jl dago'
    ' dekat simpang u...". Kirim?\n1. Ya, kirim\n2. Ubah/anonim\n3. Batal'
)
FILED = (
    "Terima kasih! Laporan diterima, nomor BDG-1234567. Kami kabari perkembangannya di sini. "
    "Cek kapan saja: STATUS BDG-1234567"
)
KNOWN = {LAMP: meaning("report", "street_light"), "apa kabar cuaca": meaning("ask_weather")}


class World:
    """A provider, and a desk that takes one report after another."""

    def __init__(self) -> None:
        self.twilio = Twilio()
        self.desk: list[httpx.Response] = []
        self.asked: list[str] = []
        self.states: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "api.twilio.com":
            return self.twilio(request)
        self.asked.append(f"{request.method} {request.url.path}")
        if request.method == "POST" and self.desk:
            return self.desk.pop(0)
        if request.url.path.endswith("requests.json") and request.method == "GET":
            return httpx.Response(200, json=self.states)
        if "/services/" in request.url.path:
            return httpx.Response(404, json=[])
        return httpx.Response(404, json=[{"code": 404, "description": "nothing here"}])


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def tools(database: Database, world: World) -> Tools:
    return installation(database, world=world, known=KNOWN)


def texts(world: World) -> list[str]:
    return [text for _, text in world.twilio.taken]


def test_a_report_is_filed_in_one_message_and_a_yes(tools: Tools, world: World) -> None:
    world.desk = [httpx.Response(200, json=[{"service_request_id": "D-1"}])]
    with_number = engine(tools)
    object.__setattr__(tools, "draw", lambda: 1234567)
    say(tools, LAMP, "ya")
    work(tools, with_number)
    work(tools, with_number, "report")
    assert texts(world) == [
        CONFIRM,
        FILED,
    ]
    with tools.database.read() as session:
        kept = reports.by_ticket(session, "BDG-1234567")
        assert kept is not None
        [filing] = filings.of(session, kept.id)
        happened = [(each.who, each.what) for each in events.of(session, kept.id)]
    assert (kept.category, kept.place.kecamatan, kept.agency, kept.reason) == (
        "street_light",
        "Coblong",
        "dishub",
        "categories.yml: street_light",
    )
    assert (filing.backend, filing.leads, filing.status, filing.external_id) == (
        "open311",
        True,
        "filed",
        "D-1",
    )
    assert happened == [
        ("citizen", "filed"),
        ("bot", "agency"),
        ("backend:open311", "forwarded"),
    ]


def test_a_burst_of_one_citizen_is_answered_in_order(tools: Tools, world: World) -> None:
    numbers = [f"BDG-000000{n}" for n in range(8)]
    say(tools, *[f"status {number}" for number in numbers])
    work(tools, engine(tools))
    assert [text.split()[4].rstrip(".") for text in texts(world)] == numbers


def test_the_same_webhook_twice_has_one_effect(tools: Tools, world: World) -> None:
    say(tools, "halo")
    say(tools, "halo")
    work(tools, engine(tools))
    assert len(texts(world)) == 1


def test_a_source_that_is_down_is_said(tools: Tools, world: World) -> None:
    say(tools, "apa kabar cuaca")
    work(tools, engine(tools))
    assert texts(world)[0].startswith("Maaf")


@pytest.mark.parametrize("code", [21610, 21211])
def test_a_message_that_cannot_be_sent_is_given_up_loudly(
    tools: Tools, world: World, code: int
) -> None:
    answer = {"code": code, "message": "no", "status": 400}
    world.twilio.answers = [httpx.Response(400, json=answer)]
    say(tools, "halo")
    work(tools, engine(tools))
    with tools.database.read() as session:
        [line] = [line for line in transcripts.read(session, 1) if line.direction == "out"]
        assert (line.status, care.waiting(session)["dead"]) == ("failed", 1)
    assert texts(world) == []


def test_retry_really_sends_again(tools: Tools, world: World) -> None:
    world.twilio.answers = [
        httpx.Response(400, json={"code": 21211, "message": "no such", "status": 400})
    ]
    running = engine(tools)
    say(tools, "halo")
    work(tools, running)
    assert sitting.retry(2, tools)
    assert not sitting.retry(2, tools)
    work(tools, running)
    assert len(texts(world)) == 1


def test_a_provider_that_is_busy_is_asked_later(tools: Tools, world: World) -> None:
    world.twilio.answers = [httpx.Response(429, headers={"Retry-After": "0"}, json={})]
    say(tools, "halo")
    work(tools, engine(tools))
    assert len(texts(world)) == 1


def test_after_silence_the_provider_is_asked_before_sending_again(
    tools: Tools, world: World
) -> None:
    """The provider takes the message, and the answer is lost."""
    lost = 0

    def silent(request: httpx.Request) -> httpx.Response:
        nonlocal lost
        answer = world(request)
        if request.method == "POST" and not lost:
            lost += 1
            raise httpx.ReadTimeout("no answer", request=request)
        return answer

    dumb = installation(tools.database, world=silent, known=KNOWN)
    running = engine(dumb)
    say(dumb, "halo")
    for _ in range(60):
        running.turn()
        with dumb.database.write() as session:  # no need to wait for the pause to end
            session.execute(
                update(tables.Lane).where(tables.Lane.ready_at.is_not(None)).values(ready_at=0)
            )
        with dumb.database.read() as session:
            if not care.waiting(session).get("out") and lost:
                break
    assert len(texts(world)) == 1


def test_the_bot_is_silent_while_an_operator_holds_the_conversation(
    tools: Tools, world: World
) -> None:
    running = engine(tools)
    say(tools, "petugas")
    work(tools, running)
    before = len(texts(world))
    say(tools, "halo lagi")
    work(tools, running)
    assert len(texts(world)) == before
    sitting.answer(1, sitting.Reply("Selamat siang, ada apa?"), tools)
    sitting.give_back(1, tools)
    say(tools, "halo ketiga", "menu")
    work(tools, running)
    assert texts(world)[before] == "Selamat siang, ada apa?"
    assert len(texts(world)) == before + 4


def test_a_conversation_taken_meanwhile_is_not_answered_by_the_bot(
    tools: Tools, world: World
) -> None:
    """An operator takes over between understanding and writing."""
    taken = False

    def understand_slowly(said: Any) -> list[dict[str, Any]]:
        nonlocal taken
        if not taken:
            taken = True
            sitting.take(1, "rina", tools)
        return [meaning("greet") for _ in said]

    slow = installation(tools.database, world=world)
    object.__setattr__(slow, "ask", understand_slowly)
    say(slow, "selamat sore kang")
    work(slow, engine(slow))
    assert texts(world) == ["Petugas kami sekarang membalas Anda di sini."]


def test_a_change_of_state_reaches_the_citizen_once(tools: Tools, world: World) -> None:
    world.desk = [httpx.Response(200, json=[{"service_request_id": "D-1"}])]
    running = engine(tools)
    say(tools, LAMP, "ya")
    work(tools, running)
    work(tools, running, "report")
    world.twilio.taken.clear()
    with tools.database.read() as session:
        [kept] = reports.newest(session)
    news = State(status="in_progress", notes="Tim sudah di lokasi.")
    for expected in (True, False):
        changed = tools.committer.commit(
            lambda session: changes.move(
                session,
                Change(
                    report=reports.by_ticket(session, kept.ticket) or kept,
                    state=news,
                    who="backend:open311",
                ),
                tools,
                tools.database.now(session),
            )
        )
        assert changed is expected
    work(tools, running, "notice", "in", "out")
    assert texts(world) == [
        f"Kabar laporan {kept.ticket} (lampu jalan): sedang dikerjakan. Tim sudah di lokasi."
    ]


def test_a_report_never_goes_backwards(tools: Tools, world: World) -> None:
    running = engine(tools)
    world.desk = [httpx.Response(200, json=[{"service_request_id": "D-1"}])]
    say(tools, LAMP, "ya")
    work(tools, running)
    work(tools, running, "report")
    tell: Callable[[str], bool] = lambda status: tools.committer.commit(  # noqa: E731
        lambda session: changes.move(
            session,
            Change(
                report=reports.newest(session)[0],
                state=State(status=status),
                who="backend:open311",
            ),
            tools,
            1.0,
        )
    )
    assert tell("in_progress")
    assert not tell("received")


def test_a_stopped_citizen_is_left_alone(tools: Tools, world: World) -> None:
    running = engine(tools)
    say(tools, "berhenti")
    work(tools, running)
    assert len(texts(world)) == 1
    with pytest.raises(sitting.StoppedCitizenError):
        sitting.answer(1, sitting.Reply("halo?"), tools)
    say(tools, "halo")
    work(tools, running)
    assert len(texts(world)) == 2


def test_what_was_heard_is_kept_with_the_message(tools: Tools) -> None:
    say(tools, LAMP)
    work(tools, engine(tools))
    with tools.database.read() as session:
        line = transcripts.read(session, 1)[0]
        stored = session.scalars(select(tables.Thread)).one()
    assert line.heard is not None
    assert (line.heard["intent"], line.heard["category"], line.heard["place"]["kecamatan"]) == (
        "report",
        "street_light",
        "Coblong",
    )
    assert CITIZEN.encode() not in stored.sender_sealed
    assert CITIZEN not in str(stored.state)


def test_nobody_can_be_answered_in_a_conversation_that_is_not(tools: Tools) -> None:
    with pytest.raises(LookupError):
        sitting.answer(99, sitting.Reply("halo"), tools)


def test_an_owner_that_changed_meanwhile_is_noticed(tools: Tools) -> None:
    say(tools, "halo")
    work(tools, engine(tools))
    with tools.database.write() as session:
        before = threads.load(session, tools.seal, [1])[1]
        assert threads.own(session, 1, "operator", 1.0)
        step = threads.Step(before, before.conversation)
        assert not threads.save(session, [step], 2.0)
