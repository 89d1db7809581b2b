"""News that goes to citizens by itself: owed in the transaction of what happened, told later.

A notice waits in `notice:<thread>` until quiet hours are over. It is told in the lane of the
conversation's own messages, so that it never runs into an answer that is being made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import structlog
from sqlalchemy.orm import Session

from bot.flows import FLOWS, news as telling
from bot.model import Conversation, Outbound, Say
from bot.report import News
from bot.turn import Decision
from gateway import quiet
from gateway.render import render
from gateway.store import lanes, notices, reports, threads
from gateway.store.deliveries import NewOutbound
from gateway.store.lanes import Claim, NewTask
from gateway.store.notices import Owed
from gateway.store.threads import Kept
from gateway.tools import Tools
from gateway.work import outbox
from gateway.work.outcome import Done, Later, MovedError, Outcome

log = structlog.get_logger()
PATIENCE = 600.0
"""Seconds until we try again to ask a citizen who is in the middle of something else."""


REMIND, EXPIRE = 3 * 3600.0, 7 * 86400.0
"""Seconds until a citizen is reminded of an unfinished report, and until it is dropped."""
AGES: Mapping[str, float] = {"reminder": REMIND, "expired": EXPIRE}
"""For how long a citizen must have been silent for news of their draft to be true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """News as they are told in a conversation, and where that is `after` it."""

    owed: Owed
    kept: Kept
    after: Conversation
    message: Outbound | None = None


def owe(
    session: Session, citizens: Sequence[int], news: News, tools: Tools, now: float
) -> None:
    """Owe `news` to the citizens of these conversations, at the earliest after quiet hours."""
    delay = quiet.wait(tools.pack.quiet, tools.pack.timezone, now)
    made = notices.add(session, citizens, news, now)
    tasks = [
        NewTask(lane=f"notice:{thread}", kind="notice", subject=notice, delay=delay)
        for thread, notice in zip(citizens, made, strict=True)
    ]
    lanes.add(session, tasks, now)
    if tasks:
        tools.announce(session)


def due(claim: Claim, tools: Tools) -> Outcome:
    """Put a notice among its conversation's messages, unless quiet hours have begun."""
    with tools.database.read() as session:
        owed, now = notices.get(session, claim.subject), tools.database.now(session)
    if owed is None:
        return Done()
    wait = quiet.wait(tools.pack.quiet, tools.pack.timezone, now)
    if wait:
        return Later(wait)
    task = NewTask(lane=f"in:{owed.thread}", kind="tell", subject=owed.id)
    return Done(lambda session, now: lanes.add(session, [task], now))


def tell(claim: Claim, tools: Tools) -> Outcome:
    """Tell the citizen the news, or try later if they are in the middle of something else."""
    with tools.database.read() as session:
        owed, now = notices.get(session, claim.subject), tools.database.now(session)
        kept = threads.load(session, tools.seal, [owed.thread])[owed.thread] if owed else None
    if owed is None or kept is None:
        return Done()
    channel = tools.channels.get(kept.channel)
    if channel is None or channel.form.public or _is_moot(owed, kept, now):
        return Done(partial(_over, owed))
    decided = telling.tell(kept.conversation, owed.news, tools.pack.city, FLOWS)
    if decided is None:
        return Done(partial(_postpone, owed))
    return Done(partial(_write, _told(owed, kept, decided, tools), tools))


def _is_moot(owed: Owed, kept: Kept, now: float) -> bool:
    """Return whether the citizen wants no news, or has gone on with the draft meanwhile."""
    age = AGES.get(owed.news.kind, 0.0)
    return kept.conversation.stopped or now - (kept.heard_at or now) < age


def _told(owed: Owed, kept: Kept, decided: Decision, tools: Tools) -> Told:
    """Return the news in words, and the conversation after them."""
    after, actions = decided
    says = [each for each in actions if isinstance(each, Say)]
    if not says:
        return Told(owed=owed, kept=kept, after=after)
    rendered = render(
        says,
        voice=tools.voice,
        language=after.language,
        channel=tools.channels[kept.channel],
        recipient=kept.sender,
    )
    asks = after.offered != kept.conversation.offered
    labels = rendered.labels if asks or rendered.labels else after.labels
    after = replace(after, labels=labels, rest=rendered.rest)
    return Told(owed=owed, kept=kept, after=after, message=rendered.message)


def _write(told: Told, tools: Tools, session: Session, now: float) -> None:
    owed, kept = told.owed, told.kept
    if not threads.told(session, kept, told.after):
        raise MovedError
    notices.told(session, owed.id, now)
    if told.message:
        outbox.put(session, [NewOutbound(thread=kept.id, outbound=told.message)], tools, now)
    if owed.news.kind == "done" and not owed.news.supporter:
        reports.asked(session, owed.news.ticket, now)
    log.info("news_told", kind=owed.news.kind, ticket=owed.news.ticket)


def _over(owed: Owed, session: Session, now: float) -> None:
    notices.told(session, owed.id, now)


def _postpone(owed: Owed, session: Session, now: float) -> None:
    lane = f"notice:{owed.thread}"
    again = NewTask(lane=lane, kind="notice", subject=owed.id, delay=PATIENCE)
    lanes.add(session, [again], now)
