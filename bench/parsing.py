"""How fast the understanding process answers: `.venv/bin/python -m bench.parsing`.

Starts `nlu/serve` on a free port with the newest model, asks it about the strangers' sentences
in tests/nlu, and writes bench/PARSING.md. Bounded: some 3,000 calls, then the process is ended.
"""

import http.client
import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from bench.machine import facts, megabytes
from nlu.examine import rows
from tests.running import ROOT, free_port

TOKEN = "t" * 32
PAGE = Path(__file__).parent / "PARSING.md"
SINGLE, BATCHES, BATCH, CLIENTS = 1000, 400, 8, 2


class Client:
    """One connection to the parse channel, kept open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def parse(self, texts: Sequence[str]) -> float:
        """Ask about `texts` and return the milliseconds it took."""
        body = json.dumps({"texts": list(texts)}).encode()
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        started = time.perf_counter()
        self._connection.request("POST", "/webhooks/parse/texts", body, headers)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 200:  # noqa: PLR2004
            raise RuntimeError(f"the parse channel answered {answer.status}")
        return 1000 * (time.perf_counter() - started)


def main() -> None:
    """Measure and write the page."""
    texts = [row["text"] for code in ("id", "su", "en") for row in rows(f"strangers_{code}")]
    port = free_port()
    started = time.perf_counter()
    with _serving(port) as process:
        ready = time.perf_counter() - started
        client = Client(port)
        for text in texts[:200]:  # warm
            client.parse([text])
        single = [client.parse([texts[i % len(texts)]]) for i in range(SINGLE)]
        rate = _rate(port, texts)
        memory = megabytes(process.pid)
    lines = [
        f"| ready after the start (s) | {ready:.1f} |",
        f"| p50 at concurrency 1 (ms) | {statistics.median(single):.2f} |",
        f"| p95 at concurrency 1 (ms) | {statistics.quantiles(single, n=20)[-1]:.2f} |",
        f"| parses/s, one worker, {BATCH} a call, {CLIENTS} clients | {rate:.0f} |",
        f"| resident memory (MB) | {memory:.0f} |",
    ]
    PAGE.write_text(
        "# The understanding process, asked over HTTP\n\n"
        "Written by `python -m bench.parsing`; the clients share the machine.\n\n"
        f"{facts()['cores']} cores, {facts()['processor']}.\n\n| | |\n|---|---|\n"
        + "\n".join(lines)
        + "\n",
        encoding="utf-8",
    )
    print(PAGE.read_text(encoding="utf-8"))  # noqa: T201


def _rate(port: int, texts: Sequence[str]) -> float:
    """Return the parses per second of all clients together."""

    def ask(client: Client) -> None:
        for number in range(BATCHES):
            at = number * BATCH % (len(texts) - BATCH)
            client.parse(texts[at : at + BATCH])

    threads = [Thread(target=ask, args=(Client(port),)) for _ in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return CLIENTS * BATCHES * BATCH / (time.perf_counter() - started)


@contextmanager
def _serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the understanding process until the block ends."""
    environment = {"RASA_TOKEN": TOKEN, "RASA_URL": f"http://127.0.0.1:{port}"}
    process = subprocess.Popen(  # noqa: S603
        [str(ROOT / "nlu" / "serve")],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        for line in process.stdout or ():
            if line.startswith(b"nlu: ready"):
                break
        yield process
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    main()
