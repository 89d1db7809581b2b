"""Conversations as operators list them: by whose they are, filtered, searched."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from gateway.store.inbox_tables import ThreadTag
from gateway.store.report_tables import Report
from gateway.store.tables import Message, Thread

OPEN, MINE, NOBODYS, URGENT, BOT = VIEWS = ("open", "mine", "nobodys", "urgent", "bot")
"""In operators' hands: all, one's own, nobody's, emergencies; and those the bot holds."""
MOST = 200
"""Conversations on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A conversation as it stands in the operators' list. Times are Unix seconds."""

    id: int
    channel: str
    language: str
    reason: str
    urgent: bool
    since: float
    last_text: str
    last_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which conversations are looked for, by `who`; an empty field asks for nothing.

    `text` is a ticket or a tag of any conversation, or a part of what was said in one that
    operators hold.
    """

    who: str
    view: str = OPEN
    channel: str = ""
    language: str = ""
    text: str = ""

    @property
    def narrows(self) -> bool:
        """Whether something else than a whole view is looked for."""
        return bool(self.channel or self.language or self.text)


def listed(session: Session, wanted: Wanted, limit: int = MOST) -> Sequence[Waiting]:
    """Return conversations: urgent ones first, then the longest waiting.

    Those the bot holds, and those found by a text, come by when their citizen last wrote.
    """
    rows = _with_last_words().where(*_conditions(wanted))
    if wanted.view == BOT or wanted.text:
        rows = rows.order_by(Thread.heard_at.desc().nulls_last())
    else:
        rows = rows.order_by(case((Thread.urgent.is_(True), 0), else_=1), Thread.handed_over_at)
    return [_waiting(*row) for row in session.execute(rows.limit(limit))]


def counts(session: Session, who: str) -> Mapping[str, int]:
    """Return how many conversations are in operators' hands, by view."""
    row = session.execute(
        select(
            func.count(),
            func.count().filter(Thread.assignee == who),
            func.count().filter(Thread.assignee == ""),
            func.count().filter(Thread.urgent.is_(True)),
        ).where(Thread.owner == "operator")
    ).one()
    return dict(zip((OPEN, MINE, NOBODYS, URGENT), row, strict=True))


def count(session: Session) -> int:
    """Return how many conversations the operators hold."""
    counted = select(func.count()).where(Thread.owner == "operator")
    return session.scalar(counted.select_from(Thread)) or 0


def get(session: Session, thread: int) -> tuple[Waiting, str] | None:
    """Return one conversation and who holds it, `bot` or `operator`."""
    row = session.execute(_with_last_words().where(Thread.id == thread)).first()
    return (_waiting(*row), row[0].owner) if row else None


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.text:
        yield _holds(wanted.text)
    else:
        yield from _in_view(wanted)
    if wanted.channel:
        yield Thread.channel == wanted.channel
    if wanted.language:
        yield Thread.language == wanted.language


def _in_view(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.view == BOT:
        yield Thread.owner == "bot"
        yield Thread.heard_at.is_not(None)
        return
    yield Thread.owner == "operator"
    if wanted.view == MINE:
        yield Thread.assignee == wanted.who
    elif wanted.view == NOBODYS:
        yield Thread.assignee == ""
    elif wanted.view == URGENT:
        yield Thread.urgent.is_(True)


def _holds(text: str) -> ColumnElement[bool]:
    """Return whether a conversation has this ticket or tag, or is held and has these words."""
    tagged = select(ThreadTag.thread_id).where(ThreadTag.tag == text.casefold())
    filed = select(Report.thread_id).where(Report.ticket == text.upper())
    words = aliased(Message)
    said = exists().where(
        words.thread_id == Thread.id, words.text.icontains(text, autoescape=True)
    )
    held = Thread.owner == "operator"
    return or_(Thread.id.in_(tagged), Thread.id.in_(filed), held & said)


def _with_last_words() -> Select[Thread, str, float]:
    newest = (
        select(func.max(Message.id))
        .where(Message.thread_id == Thread.id, Message.direction == "in")
        .correlate(Thread)
        .scalar_subquery()
    )
    return select(Thread, Message.text, Message.created_at).join(
        Message, Message.id == newest, isouter=True
    )


def _waiting(row: Thread, text: str | None, at: float | None) -> Waiting:
    return Waiting(
        id=row.id,
        channel=row.channel,
        language=row.language,
        reason=row.reason,
        urgent=row.urgent,
        since=row.handed_over_at or row.created_at,
        last_text=text or "",
        last_at=at or row.created_at,
    )
