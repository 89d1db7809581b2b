"""Dead letters: work that was given up, as operators see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway.store.report_tables import Filing, Report
from gateway.store.tables import Message, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Work given up: `kind` is `hear send file ...`, `subject` the row it is about.

    `thread` is the conversation it belongs to, `ticket` the report's; `at` is when it was owed.
    """

    task: int
    kind: str
    subject: int
    error: str
    attempts: int
    at: float
    thread: int | None
    ticket: str


def newest(session: Session, limit: int = 100) -> Sequence[Failure]:
    """Return the newest dead letters, newest first."""
    message = (Message.id == Task.subject) & Task.kind.in_(("send", "hear"))
    filing = (Filing.id == Task.subject) & (Task.kind == "file")
    rows = session.execute(
        select(Task, func.coalesce(Message.thread_id, Report.thread_id), Report.ticket)
        .join(Message, message, isouter=True)
        .join(Filing, filing, isouter=True)
        .join(Report, Report.id == Filing.report_id, isouter=True)
        .where(Task.status == "dead")
        .order_by(Task.id.desc())
        .limit(limit)
    )
    return [
        Failure(
            task=task.id,
            kind=task.kind,
            subject=task.subject,
            error=task.error,
            attempts=task.attempts,
            at=task.created_at,
            thread=thread,
            ticket=ticket or "",
        )
        for task, thread, ticket in rows
    ]


def get(session: Session, task: int) -> tuple[str, int] | None:
    """Return kind and subject of a dead letter, if it still is one."""
    found = select(Task.kind, Task.subject).where(Task.id == task, Task.status == "dead")
    row = session.execute(found).first()
    return (row[0], row[1]) if row else None


def count(session: Session) -> int:
    """Return how many dead letters there are."""
    return session.scalar(select(func.count()).where(Task.status == "dead")) or 0
