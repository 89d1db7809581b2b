"""Meta on this machine: takes messages as the Graph API does, and posts what citizens do."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from tests.channels.callers.meta import NUMBER, PAGE, call, sign
from tests.running import eventually


@dataclass
class Graph:
    """What reached Meta: path, token and body of each call, oldest first."""

    address: str = ""
    calls: list[tuple[str, str, Any]] = field(default_factory=list)

    def take(self, path: str, token: str, body: Any) -> Any:
        """Record a call and return its answer."""
        self.calls.append((path, token, body))
        number = len(self.calls)
        if path.endswith(f"/{PAGE}/messages"):
            return {"recipient_id": body["recipient"]["id"], "message_id": f"m_ours{number}"}
        return {
            "messaging_product": "whatsapp",
            "contacts": [{"input": body.get("recipient"), "user_id": body.get("recipient")}],
            "messages": [{"id": f"wamid.ours{number}"}],
        }

    def replies(self, account: str, count: int) -> list[Any]:
        """Wait for `count` messages of `account` (its id) and return the bodies of all."""

        def sent() -> list[Any]:
            bodies = [body for path, _, body in self.calls if f"/{account}/messages" in path]
            return [each for each in bodies if "type" in each or "message" in each]

        eventually(lambda: len(sent()) >= count)
        return sent()


@contextmanager
def listening() -> Iterator[Graph]:
    """Give a Graph that answers on a free port of this machine."""
    graph = Graph()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            token = self.headers.get("Authorization", "")
            told = json.dumps(graph.take(self.path, token, body)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    graph.address = f"http://127.0.0.1:{server.server_port}/v25.0"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield graph
    finally:
        server.shutdown()
        server.server_close()


def whatsapp(web: str, number: int, message: dict[str, Any]) -> None:
    """Post what Meta posts when Siti sends her `number`th message on WhatsApp."""
    _post(web, call({"id": f"wamid.siti{number}", **message}))


def messenger(web: str, number: int, message: dict[str, Any]) -> None:
    """Post what Meta posts when Asep sends his `number`th message to the page."""
    event = {
        "sender": {"id": "5551239876543210"},
        "recipient": {"id": PAGE},
        "timestamp": 1795319403123,
        "message": {"mid": f"m_asep{number}", **message},
    }
    _post(web, {"object": "page", "entry": [{"id": PAGE, "time": 1, "messaging": [event]}]})


def delivered(web: str, wamid: str) -> None:
    """Post that a message of ours on WhatsApp was delivered."""
    status = {"id": wamid, "status": "delivered", "timestamp": "1", "recipient_id": "62812"}
    value = {"metadata": {"phone_number_id": NUMBER}, "statuses": [status]}
    entry = {"id": "9", "changes": [{"field": "messages", "value": value}]}
    _post(web, {"object": "whatsapp_business_account", "entry": [entry]})


def _post(web: str, told: Any) -> None:
    body = json.dumps(told).encode()
    answer = httpx.post(
        f"{web}/webhooks/meta", content=body, headers=sign("", body), trust_env=False
    )
    assert answer.status_code == 200, answer.text
