"""An operator's line: an SMSC, Kannel before it, and our web and worker behind."""

import re
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from gateway.channels.kannel import Kannel
from gateway.http import Http
from tests.running import (
    COMMANDS,
    ROOT,
    Running,
    answers,
    described,
    eventually,
    free_port,
    process,
)
from tests.settings import settings

SHORTCODE = "98765"
TOKEN = "hush-kannel-token"
PASSWORD = "hush-sendsms"
DOCUMENTED = re.compile(r"```\n(# /etc/kannel/kannel\.conf\n.*?)```", re.DOTALL)


@dataclass
class Relay:
    """What stands between Kannel and us: it sees every call, and can lose it or its answer.

    `troubles` holds what befalls the next messages: `lost` before us, `unanswered` after us.
    `ids` are those of the messages, `given` the statuses they were answered with, `receipts`
    the kinds of receipts by the name of ours.
    """

    address: str
    web: str = ""
    ids: list[str] = field(default_factory=list)
    given: list[int] = field(default_factory=list)
    receipts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    troubles: list[str] = field(default_factory=list)

    def pass_on(self, request: httpx.Request) -> tuple[int, bytes]:
        """Return status and body of the answer that Kannel gets."""
        told = request.url.params
        if "m" in told:
            self.receipts[told["m"]].append(told["d"])
            return self._asked(request)
        self.ids.append(told["id"])
        trouble = self.troubles.pop(0) if self.troubles else ""
        answer = (503, b"") if trouble == "lost" else self._asked(request)
        status, content = (503, b"") if trouble else answer
        self.given.append(status)
        return status, content

    def _asked(self, request: httpx.Request) -> tuple[int, bytes]:
        try:
            with httpx.Client(trust_env=False) as client:
                answer = client.send(request)
        except httpx.HTTPError:
            return 503, b""
        return answer.status_code, answer.content


@dataclass
class Line:
    """A citizen's telephone and an operator's machines around a running installation."""

    running: Running
    relay: Relay
    smsc: str
    carrier: Kannel
    web: ExitStack = field(default_factory=ExitStack)

    def writes(self, sender: str, *parts: str, coding: int = 0) -> None:
        """Send an SMS, perhaps in several parts; `coding` is what the SMSC labels it."""
        told = {"from": sender, "to": SHORTCODE, "parts": parts, "coding": coding}
        asked = httpx.post(f"{self.smsc}/mo", json=told, trust_env=False)
        assert asked.status_code == 200

    def mode(self, word: str) -> None:
        """Let the SMSC behave as `word` says."""
        httpx.post(f"{self.smsc}/mode/{word}", trust_env=False)

    def is_bound(self) -> bool:
        """Return whether Kannel's line to the SMSC stands: it refuses an empty message."""
        told = {"from": "1", "to": "1", "parts": [], "coding": 0}
        try:
            answer = httpx.post(f"{self.smsc}/mo", json=told, timeout=0.3, trust_env=False)
        except httpx.TimeoutException:
            return True
        return answer.status_code == 200

    def submitted(self, to: str) -> list[dict[str, Any]]:
        """Return what reached the SMSC for the telephone `to`, oldest first."""
        every = httpx.get(f"{self.smsc}/mt", trust_env=False).json()
        return [each for each in every if each["to"].lstrip("+") == to.lstrip("+")]

    def texts(self, to: str, count: int, seconds: float = 20.0) -> list[str]:
        """Wait until `count` messages reached the SMSC for `to`; return the texts of all."""
        eventually(lambda: len(self._taken(to)) >= count, seconds)
        return [each["text"] for each in self._taken(to)]

    def _taken(self, to: str) -> list[dict[str, Any]]:
        return [each for each in self.submitted(to) if not each["refused"]]

    def kept(self, id_: str) -> int:
        """Return how many messages we keep under Kannel's `id_`."""
        asked = "SELECT count(*) FROM message WHERE channel = 'kannel' AND external_id = ?"
        return int(self.query(asked, id_)[0][0])

    def said(self, text: str) -> bool:
        """Return whether exactly this was understood as an SMS to us."""
        asked = "SELECT count(*) FROM message WHERE direction = 'in' AND text = ?"
        return bool(self.query(asked, text)[0][0])

    def states(self, said: str) -> list[str]:
        """Return the status of every reply in the conversation in which `said` was said."""
        asked = (
            "SELECT status FROM message WHERE direction = 'out' AND thread_id IN"
            " (SELECT thread_id FROM message WHERE direction = 'in' AND text = ?) ORDER BY id"
        )
        return [row[0] for row in self.query(asked, said)]

    def said_nothing_of(self, *told: str) -> None:
        """Assert that neither we nor Kannel wrote any of `told` into a log."""
        files = self.running.folder.glob("kannel/*.log")
        logs = self.running.logs() + "".join(file.read_text("latin-1") for file in files)
        assert [each for each in told if each in logs] == []

    def query(self, asked: str, *values: Any) -> list[tuple[Any, ...]]:
        file = self.running.folder / "kentongan.db"
        with closing(sqlite3.connect(file, timeout=10)) as database:
            return database.execute(asked, values).fetchall()

    def start_web(self) -> None:
        """Start the web process and wait until it serves."""
        log = self.running.folder / "web.log"
        self.web.enter_context(process(COMMANDS["web"], log, self.running.environment))
        live = f"{self.running.web}/live"
        assert eventually(lambda: answers(live), 60), self.running.logs()[-4000:]

    def stop_web(self) -> None:
        """Stop the web process."""
        self.web.close()


