"""Operators and their browsers' sessions."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from gateway.store.dialects import INSERT, dialect
from gateway.store.tables import LoginFailure, Operator, OperatorSession, Thread, core

FORGOTTEN = 86_400.0
"""Seconds after which a failed try to sign in is deleted."""
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An operator; `password` is an argon2 hash, empty if only a link lets them in.

    `role` and `agency` are as in `gateway.store.tables.Operator`. `two` says that they have a
    second factor; `used_at` and `proved_at` (Unix seconds) are of the session they came by.
    """

    id: int
    name: str
    password: str
    role: str = "operator"
    agency: str = ""
    two: bool = False
    away: bool = False
    used_at: float = 0.0
    proved_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the staff as admins see them; `last` is Unix seconds of their last signing in."""

    id: int
    name: str
    role: str
    agency: str
    disabled: bool
    last: float | None
    languages: str = ""
    away: bool = False


def add(session: Session, name: str, password: str, now: float) -> int:
    """Add an operator and return their id. Raises `IntegrityError` if the name is taken."""
    made = session.scalar(
        insert(Operator)
        .values(name=name, password=password, disabled=False, created_at=now)
        .returning(Operator.id)
    )
    if made is None:
        raise LookupError("the database returned no id")
    return int(made)


_ADD_NEW = {
    name: make(core(Operator)).on_conflict_do_nothing().returning(core(Operator).c.id)
    for name, make in INSERT.items()
}


def add_new(session: Session, name: str, now: float) -> int | None:
    """Add an operator without a password and return their id, unless the name is taken."""
    row = {
        "name": name,
        "password": "",
        "disabled": False,
        "role": "operator",
        "agency": "",
        "second_step": 0,
        "languages": "",
        "away": False,
        "created_at": now,
    }
    return session.connection().execute(_ADD_NEW[dialect(session)], row).scalar()


def by_name(session: Session, name: str) -> Person | None:
    """Return the operator with this name, unless disabled."""
    row = session.scalar(
        select(Operator).where(Operator.name == name, Operator.disabled.is_(False))
    )
    return _person(row) if row else None


def by_id(session: Session, operator: int) -> Person | None:
    """Return the operator with this id, unless disabled."""
    row = session.get(Operator, operator)
    return _person(row) if row and not row.disabled else None


def everyone(session: Session) -> Sequence[Person]:
    """Return every operator who is not disabled, by name."""
    rows = session.scalars(
        select(Operator).where(Operator.disabled.is_(False)).order_by(Operator.name)
    )
    return [_person(row) for row in rows]


def members(session: Session) -> Sequence[Member]:
    """Return everybody, those who were let out last, by name."""
    rows = session.execute(_MEMBERS.order_by(Operator.disabled, Operator.name))
    return [_member(*row) for row in rows]


def member(session: Session, operator: int) -> Member | None:
    """Return one of the staff."""
    row = session.execute(_MEMBERS.where(Operator.id == operator)).first()
    return _member(*row) if row else None


def set_password(session: Session, operator: int, password: str) -> None:
    """Change the password (an argon2 hash) and end all of the operator's sessions."""
    session.execute(update(Operator).where(Operator.id == operator).values(password=password))
    session.execute(delete(OperatorSession).where(OperatorSession.operator_id == operator))


def change_password(session: Session, operator: int, password: str) -> None:
    """Change the password (an argon2 hash); who is signed in stays so."""
    session.execute(update(Operator).where(Operator.id == operator).values(password=password))


def assign(session: Session, operator: int, role: str, agency: str) -> None:
    """Give the operator a role, from their next page on."""
    session.execute(
        update(Operator).where(Operator.id == operator).values(role=role, agency=agency)
    )


def leaves_admin(session: Session, operator: int, role: str) -> bool:
    """Return whether there is one of `role` besides `operator`; nobody's role changes now."""
    admins = select(Operator.id).where(Operator.role == role, Operator.disabled.is_(False))
    return any(each != operator for each in session.scalars(admins.with_for_update()))


def disable(session: Session, operator: int) -> None:
    """Let the operator in no more, from this moment; what they held is nobody's."""
    name = select(Operator.name).where(Operator.id == operator).scalar_subquery()
    held = update(Thread).where(Thread.assignee == name, Thread.owner == "operator")
    session.execute(held.values(assignee="").execution_options(synchronize_session=False))
    session.execute(update(Operator).where(Operator.id == operator).values(disabled=True))
    session.execute(delete(OperatorSession).where(OperatorSession.operator_id == operator))


