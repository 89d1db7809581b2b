"""What an answer costs that was fetched before: `python -m bench.cached`.

Milliseconds of each source that calls somebody, and of one that answers from the city's files.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx

from gateway.answers import Answers
from gateway.http import Http
from gateway.source import Source
from gateway.store.database import Database
from tests.databases import KINDS, empty
from tests.sources.test_faults import GOOD, answered, question, source

TIMES = 200
CAMERAS = 406
"""As many as Pelindung's list has (shared facts, 2026-09)."""
LOCAL = ("article", "agency", "wifi")


def bodies() -> Mapping[str, bytes]:
    """Return an answer of each source as large as the real one."""
    [camera] = json.loads(GOOD["cctv"][0])
    return {name: body for name, (body, _) in GOOD.items()} | {
        "cctv": json.dumps([camera] * CAMERAS).encode()
    }


def figures() -> Iterator[str]:
    """Yield the median and the 99th percentile of each source on each database."""
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder, empty(kind, Path(folder)) as database:
            for name, body in bodies().items():
                yield f"{kind:>8} {name:<12} {_spent(source(name), body, database)}"
            for name in LOCAL:
                yield f"{kind:>8} {name:<12} {_spent(source(name), b'', database)}"


def _spent(asked: Source, body: bytes, database: Database) -> str:
    http = Http(httpx.MockTransport(answered(200, body)))
    answers = Answers(database=database, http=http, clock=lambda: 1e9)
    answers.look_up(asked, question())
    times = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        answers.look_up(asked, question())
        times.append(1000 * (time.perf_counter() - begun))
    times.sort()
    return f"median {statistics.median(times):5.2f} ms  p99 {times[int(0.99 * TIMES)]:5.2f} ms"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in figures())
