"""Many open inboxes beside webhooks: `python -m bench.consoles [consoles] [sqlite|postgres]`.

One web and one console process with our own settings of gunicorn. Webhooks are posted at a
fixed rate, without and with the consoles in turns; these hear the stream and ask for their list
again as static/live.js does. A webhook's time counts from the instant it was due, an event's
from the moment its message was written down.
"""

import asyncio
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import select

from bench.citizens import Door, newcomer
from bench.figures import Latency, latency
from bench.machine import megabytes
from bench.wire import Client
from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.tables import Message
from tests import databases
from tests.console.office import OURS
from tests.running import COMMANDS, Running, answers, described, eventually, process

CONSOLES, RATE, SECONDS, ROUNDS = 200, 20.0, 8.0, 3
"""Webhooks a second, for so many seconds without and with the consoles, so often."""
SECRET = "bench"  # noqa: S105 - of nobody
SECOND = 1_000_000_000
_EVENT = re.compile(r"event: moved\ndata: (.*)\n")


@dataclass(slots=True)
class Heard:
    """What the streams heard: when (Unix seconds), and of which conversations.

    `looks` is how long each list took that was asked for because of it (nanoseconds).
    """

    moved: list[tuple[float, Sequence[int]]] = field(default_factory=list)
    looks: list[int] = field(default_factory=list)
    lost: int = 0


@contextmanager
def product(kind: str) -> Iterator[tuple[Running, Database, Mapping[str, int]]]:
    """Give the product on an empty database, and its processes by name."""
    with (
        tempfile.TemporaryDirectory() as made,
        databases.bare(kind, folder := Path(made)) as database,
        ExitStack() as stack,
    ):
        migrate.upgrade(database)
        url = database.engine.url.render_as_string(hide_password=False)
        settings = {"telegram_token": "1:a", "telegram_webhook_secret": SECRET}
        run = described(folder, database_url=url, log_level="WARNING", **settings)
        console = {"PORT": run.environment["CONSOLE_PORT"], "WEB_THREADS": "256"}
        started = {
            name: stack.enter_context(
                process(COMMANDS[name], folder / f"{name}.log", {**run.environment, **more})
            ).pid
            for name, more in (("web", {}), ("console", console))
        }
        for address in (run.web, run.console):
            if not eventually(partial(answers, f"{address}/live"), 30):
                raise RuntimeError(run.logs())
        yield run, database, started


async def measure(run: Running, consoles: int) -> tuple[Latency, Latency, Heard]:
    """Return what webhooks took without the consoles and with them, and what these heard."""
    port = int(run.web.rpartition(":")[2])
    alone: list[int] = []
    beside: list[int] = []
    heard = Heard()
    cookie = await _signed_in(run)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1) as poster:  # not the one that hears: it would wait for itself

        async def post(seconds: float) -> list[int]:
            return await loop.run_in_executor(poster, _posted, port, seconds)

        await post(2.0)  # to be warm
        for _ in range(ROUNDS):
            alone += await post(SECONDS)
            async with _open(run, cookie, consoles, heard):
                beside += await post(SECONDS)
    return latency(alone), latency(beside), heard


def _posted(port: int, seconds: float) -> list[int]:
    async def post() -> list[int]:
        async with Client(port) as client:
            return await _webhooks(client, seconds)

    return asyncio.run(post())


async def _webhooks(client: Client, seconds: float) -> list[int]:
    """Post webhooks at the rate; return how long each took since it was due (nanoseconds)."""
    door = Door(channel="telegram", path="/webhooks/telegram", public_url="", secret=SECRET)
    begin = time.monotonic_ns()

    async def post(due: int) -> int:
        path, headers, body = door.write(newcomer(), "lampu jalan mati di no {n}")
        answer = await client.post(path, headers, body)
        if answer.status >= 300:  # noqa: PLR2004 - HTTP: not taken
            raise RuntimeError(f"webhook: {answer}")
        return time.monotonic_ns() - due

    posts = []
    for number in range(int(RATE * seconds)):
        due = begin + int(number / RATE * SECOND)
        await asyncio.sleep(max(0.0, (due - time.monotonic_ns()) / SECOND))
        posts.append(asyncio.create_task(post(due)))
    return await asyncio.gather(*posts)


@asynccontextmanager
async def _open(run: Running, cookie: str, consoles: int, heard: Heard) -> AsyncIterator[None]:
    """Keep so many streams open inside the block."""
    ready = asyncio.Semaphore(0)
    async with Client(_port(run.console)) as client:
        browsers = [_Browser(client, cookie, heard, ready) for _ in range(consoles)]
        async with _listening(browsers, heard):
            yield


