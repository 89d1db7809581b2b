"""Ordered durable work: tasks wait in lanes, workers claim lanes, one at a time each.

Every statement that adds to a lane touches the lane's row before it writes the task, and every
statement that ends a claim locks the lane's row before it looks for more work: so no wake-up is
lost under PostgreSQL's READ COMMITTED, and task ids of a lane grow in commit order.

Statements on the path of a message are built once: building one costs ten times its execution.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from gateway.store import paces
from gateway.store.dialects import INSERT, dialect
from gateway.store.tables import Lane, Pace, Task, core

LANE, TASK, PACE = core(Lane), core(Task), core(Pace)
NOW: BindParameter[float] = bindparam("now")
KEYS: BindParameter[list[str]] = bindparam("keys", expanding=True)
PENDING = TASK.c.status == "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """Work to add: `kind` says what to do, `subject` is the row it is about.

    An empty lane waits `delay` seconds before it begins.
    """

    lane: str
    kind: str
    subject: int
    priority: int = 0
    pace: str = ""
    delay: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A lane in our hands until its lease ends, and its first task.

    `begun` is when a worker first took the task and nobody knows what came of it, or `None`.
    """

    lane: str
    token: int
    task: int
    kind: str
    subject: int
    attempts: int
    begun: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """What a worker has room for: `limit` lanes of `queue`, at `rate` a second if `pace`."""

    queue: str
    limit: int
    pace: str = ""
    rate: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """In whose name and until when (Unix seconds) a worker takes lanes."""

    worker: str
    until: float


def _touch(name: str) -> Any:
    put = INSERT[name](LANE)
    start = put.excluded.ready_at
    rested = case((LANE.c.rests_until > start, LANE.c.rests_until), else_=start)
    return put.on_conflict_do_update(
        index_elements=["key"], set_={"ready_at": func.coalesce(LANE.c.ready_at, rested)}
    )


_TOUCH = {name: _touch(name) for name in INSERT}
_ADD = insert(TASK)


def add(session: Session, tasks: Sequence[NewTask], now: float) -> None:
    """Queue `tasks` behind what their lanes hold."""
    if not tasks:
        return
    lanes = {task.lane: task for task in reversed(tasks)}
    connection = session.connection()
    connection.execute(
        _TOUCH[dialect(session)],
        [
            {
                "key": key,
                "queue": key.partition(":")[0],
                "priority": task.priority,
                "pace": task.pace,
                "ready_at": now + task.delay,
                "token": 0,
                "leased_by": "",
            }
            for key, task in sorted(lanes.items())
        ],
    )
    connection.execute(
        _ADD,
        [
            {
                "lane": task.lane,
                "kind": task.kind,
                "subject": task.subject,
                "status": "pending",
                "attempts": 0,
                "error": "",
                "created_at": now,
            }
            for task in tasks
        ],
    )


_FREE = or_(LANE.c.lease_until.is_(None), LANE.c.lease_until < NOW)


def _ready(queue: Any, pace: Any) -> Any:
    return and_(LANE.c.queue == queue, LANE.c.pace == pace, LANE.c.ready_at <= NOW, _FREE)


