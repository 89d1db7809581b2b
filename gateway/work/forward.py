"""Reports to their destinations: one filing each, tried until there or a person must look.

A try that may have arrived is never repeated blindly: the destination is asked first. While a
destination is out of order (`gateway.store.circuits`) nothing is sent to it, and then one try
goes ahead of all others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import structlog
from sqlalchemy.orm import Session

from gateway.backend import Backend, Filed
from gateway.calling import call
from gateway.errors import (
    AmbiguousError,
    BadAnswerError,
    ByHandError,
    CallError,
    RefusedError,
    ThrottledError,
    UnreachableError,
)
from gateway.store import circuits, events, filings, reports
from gateway.store.circuits import State as Circuit
from gateway.store.events import Happened
from gateway.store.filings import Forwarded, Kept as Filing
from gateway.store.lanes import Claim
from gateway.store.reports import Kept
from gateway.tools import Tools
from gateway.work import parcels
from gateway.work.outcome import Again, Dead, Done, Effect, Later, Outcome, Part

log = structlog.get_logger()
WEEK = 7 * 86400.0
"""Seconds after which a report is given up whose destination is out of order all the while."""
SPREAD = 5.0
"""Seconds over which tries are spread when a destination may be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A report, one of its destinations, and the task that is about them.

    `first` says that this is the one try while the destination is out of order.
    """

    claim: Claim
    filing: Filing
    kept: Kept
    backend: Backend
    first: bool = False


def file(claim: Claim, tools: Tools) -> Outcome:
    """Hand one report to one of its destinations, unless an earlier try already did."""
    job = _job(claim, claim.subject, tools)
    if not isinstance(job, Job):
        return job
    if job.filing.external_id or job.filing.token:
        return Done()
    parcel = parcels.report(job.kept, tools)
    try:
        known = job.backend.find(parcel, tools.http) if claim.begun is not None else None
        filed = known or job.backend.file(parcel, tools.http)
    except ByHandError as error:
        return Done(partial(_by_hand, job.filing, str(error)))
    except CallError as error:
        return _failed(job, error, tools)
    _worked(job.backend.name, tools)
    log.info("report_forwarded", ticket=job.kept.ticket, backend=job.backend.name)
    return Done(Part(_forwarded, (job.filing, filed)))


def add(claim: Claim, tools: Tools) -> Outcome:
    """Hand over what a citizen added to a report; where nobody takes it, an operator must."""
    job = _job(claim, int(claim.lane.partition(":")[2]), tools)
    if not isinstance(job, Job):
        return job
    with tools.database.read() as session:
        event = events.get(session, claim.subject)
    if event is None or not job.filing.external_id:
        return Done(partial(_to_person, job, "the report is not there yet", tools))
    try:
        parcel = parcels.update(claim.subject, event, job.kept, tools)
        job.backend.add(replace(parcel, external_id=job.filing.external_id), tools.http)
    except (RefusedError, ByHandError) as error:
        return Done(partial(_to_person, job, str(error), tools))
    except CallError as error:
        return _failed(job, error, tools)
    _worked(job.backend.name, tools)
    log.info("update_forwarded", ticket=job.kept.ticket, backend=job.backend.name)
    return Done()


def _job(claim: Claim, number: int, tools: Tools) -> Job | Outcome:
    """Return what is to be done with filing `number`, or why nothing is now."""
    with tools.database.read() as session:
        filing = filings.get(session, number)
        kept = reports.get(session, filing.report) if filing else None
    if filing is None or kept is None:
        return Done()
    backend = tools.backends.get(filing.backend)
    if backend is None:
        return _given_up(filing, f"backend {filing.backend} is not configured")
    with tools.database.read() as session:
        seen, now = circuits.state(session, backend.name), tools.database.now(session)
    job = Job(claim=claim, filing=filing, kept=kept, backend=backend, first=seen.is_open)
    wait = _wait(job, seen, now, tools) if seen.is_open else 0.0
    return _waits(job, wait, seen, now) if wait else job


def _wait(job: Job, seen: Circuit, now: float, tools: Tools) -> float:
    """Return for how many seconds nothing may be sent there; 0 if this task tries first."""
    if seen.open_until > now:
        return seen.open_until - now + job.claim.task % 10 * SPREAD / 10

    def goes_first(session: Session) -> bool:
        return circuits.probe(session, job.backend.name, seen, now)

    return 0.0 if tools.committer.commit(goes_first) else circuits.PROBE / 10


def _waits(job: Job, wait: float, seen: Circuit, now: float) -> Outcome:
    """Wait for a destination that is out of order, but not for ever.

    What may have arrived stays so: it is looked for once the destination is back.
    """
    unclear = job.claim.begun is not None
    if now - job.kept.filed_at > WEEK and job.filing.status == filings.WAITING:
        return _given_up(job.filing, f"out of order for a week: {seen.error}", unclear=unclear)
    return Later(wait, f"{job.backend.name} is out of order: {seen.error}", unclear=unclear)


def _failed(job: Job, error: CallError, tools: Tools) -> Outcome:
    claim, filing, reason = job.claim, job.filing, str(error)
    given_up: Effect = partial(_give_up, filing, reason)
    match error:
        case ThrottledError(seconds=seconds):
            return Later(seconds, reason, unclear=claim.begun is not None)
        case AmbiguousError():
            outcome = Again(reason, unclear=True, given_up=given_up)
        case UnreachableError():
            outcome = Again(reason, unclear=claim.begun is not None, given_up=given_up)
        case BadAnswerError():  # it said yes, perhaps: only `find` can tell
            return _given_up(filing, reason, unclear=True)
        case _:
            return _given_up(filing, reason)
    _count(job, reason, tools)
    return outcome


def _count(job: Job, reason: str, tools: Tools) -> None:
    """Note why a try failed, and that its destination may be out of order."""

    def work(session: Session) -> tuple[Circuit, Circuit]:
        filings.failing(session, job.filing.id, reason)
        now, name = tools.database.now(session), job.backend.name
        before = circuits.state(session, name)
        return before, circuits.failed(session, name, reason, now, first=job.first)

    before, after = tools.committer.commit(work)
    if after.is_open and not before.is_open:
        log.error("circuit_opened", backend=job.backend.name)


def _worked(backend: str, tools: Tools) -> None:
    """Close the circuit of a destination that works again."""
    with tools.database.read() as session:
        seen = circuits.state(session, backend)
    if not seen.failures:
        return
    tools.committer.commit(lambda session: circuits.worked(session, backend))
    if seen.is_open:
        log.warning("circuit_closed", backend=backend)


def _given_up(filing: Filing, reason: str, *, unclear: bool = False) -> Dead:
    return Dead(reason, partial(_give_up, filing, reason), unclear=unclear)


def _give_up(filing: Filing, reason: str, session: Session, now: float) -> None:
    if filing.status == filings.FILED:  # an addition failed, not the report
        return
    filings.put(session, filing.id, filings.FAILED, reason)
    _happened(session, filing, "forward_failed", reason, now)


def _by_hand(filing: Filing, reason: str, session: Session, now: float) -> None:
    filings.put(session, filing.id, filings.BY_HAND, reason)
    _happened(session, filing, "forward_failed", reason, now)


def _to_person(job: Job, reason: str, tools: Tools, session: Session, now: float) -> None:
    """Call an operator: the citizen said something that nobody at the destination takes."""
    if job.filing.leads:
        call(job.kept.thread, "added", tools, session, now)
    _happened(session, job.filing, "forward_failed", reason, now)


def _happened(session: Session, filing: Filing, what: str, why: str, now: float) -> None:
    who = f"backend:{filing.backend}"
    events.add(session, [Happened(subject=filing.report, who=who, what=what, why=why)], now)


def _forwarded(session: Session, now: float, taken: Sequence[tuple[Filing, Filed]]) -> None:
    filings.forwarded(
        session,
        [
            Forwarded(filing=filing.id, external_id=filed.id, token=filed.token)
            for filing, filed in taken
        ],
        now,
    )
    happened = [
        Happened(
            subject=filing.report,
            who=f"backend:{filing.backend}",
            what="forwarded",
            why=filed.notice,
            facts={"id": filed.id, "token": filed.token},
        )
        for filing, filed in taken
    ]
    events.add(session, happened, now)
