"""Be many citizens at once, and measure from the webhook's first byte to the provider call.

Closed loop: each citizen sends the next message when the reply has reached the provider and
the previous webhook has been acknowledged (as Telegram does; a kindness to systems that
acknowledge late). Open loop: messages are due at fixed instants whatever happens, and time
counts from the due instant, so a system that falls behind cannot hide it.
"""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.arrivals import Arrivals, Wait
from bench.citizens import Citizen, Door, newcomer
from bench.figures import Closed, Open, latency
from bench.wire import Answer, Client

REPLY_TIMEOUT = 15.0
POST_TIMEOUT = 30.0
WARM_UP = 1.0
SECOND = 1_000_000_000
FLOOD = 500  # webhooks waiting for their acknowledgement: a system so far behind is let be
LATE = 0.001  # a pacer that wakes within a millisecond of the due instant is on time


@dataclass(frozen=True, slots=True)
class Turn:
    """What a citizen says, and how many replies this system gives to it."""

    text: str
    replies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One channel of one running system, and what its citizens will say."""

    system: str
    door: Door
    web: Client
    arrivals: Arrivals
    scripts: Sequence[Sequence[Turn]]
    delay_ms: int = 0


@dataclass(slots=True)
class Tally:
    """What happened so far; times in nanoseconds, `replied` with the instant of the reply."""

    replied: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    acknowledged: list[int] = field(default_factory=list[int])
    unanswered: int = 0
    refused: int = 0
    waiting: int = 0

    def between(self, start: int, end: int) -> list[int]:
        """Return the latencies of the replies that came in this window."""
        return [took for at, took in self.replied if start <= at < end]


async def closed(stage: Stage, concurrency: int, seconds: float) -> Closed:
    """Return what `concurrency` citizens get when each waits for the reply before going on."""
    tally = Tally()
    scripts = itertools.cycle(stage.scripts)
    start = time.monotonic_ns() + int(WARM_UP * SECOND)
    end = start + int(seconds * SECOND)

    async def citizens() -> None:
        while time.monotonic_ns() < end:
            await _converse(stage, next(scripts), tally, end)

    await asyncio.gather(*(citizens() for _ in range(concurrency)))
    window = tally.between(start, end)
    return Closed(
        system=stage.system,
        channel=stage.door.channel,
        delay_ms=stage.delay_ms,
        concurrency=concurrency,
        per_second=len(window) / seconds,
        latency=latency(window),
        unanswered=tally.unanswered,
        refused=tally.refused,
    )


async def at_rate(stage: Stage, rate: float, seconds: float) -> Open:
    """Return what citizens get who write `rate` messages a second, each a first message.

    It ends early once `FLOOD` webhooks wait to be acknowledged; `seconds` says when.
    """
    tally = Tally()
    openings = itertools.cycle(script[0] for script in stage.scripts)
    begin = time.monotonic_ns()
    messages = []
    for number in range(int(rate * seconds)):
        due = begin + int(number / rate * SECOND)
        if (wait := (due - time.monotonic_ns()) / SECOND) > LATE:
            await asyncio.sleep(wait)
        if tally.waiting >= FLOOD:
            break
        text = next(openings).text
        messages.append(asyncio.create_task(_once(stage, Turn(text, 1), tally, due)))
    lasted = round((time.monotonic_ns() - begin) / SECOND, 1)
    await asyncio.gather(*messages)
    return Open(
        system=stage.system,
        channel=stage.door.channel,
        rate=rate,
        seconds=lasted,
        acknowledged=latency(tally.acknowledged),
        replied=latency([took for _, took in tally.replied]),
        unanswered=tally.unanswered,
        refused=tally.refused,
    )


async def rehearse(stage: Stage, quiet: float = 1.0) -> list[list[Turn]]:
    """Return the scripts with the number of replies this system gives to each message.

    Each message is sent once, by one citizen alone, and followed by `quiet` seconds without
    a reply. Raises RuntimeError when a message gets none.
    """
    return [await _rehearse(stage, script, quiet) for script in stage.scripts]


async def _rehearse(stage: Stage, script: Sequence[Turn], quiet: float) -> list[Turn]:
    citizen = newcomer()
    turns = []
    for turn in script:
        wait = stage.arrivals.expect(stage.door.recipient(citizen), 1)
        answer = await _post(stage, citizen, turn.text)
        if answer is None or not await _replied(wait):
            raise RuntimeError(f"{stage.system} did not answer {turn.text!r}: {answer}")
        seen = 0
        while seen < len(wait.times):
            seen = len(wait.times)
            await asyncio.sleep(quiet)
        turns.append(Turn(turn.text, seen))
    stage.arrivals.forget(stage.door.recipient(citizen))
    return turns


async def _converse(stage: Stage, script: Sequence[Turn], tally: Tally, end: int) -> None:
    citizen = newcomer()
    for turn in script:
        if time.monotonic_ns() >= end or not await _say(stage, citizen, turn, tally):
            break
    stage.arrivals.forget(stage.door.recipient(citizen))


async def _once(stage: Stage, turn: Turn, tally: Tally, due: int) -> None:
    citizen = newcomer()
    await _say(stage, citizen, turn, tally, due)
    stage.arrivals.forget(stage.door.recipient(citizen))


async def _say(
    stage: Stage,
    citizen: Citizen,
    turn: Turn,
    tally: Tally,
    due: int = 0,
) -> bool:
    wait = stage.arrivals.expect(stage.door.recipient(citizen), turn.replies)
    start = due or time.monotonic_ns()
    tally.waiting += 1
    answer = await _post(stage, citizen, turn.text)
    tally.waiting -= 1
    tally.acknowledged.append(time.monotonic_ns() - start)
    if answer is None or answer.status >= 300:  # noqa: PLR2004  # HTTP: anything but success
        tally.refused += 1
        return False
    complete = await _replied(wait)
    if wait.times:
        tally.replied.append((wait.times[0], wait.times[0] - start))
    tally.unanswered += not complete
    return complete


async def _post(stage: Stage, citizen: Citizen, text: str) -> Answer | None:
    post = stage.door.write(citizen, text)
    try:
        async with asyncio.timeout(POST_TIMEOUT):
            return await stage.web.post(post.path, post.headers, post.body)
    except (OSError, EOFError):
        return None


async def _replied(wait: Wait) -> bool:
    try:
        async with asyncio.timeout(REPLY_TIMEOUT):
            await wait.done.wait()
    except TimeoutError:
        return False
    return True
