"""Reports to the desk and back: what fails, what is unclear, what the citizen hears."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from gateway.store import care, filings, reports
from gateway.store.database import Database
from gateway.store.lanes import Claim
from gateway.store.tables import Task
from gateway.tools import Tools
from gateway.work import following, forward, schedule
from gateway.work.outcome import Done, Later
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
    assert set(known) == {"states", "drafts", "sweep"}
    assert schedule.tick(TICK, {}) == Done()
    assert isinstance(schedule.tick(TICK, known), Later)
