"""The other sides: Twilio and Telegram. They record calls and share no code with us."""

import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.running import eventually, free_port, process

PEERS = Path(__file__).parent.parent / "peers" / "node_modules"
PRISM = PEERS / "@stoplight/prism-cli/dist/index.js"
TEMPLATE = "{{1}}"
TWILIO = PEERS / "@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json"


@dataclass
class Call:
    """One call that reached a peer, `at` seconds of a steady clock."""

    path: str
    form: dict[str, str]
    at: float


@dataclass
class Peer:
    """A provider that takes every message, except as `troubles` says for a recipient.

    `troubles` holds the answers a recipient gets first: (status, headers, body), `contents` the
    bodies of Twilio's contents, with their variables, by their id.
    """

    address: str
    calls: list[Call] = field(default_factory=list)
    troubles: dict[str, list[tuple[int, dict[str, str], Any]]] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def to(self, recipient: str) -> list[Call]:
        """Return the calls about messages to `recipient`, oldest first."""
        return [each for each in self.calls if _recipient(each.form) == recipient]

    def texts(self, recipient: str, count: int, seconds: float = 15.0) -> list[str]:
        """Wait until `count` messages went to `recipient` and return the texts of all."""
        eventually(lambda: len(self.to(recipient)) >= count, seconds)
        return [
            each.form.get("Body") or each.form.get("text", "") for each in self.to(recipient)
        ]

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        """Record a call and return status, headers and body of its answer."""
        with self.lock:
            if "ContentSid" in form:
                form = {**form, "Body": self._filled(form)}
            self.calls.append(Call(path, form, time.monotonic()))
            number = len(self.calls)
            troubles = self.troubles.get(_recipient(form), [])
            if troubles:
                return troubles.pop(0)
        made = (
            _twilio(path, form, number) if path.startswith("/2010") else _telegram(form, number)
        )
        return (201 if path.startswith("/2010") else 200), {}, made

    def content(self, told: bytes) -> tuple[int, dict[str, Any]]:
        """Make a content and return its answer, or list those we have for a question."""
        if not told:
            return 200, {"contents": []}
        made = json.loads(told)
        [kind] = made["types"].values()
        with self.lock:
            sid = f"HX{len(self.contents):032x}"
            self.contents[sid] = kind["body"]
        return 201, {"sid": sid, **made}

    def _filled(self, form: dict[str, str]) -> str:
        words: dict[str, str] = json.loads(form["ContentVariables"])
        body = self.contents.get(form["ContentSid"], TEMPLATE)
        for name, word in words.items():
            body = body.replace(f"{{{{{name}}}}}", word)
        return body


def _recipient(form: dict[str, str]) -> str:
    return form.get("To") or form.get("chat_id", "")


def _twilio(path: str, form: dict[str, str], number: int) -> dict[str, Any]:
    account = path.split("/")[3]
    sid = f"SM{number:032x}"
    return {
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": form.get("Body", ""),
        "date_created": "Sun, 22 Nov 2026 03:00:00 +0000",
        "date_sent": None,
        "date_updated": "Sun, 22 Nov 2026 03:00:00 +0000",
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": form.get("From"),
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "sid": sid,
        "status": "queued",
        "subresource_uris": {
            "media": f"/2010-04-01/Accounts/{account}/Messages/{sid}/Media.json"
        },
        "to": form["To"],
        "uri": f"/2010-04-01/Accounts/{account}/Messages/{sid}.json",
    }


def _telegram(form: dict[str, str], number: int) -> dict[str, Any]:
    chat = {"id": int(form["chat_id"]), "type": "private", "first_name": "Warga"}
    return {
        "ok": True,
        "result": {
            "message_id": number,
            "date": 1795319403,
            "chat": chat,
            "text": form["text"],
        },
    }


@contextmanager
def listening() -> Iterator[Peer]:
    """Give a peer that answers on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._tell(*peer.content(b""))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path == "/v1/Content":
                self._tell(*peer.content(body))
                return
            form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
            status, headers, content = peer.answer(self.path, form)
            self._tell(status, content, headers)

        def _tell(self, status: int, content: Any, headers: Any = None) -> None:
            told = json.dumps(content).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    peer = Peer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def judged(peer: Peer, log: Path, specification: Path = TWILIO) -> Iterator[str]:
    """Give the address of Prism: it refuses what Twilio's own OpenAPI does not allow."""
    port = free_port()
    command = ["node", str(PRISM), "proxy", str(specification), peer.address]
    options = ["-h", "127.0.0.1", "-p", str(port), "--errors"]
    with process([*command, *options], log):
        assert eventually(lambda: "Prism is listening" in log.read_text(), 60), log.read_text()
        yield f"http://127.0.0.1:{port}"


def of_contents(folder: Path) -> Path:
    """Return Twilio's specification of contents: what makes them and what finds them."""
    old, new = (
        json.loads((TWILIO.parent / f"twilio_content_{version}.json").read_text())
        for version in ("v1", "v2")
    )
    old["paths"] |= new["paths"]
    old["components"]["schemas"] |= new["components"]["schemas"]
    whole = folder / "contents.json"
    whole.write_text(json.dumps(old))
    return whole
