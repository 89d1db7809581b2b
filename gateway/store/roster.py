"""Who gets the next conversation: present, in its language, with least, in turn."""

from sqlalchemy import Select, func, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from gateway.store.dialects import dialect
from gateway.store.tables import Operator, OperatorSession, Thread

PRESENT = 900.0
"""Seconds since their browser was last used for which somebody counts as present."""
LOCK = 7_263_402
"""PostgreSQL's number for the lock under which one is chosen; SQLite has one writer."""
ANSWERING = ("operator", "supervisor", "admin")
"""The roles of those who answer citizens."""


def assign(session: Session, thread: int, now: float) -> str:
    """Make a conversation somebody's and return whose; empty if it is already, or nobody fits.

    One at a time, so that two workers do not give everything to the same person.
    """
    if dialect(session) == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    row = session.execute(
        select(Thread.language).where(Thread.id == thread, Thread.assignee == "")
    ).first()
    if row is None:
        return ""
    found = session.execute(_next(row[0], now)).first()
    if found is None:
        return ""
    session.execute(update(Thread).where(Thread.id == thread).values(assignee=found.name))
    given = update(Operator).where(Operator.id == found.id)
    session.execute(given.values(given_at=now))
    return str(found.name)


def away(session: Session, operator: int, *, away: bool) -> None:
    """Remember whether somebody takes a rest; what they have stays theirs."""
    session.execute(update(Operator).where(Operator.id == operator).values(away=away))


def speak(session: Session, operator: int, languages: str) -> None:
    """Remember in which languages somebody answers (`id,su`); empty for all."""
    changed = update(Operator).where(Operator.id == operator)
    session.execute(changed.values(languages=languages))


def _next(language: str, now: float) -> Select[int, str]:
    held = aliased(Thread)
    load = (
        select(func.count())
        .where(held.assignee == Operator.name, held.owner == "operator")
        .correlate(Operator)
        .scalar_subquery()
    )
    here = (
        select(OperatorSession.digest)
        .where(
            OperatorSession.operator_id == Operator.id,
            OperatorSession.once.is_(False),
            OperatorSession.half.is_(False),
            OperatorSession.expires_at > now,
            OperatorSession.used_at > now - PRESENT,
        )
        .correlate(Operator)
        .exists()
    )
    every = "," + Operator.languages + ","
    speaks = or_(Operator.languages == "", every.contains(f",{language},", autoescape=True))
    answers = (
        Operator.role.in_(ANSWERING),
        Operator.disabled.is_(False),
        Operator.away.is_(False),
    )
    return (
        select(Operator.id, Operator.name)
        .where(*answers, here, *([speaks] if language else []))
        .order_by(load, func.coalesce(Operator.given_at, 0.0), Operator.id)
        .limit(1)
    )
