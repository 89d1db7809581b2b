"""A warning reaches every subscriber once: two workers, one of them killed on the way."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.flows.alerts import WEATHER
from gateway.store import subscriptions, threads
from gateway.store.database import Database
from tests.faults.test_kills import (
    database,
    environment,
    has_taken,
    left,
    provider,
    start_worker,
    taken,
)
from tests.installation import installation
from tests.running import BIN, eventually, process

__all__ = ("database", "provider")
pytestmark = pytest.mark.slow
SUBSCRIBERS, ELSEWHERE = 600, 40
COBLONG, CIBIRU = "32.73.02", "32.73.25"
FEED = """<rss version="2.0"><channel><item>
<title>Hujan Lebat disertai Petir di Jawa Barat</title><link>{url}/1_alert.xml</link>
<description>khususnya di Coblong, Lembang. hingga {until:%d %B %Y, %H:%M} WIB.</description>
<guid>2.49.0.1.360.0.1</guid></item></channel></rss>"""
CAP = b"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><info>
<severity>Severe</severity></info></alert>"""


@pytest.fixture
def feed() -> Iterator[str]:
    """Give the address of BMKG's feed on loopback, with one warning for Coblong."""
    until = datetime.now(ZoneInfo("Asia/Jakarta")) + timedelta(hours=2)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = f"http://{self.headers['Host']}/id"
            alert = self.path.endswith("_alert.xml")
            body = CAP if alert else FEED.format(url=url, until=until).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/id"
        server.shutdown()


def subscribed(database: Database) -> set[str]:
    """Let citizens subscribe, and return who is to be warned."""
    tools = installation(database)
    with database.write() as session:
        for number in range(SUBSCRIBERS + ELSEWHERE):
            sender = f"+62813{number:07d}"
            thread = threads.open_for(session, tools.seal, "twilio_sms", sender, 1.0)
            area = COBLONG if number < SUBSCRIBERS else CIBIRU
            subscriptions.add(session, thread, WEATHER, area, 1.0)
    return {f"+62813{number:07d}" for number in range(SUBSCRIBERS)}


def test_a_warning_reaches_every_subscriber_once(
    database: Database, provider: str, feed: str, tmp_path: Path
) -> None:
    wanted = subscribed(database)
    settings = {**environment(database, provider), "BMKG_WARNING_URL": feed}
    began = time.monotonic()
    first = start_worker(settings, tmp_path)
    assert eventually(partial(has_taken, provider, SUBSCRIBERS // 4), 60)
    with ExitStack() as stack:
        command = [str(BIN / "kentongan"), "worker"]
        for number in (1, 2):
            log = tmp_path / f"worker{number}.log"
            stack.enter_context(process(command, log, settings))
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert eventually(partial(has_taken, provider, SUBSCRIBERS), 90)
        assert eventually(lambda: left(database) == 0, 60)
    assert time.monotonic() - began < 120
    recipients = [recipient for recipient, _ in taken(provider)]
    assert sorted(recipients) == sorted(wanted)
    assert all("Hujan Lebat" in text for _, text in taken(provider))