@asynccontextmanager
async def _listening(browsers: Sequence["_Browser"], heard: Heard) -> AsyncIterator[None]:
    ready = browsers[0].ready
    listeners = [asyncio.create_task(each.listen()) for each in browsers]
    for _ in listeners:
        await asyncio.wait_for(ready.acquire(), 30)
    await asyncio.sleep(1)
    before = len(heard.moved)
    yield
    await asyncio.sleep(1)
    heard.lost += sum(each.done() for each in listeners)
    for each in listeners:
        each.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)
    if len(heard.moved) == before:
        raise RuntimeError("the streams heard nothing")
    await asyncio.sleep(3)  # the process sees that they are gone


@dataclass(slots=True)
class _Browser:
    """One open inbox."""

    client: Client
    cookie: str
    heard: Heard
    ready: asyncio.Semaphore
    looked: float = 0.0
    took: float = 0.0
    looking: asyncio.Task[None] | None = None

    async def listen(self) -> None:
        """Hear the stream until it ends, and look at the list when told."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.client.port)
        ask = "GET /console/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        try:
            writer.write(f"{ask}Cookie: {self.cookie}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head.partition(b"\r\n")[0]:
                raise RuntimeError(head.decode())
            self.ready.release()
            while size := int(await reader.readline(), 16):
                self._hear((await reader.readexactly(size + 2)).decode())
        finally:
            writer.close()
            if self.looking:
                self.looking.cancel()

    def _hear(self, said: str) -> None:
        for each in _EVENT.findall(said):
            facts = json.loads(each)
            self.heard.moved.append((time.time(), facts["threads"]))
            if self.looking is None or self.looking.done():
                self.looking = asyncio.create_task(self._look(facts["within"] / 1000))

    async def _look(self, within: float) -> None:
        """Ask for the list as a page does: neither at once with all others nor too often."""
        now = time.monotonic()
        gap = max(1.0, 3 * within, 10 * self.took)
        spread = random.random() * within if within >= 0.3 else 0.0  # noqa: S311, PLR2004 - as there
        await asyncio.sleep(max(self.looked + gap, now + spread) - now)
        begun = time.monotonic_ns()
        self.looked = begun / SECOND
        await self.client.get("/console/waiting", {"Cookie": self.cookie})
        self.heard.looks.append(time.monotonic_ns() - begun)
        self.took = self.heard.looks[-1] / SECOND


async def _signed_in(run: Running) -> str:
    """Return the cookie of an operator's session."""
    link = run.command("operator", "link", "rina", "--console", run.console).strip()
    reader, writer = await asyncio.open_connection("127.0.0.1", _port(run.console))
    headers = "".join(f"{name}: {value}\r\n" for name, value in OURS.items())
    path = link.removeprefix(run.console)
    ask = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n{headers}\r\n"
    writer.write(ask.encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    writer.close()
    [cookie] = re.findall(r"Set-Cookie: ([^;]+);", head)
    return str(cookie)


def _port(address: str) -> int:
    return int(address.rpartition(":")[2])


def delays(database: Database, heard: Heard) -> Latency:
    """Return how long after a message was written down each stream heard of it."""
    with database.read() as session:
        rows = session.execute(select(Message.thread_id, Message.created_at))
        written = {thread: at for thread, at in rows}  # noqa: C416 - rows, not pairs
    took = [at - written[each] for at, threads in heard.moved for each in threads]
    return latency([int(each * SECOND) for each in took])


def _children(process: int) -> Sequence[int]:
    """Return the processes that this one started."""
    said = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(each) for each in said.split()]


def _told(name: str, each: Latency) -> str:
    return (
        f"{name:<28} {each.count:>7}  p50 {each.p50:6.1f}  p95 {each.p95:6.1f}  "
        f"p99 {each.p99:6.1f}  worst {each.worst:6.1f} ms"
    )


def main(consoles: int, kind: str) -> Iterator[str]:
    """Yield the figures, a line each."""
    with product(kind) as (run, database, started):
        [worker] = _children(started["console"])
        small = megabytes(worker)
        alone, beside, heard = asyncio.run(measure(run, consoles))
        yield f"{kind}, {consoles} consoles, {RATE:g} webhooks a second"
        yield _told("webhooks without consoles", alone)
        yield _told("webhooks with consoles", beside)
        yield _told("message to event", delays(database, heard))
        yield _told("a list asked for then", latency(heard.looks))
        yield f"streams lost: {heard.lost}"
        yield f"console process: {small:.0f} MB before, {megabytes(worker):.0f} MB after"


if __name__ == "__main__":
    chosen = next((each for each in sys.argv[1:] if each in databases.KINDS), "postgres")
    many = next((int(each) for each in sys.argv[1:] if each.isdigit()), CONSOLES)
    for line in main(many, chosen):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
