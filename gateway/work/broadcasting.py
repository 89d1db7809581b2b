"""Broadcasts on their way: queued in batches, sent below every reply, held or ended early.

Two pairs of eyes see each of them: whoever wrote it cannot approve it. The copies of one wait
in lanes of their own (`cast:<broadcast>:<conversation>`), so that they can be held without
holding anything else a citizen is sent. See docs/decisions/0020-broadcasts.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy.orm import Session

from bot.model import Say
from gateway import quiet
from gateway.sms import segments
from gateway.store import broadcasts, budgets, lanes, subscriptions
from gateway.store.broadcasts import CANCELLED, DRAFT, PAUSED, SENDING, WAITING, Kept, Text
from gateway.store.lanes import Claim, NewTask
from gateway.tools import Tools
from gateway.work import costs, outbox, telling
from gateway.work.engine import Ending
from gateway.work.outcome import Done, Later, Outcome
from gateway.work.telling import News

log = structlog.get_logger()
LOOK = 2.0
"""Seconds between looks whether the last copy has left."""
BATCHES = 40
"""Batches in one go: less time than the lease of the task."""
HELD = 20.0
"""Seconds a copy waits that a worker had in hand when its broadcast was held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Those reached on one channel in one language: how many, in which words.

    `segments` are those of one copy, 0 where it is no SMS.
    """

    channel: str
    language: str
    citizens: int
    text: str
    segments: int


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody a broadcast would reach."""

    shares: Sequence[Share]

    @property
    def citizens(self) -> int:
        """How many they are."""
        return sum(each.citizens for each in self.shares)

    @property
    def segments(self) -> int:
        """What it costs, in segments of SMS."""
        return sum(each.citizens * each.segments for each in self.shares)


def audience(session: Session, kept: Kept, tools: Tools) -> Audience:
    """Return whom a broadcast would reach now, in which words, at what cost."""
    counted = subscriptions.count(session, kept.wish(_sms(tools)))
    first = tools.pack.city.languages[0]
    reached: dict[tuple[str, str], int] = {}
    for (channel, language), number in sorted(counted.items()):
        if telling.reaches(channel, tools):
            key = channel, language or first
            reached[key] = reached.get(key, 0) + number
    return Audience([_share(key, number, kept, tools) for key, number in reached.items()])


def affordable(session: Session, seen: Audience, tools: Tools, now: float) -> bool:
    """Return whether the day's budget for SMS has that much left."""
    most = tools.limits.sms_of_a_day
    spent = budgets.spent(session, costs.TOTAL, costs.day(tools, now))
    return not most or not seen.segments or spent + seen.segments <= most


def submit(number: int, tools: Tools) -> str:
    """Ask for approval; return what an operator is told: `submitted`, or why not."""

    def work(session: Session) -> str:
        kept, now = broadcasts.get(session, number), tools.database.now(session)
        if kept is None or kept.status != DRAFT:
            return "changed"
        refusal = _refusal(session, kept, tools, now)
        return refusal or ("submitted" if broadcasts.submit(session, number) else "changed")

    return tools.committer.commit(work)


def approve(number: int, who: str, tools: Tools) -> str:
    """Begin to send; return what an operator is told: `sending`, or why not."""

    def work(session: Session) -> str:
        kept, now = broadcasts.get(session, number), tools.database.now(session)
        if kept is None or kept.status != WAITING:
            return "changed"
        if kept.written_by == who:
            return "own"
        refusal = _refusal(session, kept, tools, now)
        if refusal:
            return refusal
        count = audience(session, kept, tools).citizens
        if not broadcasts.approve(session, number, who, count, now):
            return "changed"
        _begin(session, number, tools, now)
        log.info("broadcast_approved", broadcast=number, citizens=count)
        return "sending"

    return tools.committer.commit(work)


def pause(number: int, tools: Tools) -> bool:
    """Hold it: no copy leaves any more; return whether it was being sent."""
    return tools.committer.commit(lambda session: broadcasts.pause(session, number))


def resume(number: int, tools: Tools) -> bool:
    """Go on; return whether it was held."""

    def work(session: Session) -> bool:
        now = tools.database.now(session)
        if not broadcasts.resume(session, number, now):
            return False
        _begin(session, number, tools, now)
        return True

    return tools.committer.commit(work)


