"""How operators share conversations: whose one is, tags, notes, who else looks or types."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import String, cast, delete, func, insert, select, update
from sqlalchemy.orm import Session

from gateway.store.dialects import INSERT, dialect
from gateway.store.inbox_tables import Note, Reading, ThreadTag
from gateway.store.tables import Message, Thread, core

LOOKING, TYPING = 25.0, 8.0
"""Seconds since the last sign for which somebody counts as looking, and as typing."""
MENTIONED = 50
_TAG = {name: make(core(ThreadTag)).on_conflict_do_nothing() for name, make in INSERT.items()}
_SEEN = {name: make(core(Reading)) for name, make in INSERT.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A note beside a conversation; `at` is Unix seconds."""

    thread: int
    operator: str
    text: str
    at: float
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody looks at a conversation: how far they have read, and whether they type."""

    thread: int
    operator: str
    seen: int
    types: bool


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else who looks at a conversation just now, and whether they type."""

    name: str
    types: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """What another operator answered: message, who (empty: not known), words."""

    id: int
    by: str
    text: str


def assign(session: Session, thread: int, who: str) -> bool:
    """Make it the conversation of `who` (empty: nobody's); return whether that is new."""
    done = session.execute(
        update(Thread)
        .where(Thread.id == thread, Thread.assignee != who)
        .values(assignee=who)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # a cursor result


def assignees(session: Session, threads: Collection[int]) -> Mapping[int, str]:
    """Return whose those of the conversations are that are somebody's."""
    rows = select(Thread.id, Thread.assignee).where(
        Thread.id.in_(threads), Thread.assignee != ""
    )
    return {thread: who for thread, who in session.execute(rows)}  # noqa: C416 - rows, not pairs


def hold(session: Session, thread: int) -> None:
    """Let nobody else answer in the conversation until this transaction ends."""
    session.execute(select(Thread.id).where(Thread.id == thread).with_for_update())


def answered_since(session: Session, thread: int, seen: int, who: str) -> Answered | None:
    """Return what another operator answered after message `seen`, if anybody did."""
    rows = session.scalars(
        select(Message)
        .where(Message.thread_id == thread, Message.id > seen, Message.author == "operator")
        .order_by(Message.id.desc())
    )
    others = (row for row in rows if row.content.get("by", "") != who)
    row = next(others, None)
    return Answered(row.id, row.content.get("by", ""), row.text) if row else None


def tag(session: Session, thread: int, word: str) -> None:
    """Put a tag on a conversation; the same again changes nothing."""
    row = {"thread_id": thread, "tag": word}
    session.connection().execute(_TAG[dialect(session)], row)


def untag(session: Session, thread: int, word: str) -> None:
    """Take a tag off a conversation."""
    session.execute(
        delete(ThreadTag).where(ThreadTag.thread_id == thread, ThreadTag.tag == word)
    )


def tags(session: Session, threads: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Return the tags of conversations, in alphabetical order."""
    rows = select(ThreadTag.thread_id, ThreadTag.tag).where(ThreadTag.thread_id.in_(threads))
    found: dict[int, list[str]] = {}
    for thread, word in session.execute(rows.order_by(ThreadTag.tag)):
        found.setdefault(thread, []).append(word)
    return found


def known_tags(session: Session, limit: int = 50) -> Sequence[str]:
    """Return the tags that are used most."""
    rows = select(ThreadTag.tag).group_by(ThreadTag.tag).order_by(func.count().desc())
    return session.scalars(rows.limit(limit)).all()


def note(session: Session, new: Noted, mentions: Sequence[str]) -> None:
    """Keep a note (whatever its id), and that the operators in `mentions` shall look."""
    row = {
        "thread_id": new.thread,
        "operator": new.operator,
        "text": new.text,
        "mentions": list(mentions),
        "at": new.at,
    }
    session.execute(insert(Note).values(row))


def notes(session: Session, thread: int) -> Sequence[Noted]:
    """Return the notes beside a conversation, the oldest first."""
    rows = select(Note).where(Note.thread_id == thread).order_by(Note.id)
    return [_noted(row) for row in session.scalars(rows)]


def mentioning(session: Session, who: str, since: float) -> Sequence[Noted]:
    """Return the notes after `since` in which others mention `who`, the newest first.

    A note counts as read once they looked at its conversation after it was written.
    """
    looked = select(Reading.at).where(
        Reading.thread_id == Note.thread_id, Reading.operator == who
    )
    rows = (
        select(Note)
        .where(
            Note.at > since,
            Note.operator != who,
            cast(Note.mentions, String).contains(f'"{who}"', autoescape=True),
            Note.at > func.coalesce(looked.scalar_subquery(), 0.0),
        )
        .order_by(Note.id.desc())
        .limit(MENTIONED)
    )
    return [_noted(row) for row in session.scalars(rows) if who in row.mentions]


def look(session: Session, new: Look, now: float) -> None:
    """Remember that somebody looks at a conversation."""
    put = _SEEN[dialect(session)]
    row = {
        "thread_id": new.thread,
        "operator": new.operator,
        "seen_id": new.seen,
        "at": now,
        "typing_at": now if new.types else None,
    }
    changed = {name: put.excluded[name] for name in ("seen_id", "at", "typing_at")}
    keys = ["thread_id", "operator"]
    statement = put.on_conflict_do_update(index_elements=keys, set_=changed)
    session.connection().execute(statement, row)


def others(session: Session, thread: int, who: str, now: float) -> Sequence[Other]:
    """Return who else looks at a conversation just now."""
    rows = select(Reading).where(
        Reading.thread_id == thread, Reading.operator != who, Reading.at > now - LOOKING
    )
    return [
        Other(row.operator, row.typing_at is not None and row.typing_at > now - TYPING)
        for row in session.scalars(rows.order_by(Reading.operator))
    ]


def seen(session: Session, who: str, threads: Collection[int]) -> Mapping[int, int]:
    """Return up to which message `who` has read the conversations."""
    rows = select(Reading.thread_id, Reading.seen_id).where(
        Reading.operator == who, Reading.thread_id.in_(threads)
    )
    return {thread: message for thread, message in session.execute(rows)}  # noqa: C416 - rows


def _noted(row: Note) -> Noted:
    return Noted(
        id=row.id, thread=row.thread_id, operator=row.operator, text=row.text, at=row.at
    )
