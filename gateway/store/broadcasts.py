"""Messages from the city to many: written by one operator, approved by another."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from gateway.store.alert_tables import Broadcast
from gateway.store.subscriptions import Wish
from gateway.store.tables import Lane, Message, Task

DRAFT, WAITING, SENDING, PAUSED, DONE, CANCELLED = STATUSES = (
    "draft",
    "waiting",
    "sending",
    "paused",
    "done",
    "cancelled",
)
"""Being written, waiting for a second pair of eyes, on its way, held, sent, ended early."""
WITHDRAWN = "withdrawn"
"""Why a copy was not sent: the broadcast was cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What an operator writes: words by language, and whom they are for.

    `topic` and `area` (a kecamatan's code, empty for anywhere) are those of subscriptions.
    """

    topic: str
    area: str
    texts: Mapping[str, str]
    severe: bool
    without_sms: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A broadcast as stored. Times are Unix seconds."""

    id: int
    status: str
    text: Text
    audience: int
    written_by: str
    approved_by: str
    reason: str
    created_at: float
    approved_at: float | None
    spread_at: float | None
    ended_at: float | None

    def wish(self, sms: Collection[str]) -> Wish:
        """Return who is meant; `sms` are the channels that are SMS."""
        areas = (self.text.area,) if self.text.area else ()
        without = tuple(sms) if self.text.without_sms else ()
        return Wish(topics=(self.text.topic,), areas=areas, without=without)

    @property
    def key(self) -> str:
        """By which it is remembered who was told."""
        return f"broadcast {self.id}"


def add(session: Session, text: Text, who: str, now: float) -> int:
    """Keep a draft and return its id."""
    row = {**_values(text), "status": DRAFT, "written_by": who, "created_at": now}
    made = session.scalar(insert(Broadcast).values(row).returning(Broadcast.id))
    if made is None:
        raise LookupError("the database returned no id")
    return int(made)


def change(session: Session, number: int, text: Text) -> bool:
    """Write a draft anew; return whether it is one still."""
    return _update(session, number, {DRAFT}, **_values(text))


def get(session: Session, number: int) -> Kept | None:
    """Return the broadcast with this number."""
    row = session.get(Broadcast, number, populate_existing=True)
    return _kept(row) if row else None


def listed(session: Session, *, limit: int, offset: int) -> tuple[Sequence[Kept], int]:
    """Return broadcasts, the newest first, and how many there are."""
    rows = select(Broadcast).order_by(Broadcast.id.desc()).limit(limit).offset(offset)
    count = session.scalar(select(func.count()).select_from(Broadcast)) or 0
    return [_kept(row) for row in session.scalars(rows)], count


def count_waiting(session: Session) -> int:
    """Return how many wait for approval."""
    rows = select(func.count()).select_from(Broadcast).where(Broadcast.status == WAITING)
    return session.scalar(rows) or 0


def submit(session: Session, number: int) -> bool:
    """Ask for approval of a draft; return whether it was one."""
    return _update(session, number, {DRAFT}, status=WAITING, reason="")


def withdraw(session: Session, number: int, reason: str = "") -> bool:
    """Make a draft again of what waits for approval; return whether it did."""
    return _update(session, number, {WAITING}, status=DRAFT, reason=reason)


def approve(session: Session, number: int, who: str, audience: int, now: float) -> bool:
    """Begin to send what waits for approval; return whether it did.

    Whoever wrote it cannot approve it.
    """
    return _update(
        session,
        number,
        {WAITING},
        Broadcast.written_by != who,
        status=SENDING,
        approved_by=who,
        approved_at=now,
        audience=audience,
    )


def pause(session: Session, number: int) -> bool:
    """Hold what is being sent: nothing leaves any more; return whether it was."""
    if not _update(session, number, {SENDING}, status=PAUSED):
        return False
    _lanes(session, number, ready_at=None)
    return True


def resume(session: Session, number: int, now: float) -> bool:
    """Go on with what is held; return whether it was."""
    if not _update(session, number, {PAUSED}, status=SENDING):
        return False
    _lanes(session, number, ready_at=now)
    return True


def cancel(session: Session, number: int, reason: str, now: float) -> bool:
    """End it early: what has not left yet never will; return whether it could be ended."""
    early = {DRAFT, WAITING, SENDING, PAUSED}
    if not _update(session, number, early, status=CANCELLED, reason=reason, ended_at=now):
        return False
    _lanes(session, number, ready_at=None)
    left = _left(number).where(Task.begun_at.is_(None))
    ids = session.scalars(left.with_only_columns(Task.subject)).all()
    _drop(session, ids)
    return True


def end(session: Session, number: int, now: float) -> bool:
    """Mark as sent what has no copy waiting any more; return whether it is."""
    waits = select(Message.id).where(Message.broadcast_id == number, Message.status == "queued")
    if session.scalar(waits.limit(1)) is not None:
        return False
    session.execute(delete(Lane).where(Lane.key.like(f"cast:{number}:%"), _is_idle()))
    return _update(session, number, {SENDING}, status=DONE, ended_at=now)


def spread(session: Session, number: int, now: float) -> None:
    """Remember that the last copy is queued."""
    session.execute(update(Broadcast).where(Broadcast.id == number).values(spread_at=now))


def states(session: Session, numbers: Collection[int]) -> Mapping[int, Kept]:
    """Return the broadcasts with these numbers."""
    rows = select(Broadcast).where(Broadcast.id.in_(numbers))
    return {row.id: _kept(row) for row in session.scalars(rows)}


def progress(session: Session, number: int) -> Mapping[str, int]:
    """Return how many copies there are, by their status."""
    rows = (
        select(Message.status, func.count())
        .where(Message.broadcast_id == number)
        .group_by(Message.status)
    )
    return {status: count for status, count in session.execute(rows)}  # noqa: C416 - rows are no pairs to mypy


def _values(text: Text) -> dict[str, Any]:
    return {
        "topic": text.topic,
        "area": text.area,
        "texts": dict(text.texts),
        "severe": text.severe,
        "without_sms": text.without_sms,
    }


def _update(
    session: Session,
    number: int,
    before: Collection[str],
    *more: ColumnElement[bool],
    **values: Any,
) -> bool:
    done = session.execute(
        update(Broadcast)
        .where(Broadcast.id == number, Broadcast.status.in_(before), *more)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # a cursor result


def _left(number: int) -> Any:
    """Select the tasks that would still send a copy."""
    return (
        select(Task.lane)
        .join(Message, Message.id == Task.subject)
        .where(
            Message.broadcast_id == number,
            Message.status == "queued",
            Task.kind == "send",
            Task.status == "pending",
        )
    )


def _lanes(session: Session, number: int, *, ready_at: float | None) -> None:
    """Let the lanes of the copies that have not left wait (`None`), or go on at `ready_at`."""
    session.execute(
        update(Lane)
        .where(Lane.key.in_(_left(number)))
        .values(ready_at=ready_at)
        .execution_options(synchronize_session=False)
    )


def _drop(session: Session, messages: Collection[int]) -> None:
    session.execute(
        update(Task)
        .where(Task.kind == "send", Task.subject.in_(messages), Task.status == "pending")
        .values(status="done")
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Message)
        .where(Message.id.in_(messages), Message.status == "queued")
        .values(status="failed", error=WITHDRAWN)
        .execution_options(synchronize_session=False)
    )


def _is_idle() -> ColumnElement[bool]:
    return Lane.ready_at.is_(None) & Lane.lease_until.is_(None)


def _kept(row: Broadcast) -> Kept:
    return Kept(
        id=row.id,
        status=row.status,
        text=Text(
            topic=row.topic,
            area=row.area,
            texts=row.texts,
            severe=row.severe,
            without_sms=row.without_sms,
        ),
        audience=row.audience,
        written_by=row.written_by,
        approved_by=row.approved_by,
        reason=row.reason,
        created_at=row.created_at,
        approved_at=row.approved_at,
        spread_at=row.spread_at,
        ended_at=row.ended_at,
    )
