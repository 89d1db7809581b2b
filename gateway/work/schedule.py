"""What is due by the clock: one lane for each timer, so that one worker at a time does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.report import News
from gateway.channel import Polled
from gateway.errors import CallError, ThrottledError
from gateway.store import budgets, care, lanes, links, subscriptions, threads
from gateway.store.lanes import Claim, NewTask
from gateway.tools import Tools
from gateway.work import alarms, alerting, following, inbox, notices
from gateway.work.outcome import Done, Later, Outcome

MINUTE, DAY = 60.0, 86400.0
KEEP_DONE = 7 * DAY
KEEP_TOLD = 30 * DAY
"""Seconds for which finished tasks can still be looked at."""


@dataclass(frozen=True, slots=True)
class Timer:
    """Something done again and again; `do` returns when to do it next."""

    name: str
    do: Callable[[Claim], Outcome]


def timers(tools: Tools, *, poll_seconds: float) -> Mapping[str, Timer]:
    """Return the timers of an installation, by name."""
    asked = {name: each for name, each in tools.providers.items() if isinstance(each, Polled)}
    every = [
        Timer("states", lambda claim: following.follow(claim, tools, every=poll_seconds)),
        Timer("drafts", lambda _claim: Later(MINUTE, effect=partial(_drafts, tools))),
        Timer("clocks", lambda _claim: Later(MINUTE, effect=partial(alarms.ring, tools))),
        Timer("alerts", partial(alerting.watch, tools=tools)),
        Timer("sweep", lambda _claim: Later(DAY, effect=partial(_forget, tools))),
    ]
    every += [
        Timer(f"poll_{name}", partial(_poll, each, tools)) for name, each in asked.items()
    ]
    return {timer.name: timer for timer in every}


def start(session: Session, names: Mapping[str, Timer], now: float) -> None:
    """Make sure that each timer's lane holds its one task."""
    for name in names:
        if not care.has_pending(session, f"timer:{name}"):
            lanes.add(session, [NewTask(lane=f"timer:{name}", kind="tick", subject=0)], now)


def tick(claim: Claim, known: Mapping[str, Timer]) -> Outcome:
    """Do what a timer's lane stands for; a timer that no longer exists ends."""
    timer = known.get(claim.lane.partition(":")[2])
    return timer.do(claim) if timer else Done()


def _poll(provider: Polled, tools: Tools, _claim: Claim) -> Outcome:
    """Ask a provider that calls nobody, and keep what is new."""
    try:
        inbox.keep(provider.poll(), tools)
    except ThrottledError as error:
        return Later(max(error.seconds, provider.every), str(error))
    except CallError as error:
        return Later(provider.every, str(error))
    return Later(provider.every)


def _drafts(tools: Tools, session: Session, now: float) -> None:
    """Owe reminders of unfinished reports, and the news that one was dropped."""
    dropped = threads.expired(session, now - notices.EXPIRE)
    notices.owe(session, dropped, News(kind="expired"), tools, now)
    waiting = threads.drafts(session, now - notices.REMIND)
    threads.reminded(session, waiting, now)
    notices.owe(session, waiting, News(kind="reminder"), tools, now)


def _forget(tools: Tools, session: Session, now: float) -> None:
    care.forget_done(session, now - KEEP_DONE)
    day = datetime.fromtimestamp(now - KEEP_DONE, tools.pack.timezone).date().isoformat()
    budgets.forget(session, now - DAY, day)
    links.forget(session, now)
    subscriptions.forget(session, now - KEEP_TOLD)