def cancel(number: int, reason: str, tools: Tools) -> bool:
    """End it: what has not left never will; return whether there was something to end."""

    def work(session: Session) -> bool:
        return broadcasts.cancel(session, number, reason, tools.database.now(session))

    return tools.committer.commit(work)


def spread(claim: Claim, tools: Tools) -> Outcome:
    """Queue every copy of a broadcast; look until the last one has left."""
    for _ in range(BATCHES):
        state = tools.committer.commit(partial(_batch, claim.subject, tools))
        if not isinstance(state, int):
            return state
        if state < telling.BATCH:
            break
    else:
        return Later(0.0)
    ended = tools.committer.commit(partial(_end, claim.subject, tools))
    return Done() if ended else Later(LOOK)


def send(claims: Sequence[Claim], ending: Ending, tools: Tools) -> None:
    """Send the claimed copies, unless their broadcast is held, ended, or it is night."""
    with tools.database.read() as session:
        now = tools.database.now(session)
        states = broadcasts.states(session, {_number(claim) for claim in claims})
    go: list[Claim] = []
    for claim in claims:
        waits = _waits(states.get(_number(claim)), tools, now)
        if waits is None:
            go.append(claim)
        else:
            ending.finish({claim: waits})
    if go:
        outbox.send(go, ending, tools)


def night(kept: Kept, tools: Tools, now: float) -> float:
    """Return for how many seconds nobody may be disturbed by it; 0: now."""
    if kept.text.severe:
        return 0.0
    return quiet.wait(tools.pack.quiet, tools.pack.timezone, now)


def news(kept: Kept, tools: Tools) -> News:
    """Return what is told to whom."""
    return News(
        key=kept.key,
        wish=kept.wish(_sms(tools)),
        say=partial(_said, kept.text, tools.pack.city.languages[0]),
        broadcast=kept.id,
    )


def _begin(session: Session, number: int, tools: Tools, now: float) -> None:
    lanes.add(session, [NewTask(lane=f"spread:{number}", kind="spread", subject=number)], now)
    tools.announce(session)


def _batch(number: int, tools: Tools, session: Session) -> int | Outcome:
    """Queue some copies and return how many; or how to go on if none may leave now."""
    kept, now = broadcasts.get(session, number), tools.database.now(session)
    if kept is None or kept.status != SENDING:
        return Done()
    if kept.spread_at is not None:
        return 0
    wait = night(kept, tools, now)
    if wait:
        return Later(wait)
    count = telling.batch(session, news(kept, tools), tools, now)
    if count < telling.BATCH:
        broadcasts.spread(session, number, now)
    return count


def _end(number: int, tools: Tools, session: Session) -> bool:
    kept, now = broadcasts.get(session, number), tools.database.now(session)
    if kept is None or kept.status != SENDING:
        return True
    return broadcasts.end(session, number, now)


def _waits(kept: Kept | None, tools: Tools, now: float) -> Outcome | None:
    """Return what becomes of a copy that may not leave now."""
    if kept is None or kept.status == CANCELLED:
        return Done()
    if kept.status == PAUSED:
        return Later(HELD)
    wait = night(kept, tools, now)
    return Later(wait) if wait else None


def _refusal(session: Session, kept: Kept, tools: Tools, now: float) -> str:
    """Return why it cannot be sent; empty if it can."""
    seen = audience(session, kept, tools)
    if not seen.citizens:
        return "nobody"
    return "" if affordable(session, seen, tools, now) else "dear"


def _share(key: tuple[str, str], number: int, kept: Kept, tools: Tools) -> Share:
    channel, language = key
    say = _said(kept.text, tools.pack.city.languages[0], language)
    text = telling.worded(say, channel, language, tools).text
    sms = tools.channels[channel].form.gsm7
    return Share(
        channel=channel,
        language=language,
        citizens=number,
        text=text,
        segments=segments(text).count if sms else 0,
    )


def _said(text: Text, first: str, language: str) -> Say:
    return Say("broadcast", {"text": text.texts.get(language) or text.texts[first]})


def _sms(tools: Tools) -> list[str]:
    return [name for name, each in tools.channels.items() if each.form.gsm7]


def _number(claim: Claim) -> int:
    return int(claim.lane.split(":")[1])
