"""What somebody of the staff has of their own: signed-in browsers, a second factor."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from gateway.store import operators
from gateway.store.tables import Operator, OperatorSession, RecoveryCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A browser somebody is signed in with. Times are Unix seconds; `id` is no secret."""

    id: str
    agent: str
    began_at: float
    used_at: float
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """Somebody's second factor: its secret, sealed, and the last time step that was used."""

    sealed: bytes
    step: int


def seats(session: Session, operator: int, secret: str, now: float) -> Sequence[Seat]:
    """Return the browsers of `operator`, the last used first; `secret` is that of this one."""
    rows = session.scalars(
        select(OperatorSession).where(*_of(operator), OperatorSession.expires_at > now)
    )
    found = [
        Seat(
            id=row.digest.hex(),
            agent=row.agent,
            began_at=row.created_at,
            used_at=row.used_at or row.created_at,
            mine=row.digest == operators.digest(secret),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: -each.used_at)


def end(session: Session, operator: int, seat: str) -> bool:
    """Sign a browser of `operator` out; return whether it was signed in."""
    try:
        digest = bytes.fromhex(seat)
    except ValueError:
        return False
    ended = delete(OperatorSession).where(*_of(operator), OperatorSession.digest == digest)
    return session.execute(ended.returning(OperatorSession.digest)).first() is not None


def end_others(session: Session, operator: int, secret: str) -> int:
    """Sign every browser of `operator` out but this one; return how many."""
    others = *_of(operator), OperatorSession.digest != operators.digest(secret)
    ended = delete(OperatorSession).where(*others).returning(OperatorSession.digest)
    return len(session.execute(ended).all())


def used(session: Session, secret: str, now: float) -> None:
    """Remember that a browser was used now."""
    _change(session, secret, used_at=now)


def prove(session: Session, secret: str, now: float) -> None:
    """Remember that whoever sits at this browser showed again who they are."""
    _change(session, secret, proved_at=now)


def second(session: Session, operator: int) -> Second | None:
    """Return the second factor of `operator`, if they have one."""
    row = session.execute(
        select(Operator.second_sealed, Operator.second_step).where(Operator.id == operator)
    ).first()
    return Second(sealed=row[0], step=row[1]) if row and row[0] else None


def enrol(
    session: Session, operator: int, sealed: bytes, step: int, codes: Sequence[bytes]
) -> None:
    """Give `operator` a second factor, whose `step` is used, and new codes (their digests)."""
    values = {"second_sealed": sealed, "second_step": step}
    session.execute(update(Operator).where(Operator.id == operator).values(values))
    session.execute(delete(RecoveryCode).where(RecoveryCode.operator_id == operator))
    session.execute(
        insert(RecoveryCode), [{"digest": each, "operator_id": operator} for each in codes]
    )


def drop_second(session: Session, operator: int) -> None:
    """Let `operator` in without a second factor again."""
    values = {"second_sealed": None, "second_step": 0}
    session.execute(update(Operator).where(Operator.id == operator).values(values))
    session.execute(delete(RecoveryCode).where(RecoveryCode.operator_id == operator))


def spend_step(session: Session, operator: int, step: int) -> bool:
    """Use a time step up: it and those before it let nobody in again."""
    fresh = Operator.id == operator, Operator.second_step < step
    done = session.execute(
        update(Operator).where(*fresh).values(second_step=step).returning(Operator.id)
    )
    return done.first() is not None


def spend_code(session: Session, operator: int, code: bytes) -> bool:
    """Use a code (its digest) up; return whether there was one."""
    known = RecoveryCode.operator_id == operator, RecoveryCode.digest == code
    return session.execute(delete(RecoveryCode).where(*known)).rowcount > 0  # type: ignore[attr-defined,no-any-return]  # a cursor result


def codes_left(session: Session, operator: int) -> int:
    """Return how many codes `operator` has left."""
    counted = select(func.count()).where(RecoveryCode.operator_id == operator)
    return session.scalar(counted) or 0


def _of(operator: int) -> tuple[ColumnElement[bool], ...]:
    return (
        OperatorSession.operator_id == operator,
        OperatorSession.once.is_(False),
        OperatorSession.half.is_(False),
    )


def _change(session: Session, secret: str, **values: float) -> None:
    changed = update(OperatorSession).where(OperatorSession.digest == operators.digest(secret))
    session.execute(changed.values(**values))
