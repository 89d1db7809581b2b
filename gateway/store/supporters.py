"""Citizens who joined an earlier report."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway.store.dialects import INSERT, dialect
from gateway.store.report_tables import Supporter
from gateway.store.tables import core

_ADD = {
    name: make(core(Supporter)).on_conflict_do_nothing().returning(core(Supporter).c.report_id)
    for name, make in INSERT.items()
}


def add(session: Session, report: int, thread: int, now: float) -> bool:
    """Let a conversation join a report; return whether that is new."""
    row = {"report_id": report, "thread_id": thread, "at": now}
    return session.connection().execute(_ADD[dialect(session)], row).first() is not None


def of(session: Session, report: int) -> Sequence[int]:
    """Return the conversations that joined a report, the first first."""
    return session.scalars(
        select(Supporter.thread_id)
        .where(Supporter.report_id == report)
        .order_by(Supporter.at, Supporter.thread_id)
    ).all()


def count(session: Session, report: int) -> int:
    """Return how many citizens joined a report."""
    return session.scalar(select(func.count()).where(Supporter.report_id == report)) or 0
