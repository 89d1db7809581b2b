"""Write what was measured as Markdown, and say honestly which targets were met."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bench import machine
from bench.figures import Closed, Latency, Open
from bench.load import Turn

US, PEER = "kentongan", "rasa"
MOST = 32
RATIOS: Mapping[int, float] = {0: 4.0, 100: 25.0}  # provider delay in ms: times the peer
ACK_RATE, ACK_P99 = 200.0, 25.0
REPLY_RATE, REPLY_WORST = 50.0, 500.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything one run measured."""

    command: str
    closed: list[Closed] = field(default_factory=list[Closed])
    open: list[Open] = field(default_factory=list[Open])
    scripts: dict[str, list[list[Turn]]] = field(default_factory=dict[str, list[list[Turn]]])
    heard: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    missing: list[str] = field(default_factory=list[str])


def markdown(results: Results, now: dt.datetime) -> str:
    """Return the page: machine, targets, tables, and what was said."""
    parts = [
        "# Benchmark results",
        _INTRODUCTION,
        _facts(results, now),
        "## Targets",
        _targets(results),
        "## Conversations (closed loop)",
        _table(_CLOSED, (_closed_row(each) for each in results.closed)),
        "## Fixed rates (open loop)",
        _table(_OPEN, (_open_row(each) for each in results.open)),
        "## What was said",
        *_transcripts(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(results: Results, now: dt.datetime) -> str:
    facts = {
        "date": f"{now:%Y-%m-%d %H:%M} UTC",
        "command": f"`{results.command}`",
        **machine.facts(),
    }
    lines = [f"- {name}: {value}" for name, value in facts.items()]
    lines += [f"- **not measured:** {what}" for what in results.missing]
    return "\n".join(lines)


def _targets(results: Results) -> str:
    rows = [*_ratio_rows(results.closed), *_rate_rows(results.open)]
    return _table(("target", "channel", "measured", "verdict"), rows)


def _ratio_rows(closed: Sequence[Closed]) -> Iterator[list[str]]:
    speed = {(c.system, c.channel, c.delay_ms): c for c in closed if c.concurrency == MOST}
    for channel in sorted({c.channel for c in closed}):
        for delay, wanted in RATIOS.items():
            name = f"≥ {wanted:g} times the peer at {MOST}, provider takes {delay} ms"
            ours, theirs = (speed.get((s, channel, delay)) for s in (US, PEER))
            if ours is None or theirs is None or not theirs.per_second:
                yield [name, channel, "not measured", "open"]
                continue
            ratio = ours.per_second / theirs.per_second
            said = f"{ratio:.1f} times ({ours.per_second:.0f} against {theirs.per_second:.1f})"
            yield [name, channel, said, _verdict(ratio >= wanted and _clean(ours))]


def _rate_rows(measured: Sequence[Open]) -> Iterator[list[str]]:
    for each in (o for o in measured if o.system == US):
        if each.rate == ACK_RATE:
            p99 = each.acknowledged.p99
            name = f"acknowledged within {ACK_P99:g} ms (p99) at {each.rate:g}/s"
            met = p99 <= ACK_P99 and not each.refused
            yield [name, each.channel, f"{p99:.1f} ms, {each.refused} refused", _verdict(met)]
        if each.rate == REPLY_RATE:
            worst = each.replied.worst
            name = f"reply at the provider within {REPLY_WORST:g} ms (worst) at {each.rate:g}/s"
            met = worst <= REPLY_WORST and _clean(each)
            said = f"{worst:.0f} ms, {each.unanswered} unanswered"
            yield [name, each.channel, said, _verdict(met)]


def _clean(measured: Closed | Open) -> bool:
    return measured.unanswered == 0 and measured.refused == 0


def _verdict(met: bool) -> str:  # noqa: FBT001  # it is the value shown, not a switch
    return "met" if met else "**missed**"


_CLOSED = (
    "system",
    "channel",
    "provider takes",
    "citizens",
    "messages/s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "worst ms",
    "replies",
    "unanswered",
    "refused",
)
_OPEN = (
    "system",
    "channel",
    "messages/s",
    "seconds",
    "ack p50 ms",
    "ack p99 ms",
    "reply p50 ms",
    "reply p99 ms",
    "reply worst ms",
    "replies",
    "unanswered",
    "refused",
)


def _closed_row(each: Closed) -> list[str]:
    return [
        each.system,
        each.channel,
        f"{each.delay_ms} ms",
        str(each.concurrency),
        f"{each.per_second:.1f}",
        *_latency(each.latency, "p50", "p95", "p99", "worst"),
        str(each.latency.count),
        str(each.unanswered),
        str(each.refused),
    ]


def _open_row(each: Open) -> list[str]:
    return [
        each.system,
        each.channel,
        f"{each.rate:g}",
        f"{each.seconds:g}",
        *_latency(each.acknowledged, "p50", "p99"),
        *_latency(each.replied, "p50", "p99", "worst"),
        str(each.replied.count),
        str(each.unanswered),
        str(each.refused),
    ]


def _latency(measured: Latency, *names: str) -> list[str]:
    return [f"{getattr(measured, name):.1f}" for name in names]


def _table(head: Sequence[str], rows: Iterator[list[str]] | Sequence[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _transcripts(results: Results) -> Iterator[str]:
    yield _REHEARSAL
    for name, scripts in results.scripts.items():
        said = "; ".join(f"`{t.text}` → {t.replies}" for script in scripts for t in script)
        heard = (" / ".join(text.splitlines()) for text in results.heard[name])
        replies = "\n".join(f"> {text}  " for text in heard)
        yield f"**{name}** (message → replies): {said}\n\n{replies}"


_INTRODUCTION = """\
Written by `make bench`. What is compared, and what is in the peer's favour, is said in
[the decision](../docs/decisions/0009-benchmark-against-rasa.md). Latency is from the first byte
of the webhook to the arrival of the first reply's provider call. Ratios mean more than absolute
figures."""
_REHEARSAL = """\
Before measuring, one citizen holds each conversation alone, so that the number of replies to
wait for is known and a reader can see that both systems did the same work."""
