"""Searches of the inbox that operators keep by a name, for themselves or for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from gateway.store.inbox_tables import SavedView

MOST = 20
"""Views that one operator may keep."""
UNDOABLE = 86_400.0
"""Seconds for which a view that was thrown away can be taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A kept search: `query` is the part of the address after `?`."""

    id: int
    operator: str
    name: str
    query: str
    shared: bool = False


def of(session: Session, who: str) -> Sequence[View]:
    """Return the views of `who` and those that are shared, by name."""
    shown = SavedView.dropped_at.is_(None), _seen_by(who)
    rows = select(SavedView).where(*shown).order_by(func.lower(SavedView.name), SavedView.id)
    return [_view(row) for row in session.scalars(rows)]


def keep(session: Session, new: View) -> str:
    """Keep a view, whatever its id; return why not: `taken` or `many`, or nothing."""
    mine = select(SavedView.name).where(
        SavedView.operator == new.operator, SavedView.dropped_at.is_(None)
    )
    names = session.scalars(mine).all()
    if new.name in names:
        return "taken"
    if len(names) >= MOST:
        return "many"
    values = {"operator": new.operator, "name": new.name, "query": new.query}
    session.execute(insert(SavedView).values(shared=False, **values))
    return ""


def rename(session: Session, view: int, who: str, name: str) -> bool:
    """Call a view of `who` otherwise; return whether it is theirs and nothing else is so."""
    same = select(SavedView.id).where(
        SavedView.operator == who,
        SavedView.name == name,
        SavedView.id != view,
        SavedView.dropped_at.is_(None),
    )
    return session.scalar(same) is None and _change(session, _mine(view, who), name=name)


def share(session: Session, view: int, who: str, *, shared: bool) -> bool:
    """Let everybody see a view that `who` sees, or its owner alone; return whether there is."""
    return _change(session, and_(SavedView.id == view, _seen_by(who)), shared=shared)


def drop(session: Session, view: int, who: str, now: float) -> bool:
    """Throw a view of `who` away; return whether it was theirs."""
    old = SavedView.dropped_at < now - UNDOABLE
    session.execute(delete(SavedView).where(old))
    still = SavedView.dropped_at.is_(None)
    return _change(session, and_(_mine(view, who), still), dropped_at=now)


def restore(session: Session, view: int, who: str) -> bool:
    """Take back that `who` threw a view away; return whether there is one."""
    gone = SavedView.dropped_at.is_not(None)
    return _change(session, and_(_mine(view, who), gone), dropped_at=None)


def _seen_by(who: str) -> ColumnElement[bool]:
    return or_(SavedView.operator == who, SavedView.shared.is_(True))


def _mine(view: int, who: str) -> ColumnElement[bool]:
    return and_(SavedView.id == view, SavedView.operator == who)


def _change(session: Session, which: ColumnElement[bool], **values: object) -> bool:
    done = session.execute(
        update(SavedView)
        .where(which)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # a cursor result


def _view(row: SavedView) -> View:
    return View(
        id=row.id, operator=row.operator, name=row.name, query=row.query, shared=row.shared
    )
