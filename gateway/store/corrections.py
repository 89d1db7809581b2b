"""What operators say a message really meant: examples for the next model, with who and when."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update
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
    """An example as it is kept; `state` is one of `STATES`, times are Unix seconds.

    `message` is where a citizen wrote it, if it was in a conversation.
    """

    id: int
    example: Example
    state: str
    made_by: str
    made_at: float
    reviewed_by: str
    reviewed_at: float | None
    message: int | None = None


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

    Return whether there is one with this id. An approved one replaces what was approved of the
    same message before: nothing is learnt twice, or both ways.
    """
    found = session.execute(
        update(Correction)
        .where(Correction.id == correction)
        .values(state=state, reviewed_by=by, reviewed_at=now, **_columns(example))
        .returning(Correction.id, Correction.message_id)
    )
    known = found.first()
    if known is not None and state == "approved" and known.message_id is not None:
        same = Correction.message_id == known.message_id, Correction.id != correction
        earlier = update(Correction).where(*same, Correction.state == "approved")
        session.execute(earlier.values(state="rejected", reviewed_by=by, reviewed_at=now))
    return known is not None


def listed(session: Session, states: Iterable[str] = STATES) -> Sequence[Corrected]:
    """Return the corrections in these states, oldest first."""
    rows = session.scalars(
        select(Correction).where(Correction.state.in_(list(states))).order_by(Correction.id)
    )
    return [_corrected(row) for row in rows]


def get(session: Session, ids: Collection[int]) -> Mapping[int, Corrected]:
    """Return the corrections with these ids."""
    rows = session.scalars(select(Correction).where(Correction.id.in_(ids)))
    return {row.id: _corrected(row) for row in rows}


def of(session: Session, messages: Collection[int]) -> Mapping[int, Corrected]:
    """Return the last correction of each of the messages that has one."""
    rows = session.scalars(
        select(Correction).where(Correction.message_id.in_(messages)).order_by(Correction.id)
    )
    return {row.message_id: _corrected(row) for row in rows if row.message_id is not None}


def reopen(session: Session, ids: Collection[int]) -> int:
    """Let what was approved or rejected wait for review again; return how many did."""
    done = session.execute(
        update(Correction)
        .where(Correction.id.in_(ids), Correction.state != "proposed")
        .values(state="proposed", reviewed_by="", reviewed_at=None)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # a cursor result


def approved(session: Session, since: float = 0.0) -> int:
    """Return how many were approved since then (Unix seconds)."""
    rows = select(func.count()).where(
        Correction.state == "approved", Correction.reviewed_at >= since
    )
    return session.scalar(rows) or 0


def _corrected(row: Correction) -> Corrected:
    return Corrected(
        id=row.id,
        example=Example(
            text=row.text, language=row.language, intent=row.intent, category=row.category
        ),
        state=row.state,
        made_by=row.made_by,
        made_at=row.made_at,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
        message=row.message_id,
    )


def _columns(example: Example) -> dict[str, str]:
    return {
        "text": example.text,
        "language": example.language,
        "intent": example.intent,
        "category": example.category,
    }