def enable(session: Session, operator: int) -> None:
    """Let the operator in again."""
    session.execute(update(Operator).where(Operator.id == operator).values(disabled=False))


def admit(  # noqa: PLR0913 - whose, until when, how often: the row itself
    session: Session,
    secret: str,
    operator: int,
    *,
    once: bool = False,
    half: bool = False,
    proved: bool = True,
    agent: str = "",
    now: float,
    seconds: float,
) -> None:
    """Let whoever shows `secret` in as `operator` for `seconds`.

    With `once` a single time, with `half` no further than to where a second factor is asked;
    `proved` says that they showed just now who they are.
    """
    session.execute(delete(OperatorSession).where(OperatorSession.expires_at < now))
    session.execute(
        insert(OperatorSession).values(
            digest=digest(secret),
            operator_id=operator,
            once=once,
            half=half,
            agent=agent,
            created_at=now,
            used_at=now,
            proved_at=now if proved else None,
            expires_at=now + seconds,
        )
    )


def admitted(session: Session, secret: str, now: float) -> Person | None:
    """Return the operator whose session `secret` is, if it has not ended."""
    return _by_session(session, secret, now, half=False)


def half_admitted(session: Session, secret: str, now: float) -> Person | None:
    """Return the operator who still has to show their second factor."""
    return _by_session(session, secret, now, half=True)


def redeem(session: Session, secret: str, now: float) -> int | None:
    """Use a link that lets somebody in once; return the operator's id."""
    return session.scalar(
        delete(OperatorSession)
        .where(
            OperatorSession.digest == digest(secret),
            OperatorSession.once.is_(True),
            OperatorSession.expires_at > now,
        )
        .returning(OperatorSession.operator_id)
    )


def dismiss(session: Session, secret: str) -> None:
    """End a session."""
    session.execute(delete(OperatorSession).where(OperatorSession.digest == digest(secret)))


def note_attempt(session: Session, name: str, now: float) -> int:
    """Count a try to sign in as `name` as failed, until `forgive` or `withdraw`; return it."""
    session.execute(delete(LoginFailure).where(LoginFailure.at < now - FORGOTTEN))
    noted = insert(LoginFailure).values(name=name[:LONGEST_NAME], at=now)
    made = session.scalar(noted.returning(LoginFailure.id))
    if made is None:
        raise LookupError("the database returned no id")
    return int(made)


def failures(session: Session, name: str, since: float) -> int:
    """Return how many tries to sign in as `name` have failed since then."""
    counted = select(func.count()).where(
        LoginFailure.name == name[:LONGEST_NAME], LoginFailure.at > since
    )
    return session.scalar(counted) or 0


def forgive(session: Session, name: str) -> None:
    """Forget the failed tries of `name`: the right password was given."""
    session.execute(delete(LoginFailure).where(LoginFailure.name == name[:LONGEST_NAME]))


def withdraw(session: Session, attempt: int) -> None:
    """Forget one try, which was refused unseen."""
    session.execute(delete(LoginFailure).where(LoginFailure.id == attempt))


_LAST = (
    select(func.max(OperatorSession.created_at))
    .where(OperatorSession.operator_id == Operator.id, OperatorSession.once.is_(False))
    .correlate(Operator)
    .scalar_subquery()
)
_MEMBERS = select(Operator, _LAST)


def _member(row: Operator, last: float | None) -> Member:
    return Member(
        id=row.id,
        name=row.name,
        role=row.role,
        agency=row.agency,
        disabled=row.disabled,
        last=last,
        languages=row.languages,
        away=row.away,
    )


def _by_session(session: Session, secret: str, now: float, *, half: bool) -> Person | None:
    row = session.execute(
        select(Operator, OperatorSession.used_at, OperatorSession.proved_at)
        .join(OperatorSession, OperatorSession.operator_id == Operator.id)
        .where(
            OperatorSession.digest == digest(secret),
            OperatorSession.once.is_(False),
            OperatorSession.half.is_(half),
            OperatorSession.expires_at > now,
            Operator.disabled.is_(False),
        )
    ).first()
    if row is None:
        return None
    return replace(_person(row[0]), used_at=row[1] or 0.0, proved_at=row[2] or 0.0)


def _person(row: Operator) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        password=row.password,
        role=row.role,
        agency=row.agency,
        two=row.second_sealed is not None,
        away=row.away,
    )


def digest(secret: str) -> bytes:
    """Return how the secret of a session is kept and found."""
    return hashlib.sha256(secret.encode()).digest()
