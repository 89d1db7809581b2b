"""The same citizens at our own desk over HTTP, and at three servers that differ from it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from flask import Flask
from sqlalchemy import select, update

from gateway.desk import blueprint
from gateway.store import desk, events, filings, reports, tables
from gateway.store.database import Database
from gateway.store.desk import Change, Search
from gateway.store.report_tables import Report as Row
from gateway.tools import Tools
from gateway.work import following
from gateway.work.engine import Engine
from tests.backends.quirky import KEY, City
from tests.databases import empty
from tests.installation import Twilio, installation, meaning
from tests.settings import settings
from tests.work.test_forwarding import TICK
from tests.work.working import OPEN, engine, say, work

LAMP = "lampu jalan mati di jl dago dekat simpang"
OURS = "+628120000001"


class Peer:
    """A report server of one kind, and the provider of the citizens' messages."""

    def __init__(self, kind: str, database: Database) -> None:
        self.kind = kind
        self.twilio = Twilio()
        self.silent = False
        self._database = database
        self.city = City(kind)
        app = self.city.app()
        if kind == "desk":
            app = Flask(__name__)
            own = settings(desk_key=KEY, demo="true")
            tools = installation(database)
            app.register_blueprint(blueprint(database, tools.pack, own, tools.clock))
        self._transport = httpx.WSGITransport(app)

    @property
    def url(self) -> str:
        """The address of the server."""
        path = "open311/v2" if self.kind == "desk" else "v2"
        return f"http://city.example/{path}"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a call; after a POST hang up if `silent`."""
        if request.url.host == "api.twilio.com":
            return self.twilio(request)
        answer = self._transport.handle_request(request)
        answer.read()
        if self.silent and request.method == "POST":
            self.silent = False
            raise httpx.ReadTimeout("no answer", request=request)
        return answer

    def count(self) -> int:
        """Return how many reports it has."""
        if self.kind != "desk":
            return len(self.city.kept)
        with self._database.read() as session:
            return len(desk.search(session, Search(start=0.0, end=1e12)))

    def tell(self, number: str, status: str, notes: str) -> None:
        """Say what became of a report."""
        if self.kind != "desk":
            row = self.city.kept[number]
            row.update(status="closed" if status == "done" else "open", status_notes=notes)
            row["detailed_status"] = status
            return
        with self._database.write() as session:
            desk.change(session, Change(number=number, status=status, notes=notes), 2.0)


@pytest.fixture(params=["desk", "A", "B", "C"])
def peer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Peer, Tools]]:
    with empty("sqlite", tmp_path) as database:
        peer = Peer(request.param, database)
        yield (
            peer,
            installation(
                database,
                world=peer,
                known={
                    LAMP: meaning("report", "street_light"),
                    "belum, masih gelap": meaning("deny"),
                    "ya": meaning("affirm"),
                },
                open311_url=peer.url,
                open311_key=KEY,
            ),
        )
        while OPEN:
            OPEN.pop().close()


def test_filed_told_opened_again(peer: tuple[Peer, Tools]) -> None:
    server, tools = peer
    running = engine(tools)
    number = filed(server, tools, running)
    for status, notes in (("in_progress", "Tim jalan."), ("done", "Lampu diganti.")):
        server.tell(number, status, notes)
        for _ in range(2):
            news(tools, running)
    told = [text for _, text in server.twilio.taken]
    assert [text.partition(": ")[2] for text in told[:1]] == ["sedang dikerjakan. Tim jalan."]
    assert told[1].endswith("Lampu diganti. Sudah beres?\n1. Sudah beres\n2. Belum")
    server.twilio.taken.clear()
    say(tools, "belum, masih gelap")
    work(tools, running, "in", "report", "out")
    with tools.database.read() as session:
        [kept] = reports.newest(session)
        happened = [(each.who, each.what) for each in events.of(session, kept.id)]
        owner = session.scalar(select(tables.Thread.owner))
    assert (kept.status, kept.outcome, kept.reopened) == ("forwarded", "unsolved", 1)
    assert ("citizen", "reopened") in happened
    assert owner == ("bot" if takes_updates(server) else "operator")
    assert "dibuka lagi" in server.twilio.taken[0][1]


def takes_updates(server: Peer) -> bool:
    return server.kind == "desk"


def test_silence_after_filing_makes_no_second_report(peer: tuple[Peer, Tools]) -> None:
    server, tools = peer
    running = engine(tools)
    server.silent = True
    filed(server, tools, running)
    assert server.count() == 1


def filed(server: Peer, tools: Tools, running: Engine) -> str:
    """Have a citizen file a report, and return its number at the server."""
    say(tools, LAMP, "ya", sender=OURS)
    work(tools, running)
    found: Callable[[], str] = lambda: _number(tools)  # noqa: E731
    for _ in range(60):
        running.turn()
        at_once(tools)
        if found():
            break
    server.twilio.taken.clear()
    return found()


def _number(tools: Tools) -> str:
    with tools.database.read() as session:
        report = session.scalar(select(Row.id))
        return filings.of(session, report)[0].external_id if report else ""


def news(tools: Tools, running: Engine) -> None:
    """Ask the server for news, and let citizens hear them."""
    with tools.database.write() as session:
        filings.nudge(session, _number(tools), 1.0)
    following.follow(TICK, tools, every=60)
    work(tools, running, "notice", "in", "out")


def at_once(tools: Tools) -> None:
    """Let every pause be over."""
    with tools.database.write() as session:
        session.execute(
            update(tables.Lane).where(tables.Lane.ready_at.is_not(None)).values(ready_at=0)
        )