_CLAIMABLE = (
    select(LANE.c.key)
    .where(_ready(bindparam("queue"), bindparam("pace")))
    .order_by(LANE.c.priority, LANE.c.ready_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


@cache
def _waits(wanted: tuple[tuple[str, str], ...]) -> Any:
    """Return the statement that tells for each queue and pace whether a lane waits."""
    return select(
        *[
            (
                exists().where(_ready(literal(queue), literal(pace)))
                & ~exists().where(PACE.c.key == literal(pace), PACE.c.next_at > NOW)
            ).label(f"wanted_{number}")
            for number, (queue, pace) in enumerate(wanted)
        ]
    )


def look(session: Session, wants: Sequence[Want], now: float) -> list[Want]:
    """Return those of `wants` that a waiting lane fits, without taking any."""
    if not wants:
        return []
    statement = _waits(tuple((want.queue, want.pace) for want in wants))
    flags = session.connection().execute(statement, {"now": now}).one()
    return [want for want, waits in zip(wants, flags, strict=True) if waits]


def claim(session: Session, want: Want, lease: Lease, now: float) -> list[Claim]:
    """Take up to `want.limit` ready lanes, and begin their first tasks."""
    connection = session.connection()
    most = (
        min(want.limit, paces.allowed(session, want.pace, want.rate, now))
        if want.rate
        else want.limit
    )
    if most < 1:
        return []
    wanted = {"queue": want.queue, "pace": want.pace, "now": now, "most": most}
    keys = list(connection.execute(_CLAIMABLE, wanted).scalars())
    if not keys:
        return []
    if want.rate:
        paces.spend(session, want.pace, len(keys) / want.rate, now)
    return _begin(connection, keys, lease, now)


_ONE_LANE = (
    select(LANE.c.queue, LANE.c.pace)
    .where(LANE.c.key == bindparam("key"), LANE.c.ready_at <= NOW, _FREE)
    .with_for_update(skip_locked=True)
)


def claim_lane(
    session: Session, lane: str, rates: Mapping[str, float], lease: Lease, now: float
) -> list[Claim]:
    """Take this one lane if it is ready, free and within its pace; a list of one or none."""
    connection = session.connection()
    row = connection.execute(_ONE_LANE, {"key": lane, "now": now}).first()
    if row is None:
        return []
    want = Want(queue=row.queue, limit=1, pace=row.pace, rate=rates.get(row.pace, 0.0))
    if want.rate:
        if not paces.allowed(session, want.pace, want.rate, now):
            return []
        paces.spend(session, want.pace, 1 / want.rate, now)
    return _begin(connection, [lane], lease, now)


_TAKE = (
    update(LANE)
    .where(LANE.c.key.in_(KEYS))
    .values(
        lease_until=bindparam("until"), leased_by=bindparam("worker"), token=LANE.c.token + 1
    )
    .returning(LANE.c.key, LANE.c.token)
)
_FIRST = select(
    TASK.c.id, TASK.c.lane, TASK.c.kind, TASK.c.subject, TASK.c.attempts, TASK.c.begun_at
).where(
    TASK.c.id.in_(
        select(func.min(TASK.c.id)).where(TASK.c.lane.in_(KEYS), PENDING).group_by(TASK.c.lane)
    )
)
_BEGUN = (
    update(TASK)
    .where(TASK.c.id.in_(bindparam("ids", expanding=True)))
    .values(begun_at=func.coalesce(TASK.c.begun_at, NOW), attempts=TASK.c.attempts + 1)
)


def _begin(connection: Connection, keys: list[str], lease: Lease, now: float) -> list[Claim]:
    taken = {"keys": keys, "until": lease.until, "worker": lease.worker}
    tokens: dict[str, int] = dict(connection.execute(_TAKE, taken).all())
    rows = connection.execute(_FIRST, {"keys": keys}).all()
    connection.execute(_BEGUN, {"ids": [row.id for row in rows], "now": now})
    idle = sorted(set(keys) - {row.lane for row in rows})
    if idle:
        connection.execute(RELEASE, {"keys": idle, "now": now})
    order = {key: place for place, key in enumerate(keys)}
    return [
        Claim(
            lane=row.lane,
            token=tokens[row.lane],
            task=row.id,
            kind=row.kind,
            subject=row.subject,
            attempts=row.attempts + 1,
            begun=row.begun_at,
        )
        for row in sorted(rows, key=lambda row: order[row.lane])
    ]


RELEASE = (
    update(LANE)
    .where(LANE.c.key.in_(KEYS))
    .values(
        lease_until=None,
        ready_at=case((exists().where(TASK.c.lane == LANE.c.key, PENDING), NOW), else_=None),
    )
)


REST = (
    update(LANE)
    .where(LANE.c.key == bindparam("lane"))
    .values(
        lease_until=None,
        rests_until=bindparam("until"),
        ready_at=case(
            (exists().where(TASK.c.lane == LANE.c.key, PENDING), bindparam("until")), else_=None
        ),
    )
)
"""Like `RELEASE`, of one lane, whose next task may run no sooner than `until`."""


def next_ready(session: Session, now: float) -> float | None:
    """Return when the next waiting lane or pace becomes ready (Unix seconds), or `None`."""
    row = session.connection().execute(_NEXT_READY, {"now": now}).one()
    return min((moment for moment in row if moment is not None), default=None)


_NEXT_READY = select(
    select(func.min(LANE.c.ready_at)).where(LANE.c.ready_at > NOW).scalar_subquery(),
    select(func.min(PACE.c.next_at)).where(PACE.c.next_at > NOW).scalar_subquery(),
)
