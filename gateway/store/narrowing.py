"""Which conversations a list asks for, as conditions of a database.

Each looks only at what belongs to one conversation, by an index: cheap for those that operators
hold and for those of the latest messages, which are all that lists are made of.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from gateway.store import resting
from gateway.store.inbox_tables import ThreadTag
from gateway.store.report_tables import Clock, Report
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
WAITING, DUE, NEWEST = SORTS = ("waiting", "due", "newest")
"""The longest waiting first (after emergencies); what is due first; who wrote last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which conversations are looked for, by `who`; an empty field asks for nothing.

    `category` and `agency` are keys of the city's files, `area` the code of a kecamatan.
    `unsure` asks for those in which the model was less sure than this (0 to 1), `before` for
    those that wait since before this moment, `now` what time it is (Unix seconds).
    """

    who: str
    view: str = OPEN
    sort: str = WAITING
    channel: str = ""
    language: str = ""
    category: str = ""
    agency: str = ""
    area: str = ""
    tag: str = ""
    unsure: float = 0.0
    before: float = 0.0
    now: float = 0.0

    @property
    def narrows(self) -> bool:
        """Whether something else than a whole view is looked for."""
        words = (self.channel, self.language, self.category, self.agency, self.area, self.tag)
        return any(words) or bool(self.unsure or self.before)


def conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Yield what must be true of a `Thread`, whatever the view."""
    if wanted.channel:
        yield Thread.channel == wanted.channel
    if wanted.language:
        yield Thread.language == wanted.language
    if wanted.category:
        heard = _last()
        named = heard.heard["category"].as_string() == wanted.category
        yield or_(_filed(Report.category == wanted.category), _said(heard, named))
    if wanted.agency:
        yield _filed(Report.agency == wanted.agency)
    if wanted.area:
        within = Report.area.startswith(f"{wanted.area}.", autoescape=True)
        yield _filed(or_(Report.area == wanted.area, within))
    yield from _marked(wanted)


def in_view(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Yield what makes a conversation in operators' hands one of the view's."""
    yield Thread.owner == "operator"
    awake = resting.awake(wanted.now)
    yield ~awake if wanted.view == SNOOZED else awake
    if wanted.view == MINE:
        yield Thread.assignee == wanted.who
    elif wanted.view == NOBODYS:
        yield Thread.assignee == ""
    elif wanted.view == URGENT:
        yield Thread.urgent.is_(True)


def due() -> ScalarSelect[Any]:
    """Return when the next limit of a `Thread`'s reports ends (Unix seconds)."""
    return (
        select(func.min(Clock.due_at))
        .join(Report, Report.id == Clock.report_id)
        .where(Report.thread_id == Thread.id, Clock.ended_at.is_(None))
        .correlate(Thread)
        .scalar_subquery()
    )


def last_words() -> ScalarSelect[Any]:
    """Return the newest message of a `Thread`'s citizen."""
    return (
        select(func.max(Message.id))
        .where(Message.thread_id == Thread.id, Message.direction == "in")
        .correlate(Thread)
        .scalar_subquery()
    )


def _marked(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.tag:
        tagged = select(ThreadTag.thread_id).where(
            ThreadTag.thread_id == Thread.id, ThreadTag.tag == wanted.tag
        )
        yield tagged.correlate(Thread).exists()
    if wanted.unsure:
        heard = _last()
        guessed = and_(
            heard.heard["confidence"].as_float() < wanted.unsure,
            heard.heard["by"].as_string() == "model",
        )
        yield or_(Thread.reason == "unsure", _said(heard, guessed))
    if wanted.before:
        yield Thread.handed_over_at < wanted.before


def _filed(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether a report of the conversation is such a one."""
    filed: Select[Any] = select(Report.id).where(Report.thread_id == Thread.id, condition)
    return filed.correlate(Thread).exists()


def _last() -> Any:
    return aliased(Message)


def _said(heard: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether the citizen's newest message (`heard`) was understood so."""
    newest: Select[Any] = select(heard.id).where(heard.id == last_words(), condition)
    return newest.correlate(Thread).exists()
