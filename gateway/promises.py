"""Reports between the conversation and the store: how one is made, and how it is told."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.drafts import clip, shown
from bot.model import Fact, Say, Words
from bot.place import Place
from bot.report import COMPLAINT, Draft
from gateway import clocks, tickets
from gateway.clocks import Timed
from gateway.routing import agency_for
from gateway.store import events, filings, lanes, links, reports, similar
from gateway.store.events import Happened
from gateway.store.lanes import NewTask
from gateway.store.reports import Kept, NewReport
from gateway.store.similar import Line
from gateway.tools import Tools

NOTES = 100
"""Characters of an agency's note that one message carries."""
SHOWN = 40
LISTED = 3
"""Reports that a citizen is told at once."""


def new_report(draft: Draft, thread: int, tools: Tools) -> NewReport:
    """Return the report of a finished draft, with a ticket number of its own."""
    with tools.database.read() as session:
        ticket = tickets.fresh(
            tools.pack.ticket_prefix, tools.draw, lambda each: reports.is_taken(session, each)
        )
    place = draft.place or Place()
    agency, reason = agency_for(draft.category, place, tools.pack)
    return NewReport(
        ticket=ticket,
        thread=thread,
        category=draft.category,
        description=draft.description,
        place=place,
        photos=draft.photos,
        agency=agency,
        reason=reason,
        kind=draft.kind or COMPLAINT,
        happened=draft.happened,
        answers=draft.answers,
        anonymous=draft.anonymous,
        secret=draft.secret,
    )


def keep(session: Session, new: Sequence[NewReport], tools: Tools, now: float) -> None:
    """Write new reports down, and owe each to its destinations."""
    made, owed = reports.file(
        session, [(each, destinations(each.category, tools)) for each in new], now
    )
    timed = [Timed(report, each.category) for report, each in zip(made, new, strict=True)]
    clocks.begin(session, timed, tools.pack, now)
    tasks = [NewTask(lane=f"report:{each}", kind="file", subject=each) for each in owed]
    lanes.add(session, tasks, now)


def pass_on(
    session: Session, report: int, happened: Happened, tools: Tools, now: float
) -> None:
    """Write down what a citizen adds to a report, and owe it to its destinations."""
    event = events.add_one(session, happened, now)
    tasks = [
        NewTask(lane=f"report:{each.id}", kind="add", subject=event)
        for each in filings.of(session, report)
    ]
    lanes.add(session, tasks, now)
    tools.announce(session)


def destinations(category: str, tools: Tools) -> Sequence[str]:
    """Return the names of the backends that a category's reports go to; the first leads."""
    return tools.pack.destinations.get(category, tools.destinations)


def state_of(ticket: str, thread: int, tools: Tools) -> Say:
    """Return the reply about a report: everything to its citizen, public facts to others."""
    with tools.database.read() as session:
        mine = links.together(session, thread)
        report = (
            reports.by_ticket(session, ticket) if ticket else reports.latest_of(session, mine)
        )
    if report is None:
        return Say("report-unknown", {"ticket": ticket}) if ticket else Say("report-none")
    if report.thread not in mine:
        key = "report-status-secret" if report.secret else "report-status-public"
        return Say(key, {"ticket": ticket} if report.secret else _facts(report))
    facts = {**_facts(report), "place": shown(report.place, SHOWN)}
    if not report.notes:
        return Say("report-status", facts)
    return Say("report-status-notes", {**facts, "notes": clip(report.notes, NOTES)})


def mine(thread: int, tools: Tools) -> Sequence[Say]:
    """Return the citizen's newest reports, filed or joined, one line each."""
    with tools.database.read() as session:
        lines = similar.of_citizen(session, links.together(session, thread), LISTED)
    if not lines:
        return [Say("report-none")]
    return [
        Say("report-mine"),
        *(
            Say("report-line-supported" if each.supported else "report-line", _facts(each))
            for each in lines
        ),
    ]


def _facts(report: Kept | Line) -> dict[str, Fact]:
    return {
        "ticket": report.ticket,
        "category": Words(f"category-{report.category}"),
        "status": Words(f"status-{report.status}"),
    }
