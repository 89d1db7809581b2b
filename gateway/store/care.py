"""Care for the work in the database: dead workers, dead letters, what is waiting."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from gateway.store.tables import Lane, Task


def holders(session: Session) -> set[str]:
    """Return the names of the workers that hold a lane."""
    held = select(Lane.leased_by).where(Lane.lease_until > 0).distinct()
    return set(session.scalars(held))


def free(session: Session, worker: str) -> None:
    """Take every lane from a worker that is known to be dead."""
    session.execute(
        update(Lane)
        .where(Lane.lease_until > 0, Lane.leased_by == worker)
        .values(lease_until=None, token=Lane.token + 1)
    )


def dead_task(session: Session, kind: str, subject: int) -> int | None:
    """Return the id of the dead task of this kind about this row, if there is one."""
    return session.scalar(
        select(Task.id).where(Task.kind == kind, Task.subject == subject, Task.status == "dead")
    )


def revive(session: Session, task: int, now: float) -> bool:
    """Put a dead task back at its place in its lane and return whether there was one."""
    lane = session.scalar(select(Task.lane).where(Task.id == task, Task.status == "dead"))
    if lane is None:
        return False
    session.execute(
        update(Lane).where(Lane.key == lane).values(ready_at=func.coalesce(Lane.ready_at, now))
    )
    session.execute(update(Task).where(Task.id == task).values(status="pending", attempts=0))
    return True


def waiting(session: Session) -> dict[str, int]:
    """Return how many tasks wait, by the queue of their lane; dead ones under `dead`."""
    rows = session.execute(
        select(Lane.queue, func.count())
        .join(Task, Task.lane == Lane.key)
        .where(Task.status == "pending")
        .group_by(Lane.queue)
    )
    dead = session.scalar(select(func.count()).where(Task.status == "dead"))
    return {**dict(rows.all()), "dead": dead or 0}


def has_pending(session: Session, lane: str) -> bool:
    """Return whether something waits in the lane or is being done."""
    found = select(Task.id).where(Task.lane == lane, Task.status == "pending").limit(1)
    return session.scalar(found) is not None


def forget_done(session: Session, before: float) -> None:
    """Delete tasks that are done and were created before `before` (Unix seconds)."""
    session.execute(delete(Task).where(Task.status == "done", Task.created_at < before))
