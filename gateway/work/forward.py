"""Reports to the backend, and their state back to the citizen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog
from sqlalchemy.orm import Session

from gateway.backend import Report, State
from gateway.errors import AmbiguousError, CallError, ThrottledError, UnreachableError
from gateway.media.links import PREFIX
from gateway.promises import change_of
from gateway.render import render
from gateway.store import media, reports, threads
from gateway.store.deliveries import NewOutbound
from gateway.store.lanes import Claim
from gateway.store.media import Settled
from gateway.store.reports import Forwarded, Kept
from gateway.tools import Tools
from gateway.work import outbox
from gateway.work.outcome import Again, Dead, Done, Later, Outcome, Part

log = structlog.get_logger()
BATCH = 50
"""Reports asked about in one call."""
RANK: Mapping[str, int] = {
    "received": 0,
    "verified": 1,
    "forwarded": 2,
    "in_progress": 3,
    "needs_information": 3,
    "done": 4,
    "rejected": 4,
    "duplicate": 4,
}
"""A report never moves to a state of lower rank: backends answer out of order."""


def file(claim: Claim, tools: Tools) -> Outcome:
    """Hand one report to the backend, unless an earlier try already did."""
    with tools.database.read() as session:
        kept = reports.get(session, claim.subject)
    if kept is None or kept.external_id or kept.token:
        return Done()
    report = _for_backend(kept, tools)
    try:
        known = tools.backend.find(report, tools.http) if claim.begun is not None else None
        filed = known or tools.backend.file(report, tools.http)
    except CallError as error:
        return _failed(claim, error)
    log.info("report_forwarded", ticket=kept.ticket, backend=tools.backend.name)
    return Done(Part(_forwarded, Forwarded(kept.id, tools.backend.name, filed.id, filed.token)))


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
    """Ask the backend what became of every open report, and tell the citizens what changed."""
    last = 0
    while True:
        with tools.database.read() as session:
            batch = reports.open_at_backend(session, after=last, limit=BATCH)
        if not batch:
            return Later(every)
        try:
            _follow_batch(batch, tools)
        except CallError as error:
            return Later(every, str(error))
        last = batch[-1].id


def tell(report: Kept, state: State, tools: Tools, session: Session, now: float) -> bool:
    """Move `report` forward to `state` and tell its citizen, in one transaction.

    Returns whether anything changed: the same news twice changes nothing.
    """
    same = state.status == report.status and state.notes == report.notes
    if same or RANK[state.status] < RANK[report.status]:
        return False
    if not reports.move(session, report, state, now):
        return False
    thread = threads.load(session, tools.seal, [report.thread])[report.thread]
    if thread.conversation.stopped:
        return True
    rendered = render(
        [change_of(replace(report, status=state.status), state.notes)],
        voice=tools.voice,
        language=thread.conversation.language,
        channel=tools.channels[thread.channel],
        recipient=thread.sender,
    )
    new = NewOutbound(thread=report.thread, outbound=rendered.message)
    outbox.put(session, [new], tools, now)
    return True


def _follow_batch(batch: Sequence[Kept], tools: Tools) -> None:
    ids = {report.external_id: report for report in batch}
    states = tools.backend.states(list(ids), tools.http)
    for external_id, state in states.items():
        report = ids[external_id]
        if (state.status, state.notes) == (report.status, report.notes):
            continue

        def change(session: Session, report: Kept = report, state: State = state) -> bool:
            return tell(report, state, tools, session, tools.database.now(session))

        if tools.committer.commit(change):
            log.info("report_changed", ticket=report.ticket, status=state.status)


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


def _forwarded(session: Session, now: float, taken: Sequence[Forwarded]) -> None:
    reports.forwarded(session, taken, now)
