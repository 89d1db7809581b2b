"""How quickly the console answers with a city's worth of talk: `python -m bench.inbox`.

Seeds a PostgreSQL schema of its own (200,000 conversations, 2 million messages unless told
otherwise) and asks for each page many times, signed in; milliseconds on the server.
"""

import gzip
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from sqlalchemy import text

from bench.seed import CONVERSATIONS, MESSAGES, Progress
from gateway.store.database import Database
from gateway.store.seeding import fill
from tests.console.office import Office, office

PAGES = {
    "inbox": "/console",
    "list, live": "/console/waiting",
    "nobody's": "/console/waiting?view=nobodys",
    "the bot's": "/console/waiting?view=bot",
    "narrowed": "/console/waiting?category=road&longer=15m&unsure=1&sort=due",
    "search, common": "/console/waiting?q=lampu+jalan",
    "search, rare": "/console/waiting?q=cikabuci",
    "search, begin": "/console/waiting?q=lampu+mang",
    "search, nothing": "/console/waiting?q=tidakadakatanya",
    "search, narrowed": "/console/waiting?q=lampu+jalan&language=su",
    "search, phone": "/console/waiting?q=0899-0000-0100",
    "search, number": "/console/waiting?q=BDG-0000001",
    "conversation": "/console/conversations/{thread}",
    "channels": "/console/channels",
}
TIMES = 60
ASSETS = (
    "look/base.css",
    "console/console.css",
    "console/console.js",
    "console/live.js",
    "console/alarm.js",
    "console/live.css",
    "console/canned.js",
)


def figures(conversations: int, messages: int) -> Iterator[str]:
    """Yield the figures, a line each."""
    with (
        tempfile.TemporaryDirectory() as folder,
        office("postgres", Path(folder)) as bench,
    ):
        tools = bench.tools
        fill(
            tools.database,
            tools.seal,
            conversations,
            messages,
            Progress(conversations + messages),
        )
        with tools.database.write() as session:
            session.execute(text("ANALYZE"))
            thread = session.scalar(text("SELECT min(id) FROM thread WHERE owner = 'operator'"))
        bench.enter()
        for name, path in PAGES.items():
            yield f"{name:<15} {_spent(bench, path.format(thread=thread))}"
        yield f"first paint     {_weight(bench) / 1000:.1f} kB gzip"
        yield f"index of words  {_size(tools.database)}"


def _spent(bench: Office, path: str) -> str:
    times = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        answer = bench.get(path)
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path}: {answer.status}")
        times.append(1000 * (time.perf_counter() - begun))
    times.sort()
    return f"p50 {statistics.median(times):6.1f} ms  p95 {times[int(0.95 * TIMES)]:6.1f} ms"


def _size(database: Database) -> str:
    """Return how large the index of words is, and the messages' table beside it."""
    sizes = (
        "SELECT pg_size_pretty(pg_relation_size('ix_message_words')) "
        "|| ' beside ' || pg_size_pretty(pg_table_size('message'))"
    )
    with database.read() as session:
        return str(session.scalar(text(sizes)))


def _weight(bench: Office) -> int:
    """Return the bytes of the inbox with its styles and scripts, as they travel."""
    parts = [
        bench.get("/console").data,
        *(bench.get(f"/static/{each}").data for each in ASSETS),
    ]
    return sum(len(gzip.compress(part)) for part in parts)


if __name__ == "__main__":
    wanted = [int(each) for each in sys.argv[1:3]]
    rest = [CONVERSATIONS, MESSAGES][len(wanted) :]
    for line in figures(*(wanted + rest)):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
