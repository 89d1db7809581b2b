"""kill -9 in the middle of work: nothing lost, nothing answered twice, order kept."""

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.model import Inbound
from gateway.channel import Received
from gateway.store import care
from gateway.store.database import Database
from gateway.work import inbox
from tests.databases import KINDS, empty
from tests.installation import TWILIO, installation
from tests.running import BIN, ROOT, eventually, free_port, process

pytestmark = pytest.mark.slow
CITIZENS, EACH = 50, 10
KILLS = 3
SLOW_MS = 30


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with empty(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[str]:
    """Give the address of a provider, a process of its own that takes time to answer."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with process(
        [sys.executable, "-m", "bench.provider", str(port)], tmp_path / "provider.log"
    ):
        assert eventually(lambda: _is_up(url))
        httpx.post(f"{url}/_/delay?ms={SLOW_MS}", trust_env=False)
        yield url


def environment(database: Database, provider: str) -> Mapping[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "SECRET_KEY": "s" * 32,
        "PII_KEYS": "k1:" + "A" * 43 + "=",
        "RASA_URL": f"http://127.0.0.1:{free_port()}",
        "TWILIO_API_URL": provider,
        "LOG_LEVEL": "ERROR",
        **{name.upper(): value for name, value in TWILIO.items()},
    }


def test_a_killed_worker_loses_nothing_and_repeats_nothing(
    database: Database, provider: str, tmp_path: Path
) -> None:
    tools = installation(database)
    for number in range(EACH):
        for citizen in range(CITIZENS):
            message = Inbound(
                channel="twilio_sms",
                sender=f"+62812{citizen:07d}",
                external_id=f"SM{citizen}-{number}",
                text=f"status BDG-{citizen:04d}{number:03d}",
            )
            inbox.keep(Received(messages=(message,)), tools)

    total = CITIZENS * EACH
    for kill in range(1, KILLS + 1):
        worker = start_worker(environment(database, provider), tmp_path)
        assert eventually(partial(has_taken, provider, total * kill // (KILLS + 1)), 60)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    with ExitStack() as stack:
        command = [str(BIN / "kentongan"), "worker"]
        log = tmp_path / "last.log"
        stack.enter_context(process(command, log, environment(database, provider)))
        assert eventually(lambda: left(database) == 0, 60), log.read_text()[-2000:]

    replies: dict[str, list[str]] = defaultdict(list)
    for recipient, text in taken(provider):
        replies[recipient].append(text)
    assert replies == {
        f"+62812{citizen:07d}": [
            f"Kami tidak menemukan laporan BDG-{citizen:04d}{number:03d}."
            " Mohon periksa lagi nomornya."
            for number in range(EACH)
        ]
        for citizen in range(CITIZENS)
    }


def test_what_was_acknowledged_is_kept_when_the_web_process_is_killed(
    database: Database, provider: str, tmp_path: Path
) -> None:
    port = free_port()
    settings = {
        **environment(database, provider),
        "PORT": str(port),
        "DEMO": "1",
    }
    command = [
        str(BIN / "gunicorn"),
        "-c",
        "gateway/gunicorn.py",
        "gateway.app:from_environment()",
    ]
    url = f"http://127.0.0.1:{port}"
    acknowledged = []
    with process(command, tmp_path / "web.log", settings) as web:
        assert eventually(lambda: _is_up(f"{url}/live"), 60)
        for number in range(300):
            if number in {100, 200}:
                _kill_children(web.pid)
            kept = _post(url, number)
            if kept:
                acknowledged.append(kept)
        with database.read() as session:
            waiting = care.waiting(session)["in"]
    assert len(acknowledged) >= 250
    assert waiting >= len(acknowledged)


def _post(url: str, number: int) -> int | None:
    """Return the id of an acknowledged message, or nothing if nobody answered."""
    said = {"channel": "sms", "sender": f"citizen-{number}", "text": "halo"}
    try:
        answer = httpx.post(f"{url}/api/chat/messages", json=said, timeout=5, trust_env=False)
    except httpx.TransportError:
        time.sleep(0.1)
        return None
    return int(answer.json()["id"]) if answer.status_code == 202 else None


def start_worker(settings: Mapping[str, str], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "worker.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own program
            [str(BIN / "kentongan"), "worker"], cwd=ROOT, env=settings, stdout=log, stderr=log
        )


def _kill_children(pid: int) -> None:
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        os.kill(int(child), signal.SIGKILL)


def taken(provider: str) -> list[tuple[str, str]]:
    records = httpx.get(f"{provider}/_/records", trust_env=False).json()
    return [(citizen, text) for _, citizen, text in records]


def has_taken(provider: str, count: int) -> bool:
    return len(taken(provider)) >= count


def left(database: Database) -> int:
    with database.read() as session:
        waiting = care.waiting(session)
    return sum(waiting.get(queue, 0) for queue in ("in", "out", "bulk"))


def _is_up(url: str) -> bool:
    try:
        return httpx.get(url, timeout=1, trust_env=False).status_code < 500
    except httpx.TransportError:
        return False
