"""Hear from the stand-in provider, the moment it happens, whom a reply has reached."""

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from bench.wire import HEAD_END


@dataclass(slots=True)
class Wait:
    """Somebody waiting for `wanted` replies; `times` (ns) are those that came."""

    wanted: int
    times: list[int] = field(default_factory=list[int])
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Arrivals:
    """The provider's stream of replies, handed to whoever waits for that recipient."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._waits: dict[str, Wait] = {}

    async def __aenter__(self) -> Self:
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        self._writer.write(b"GET /_/stream HTTP/1.1\r\nHost: 127.0.0.1" + HEAD_END)
        await reader.readuntil(HEAD_END)
        self._task = asyncio.create_task(self._listen(reader))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._task.cancel()
        self._writer.close()

    def expect(self, recipient: str, replies: int) -> Wait:
        """Return a wait for so many replies to `recipient`; it replaces an earlier one."""
        wait = Wait(replies)
        self._waits[recipient] = wait
        return wait

    def forget(self, recipient: str) -> None:
        """Stop waiting for this recipient."""
        self._waits.pop(recipient, None)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            at, _, recipient = line.decode().strip().partition("\t")
            wait = self._waits.get(recipient)
            if wait is None:
                continue
            wait.times.append(int(at))
            if len(wait.times) >= wait.wanted:
                wait.done.set()
