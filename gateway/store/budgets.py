"""What is left to spend: token buckets, and what a day has cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gateway.store.dialects import INSERT, dialect
from gateway.store.tables import Allowance, Spent, core

ALLOWANCE, SPENT = core(Allowance), core(Spent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A token bucket: `most` at once, `each` seconds for one more."""

    most: float
    each: float


def take(session: Session, key: str, bucket: Bucket, now: float) -> bool:
    """Take one from the bucket called `key`, and return whether there was one."""
    row = session.execute(
        select(Allowance.remains, Allowance.at).where(Allowance.key == key).with_for_update()
    ).first()
    remains = bucket.most
    if row is not None:
        remains = min(bucket.most, row.remains + max(0.0, now - row.at) / bucket.each)
    taken = remains >= 1
    put = INSERT[dialect(session)](ALLOWANCE)
    values = {"remains": remains - taken, "at": now}
    session.connection().execute(
        put.on_conflict_do_update(index_elements=["key"], set_=values), {"key": key, **values}
    )
    return taken


def _add(name: str) -> Any:
    put = INSERT[name](SPENT)
    return put.on_conflict_do_update(
        index_elements=["key", "day"], set_={"units": SPENT.c.units + put.excluded.units}
    ).returning(SPENT.c.key, SPENT.c.units)


_ADD = {name: _add(name) for name in INSERT}


def spend(session: Session, day: str, units: Mapping[str, int]) -> dict[str, int]:
    """Add `units` to what `day` has cost under each key, and return the sums."""
    rows = [{"key": key, "day": day, "units": more} for key, more in sorted(units.items())]
    if not rows:
        return {}
    done = session.connection().execute(_ADD[dialect(session)], rows)
    return {row.key: row.units for row in done}


def spent(session: Session, key: str, day: str) -> int:
    """Return what `day` has cost so far under `key`."""
    units = session.scalar(select(Spent.units).where(Spent.key == key, Spent.day == day))
    return units or 0


def forget(session: Session, before: float, day: str) -> None:
    """Forget buckets last used before `before` (Unix seconds), and the days before `day`."""
    session.execute(delete(Allowance).where(Allowance.at < before))
    session.execute(delete(Spent).where(Spent.day < day))
