"""Conversations as operators list them: by whose they are, filtered, searched."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, func, select, union
from sqlalchemy.orm import Session

from gateway.store import resting
from gateway.store.inbox_tables import ThreadTag
from gateway.store.report_tables import Report
from gateway.store.tables import Message, Thread

OPEN, MINE, NOBODYS, URGENT, SNOOZED, RESOLVED, BOT = VIEWS = (
    "open",
    "mine",
    "nobodys",
    "urgent",
    "snoozed",
    "resolved",
    "bot",
)
"""In operators' hands: all, one's own, nobody's, emergencies, those laid aside; those they are
done with; and those the bot holds."""
MOST = 200
"""Conversations on one page."""
LATEST = 1000
"""Messages of citizens among which the bot's conversations are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A conversation as it stands in the operators' list. Times are Unix seconds.

    `last_id` is the citizen's newest message, `snoozed_until` when it comes or came back.
    """

    id: int
    channel: str
    language: str
    reason: str
    urgent: bool
    since: float
    last_text: str
    last_at: float
    last_id: int = 0
    snoozed_until: float | None = None


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


def listed(
    session: Session, wanted: Wanted, now: float, limit: int = MOST
) -> Sequence[Waiting]:
    """Return conversations: urgent ones first, then the longest waiting.

    Those laid aside come by when they return, those done with the newest first.

    Those found by a text, and those the bot holds, come by when their citizen last wrote; of
    the bot's only those of the latest messages.
    """
    ids = list(session.scalars(_chosen(wanted, now).limit(limit)))
    found = {
        row[0].id: _waiting(*row)
        for row in session.execute(_with_last_words().where(Thread.id.in_(ids)))
    }
    return [found[each] for each in ids]


def counts(session: Session, who: str, now: float) -> Mapping[str, int]:
    """Return how many conversations are in operators' hands, by view."""
    awake = resting.awake(now)
    row = session.execute(
        select(
            func.count().filter(awake),
            func.count().filter(awake, Thread.assignee == who),
            func.count().filter(awake, Thread.assignee == ""),
            func.count().filter(awake, Thread.urgent.is_(True)),
            func.count().filter(~awake),
        ).where(Thread.owner == "operator")
    ).one()
    return dict(zip((OPEN, MINE, NOBODYS, URGENT, SNOOZED), row, strict=True))


def count(session: Session, now: float) -> int:
    """Return how many conversations wait for operators."""
    counted = select(func.count()).where(Thread.owner == "operator", resting.awake(now))
    return session.scalar(counted.select_from(Thread)) or 0


def get(session: Session, thread: int) -> tuple[Waiting, str] | None:
    """Return one conversation and who holds it, `bot` or `operator`."""
    row = session.execute(_with_last_words().where(Thread.id == thread)).first()
    return (_waiting(*row), row[0].owner) if row else None


def _chosen(wanted: Wanted, now: float) -> Select[int]:
    """Return the ids of the conversations, in order; nothing that reads them all."""
    rows = select(Thread.id).where(*_narrowed(wanted))
    if wanted.text:
        return rows.where(Thread.id.in_(_holding(wanted.text))).order_by(
            Thread.heard_at.desc().nulls_last()
        )
    if wanted.view == BOT:
        latest = _latest().subquery()
        return (
            rows.join(latest, latest.c.thread_id == Thread.id)
            .where(Thread.owner == "bot")
            .order_by(latest.c.newest.desc())
        )
    if wanted.view == SNOOZED:
        aside = rows.where(Thread.owner == "operator", ~resting.awake(now))
        return aside.order_by(Thread.snoozed_until)
    if wanted.view == RESOLVED:
        done = rows.where(Thread.owner == "bot", Thread.resolved_at.is_not(None))
        return done.order_by(Thread.resolved_at.desc())
    order = case((Thread.urgent.is_(True), 0), else_=1), Thread.handed_over_at
    held = Thread.owner == "operator", resting.awake(now), *_in_view(wanted)
    return rows.where(*held).order_by(*order)


def _narrowed(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.channel:
        yield Thread.channel == wanted.channel
    if wanted.language:
        yield Thread.language == wanted.language


def _in_view(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.view == MINE:
        yield Thread.assignee == wanted.who
    elif wanted.view == NOBODYS:
        yield Thread.assignee == ""
    elif wanted.view == URGENT:
        yield Thread.urgent.is_(True)


def _latest() -> Select[int, int]:
    """Return the conversations of the latest messages of citizens, and the newest of each."""
    latest = (
        select(Message.id, Message.thread_id)
        .where(Message.direction == "in")
        .order_by(Message.id.desc())
        .limit(LATEST)
        .subquery()
    )
    newest = func.max(latest.c.id).label("newest")
    return select(latest.c.thread_id, newest).group_by(latest.c.thread_id)


def _holding(text: str) -> CompoundSelect[int]:
    """Return the conversations with this ticket or tag, and the held ones with these words."""
    tagged = select(ThreadTag.thread_id).where(ThreadTag.tag == text.casefold())
    filed = select(Report.thread_id).where(Report.ticket == text.upper())
    said = (
        select(Message.thread_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Thread.owner == "operator", Message.text.icontains(text, autoescape=True))
    )
    return union(tagged, filed, said)


def _with_last_words() -> Select[Thread, str, float, int]:
    newest = (
        select(func.max(Message.id))
        .where(Message.thread_id == Thread.id, Message.direction == "in")
        .correlate(Thread)
        .scalar_subquery()
    )
    return select(Thread, Message.text, Message.created_at, Message.id).join(
        Message, Message.id == newest, isouter=True
    )


def _waiting(row: Thread, text: str | None, at: float | None, message: int | None) -> Waiting:
    return Waiting(
        id=row.id,
        channel=row.channel,
        language=row.language,
        reason=row.reason,
        urgent=row.urgent,
        since=row.handed_over_at or row.created_at,
        last_text=text or "",
        last_at=at or row.created_at,
        last_id=message or 0,
        snoozed_until=row.snoozed_until,
    )
