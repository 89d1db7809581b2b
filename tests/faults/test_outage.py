"""A report backend away for half an hour, workers that are killed, answers that are lost.

The half hour is simulated: what waits in lanes, and the circuit, are moved towards now in
steps, until 30 minutes have been taken off. Everything else is real: processes, sockets,
databases.
"""

import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.place import Place
from gateway import promises
from gateway.store import filings, threads
from gateway.store.database import Database
from gateway.store.report_tables import Circuit, Filing
from gateway.store.reports import NewReport
from gateway.store.tables import Lane
from tests.backends.quirky import KEY, City
from tests.databases import KINDS, empty
from tests.faults.test_kills import environment, provider, start_worker, taken
from tests.installation import installation
from tests.running import BIN, eventually, free_port, process

__all__ = ["provider"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
REPORTS, LOST = 200, 5
OUTAGE, STEP = 1800.0, 60.0
PATIENCE = 150.0
"""Seconds a busy machine may take for a part of it; each takes under twenty."""


class Quiet(WSGIRequestHandler):
    """Says nothing of what it was asked, and hangs up where it should."""

    def log(self, *_args: object) -> None:
        """Write nothing."""


@contextmanager
def listening(city: City, port: int) -> Iterator[None]:
    """Let a report server answer on `port`, its first answers being lost on the way."""
    left = [LOST]
    guard = threading.Lock()

    def hang_up() -> None:
        with guard:
            left[0] -= 1
            lost = left[0] >= 0
        if lost:
            raise ConnectionResetError

    city.hang_up = hang_up
    app = city.app()
    app.config["PROPAGATE_EXCEPTIONS"] = True
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with empty(request.param, tmp_path) as database:
        yield database


def test_an_outage_loses_nothing_and_doubles_nothing(
    database: Database, provider: str, tmp_path: Path
) -> None:
    city, port = City("A"), free_port()
    settings = {
        **environment(database, provider),
        "OPEN311_URL": f"http://127.0.0.1:{port}/v2",
        "OPEN311_KEY": KEY,
        "REPORT_POLL_SECONDS": "0.3",
        "QUIET_HOURS": "none",
    }
    owe_reports(database)
    with ExitStack() as stack:
        worker = outage(database, settings, tmp_path, stack)
        assert (there(database), len(city.kept)) == (0, 0)
        stack.enter_context(listening(city, port))
        assert eventually(partial(has_come_far, database, REPORTS // 2), PATIENCE)
        kill(worker)
        command = [str(BIN / "kentongan"), "worker"]
        log = tmp_path / "last.log"
        stack.enter_context(process(command, log, settings))
        assert eventually(partial(has_come_far, database, REPORTS), PATIENCE), there(database)
        assert len(city.kept) == REPORTS
        assert len({row["description"] for row in city.kept.values()}) == REPORTS
        for row in city.kept.values():
            row["status_notes"] = "Tim jalan."
            row["detailed_status"] = "in_progress"
        told = partial(lambda: len(taken(provider)) >= REPORTS)
        assert eventually(told, PATIENCE), len(taken(provider))
        pass_time(database, STEP)
    counts = Counter(citizen for citizen, _ in taken(provider))
    assert counts == {f"+62812{citizen:07d}": 1 for citizen in range(REPORTS)}
    assert len(city.kept) == REPORTS


def outage(
    database: Database, settings: Mapping[str, str], folder: Path, stack: ExitStack
) -> subprocess.Popen[bytes]:
    """Let half an hour pass, kill the worker in the middle of it, and return the next one.

    Whatever happens, `stack` ends them.
    """
    worker = start_worker(settings, folder)
    stack.callback(kill, worker)
    assert eventually(lambda: is_open(database), PATIENCE)
    for step in range(int(OUTAGE / STEP)):
        pass_time(database, STEP)
        if step == OUTAGE / STEP // 2:
            kill(worker)
            worker = start_worker(settings, folder)
            stack.callback(kill, worker)
    return worker


def kill(worker: subprocess.Popen[bytes]) -> None:
    """End a worker at once, if it still runs."""
    worker.send_signal(signal.SIGKILL)
    worker.wait()


def owe_reports(database: Database) -> None:
    """Have a report of each of many citizens, owed to the backend."""
    tools = installation(database)
    with database.write() as session:
        now = database.now(session)
        new = [
            NewReport(
                ticket=f"BDG-{citizen:07d}",
                thread=threads.open_for(
                    session, tools.seal, "twilio_sms", f"+62812{citizen:07d}", now
                ),
                category="street_light",
                description=f"lampu nomor {citizen} mati",
                place=Place(kecamatan="Coblong", precision="kecamatan"),
                photos=(),
                agency="dishub",
            )
            for citizen in range(REPORTS)
        ]
        promises.keep(session, new, tools, now)


def is_open(database: Database) -> bool:
    """Return whether the circuit has opened."""
    with database.read() as session:
        return bool(session.scalar(select(Circuit.open_until)))


def pass_time(database: Database, seconds: float) -> None:
    """Let so much time have passed for what waits.

    Rows that a worker holds right now keep their time: to wait for one while holding others
    can be a deadlock.
    """
    waits = Lane.queue.in_(("report", "timer")), Lane.lease_until.is_(None)
    lanes = select(Lane.key).where(*waits, Lane.ready_at.is_not(None))
    asked = select(Filing.id).where(Filing.ask_at.is_not(None))
    with database.write() as session:
        for free, key, moment in (
            (lanes, Lane.key, Lane.ready_at),
            (select(Circuit.backend), Circuit.backend, Circuit.open_until),
            (asked, Filing.id, Filing.ask_at),
        ):
            held = session.scalars(free.with_for_update(skip_locked=True)).all()
            moved = update(key.class_).where(key.in_(held))
            session.execute(moved.values({moment: moment - seconds}))


def has_come_far(database: Database, count: int) -> bool:
    """Return whether so many reports are there, letting pauses pass meanwhile."""
    pass_time(database, STEP)
    return there(database) >= count


def there(database: Database) -> int:
    """Return how many reports the backend has, as far as we know."""
    with database.read() as session:
        filed = select(func.count()).where(Filing.status == filings.FILED)
        return session.scalar(filed) or 0
