"""What operators say a message really meant: examples for the next model, with who and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from gateway.store.tables import Correction

STATES = ("proposed", "approved", "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text with its labels (docs/labelling.md); `category` is empty except for reports."""

    text: str
    language: str
    intent: str
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """An example as it is kept; `state` is one of `STATES`, times are Unix seconds."""

    id: int
    example: Example
    state: str
    made_by: str
    made_at: float
    reviewed_by: str
    reviewed_at: float | None


def propose(
    session: Session, example: Example, *, by: str, now: float, message: int | None = None
) -> int:
    """Keep a correction for review and return its id; a new one of the same message wins."""
    if message is not None:
        earlier = Correction.message_id == message, Correction.state == "proposed"
        session.execute(
            update(Correction)
            .where(*earlier)
            .values(state="rejected", reviewed_by=by, reviewed_at=now)
        )
    made = session.scalar(
        insert(Correction)
        .values(
            message_id=message,
            state="proposed",
            made_by=by,
            made_at=now,
            reviewed_by="",
            **_columns(example),
        )
        .returning(Correction.id)
    )
    if made is None:
        raise LookupError("the database returned no id")
    return int(made)


def review(  # noqa: PLR0913 - which, what, who and when: the row itself
    session: Session, correction: int, example: Example, *, state: str, by: str, now: float
) -> bool:
    """Approve or reject a correction, with its labels as the reviewer left them.

    Return whether there is one with this id.
    """
    found = session.execute(
        update(Correction)
        .where(Correction.id == correction)
        .values(state=state, reviewed_by=by, reviewed_at=now, **_columns(example))
        .returning(Correction.id)
    )
    return found.first() is not None


def listed(session: Session, states: Iterable[str] = STATES) -> Sequence[Corrected]:
    """Return the corrections in these states, oldest first."""
    rows = session.scalars(
        select(Correction).where(Correction.state.in_(list(states))).order_by(Correction.id)
    )
    return [
        Corrected(
            id=row.id,
            example=Example(
                text=row.text,
                language=row.language,
                intent=row.intent,
                category=row.category,
            ),
            state=row.state,
            made_by=row.made_by,
            made_at=row.made_at,
            reviewed_by=row.reviewed_by,
            reviewed_at=row.reviewed_at,
        )
        for row in rows
    ]


def _columns(example: Example) -> dict[str, str]:
    return {
        "text": example.text,
        "language": example.language,
        "intent": example.intent,
        "category": example.category,
    }
