"""Reports to the desk and back: what fails, what is unclear, what the citizen hears."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from gateway.backend import State
from gateway.store import care, circuits, events, filings, reports
from gateway.store.database import Database
from gateway.store.events import Happened
from gateway.store.filings import Forwarded, Kept as Filing
from gateway.store.lanes import Claim
from gateway.store.report_tables import Circuit, Filing as FilingRow
from gateway.store.tables import Task, Thread
from gateway.tools import Tools
from gateway.work import by_hand, following, forward, schedule
from gateway.work.outcome import Again, Dead, Done, Later, Outcome
from tests.installation import Twilio, installation, meaning
from tests.work.working import engine, say, work

LAMP = "lampu jalan mati di jl dago dekat simpang"
TICK = Claim(
    lane="timer:states", token=1, task=1, kind="tick", subject=0, attempts=1, begun=None
)


class Desk:
    """A provider that always works, and a report desk that does what it is told."""

    def __init__(self) -> None:
        self.twilio = Twilio()
        self.posts: list[Callable[[httpx.Request], httpx.Response]] = []
        self.rows: list[dict[str, Any]] = []
        self.posted: list[dict[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "api.twilio.com":
            return self.twilio(request)
        if request.method == "POST":
            self.posted.append(dict(httpx.QueryParams(request.content.decode())))
            return self.posts.pop(0)(request)
        if request.url.path.endswith("/requests.json"):
            return httpx.Response(200, json=self.rows)
        return httpx.Response(404, json=[])


def taken(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=[{"service_request_id": "D-1"}])


def status(code: int) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: httpx.Response(code, json=[{"code": code, "description": "no"}])


def silence(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("no answer", request=request)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def tools(database: Database, desk: Desk) -> Tools:
    return installation(database, world=desk, known={LAMP: meaning("report", "street_light")})


def filed(
    tools: Tools, desk: Desk, *answers: Callable[[httpx.Request], httpx.Response]
) -> None:
    """Have a citizen file a report; the desk answers as told."""
    desk.posts = list(answers)
    running = engine(tools)
    say(tools, LAMP, "ya")
    work(tools, running)
    for _ in range(60):
        running.turn()
        if not desk.posts and _settled(tools):
            return


def _settled(tools: Tools) -> bool:
    with tools.database.read() as session:
        waiting = care.waiting(session)
        [filing] = filings.of(session, reports.newest(session)[0].id)
    return bool(filing.external_id or waiting["dead"] or _error(tools))


def _error(tools: Tools) -> str:
    with tools.database.read() as session:
        newest = select(Task.error).where(Task.kind == "file").order_by(Task.id.desc()).limit(1)
        return session.scalar(newest) or ""


def test_the_desk_gets_what_the_citizen_said_and_no_more(tools: Tools, desk: Desk) -> None:
    filed(tools, desk, taken)
    with tools.database.read() as session:
        [kept] = reports.newest(session)
        [filing] = filings.of(session, kept.id)
    [post] = desk.posted
    assert (post["service_code"], post["description"]) == (
        "street_light",
        f"{LAMP}\nRef. {kept.ticket}",
    )
    assert not any("812000" in value for value in post.values())
    assert filing.external_id == "D-1"


@pytest.mark.parametrize(("code", "dead"), [(400, 1), (403, 1), (503, 0), (429, 0)])
def test_a_desk_that_refuses_is_final_and_one_that_is_down_is_not(
    tools: Tools, desk: Desk, code: int, dead: int
) -> None:
    filed(tools, desk, status(code))
    with tools.database.read() as session:
        assert care.waiting(session)["dead"] == dead


def test_after_silence_the_desk_is_asked_before_it_is_told_again(
    tools: Tools, desk: Desk
) -> None:
    filed(tools, desk, silence)
    with tools.database.read() as session:
        [kept] = reports.newest(session)
    desk.rows = [
        {
            "service_request_id": "D-7",
            "service_code": "street_light",
            "description": f"{LAMP}\nRef. {kept.ticket}",
            "status": "open",
            "requested_datetime": "2026-11-22T03:00:00Z",
        }
    ]
    again = Claim(
        lane="report:1", token=1, task=1, kind="file", subject=kept.id, attempts=2, begun=1.0
    )
    assert isinstance(forward.file(again, tools), Done)
    assert len(desk.posted) == 1


def test_news_at_the_desk_reach_the_citizen_once(tools: Tools, desk: Desk) -> None:
    filed(tools, desk, taken)
    desk.twilio.taken.clear()
    desk.rows = [
        {
            "service_request_id": "D-1",
            "service_code": "street_light",
            "status": "open",
            "detailed_status": "in_progress",
            "status_notes": "Tim menuju lokasi.",
        }
    ]
    running = engine(tools)
    for _ in range(2):
        assert following.follow(TICK, tools, every=60) == Later(60)
    work(tools, running, "notice", "in", "out")
    [(_, text)] = desk.twilio.taken
    assert text.endswith("(lampu jalan): sedang dikerjakan. Tim menuju lokasi.")


def test_a_desk_that_is_down_is_asked_later(tools: Tools, desk: Desk) -> None:
    filed(tools, desk, taken)
    away = installation(tools.database)
    assert isinstance(following.follow(TICK, away, every=60), Later)


def test_a_timer_that_no_longer_exists_ends(tools: Tools) -> None:
    known = schedule.timers(tools, poll_seconds=60)
    assert set(known) == {"states", "drafts", "clocks", "alerts", "sweep"}
    assert schedule.tick(TICK, {}) == Done()
    assert isinstance(schedule.tick(TICK, known), Later)


def job(tools: Tools, *, begun: float | None = None, attempts: int = 1) -> Claim:
    """Return the claim of the newest report's filing."""
    number = _filing(tools).id
    return Claim(
        lane=f"report:{number}",
        token=1,
        task=number,
        kind="file",
        subject=number,
        attempts=attempts,
        begun=begun,
    )


