"""Reports to the backend, and their state back to the citizen."""

from collections.abc import Sequence

import structlog
from sqlalchemy.orm import Session

from gateway.backend import Backend, Report, State
from gateway.errors import AmbiguousError, CallError, ThrottledError, UnreachableError
from gateway.media.links import PREFIX
from gateway.store import events, filings, media, reports
from gateway.store.events import Happened
from gateway.store.filings import Forwarded, Kept as Filing
from gateway.store.lanes import Claim
from gateway.store.media import Settled
from gateway.store.reports import Kept
from gateway.tools import Tools
from gateway.work.changes import Change, move
from gateway.work.outcome import Again, Dead, Done, Later, Outcome, Part

log = structlog.get_logger()
BATCH = 50
"""Reports asked about in one call."""


def file(claim: Claim, tools: Tools) -> Outcome:
    """Hand one report to one of its destinations, unless an earlier try already did."""
    with tools.database.read() as session:
        filing = filings.get(session, claim.subject)
        kept = reports.get(session, filing.report) if filing else None
    if filing is None or kept is None or filing.external_id or filing.token:
        return Done()
    backend = tools.backends.get(filing.backend)
    if backend is None:
        return Dead(f"backend {filing.backend} is not configured")
    report = _for_backend(kept, tools)
    try:
        known = backend.find(report, tools.http) if claim.begun is not None else None
        filed = known or backend.file(report, tools.http)
    except CallError as error:
        return _failed(claim, error)
    log.info("report_forwarded", ticket=kept.ticket, backend=backend.name)
    taken = Forwarded(filing=filing.id, external_id=filed.id, token=filed.token)
    return Done(Part(_forwarded, (kept.id, backend.name, taken)))


def _failed(claim: Claim, error: CallError) -> Outcome:
    match error:
        case ThrottledError(seconds=seconds):
            return Later(seconds, str(error))
        case AmbiguousError():
            return Again(str(error), unclear=True)
        case UnreachableError():
            return Again(str(error), unclear=claim.begun is not None)
        case _:
            return Dead(str(error))


def follow(_claim: Claim, tools: Tools, *, every: float) -> Outcome:
    """Ask the backends what became of every open report, and tell the citizens what changed."""
    for backend in tools.backends.values():
        last = 0
        while True:
            with tools.database.read() as session:
                batch = filings.open_at(session, backend.name, after=last, limit=BATCH)
            if not batch:
                break
            try:
                _follow_batch(batch, backend, tools)
            except CallError as error:
                return Later(every, str(error))
            last = batch[-1].id
    return Later(every)


def _follow_batch(batch: Sequence[Filing], backend: Backend, tools: Tools) -> None:
    ids = {filing.external_id: filing for filing in batch}
    for external_id, state in backend.states(list(ids), tools.http).items():
        filing = ids[external_id]
        if (state.status, state.notes) == (filing.state, filing.notes):
            continue

        def change(session: Session, filing: Filing = filing, state: State = state) -> bool:
            now = tools.database.now(session)
            filings.said(session, filing.id, state.status, state.notes)
            report = reports.get(session, filing.report)
            if report is None or not filing.leads:
                return False
            told = Change(report=report, state=state, who=f"backend:{filing.backend}")
            return move(session, told, tools, now)

        if tools.committer.commit(change):
            log.info("report_changed", report=filing.report, status=state.status)


def _for_backend(kept: Kept, tools: Tools) -> Report:
    return Report(
        reference=kept.ticket,
        category=kept.category,
        code=tools.pack.services.get(kept.category, kept.category),
        description=kept.description,
        place=kept.place,
        filed=kept.filed_at,
        media_url=_media_url(kept, tools),
    )


def _media_url(kept: Kept, tools: Tools) -> str:
    """Return an address of the first photo that we hold, good for a while."""
    ours = [each for each in kept.photos if each.startswith(PREFIX)]
    with tools.database.read() as session:
        now, known = tools.database.now(session), media.of(session, ours)
    photos = [each for each in ours if each not in known or _is_photo(known[each])]
    return tools.links.public(photos[0], now) if photos else ""


def _is_photo(file: Settled) -> bool:
    return file.status == "kept" and file.kind == "photo"


def _forwarded(
    session: Session, now: float, taken: Sequence[tuple[int, str, Forwarded]]
) -> None:
    filings.forwarded(session, [each for _, _, each in taken], now)
    happened = [
        Happened(
            subject=report,
            who=f"backend:{backend}",
            what="forwarded",
            facts={"id": each.external_id, "token": each.token},
        )
        for report, backend, each in taken
    ]
    events.add(session, happened, now)
