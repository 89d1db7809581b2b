"""Earlier reports that may be of the same problem, as staff compare them: with how far away."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.drafts import described
from bot.place import metres
from gateway.likeness import Told, is_alike, pin
from gateway.store import similar
from gateway.store.similar import Earlier
from gateway.tools import Tools

MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """An open report of the same category nearby.

    `metres` is how far its pin is from ours, `None` if either has none; `alike` says that by
    our rules it is the same problem. `filed_at` is Unix seconds.
    """

    ticket: str
    description: str
    place: str
    metres: int | None
    alike: bool
    supporters: int
    filed_at: float
    agency: str


def near(
    session: Session, category: str, told: Told, tools: Tools, but: str = ""
) -> Sequence[Near]:
    """Return the open reports nearby, other than `but`: those alike first, then the nearest."""
    if not category:
        return ()
    now = tools.database.now(session)
    found = [
        _near(each, told, tools)
        for each in similar.open_in(session, category, told.place, now)
        if each.ticket != but
    ]
    return sorted(found, key=_order)[:MOST]


def _near(earlier: Earlier, told: Told, tools: Tools) -> Near:
    before = Told(place=earlier.place, description=earlier.description)
    here, there = pin(told.place), pin(earlier.place)
    return Near(
        ticket=earlier.ticket,
        description=earlier.description,
        place=described(earlier.place),
        metres=round(metres(here, there)) if here and there else None,
        alike=is_alike(told, before, tools.knowledge),
        supporters=earlier.supporters,
        filed_at=earlier.filed_at,
        agency=earlier.agency,
    )


def _order(near: Near) -> tuple[bool, int, float]:
    far = 10_000 if near.metres is None else near.metres
    return not near.alike, far, -near.filed_at
