"""A worker process: which queues it serves, and with what."""

import os
import signal
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import FrameType

import structlog

from gateway.pipeline import Pipeline
from gateway.settings import Settings
from gateway.store.lanes import Claim
from gateway.tools import Tools
from gateway.work import alarms, broadcasting, forward, notices, outbox, schedule
from gateway.work.engine import Ending, Engine, Handler, Line, one_by_one
from gateway.work.fetching import fetch
from gateway.work.outcome import Outcome

log = structlog.get_logger()
POLITENESS = 5
"""How far a worker steps back where processors are short: webhooks are answered first."""

REPORT: Mapping[str, Callable[[Claim, Tools], Outcome]] = {
    "file": forward.file,
    "add": forward.add,
    "alarm": alarms.write,
}
"""What is done about a report, by the kind of task."""
BATCH = 16
"""Conversations understood in one call and answered in one transaction."""


def engine(tools: Tools, settings: Settings) -> Engine:
    """Return the engine that does all the work of an installation."""
    timers = schedule.timers(tools, poll_seconds=settings.report_poll_seconds)
    tools.committer.commit(
        lambda session: schedule.start(session, timers, tools.database.now(session))
    )
    paces = {name: each.rate for name, each in tools.carriers.items() if each.rate}
    threads = settings.worker_threads
    return Engine(
        tools.database,
        [
            Line(
                queue="out",
                room=threads,
                handler=partial(outbox.send, tools=tools),
                batch=threads,
                paces=paces,
            ),
            Line(queue="in", room=4 * BATCH, handler=_arriving(tools), batch=BATCH),
            Line(queue="media", room=4, handler=one_by_one(partial(fetch, tools=tools))),
            Line(
                queue="bulk",
                room=threads,
                handler=partial(outbox.send, tools=tools),
                batch=threads,
                paces=paces,
            ),
            Line(
                queue="cast",
                room=threads,
                handler=partial(broadcasting.send, tools=tools),
                batch=threads,
                paces=paces,
            ),
            Line(
                queue="spread",
                room=1,
                handler=one_by_one(partial(broadcasting.spread, tools=tools)),
            ),
            Line(queue="notice", room=4, handler=one_by_one(partial(notices.due, tools=tools))),
            Line(queue="report", room=8, handler=one_by_one(partial(_report, tools=tools))),
            Line(
                queue="timer", room=2, handler=one_by_one(partial(schedule.tick, known=timers))
            ),
        ],
        threads=threads + 12,
    )


def _report(claim: Claim, tools: Tools) -> Outcome:
    """Do a task about a report: file it at a destination, add to it, write of a limit."""
    return REPORT[claim.kind](claim, tools)


def _arriving(tools: Tools) -> Handler:
    """Return what does the tasks of arriving messages: fetch their files, then hear them.

    News are told there, too, between a citizen's messages.
    """
    hear = Pipeline(tools).hear
    slow = {"fetch": fetch, "tell": notices.tell}

    def handler(claims: Sequence[Claim], ending: Ending) -> None:
        for claim in claims:
            if claim.kind in slow:
                ending.defer(claim, partial(slow[claim.kind], claim, tools))
        heard = [claim for claim in claims if claim.kind not in slow]
        if heard:
            hear(heard, ending)

    return handler


def work_until_told(work: Engine) -> None:
    """Run until SIGTERM or SIGINT; what is in hand is finished first."""

    def end(_number: int, _frame: FrameType | None) -> None:
        work.is_told_to_end = True  # nothing that takes a lock: the loop may be holding it

    os.nice(POLITENESS)
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    log.info("worker_started", name=work.name)
    work.run()
    log.info("worker_stopped", name=work.name)