@contextmanager
def line(folder: Path) -> Iterator[Line]:
    """Give a line that works."""
    smpp, control, sendsms = free_port(), free_port(), free_port()
    kannel = {
        "kannel_send_url": f"http://127.0.0.1:{sendsms}/cgi-bin/sendsms",
        "kannel_username": "gateway",
        "kannel_password": PASSWORD,
        "kannel_from": SHORTCODE,
        "kannel_webhook_token": TOKEN,
        "kannel_rate": "0",
    }
    with ExitStack() as stack:
        relay = stack.enter_context(_relaying())
        kannel["public_url"] = relay.address
        ours = described(folder, **kannel)
        ours.command("migrate")
        relay.web = ours.web
        http = Http()
        stack.callback(http.close)
        carrier = Kannel.configured(settings(**kannel), http)
        assert carrier
        made = Line(ours, relay, f"http://127.0.0.1:{control}", carrier)
        stack.callback(made.stop_web)
        made.start_web()
        stack.enter_context(
            process(COMMANDS["worker"], folder / "worker.log", ours.environment)
        )
        node = ["node", str(ROOT / "tests/peers/smsc.js"), str(smpp), str(control)]
        stack.enter_context(process(node, folder / "smsc.log"))
        conf = folder / "kannel.conf"
        conf.write_text(configuration(folder, relay.address, smpp, sendsms))
        for box in ("bearerbox", "smsbox"):
            stack.enter_context(process([f"/usr/sbin/{box}", str(conf)], folder / f"{box}.txt"))
            eventually(lambda: False, 1.0)  # smsbox gives up if there is no bearerbox yet
        assert eventually(made.is_bound, 30), (folder / "kannel/bearerbox.log").read_text()[
            -3000:
        ]
        yield made


def configuration(folder: Path, web: str, smpp: int, sendsms: int) -> str:
    """Return the documented configuration with a test's addresses and waiting times."""
    spool, logs = folder / "spool", folder / "kannel"
    spool.mkdir()
    logs.mkdir()
    documented: str
    [documented] = DOCUMENTED.findall((ROOT / "docs/kannel.md").read_text(encoding="utf-8"))
    ours = {
        "admin-port = 13000": f"admin-port = {free_port()}",
        "smsbox-port = 13001": (
            f"smsbox-port = {(boxes := free_port())}\nsmsbox-max-pending = 100"
        ),
        '"/var/spool/kannel"': f'"{spool}"',
        "/var/log/kannel/": f"{logs}/",
        "sms-resend-freq = 30": "sms-resend-freq = 2",
        '"smsc.operator.example"': '"127.0.0.1"',
        "port = 2775": f"port = {smpp}",
        '"our-system-id"': '"gw"',
        "change-me-smsc": "pw",
        "reconnect-delay = 5": "reconnect-delay = 1",
        'bearerbox-host = "127.0.0.1"': (
            f'bearerbox-host = "127.0.0.1"\nbearerbox-port = {boxes}'
        ),
        "sendsms-port = 13013": f"sendsms-port = {sendsms}",
        "http-queue-delay = 15": "http-queue-delay = 1",
        "change-me-sendsms": PASSWORD,
        "change-me-token": TOKEN,
        "http://127.0.0.1:8000/": f"{web}/",
    }
    for theirs, mine in ours.items():
        assert theirs in documented, f"docs/kannel.md: {theirs}"
        documented = documented.replace(theirs, mine)
    return documented


@contextmanager
def _relaying() -> Iterator[Relay]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._relay()

        def do_POST(self) -> None:
            self._relay()

        def _relay(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kind = {"Content-Type": self.headers.get("Content-Type", "")}
            url = relay.web + self.path
            asked = httpx.Request(self.command, url, content=body, headers=kind)
            status, content = relay.pass_on(asked)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    relay = Relay(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield relay
    finally:
        server.shutdown()
        server.server_close()
