"""Hints over real brokers: nobody looks for work, and it is done all the same."""

import secrets
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gateway.errors import BadSettingsError
from gateway.store import transcripts
from gateway.store.database import Database
from gateway.work import celery
from tests.faults.test_kills import environment
from tests.installation import installation
from tests.running import BIN, eventually, free_port, process
from tests.work.working import say

BROKERS = {
    "redis": "redis://127.0.0.1:6379/9",
    "rabbitmq": "amqp://guest:guest@127.0.0.1:5672//",
}


@pytest.fixture(params=BROKERS)
def broker(request: pytest.FixtureRequest) -> str:
    url = BROKERS[request.param]
    address = urlsplit(url)
    try:
        socket.create_connection((str(address.hostname), address.port or 0), 2).close()
    except OSError:
        pytest.skip(f"no {request.param} at {address.hostname}:{address.port}")
    return url


@pytest.fixture
def queue() -> str:
    """Give a queue of this test's own: others may use the broker."""
    return f"kentongan-test-{secrets.token_hex(4)}"


@pytest.mark.slow
def test_a_hint_is_enough(database: Database, broker: str, queue: str, tmp_path: Path) -> None:
    settings = {
        **environment(database, f"http://127.0.0.1:{free_port()}"),
        "BROKER_URL": broker,
        "BROKER_QUEUE": queue,
    }
    tools = installation(database, broker_url=broker, broker_queue=queue)
    log = tmp_path / "celery.log"
    with process([str(BIN / "kentongan"), "worker", "--celery"], log, settings):
        say(tools, "status BDG-0000001")
        handled = eventually(lambda: _handled(database), 40)
    assert handled, log.read_text()[-3000:]


def test_a_broker_that_is_away_loses_nothing(database: Database) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    tools = installation(database, broker_url=nowhere)
    began = time.monotonic()
    say(tools, "halo")
    assert time.monotonic() - began < 4, "Kombu's own retries take six seconds"
    with database.read() as session:
        assert [line.text for line in transcripts.read(session, 1)] == ["halo"]


def test_a_broker_address_that_is_none_is_refused() -> None:
    with pytest.raises(BadSettingsError, match="BROKER_URL"):
        celery.connect("localhost", "kentongan")


def _handled(database: Database) -> bool:
    with database.read() as session:
        lines = transcripts.read(session, 1)
    return bool(lines) and lines[0].status == "handled"