def _filing(tools: Tools) -> Filing:
    with tools.database.read() as session:
        return filings.of(session, reports.newest(session)[0].id)[0]


def done(tools: Tools, outcome: Outcome) -> None:
    """Write what a task that is over came to."""
    assert isinstance(outcome, Done | Dead)
    with tools.database.write() as session:
        outcome.effect(session, 2.0)


def test_a_refused_report_is_given_up_loudly_and_tried_again(tools: Tools, desk: Desk) -> None:
    filed(tools, desk, status(400))
    filing = _filing(tools)
    assert (filing.status, filing.error) == ("failed", "open311: 400 400: no")
    assert by_hand.again(filing.id, "operator:ani", tools)
    assert not by_hand.again(filing.id, "operator:ani", tools)
    desk.posts = [taken]
    running = engine(tools)
    work(tools, running, "report")
    assert _filing(tools).external_id == "D-1"
    with tools.database.read() as session:
        happened = [each.what for each in events.of(session, filing.report)]
    assert happened == ["filed", "agency", "forward_failed", "noted", "forwarded"]


def test_a_desk_that_is_down_is_left_alone_until_one_try_goes_through(
    tools: Tools, desk: Desk
) -> None:
    filed(tools, desk, taken)
    with tools.database.write() as session:
        filings.forwarded(
            session, [Forwarded(filing=_filing(tools).id, external_id="", token="")], 1.0
        )
    desk.posts = [status(503)] * circuits.MOST_FAILURES
    for _ in range(circuits.MOST_FAILURES):
        assert isinstance(forward.file(job(tools), tools), Again)
    assert desk.posts == []
    waits = forward.file(job(tools), tools)
    assert isinstance(waits, Later)
    assert 20 < waits.seconds <= 30 + forward.SPREAD
    assert "out of order" in waits.error
    with tools.database.write() as session:
        session.execute(update(Circuit).values(open_until=1.0))
    desk.posts = [taken]
    assert isinstance(forward.file(job(tools), tools), Done)
    with tools.database.read() as session:
        assert circuits.state(session, "open311") == circuits.State()


