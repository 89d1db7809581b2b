"""Earlier reports of the same problem: found, offered, joined."""

from functools import partial

from sqlalchemy.orm import Session

from bot.drafts import described
from bot.flows import report
from bot.model import Say
from bot.place import Place
from bot.report import Draft, Similar, Support
from bot.turn import Decision
from gateway.afterwards import Answered
from gateway.likeness import Told, is_alike
from gateway.store import events, links, reports, similar, supporters
from gateway.store.events import Happened
from gateway.store.similar import DAY, Earlier
from gateway.tools import Tools

CONFIRMATION = "report-confirm"


def offered(decision: Decision, thread: int, tools: Tools) -> Decision:
    """Return the decision, with the offer of an earlier report instead of a confirmation.

    The database is asked only where a confirmation is shown, and nobody is asked twice.
    """
    after, actions = decision
    last = actions[-1] if actions else None
    confirms = isinstance(last, Say) and last.key == CONFIRMATION
    if not confirms or after.draft.alone:
        return decision
    found = find(after.draft, thread, tools)
    if found is None:
        return decision
    after, offer = report.offer(after, found)
    return after, [*actions[:-1], *offer]


def find(draft: Draft, thread: int, tools: Tools) -> Similar | None:
    """Return the newest open report of the same problem, if there is one."""
    place = draft.place or Place()
    with tools.database.read() as session:
        now = tools.clock()
        earlier = similar.open_in(session, draft.category, place, now)
        mine = set(links.together(session, thread)) if earlier else set()
    told = Told(place=place, description=draft.description)
    for each in earlier:
        before = Told(place=each.place, description=each.description)
        if is_alike(told, before, tools.knowledge):
            return _found(each, now, own=each.thread in mine)
    return None


def answer(action: Support, thread: int, tools: Tools) -> Answered:
    """Return what is said and written when a citizen joins somebody else's report."""
    joined = join(action.ticket, thread, tools)
    return joined or Answered([Say("report-unknown", {"ticket": action.ticket})])


def join(ticket: str, thread: int, tools: Tools) -> Answered | None:
    """Return what is said and written as a citizen joins a report, if it can be joined."""
    with tools.database.read() as session:
        joined = reports.by_ticket(session, ticket)
    if joined is None or joined.secret:
        return None
    said = Say("report-supported", {"ticket": joined.ticket})
    return Answered([said], partial(_join, joined.id, thread))


def _found(earlier: Earlier, now: float, *, own: bool) -> Similar:
    return Similar(
        ticket=earlier.ticket,
        category=earlier.category,
        place=described(earlier.place),
        days=max(0, int((now - earlier.filed_at) // DAY)),
        supporters=earlier.supporters,
        own=own,
    )


def _join(joined: int, thread: int, session: Session, now: float) -> None:
    if supporters.add(session, joined, thread, now):
        happened = Happened(subject=joined, who=events.CITIZEN, what="supported")
        events.add(session, [happened], now)
