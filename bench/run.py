"""Measure this product and the peer, one after the other, and write `bench/RESULTS.md`.

`python -m bench.run [--seconds 10] [--only product|peer|echo] [--channel NAME] [--diet]`;
`--only echo` shows what the load generator itself can do.
"""

import argparse
import asyncio
import datetime as dt
import json
import shlex
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

from bench import systems
from bench.arrivals import Arrivals
from bench.citizens import DIALOGUES
from bench.figures import Closed, Open
from bench.load import Stage, Turn, at_rate, closed, rehearse
from bench.processes import ROOT, alone, free_port, ready, running
from bench.report import ACK_RATE, REPLY_RATE, Results, markdown
from bench.systems import System
from bench.wire import Client

RESULTS = ROOT / "bench" / "RESULTS.md"
CONCURRENCY = (1, 8, 32)
SETTLE_SECONDS = 60
WORK: Mapping[str, int] = {"nomor BDG-": 2, "BMKG": 1}  # two tickets and a forecast
DELAYS_MS = (0, 100)
REHEARSAL = [[Turn(text, 1) for text in texts] for texts in DIALOGUES.values()]


def main() -> int:
    """Run the benchmark; 0 when everything asked for was measured."""
    chosen = _arguments()
    results = Results(command=shlex.join(["python", "-m", "bench.run", *sys.argv[1:]]))
    signal.signal(signal.SIGTERM, _leave)
    port = free_port()
    makers: Mapping[str, Callable[[], System]] = {
        "echo": lambda: systems.echo(port),
        "product": lambda: systems.product(port),
        "peer": lambda: systems.peer(port, chosen.data, diet=chosen.diet),
    }
    with alone(systems.FOLDER):
        for name in [chosen.only] if chosen.only else ["product", "peer"]:
            try:
                asyncio.run(measure(makers[name](), port, chosen, results))
            except (RuntimeError, OSError) as error:
                results.missing.append(f"{name}: {error}")
                _say(f"{name}: {error}")
    page = markdown(results, dt.datetime.now(dt.UTC))
    partial = systems.FOLDER / RESULTS.name
    output = chosen.output or (partial if chosen.only or chosen.channel else RESULTS)
    output.write_text(page, encoding="utf-8")
    _say(f"written: {output.relative_to(ROOT) if output.is_relative_to(ROOT) else output}")
    return 1 if results.missing else 0


async def measure(
    system: System,
    port: int,
    chosen: argparse.Namespace,
    results: Results,
) -> None:
    """Start the system and the stand-in provider, measure every channel, stop both."""
    for command in system.prepare:
        _say(f"{system.name}: {command.name}")
        command.finish()
    with running([systems.stand_in(port), *system.run]) as started:
        async with Client(system.port) as web, Client(port) as control:
            await ready(control, "/_/records", started[:1])
            for place, path in system.ready:
                async with Client(place) as caller:
                    await ready(caller, path, started)
            async with Arrivals(port) as arrivals:
                for door in system.doors:
                    if chosen.channel in {None, door.channel}:
                        stage = Stage(
                            system=system.name,
                            door=door,
                            web=web,
                            arrivals=arrivals,
                            scripts=REHEARSAL,
                        )
                        await _channel(stage, control, chosen, results)


async def _channel(
    stage: Stage,
    control: Client,
    chosen: argparse.Namespace,
    results: Results,
) -> None:
    name = f"{stage.system}, {stage.door.channel}"
    await control.post("/_/delay?ms=0", {})
    await control.post("/_/reset", {})
    scripts = await rehearse(stage)
    results.scripts[name] = scripts
    results.heard[name] = await _heard(control)
    if stage.system != "echo":
        results.missing.extend(f"{name}: {fault}" for fault in undone(results.heard[name]))
    stage = replace(stage, scripts=scripts)
    for delay in DELAYS_MS:
        await control.post(f"/_/delay?ms={delay}", {})
        for concurrency in CONCURRENCY:
            at = replace(stage, delay_ms=delay)
            results.closed.append(await closed(at, concurrency, chosen.seconds))
            _show_closed(results.closed[-1])
    await control.post("/_/delay?ms=0", {})
    for rate in (REPLY_RATE, ACK_RATE):
        results.open.append(await at_rate(stage, rate, chosen.open_seconds))
        _show_open(results.open[-1])
        await _settle(control)
    await control.post("/_/reset", {})


def undone(heard: Sequence[str]) -> list[str]:
    """Return what the rehearsal should have brought and did not: then nothing is comparable.

    >>> undone(["nomor BDG-1", "nomor BDG-2", "Sumber: BMKG"])
    []
    """
    seen = {word: sum(word in text for text in heard) for word in WORK}
    return [
        f"said {word!r} {seen[word]} times, not {times}"
        for word, times in WORK.items()
        if seen[word] != times
    ]


async def _settle(control: Client) -> None:
    before, now = -1, 0
    for _ in range(SETTLE_SECONDS):
        if before == now:
            break
        await asyncio.sleep(1)
        before, now = now, int((await control.get("/_/count")).body)


async def _heard(control: Client) -> list[str]:
    replies: Sequence[Sequence[Any]] = json.loads((await control.get("/_/records")).body)
    return [str(text) for _, _, text in replies]


def _show_closed(each: Closed) -> None:
    took = each.latency
    _say(
        f"{each.system:10} {each.channel:10} provider {each.delay_ms:3} ms"
        f" citizens {each.concurrency:2}: {each.per_second:6.1f} messages/s,"
        f" p50 {took.p50:.1f} p95 {took.p95:.1f} p99 {took.p99:.1f} ms,"
        f" {each.unanswered} unanswered, {each.refused} refused",
    )


def _show_open(each: Open) -> None:
    ack, reply = each.acknowledged, each.replied
    _say(
        f"{each.system:10} {each.channel:10} at {each.rate:g}/s: acknowledged p50 {ack.p50:.1f}"
        f" p99 {ack.p99:.1f} ms; replied p50 {reply.p50:.1f} p99 {reply.p99:.1f}"
        f" worst {reply.worst:.1f} ms, {each.unanswered} unanswered, {each.refused} refused",
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="of each closed-loop run")
    parser.add_argument("--open-seconds", type=float, default=20, help="of each fixed rate")
    parser.add_argument("--only", choices=("product", "peer", "echo"))
    parser.add_argument("--channel", choices=("twilio_sms", "telegram"))
    parser.add_argument(
        "--data", type=Path, default=ROOT / "nlu" / "data", help="examples to train the peer on"
    )
    parser.add_argument("--diet", action="store_true", help="the peer with DIET")
    parser.add_argument("--output", type=Path, help="default: bench/RESULTS.md, if all ran")
    return parser.parse_args()


def _leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  # the signal's own
    sys.exit(128 + number)  # unwinds, so that everything started is stopped


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
