"""A stand-in for Twilio and Telegram on loopback that notes when each reply reached it.

`python -m bench.provider PORT`. Times are `time.monotonic_ns()`, one clock for all processes.
Control: `POST /_/delay?ms=100`, `POST /_/reset`, `GET /_/count`, `GET /_/records`, and
`GET /_/stream`, which stays open and sends a line `nanoseconds<TAB>recipient` for every reply
the moment it arrives.
"""

import argparse
import asyncio
import collections
import json
import time
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qs, urlsplit

from bench import answers

KEPT_PER_RECIPIENT = 20


class Reply(NamedTuple):
    """One reply that reached us: when (ns), to whom, and its words."""

    at: int
    recipient: str
    text: str


class Request(NamedTuple):
    """One HTTP request, with the instant (ns) its last byte was there."""

    at: int
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


class Ledger:
    """What has arrived, who listens to it, and how long (seconds) we take to answer."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.replies: list[Reply] = []
        self.listeners: set[asyncio.Transport] = set()
        self.taken: dict[str, collections.deque[dict[str, Any]]] = {}

    def note(self, reply: Reply) -> None:
        """Keep the reply and tell everybody who listens."""
        self.replies.append(reply)
        line = f"{reply.at}\t{reply.recipient}\n".encode()
        for listener in self.listeners:
            listener.write(line)

    def reset(self) -> None:
        """Forget every reply."""
        self.replies.clear()
        self.taken.clear()


class Connection(asyncio.Protocol):
    """A keep-alive HTTP/1.1 connection of one client."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.buffer = bytearray()
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's name
        """Stop telling this client about replies."""
        self.ledger.listeners.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        """Serve every request that is now complete."""
        self.buffer += data
        while (request := self._take()) is not None:
            self._serve(request)

    def _take(self) -> Request | None:
        head, blank, rest = self.buffer.partition(b"\r\n\r\n")
        if not blank:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            return None
        del self.buffer[: len(head) + 4 + length]
        method, target, _ = first.split(" ", 2)
        url = urlsplit(target)
        query, body = parse_qs(url.query), bytes(rest[:length])
        return Request(time.monotonic_ns(), method, url.path, query, headers, body)

    def _serve(self, request: Request) -> None:
        if request.path == "/_/stream":
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
            self.ledger.listeners.add(self.transport)
        elif request.path.startswith("/_/"):
            self._send(200, control(self.ledger, request))
        else:
            status, body = provide(self.ledger, request)
            loop = asyncio.get_running_loop()
            loop.call_later(self.ledger.delay, self._send, status, body)

    def _send(self, status: int, body: object) -> None:
        if self.transport.is_closing():
            return
        raw = json.dumps(body).encode()
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\n"
        self.transport.write(f"{head}Content-Length: {len(raw)}\r\n\r\n".encode() + raw)


def control(ledger: Ledger, request: Request) -> object:
    """Do what the benchmark asks of us: change the delay, forget, or tell all."""
    if request.path == "/_/delay":
        ledger.delay = float(request.query["ms"][0]) / 1000
    elif request.path == "/_/reset":
        ledger.reset()
    elif request.path == "/_/count":
        return len(ledger.replies)
    elif request.path == "/_/records":
        return [list(reply) for reply in ledger.replies]
    return {"ok": True}


def provide(ledger: Ledger, request: Request) -> tuple[int, object]:
    """Return the status and body with which the real service would answer."""
    match request.path.strip("/").split("/"):
        case ["2010-04-01", "Accounts", account, "Messages.json"]:
            return _twilio(ledger, account, request)
        case [token, method] if token.startswith("bot"):
            return _telegram(ledger, method, request)
        case ["publik", "prakiraan-cuaca"]:
            return 200, answers.forecast(request.query["adm4"][0])
        case _:
            return 404, {"message": "not found"}


def _twilio(ledger: Ledger, account: str, request: Request) -> tuple[int, object]:
    if not request.headers.get("authorization", "").startswith("Basic "):
        return 401, {"code": 20003, "message": "Authenticate", "status": 401}
    if request.method == "GET":
        to = request.query.get("To", [""])[0]
        return 200, answers.twilio_list(account, list(ledger.taken.get(to, ())))
    form = _fields(request)
    message = answers.twilio_message(account, form)
    to = str(message["to"])
    ledger.taken.setdefault(to, collections.deque(maxlen=KEPT_PER_RECIPIENT)).append(message)
    ledger.note(Reply(request.at, to, str(message["body"])))
    return 201, message


def _telegram(ledger: Ledger, method: str, request: Request) -> tuple[int, object]:
    form = _fields(request) | {k: v[0] for k, v in request.query.items()}
    if method in answers.REPLIES:
        ledger.note(Reply(request.at, str(form["chat_id"]), str(form.get("text", ""))))
    return 200, {"ok": True, "result": answers.telegram_result(method, form)}


def _fields(request: Request) -> dict[str, Any]:
    return answers.fields(request.body, request.headers.get("content-type", ""))


async def serve(port: int) -> None:
    """Listen on loopback until cancelled."""
    ledger = Ledger()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(ledger), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("port", type=int)
    asyncio.run(serve(arguments.parse_args().port))