def test_only_one_try_goes_ahead(tools: Tools) -> None:
    with tools.database.write() as session:
        for _ in range(circuits.MOST_FAILURES):
            circuits.failed(session, "open311", "503", 1.0)
        seen = circuits.state(session, "open311")
        assert circuits.probe(session, "open311", seen, 100.0)
        assert not circuits.probe(session, "open311", seen, 100.0)


def test_what_only_a_person_can_do(database: Database, desk: Desk) -> None:
    known = {LAMP: meaning("report", "street_light")}
    tools = installation(database, world=desk, known=known, backend="lapor")
    running = engine(tools)
    say(tools, LAMP, "ya")
    work(tools, running, "in", "out", "report")
    filing = _filing(tools)
    assert filing.status == "by_hand"
    assert by_hand.fields(filing.id, tools)["kategori"] == "lampu jalan"
    assert by_hand.fields(999, tools) == {}
    assert by_hand.typed(filing.id, "#1916449", "operator:ani", tools)
    assert by_hand.told(filing.id, State(status="in_progress"), "operator:ani", tools)
    assert not by_hand.told(999, State(status="done"), "operator:ani", tools)
    with tools.database.read() as session:
        [report] = reports.newest(session)
    assert (report.status, _filing(tools).external_id) == ("in_progress", "1916449")


def test_what_a_citizen_adds_goes_to_an_operator_where_nobody_takes_it(
    tools: Tools, desk: Desk
) -> None:
    filed(tools, desk, taken)
    filing = _filing(tools)
    with tools.database.write() as session:
        facts = {
            "text": "di depan warung",
            "photos": ["media/1"],
            "place": {"lat": -6.9, "lon": 107.6},
        }
        happened = Happened(subject=filing.report, who="citizen", what="added", facts=facts)
        event = events.add_one(session, happened, 2.0)
    claim = replace(job(tools), kind="add", subject=event)
    for answer, kind in ((status(503), Again), (status(404), Done), (taken, Done)):
        desk.posts = [answer]
        outcome = forward.add(claim, tools)
        assert isinstance(outcome, kind)
        if isinstance(outcome, Done):
            done(tools, outcome)
    assert desk.posted[-1]["description"] == "di depan warung\n-6.900000, 107.600000"
    assert forward.add(replace(claim, lane="report:999"), tools) == Done()
    with tools.database.read() as session:
        owners = [each.owner for each in session.scalars(select(Thread))]
    assert owners == ["operator"]


def test_a_backend_that_is_gone_is_said(tools: Tools, desk: Desk) -> None:
    filed(tools, desk, status(503))
    without = replace(tools, backends={})
    outcome = forward.file(job(tools), without)
    assert isinstance(outcome, Dead)
    done(tools, outcome)
    assert _filing(tools).error == "backend open311 is not configured"


def test_a_token_becomes_a_number(tools: Tools, desk: Desk) -> None:
    filed(tools, desk, lambda _request: httpx.Response(200, json=[{"token": "t"}]))
    assert (_filing(tools).token, _filing(tools).external_id) == ("t", "")
    following.follow(TICK, tools, every=60)
    assert _filing(tools).external_id == ""


def test_other_destinations_are_heard_but_do_not_lead(tools: Tools, desk: Desk) -> None:
    filed(tools, desk, taken)
    filing = replace(_filing(tools), leads=False)
    assert not following.tell(filing, State(status="done"), tools)
    with tools.database.read() as session:
        [report] = reports.newest(session)
        last = events.of(session, report.id)[-1]
    assert (report.status, last.facts) == ("received", {"to": "done", "leads": False})


def test_an_ended_report_is_asked_about_ever_more_rarely(tools: Tools, desk: Desk) -> None:
    filed(tools, desk, taken)
    desk.rows = [{"service_request_id": "D-1", "status": "closed"}]
    quiet: list[int] = []
    for _ in range(3):
        with tools.database.write() as session:
            filings.nudge(session, "D-1", 1.0)
            session.execute(update(FilingRow).values(quiet=len(quiet)))
        following.follow(TICK, tools, every=60)
        quiet.append(_filing(tools).quiet)
    assert quiet == [0, 2, 3]
