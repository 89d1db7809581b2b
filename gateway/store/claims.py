"""The end of a claim: the lane's row is locked first, so that a lost lease writes nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from gateway.store.lanes import KEYS, LANE, RELEASE, REST, TASK, Claim

_HELD = (
    select(LANE.c.key, LANE.c.token)
    .where(LANE.c.key.in_(KEYS), LANE.c.lease_until.is_not(None))
    .order_by(LANE.c.key)
    .with_for_update()
)


def hold(session: Session, claims: Collection[Claim]) -> set[str]:
    """Lock the lanes of `claims` in one order and return those that are still ours."""
    keys = [claim.lane for claim in claims]
    tokens: dict[str, int] = dict(session.connection().execute(_HELD, {"keys": keys}).all())
    return {claim.lane for claim in claims if tokens.get(claim.lane) == claim.token}


_DONE = (
    update(TASK)
    .where(TASK.c.id.in_(bindparam("ids", expanding=True)))
    .values(status="done", begun_at=None, error="")
)


def done(session: Session, claims: Mapping[Claim, float], now: float) -> None:
    """End held `claims`: their tasks are done, their lanes free for what waits behind.

    Each claim comes with the seconds that its lane rests before it goes on.
    """
    connection = session.connection()
    connection.execute(_DONE, {"ids": [claim.task for claim in claims]})
    free = [claim.lane for claim, rest in claims.items() if not rest]
    if free:
        connection.execute(RELEASE, {"keys": free, "now": now})
    resting = [
        {"lane": each.lane, "until": now + rest} for each, rest in claims.items() if rest
    ]
    if resting:
        connection.execute(REST, resting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Until when (Unix seconds) a task waits, and why.

    `counted` keeps the attempt on the books; `unclear` keeps the mark that it may have been
    done already.
    """

    until: float
    error: str = ""
    counted: bool = False
    unclear: bool = False


def later(session: Session, held: Claim, pause: Pause) -> None:
    """Put the held task back, to be tried again after `pause`; its lane waits with it."""
    values: dict[str, Any] = {
        "error": pause.error[:500],
        "attempts": held.attempts if pause.counted else held.attempts - 1,
        **({} if pause.unclear else {"begun_at": None}),
    }
    session.execute(update(TASK).where(TASK.c.id == held.task).values(**values))
    session.execute(
        update(LANE)
        .where(LANE.c.key == held.lane)
        .values(lease_until=None, ready_at=pause.until)
    )


def bury(session: Session, held: Claim, end: Pause) -> None:
    """Give the held task up; it stays to be seen and retried, the lane goes on at `end.until`.

    One that may have been done (`end.unclear`) is looked for before it is tried again.
    """
    values: dict[str, Any] = {
        "status": "dead",
        "error": end.error[:500],
        **({} if end.unclear else {"begun_at": None}),
    }
    session.execute(update(TASK).where(TASK.c.id == held.task).values(**values))
    session.connection().execute(RELEASE, {"keys": [held.lane], "now": end.until})
