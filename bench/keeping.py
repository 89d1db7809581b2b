"""What a message costs the database: `python -m bench.keeping [messages]`.

Keeps SMS of many citizens, one after the other in one thread, on a new SQLite file and (if
`TEST_POSTGRES_URL` or a local server answers) on PostgreSQL: statements and milliseconds for
each, and the same for a message that is delivered again.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import event

from bot.model import Inbound
from gateway.channel import Received
from gateway.store.database import Database
from gateway.tools import Tools
from gateway.work import inbox
from tests.databases import KINDS, empty
from tests.installation import installation

MESSAGES, CITIZENS = 2000, 200


def main() -> None:
    """Measure and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    click.echo("| database | what | statements | p50 ms | p99 ms |\n|---|---|---|---|---|")
    for kind in KINDS:
        with (
            tempfile.TemporaryDirectory() as folder,
            empty(kind, Path(folder)) as database,
        ):
            tools = installation(database)
            for what in ("kept", "delivered again"):
                with statements(database) as counted:
                    took = [_timed(number, tools) for number in range(count)]
                centiles = statistics.quantiles(took, n=100)
                click.echo(
                    f"| {kind} | {what} | {counted() / count:.1f} |"
                    f" {centiles[49]:.2f} | {centiles[98]:.2f} |"
                )


def _keep(number: int, tools: Tools) -> None:
    message = Inbound(
        channel="twilio_sms",
        sender=f"+62812{number % CITIZENS:07d}",
        external_id=f"SM{number}",
        text=f"pesan nomor {number}",
    )
    inbox.keep(Received(messages=(message,)), tools)


def _timed(number: int, tools: Tools) -> float:
    start = time.perf_counter()
    _keep(number, tools)
    return (time.perf_counter() - start) * 1000


@contextmanager
def statements(database: Database) -> Iterator[Callable[[], int]]:
    """Count the statements that are sent to `database`."""
    seen = 0

    def sent(*_about: object) -> None:
        nonlocal seen
        seen += 1

    event.listen(database.engine, "before_cursor_execute", sent)
    try:
        yield lambda: seen
    finally:
        event.remove(database.engine, "before_cursor_execute", sent)


if __name__ == "__main__":
    main()
