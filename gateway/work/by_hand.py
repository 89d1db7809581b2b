"""What operators do about a report's destinations: file by hand, say its number, try again."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from gateway.backend import State
from gateway.backends import lapor
from gateway.store import care, events, filings, lanes, reports
from gateway.store.events import Happened
from gateway.store.filings import Forwarded
from gateway.store.lanes import NewTask
from gateway.tools import Tools
from gateway.work import following, parcels


def fields(filing: int, tools: Tools) -> Mapping[str, str]:
    """Return what an operator pastes into the destination's form; empty if there is nothing."""
    with tools.database.read() as session:
        found = filings.get(session, filing)
        kept = reports.get(session, found.report) if found else None
    return lapor.fields(parcels.report(kept, tools)) if kept else {}


def typed(filing: int, number: str, who: str, tools: Tools) -> bool:
    """Remember the number a destination gave; `False` if it has one, or this is none."""
    number = number.strip().lstrip("#")
    if not number:
        return False

    def work(session: Session) -> bool:
        found, now = filings.get(session, filing), tools.database.now(session)
        if found is None or found.external_id:
            return False
        taken = Forwarded(filing=filing, external_id=number, token="")
        filings.forwarded(session, [taken], now)
        happened = Happened(
            subject=found.report, who=who, what="forwarded", facts={"id": number}
        )
        events.add(session, [happened], now)
        return True

    return tools.committer.commit(work)


def told(filing: int, state: State, who: str, tools: Tools) -> bool:
    """Take in what a destination says, as an operator read it there."""

    def work(session: Session) -> bool:
        found, now = filings.get(session, filing), tools.database.now(session)
        if found is None:
            return False
        noted = Happened(subject=found.report, who=who, what="noted", why=state.status)
        events.add(session, [noted], now)
        return following.said(session, found, state, tools, now)

    return tools.committer.commit(work)


def again(filing: int, who: str, tools: Tools) -> bool:
    """Try once more what was given up, or what may have arrived; `False` if it is there."""

    def work(session: Session) -> bool:
        found, now = filings.get(session, filing), tools.database.now(session)
        if found is None or found.status not in {filings.FAILED, filings.BY_HAND}:
            return False
        filings.put(session, filing, filings.WAITING, "")
        dead = care.dead_task(session, "file", filing)
        if dead is None or not care.revive(session, dead, now):
            task = NewTask(lane=f"report:{filing}", kind="file", subject=filing)
            lanes.add(session, [task], now)
        happened = Happened(subject=found.report, who=who, what="noted", why="again")
        events.add(session, [happened], now)
        tools.announce(session)
        return True

    return tools.committer.commit(work)
