"""A report that may have arrived is looked for before it is sent again, whatever came between.

The server does not know our `reference`: every POST makes a report, and it can be searched.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.place import Place
from gateway.store import circuits, filings, lanes, reports, threads
from gateway.store.database import Database
from gateway.store.lanes import NewTask
from gateway.store.report_tables import Circuit
from gateway.store.reports import NewReport
from gateway.store.tables import Lane, Task
from gateway.tools import Tools
from gateway.work import by_hand, following
from gateway.work.engine import Engine
from tests.installation import installation
from tests.work.test_forwarding import TICK
from tests.work.working import engine


class Server:
    """Makes a report of every POST; `how` it answers is `fine`, `hangs`, `page` or `twice`."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.how = "fine"
        self.searches = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            searched = request.url.path.endswith("/requests.json")
            self.searches += searched
            return httpx.Response(200 if searched else 404, json=self.rows if searched else [])
        form = dict(httpx.QueryParams(request.content.decode()))
        number = 4711 if self.how == "twice" else len(self.rows)
        told = {"service_request_id": number, "description": form["description"]}
        self.rows.append({**told, "status": "open"})
        if self.how == "hangs":
            raise httpx.ReadTimeout("no answer", request=request)
        if self.how == "page":
            return httpx.Response(200, text="<html>ok<br></html>")
        return httpx.Response(200, json=[{"service_request_id": number}])


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def tools(database: Database, server: Server) -> Tools:
    return installation(database, world=server)


def owe(tools: Tools, number: int = 1) -> int:
    """Owe a report to the server and return its filing."""
    with tools.database.write() as session:
        thread = threads.open_for(session, tools.seal, "twilio_sms", "+628120001", 1.0)
        new = NewReport(
            ticket=f"BDG-{number:07d}",
            thread=thread,
            category="road",
            description="jalan rusak",
            place=Place(kecamatan="Coblong"),
            photos=(),
            agency="dsdabm",
        )
        _, [made] = reports.file(session, [(new, ("open311",))], tools.database.now(session))
        lanes.add(session, [NewTask(lane=f"report:{made}", kind="file", subject=made)], 1.0)
    return made


def until(running: Engine, tools: Tools, done: Callable[[Session], Any]) -> None:
    for _ in range(300):
        running.turn()
        with tools.database.read() as session:
            if done(session):
                return
        time.sleep(0.01)
    raise AssertionError("nothing came of it")


def error(session: Session, filing: int) -> str:
    """Return why the last try failed, once its lane is free again."""
    lane = session.get(Lane, f"report:{filing}")
    held = lane is None or lane.lease_until is not None
    said = session.scalar(select(Task.error).where(Task.kind == "file", Task.subject == filing))
    return "" if held else said or ""


def at_once(tools: Tools) -> None:
    with tools.database.write() as session:
        waits = Lane.queue == "report", Lane.ready_at > 0
        session.execute(update(Lane).where(*waits).values(ready_at=1.0))


def test_an_open_circuit_forgets_nothing(tools: Tools, server: Server) -> None:
    running, filing = engine(tools), owe(tools)
    server.how = "hangs"
    until(running, tools, lambda session: error(session, filing))
    with tools.database.write() as session:
        session.execute(delete(Circuit))
        session.add(Circuit(backend="open311", failures=5, open_until=time.time() + 3600))
    at_once(tools)
    until(running, tools, lambda session: "out of order" in error(session, filing))
    with tools.database.write() as session:
        session.execute(delete(Circuit))
    server.how = "fine"
    at_once(tools)
    until(running, tools, lambda session: _there(session, filing))
    assert (len(server.rows), server.searches) == (1, 1)


def test_what_was_answered_unreadably_is_looked_for_on_retry(
    tools: Tools, server: Server
) -> None:
    running, filing = engine(tools), owe(tools)
    server.how = "page"
    until(running, tools, lambda session: _status(session, filing) == filings.FAILED)
    server.how = "fine"
    assert by_hand.again(filing, "operator:ani", tools)
    until(running, tools, lambda session: _there(session, filing))
    assert (len(server.rows), server.searches) == (1, 1)


def test_an_id_given_twice_loses_no_news(tools: Tools, server: Server) -> None:
    running = engine(tools)
    server.how = "twice"
    made = [owe(tools, number) for number in (1, 2)]
    for filing in made:
        until(running, tools, partial(_is_there, filing))
    server.rows = [{"service_request_id": 4711, "status": "closed"}]
    following.follow(TICK, tools, every=10)
    with tools.database.read() as session:
        kept = [filings.get(session, each) for each in made]
    assert [each.state for each in kept if each] == ["done", "done"]


def test_calls_under_way_open_a_circuit_once(tools: Tools) -> None:
    with tools.database.write() as session:
        states = [circuits.failed(session, "open311", "x", 0.0) for _ in range(8)]
        first = circuits.failed(session, "open311", "x", 40.0, first=True)
    assert [each.open_until for each in states] == [0.0] * 4 + [30.0] * 4
    assert first.open_until == 100.0


def _there(session: Session, filing: int) -> str:
    kept = filings.get(session, filing)
    return kept.external_id if kept else ""


def _is_there(filing: int, session: Session) -> bool:
    return bool(_there(session, filing))


def _status(session: Session, filing: int) -> str:
    kept = filings.get(session, filing)
    return kept.status if kept else ""
