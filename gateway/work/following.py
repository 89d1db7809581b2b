"""What became of reports at their destinations: asked, ever more rarely if nothing is new.

Only what a destination says anew is news: a report that its citizen opened again stays open
although its destination still says that it is done.
"""

from collections.abc import Sequence

import structlog
from sqlalchemy.orm import Session

from gateway.backend import Backend, State
from gateway.errors import CallError, RefusedError
from gateway.store import events, filings, reports
from gateway.store.events import Happened
from gateway.store.filings import Asked, Kept as Filing
from gateway.store.lanes import Claim
from gateway.tools import Tools
from gateway.work.changes import Change, move
from gateway.work.outcome import Later, Outcome

log = structlog.get_logger()
BATCH = 50
"""Reports asked about in one call."""
LONGEST = 60
"""How many times rarer than at first a destination is asked about a report without news."""
DAY, DAYS = 86400.0, 30
"""Seconds between questions about an ended report, and how many there are."""


def follow(_claim: Claim, tools: Tools, *, every: float) -> Outcome:
    """Ask each backend about the reports that are due; one that is away holds up no other."""
    errors = [
        error for backend in tools.backends.values() if (error := _ask(backend, tools, every))
    ]
    return Later(every, "; ".join(errors))


def tell(filing: Filing, state: State, tools: Tools) -> bool:
    """Take in what a destination says of a report; return whether the report changed by it."""

    def change(session: Session) -> bool:
        now = tools.database.now(session)
        return said(session, filing, state, tools, now)

    changed = tools.committer.commit(change)
    if changed:
        log.info("report_changed", report=filing.report, status=state.status)
    return changed


def said(session: Session, filing: Filing, state: State, tools: Tools, now: float) -> bool:
    """Write down what a destination says anew; the one that leads moves the report."""
    if (state.status, state.notes[: filings.LONGEST_NOTES]) == (filing.state, filing.notes):
        return False
    filings.said(session, filing.id, state.status, state.notes)
    report = reports.get(session, filing.report)
    who = f"backend:{filing.backend}"
    if report is not None and filing.leads:
        return move(session, Change(report=report, state=state, who=who), tools, now)
    facts = {"to": state.status, "leads": False}
    happened = Happened(
        subject=filing.report, who=who, what="state", why=state.notes, facts=facts
    )
    events.add(session, [happened], now)
    return False


def _ask(backend: Backend, tools: Tools, every: float) -> str:
    """Ask one backend about everything that is due; return why it could not, if so."""
    last = 0
    while True:
        with tools.database.read() as session:
            now = tools.database.now(session)
            batch = filings.due(session, backend.name, now, after=last, limit=BATCH)
        if not batch:
            return ""
        try:
            _ask_about(batch, backend, tools, every)
        except CallError as error:
            log.info("follow_failed", backend=backend.name, error=type(error).__name__)
            return str(error)
        last = batch[-1].id


def _ask_about(batch: Sequence[Filing], backend: Backend, tools: Tools, every: float) -> None:
    for filing in batch:
        if filing.token and not filing.external_id:
            _resolve(filing, backend, tools)
    named = dict.fromkeys(each.external_id for each in batch if each.external_id)
    found = backend.states(list(named), tools.http) if named else {}
    for filing in batch:  # some servers give an id twice
        if filing.external_id in found:
            tell(filing, found[filing.external_id], tools)
    with tools.database.read() as session:
        now = tools.database.now(session)
    asked = [_next(each, found.get(each.external_id), now, every) for each in batch]
    tools.committer.commit(lambda session: filings.asked(session, asked))


def _resolve(filing: Filing, backend: Backend, tools: Tools) -> None:
    """Ask for the id that a token stands for; a server without tokens says nothing."""
    try:
        number = backend.resolve(filing.token, tools.http)
    except RefusedError:
        return
    if number:
        tools.committer.commit(lambda session: filings.resolved(session, filing.id, number))


def _next(filing: Filing, state: State | None, now: float, every: float) -> Asked:
    """Return when to ask about a filing again."""
    news = state is not None and (state.status, state.notes) != (filing.state, filing.notes)
    quiet = 0 if news else filing.quiet + 1
    status = state.status if state else filing.state
    if status in filings.ENDED and not news:
        return Asked(filing=filing.id, quiet=quiet, ask_at=now + DAY if quiet < DAYS else None)
    return Asked(filing=filing.id, quiet=quiet, ask_at=now + pause(quiet, every))


def pause(quiet: int, every: float) -> float:
    """Return how many seconds to wait after so many answers without news.

    >>> [pause(quiet, 10) for quiet in (0, 1, 2, 5, 6, 100)]
    [10.0, 20.0, 40.0, 320.0, 600.0, 600.0]
    """
    return float(every * min(2 ** min(quiet, 10), LONGEST))
