"""The smallest HTTP/1.1 client that keeps connections open: it shares the measured machine."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import NamedTuple, Self

HEAD_END = b"\r\n\r\n"


class Answer(NamedTuple):
    """The status and the body of an HTTP response."""

    status: int
    body: bytes


class _Line(NamedTuple):
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Client:
    """As many keep-alive connections to one port of loopback as are needed at once."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._idle: list[_Line] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for line in self._idle:
            line.writer.close()

    async def get(self, target: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer to a GET."""
        return await self._ask(_request("GET", target, headers or {}, b""))

    async def post(
        self,
        target: str,
        headers: Mapping[str, str],
        body: bytes = b"",
    ) -> Answer:
        """Return the answer to a POST. Raises OSError or EOFError when there is none."""
        return await self._ask(_request("POST", target, headers, body))

    async def _ask(self, request: bytes) -> Answer:
        while self._idle:
            try:
                return await self._on(self._idle.pop(), request)
            except (ConnectionError, asyncio.IncompleteReadError):
                continue  # the server had closed an idle connection; nothing was read from it
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        return await self._on(_Line(reader, writer), request)

    async def _on(self, line: _Line, request: bytes) -> Answer:
        try:
            line.writer.write(request)
            head = await line.reader.readuntil(HEAD_END)
            status, headers = _read_head(head)
            body = await _read_body(line.reader, status, headers)
        except BaseException:
            line.writer.close()
            raise
        if headers.get("connection", "").lower() == "close":
            line.writer.close()
        else:
            self._idle.append(line)
        return Answer(status, body)


def _request(method: str, target: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + HEAD_END + body


def _read_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in pairs}


async def _read_body(
    reader: asyncio.StreamReader,
    status: int,
    headers: Mapping[str, str],
) -> bytes:
    if status in {204, 304}:
        return b""
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)
