"""What happens when a report's time limit comes near, and when it has passed.

The agency gets a letter at three quarters of the time, whoever is named for escalation when it
is over; both only where a mail server and an address are set. The history says it in any case.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from babel.dates import format_datetime
from sqlalchemy.orm import Session

from bot.drafts import described
from gateway.errors import AmbiguousError, RefusedError, UnreachableError
from gateway.store import clocks, events, lanes, reports
from gateway.store.clocks import CLOSE, Kept
from gateway.store.events import Happened
from gateway.store.lanes import Claim, NewTask
from gateway.store.reports import Kept as Report
from gateway.tools import Tools
from gateway.work.outcome import Again, Dead, Done, Outcome

log = structlog.get_logger()
AT_ONCE = 500
"""Limits looked at in one transaction."""
WORDS: Mapping[str, str] = {
    "forward": "diteruskan ke dinas",
    "follow_up": "ditindaklanjuti dinas",
    "target": "diselesaikan",
}
"""What a limit is for, in the letters' language."""
A_MOMENT = timedelta(seconds=1)
"""A limit ends at midnight: its last day is the one before."""


def ring(tools: Tools, session: Session, now: float) -> None:
    """Note every limit that has come near or passed, and owe the letters about it."""
    for clock in clocks.due(session, now, AT_ONCE):
        if clock.name == CLOSE:
            _close(session, clock, now)
        else:
            _warn(session, clock, tools, now)


def write(claim: Claim, tools: Tools) -> Outcome:
    """Send the letter about a limit: a warning before it is due, an escalation after."""
    with tools.database.read() as session:
        clock = clocks.get(session, claim.subject)
        report = reports.get(session, clock.report) if clock else None
        now = tools.database.now(session)
    if clock is None or report is None or clock.ended_at is not None:
        return Done()
    late = now > clock.due_at
    reader = _reader(report, tools, late=late)
    if tools.post is None or not reader:
        return Done()
    letter = tools.post.letter(reader, _subject(report, late=late), now)
    letter["Message-ID"] = f"<{report.ticket}-{clock.id}-{late:d}@{_domain(tools.post.sender)}>"
    letter.set_content(_body(report, clock, tools, late=late))
    try:
        tools.post.send(letter)
    except (UnreachableError, AmbiguousError) as error:  # the same letter twice is one letter
        return Again(str(error))
    except RefusedError as error:
        return Dead(str(error))
    return Done()


def _warn(session: Session, clock: Kept, tools: Tools, now: float) -> None:
    late = now >= clock.due_at
    clocks.postpone(session, [(clock.id, None if late else clock.due_at)])
    facts = {"clock": clock.name, "due_at": clock.due_at}
    happened = Happened(
        subject=clock.report,
        who=events.CLOCK,
        what="breached" if late else "warned",
        facts=facts,
    )
    events.add(session, [happened], now)
    log.info("limit", report=clock.report, clock=clock.name, late=late)
    if tools.post is not None:
        task = NewTask(lane=f"report:clock{clock.id}", kind="alarm", subject=clock.id)
        lanes.add(session, [task], now)


def _close(session: Session, clock: Kept, now: float) -> None:
    """Take a citizen's silence for what it is: no answer, neither a yes nor a no."""
    clocks.stop(session, clock.report, [clock.name], now)
    report = reports.get(session, clock.report)
    if report is None or report.outcome:
        return
    reports.judge(session, clock.report, "silent", 0)
    happened = Happened(subject=clock.report, who=events.CLOCK, what="silent")
    events.add(session, [happened], now)


def _reader(report: Report, tools: Tools, *, late: bool) -> str:
    """Return who is written to: the agency before, whoever is named for escalation after."""
    agency = tools.pack.agencies.get(report.agency)
    if late:
        return (agency.escalation if agency else "") or tools.pack.escalation
    return agency.email if agency else ""


def _subject(report: Report, *, late: bool) -> str:
    return f"[{report.ticket}] {'batas waktu terlewat' if late else 'batas waktu mendekat'}"


def _body(report: Report, clock: Kept, tools: Tools, *, late: bool) -> str:
    """Return the letter, in Indonesian as all letters to agencies, without whom it is from."""
    agency = tools.pack.agencies.get(report.agency)
    category = tools.pack.city.categories.get(report.category)
    until = datetime.fromtimestamp(clock.due_at, tools.pack.timezone)
    due = format_datetime(until - A_MOMENT, "EEEE, d MMMM y", locale="id")
    label = category.labels[tools.pack.city.languages[0]] if category else report.category
    lines = [
        f"Laporan {report.ticket} ({label}) "
        + (f"seharusnya sudah {WORDS[clock.name]}" if late else f"perlu {WORDS[clock.name]}")
        + f" paling lambat {due}.",
        f"Dinas: {agency.name if agency else '-'}",
        f"Lokasi: {described(report.place) or '-'}",
        "" if report.secret else f"\n{report.description}",
    ]
    return "\n".join(filter(None, lines)) + "\n"


def _domain(address: str) -> str:
    return address.rpartition("@")[2].rstrip(">")
