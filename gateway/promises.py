"""Reports between the conversation and the store: how one is made, and how it is told."""

from bot.drafts import clip, described
from bot.model import Draft, Fact, Place, Say, Words
from gateway import tickets
from gateway.store import links, reports
from gateway.store.reports import Kept, NewReport
from gateway.tools import Tools

NOTES = 100
"""Characters of an agency's note that one message carries."""
SHOWN = 40


def new_report(draft: Draft, thread: int, tools: Tools) -> NewReport:
    """Return the report of a finished draft, with a ticket number of its own."""
    with tools.database.read() as session:
        ticket = tickets.fresh(
            tools.pack.ticket_prefix, tools.draw, lambda each: reports.is_taken(session, each)
        )
    category = tools.pack.city.categories.get(draft.category)
    return NewReport(
        ticket=ticket,
        thread=thread,
        category=draft.category,
        description=draft.description,
        place=draft.place or Place(),
        photos=draft.photos,
        agency=category.agency if category else "",
    )


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
        return Say("report-status-public", _facts(report))
    facts = {**_facts(report), "place": clip(described(report.place), SHOWN)}
    if not report.notes:
        return Say("report-status", facts)
    return Say("report-status-notes", {**facts, "notes": clip(report.notes, NOTES)})


def change_of(report: Kept, notes: str) -> Say:
    """Return the news that `report` is in a new state."""
    if not notes:
        return Say("report-changed", _facts(report))
    return Say("report-changed-notes", {**_facts(report), "notes": clip(notes, NOTES)})


def _facts(report: Kept) -> dict[str, Fact]:
    return {
        "ticket": report.ticket,
        "category": Words(f"category-{report.category}"),
        "status": Words(f"status-{report.status}"),
    }
