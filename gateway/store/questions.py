"""What citizens asked that nothing answered, and whether the answers they got did."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from gateway.store.dialects import INSERT, dialect
from gateway.store.question_tables import Asked
from gateway.store.tables import Message, Thread, core

OPEN, ANSWERED, SET_ASIDE, CLOSED = "open", "answered", "set_aside", "closed"
NONE, SHOWN, YES, NO = "none", "shown", "yes", "no"
"""Nothing was found; an article was told; the citizen says that it answers, or does not."""
_ADD = {name: make(core(Asked)).on_conflict_do_nothing() for name, make in INSERT.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something a citizen asked, in message `id`. `at` is Unix seconds.

    `article` is what was told and did not answer it, empty if nothing was.
    """

    id: int
    thread: int
    text: str
    language: str
    article: str
    at: float


def add(session: Session, message: int, article: str, now: float) -> None:
    """Remember that a message asked what no article (empty) or `article` answers."""
    row = {
        "message_id": message,
        "article": article,
        "verdict": SHOWN if article else NONE,
        "state": CLOSED if article else OPEN,
        "at": now,
    }
    session.connection().execute(_ADD[dialect(session)], row)


def judge(session: Session, thread: int, article: str, verdict: str) -> bool:
    """Remember what the citizen says of `article`, told last; return whether it was told."""
    told = (
        select(func.max(Asked.message_id))
        .join(Message, Message.id == Asked.message_id)
        .where(Message.thread_id == thread, Asked.article == article, Asked.verdict == SHOWN)
    )
    number = session.scalar(told)
    if number is None:
        return False
    state = OPEN if verdict == NO else CLOSED
    changed = update(Asked).where(Asked.message_id == number)
    session.execute(changed.values(verdict=verdict, state=state))
    return True


def waiting(session: Session, limit: int) -> Sequence[Question]:
    """Return what waits for an answer, the newest first."""
    rows = session.execute(
        select(
            Asked.message_id,
            Message.thread_id,
            Message.text,
            Thread.language,
            Asked.article,
            Asked.at,
        )
        .join(Message, Message.id == Asked.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Asked.state == OPEN)
        .order_by(Asked.message_id.desc())
        .limit(limit)
    )
    return [
        Question(id=number, thread=thread, text=text, language=language, article=article, at=at)
        for number, thread, text, language, article, at in rows
    ]


def count(session: Session) -> int:
    """Return how many wait for an answer."""
    rows = select(func.count()).select_from(Asked).where(Asked.state == OPEN)
    return session.scalar(rows) or 0


def end(session: Session, messages: Collection[int], state: str) -> int:
    """Mark what was asked as answered, or set aside; return how many waited for that."""
    done = session.execute(
        update(Asked)
        .where(Asked.message_id.in_(messages), Asked.state == OPEN)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # a cursor result


def reopen(session: Session, messages: Collection[int]) -> int:
    """Let what was set aside wait again; return how many."""
    done = session.execute(
        update(Asked)
        .where(Asked.message_id.in_(messages), Asked.state == SET_ASIDE)
        .values(state=OPEN)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # a cursor result


def verdicts(session: Session) -> Mapping[tuple[str, str], int]:
    """Return how often each article got each verdict."""
    rows = session.execute(
        select(Asked.article, Asked.verdict, func.count())
        .where(Asked.article != "")
        .group_by(Asked.article, Asked.verdict)
    )
    return {(article, verdict): number for article, verdict, number in rows}


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an operator answered, and what the citizen had said before, in which language."""

    asked: str
    answered: str
    language: str


def exchange(session: Session, reply: int) -> Exchange | None:
    """Return what an operator's message `reply` answered; nothing if it is none of theirs."""
    said = session.execute(
        select(Message.thread_id, Message.text, Thread.language)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Message.id == reply, Message.author == "operator")
    ).first()
    if said is None:
        return None
    asked = session.scalar(
        select(Message.text)
        .where(
            Message.thread_id == said.thread_id,
            Message.id < reply,
            Message.direction == "in",
            Message.text != "",
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    return Exchange(asked or "", said.text, said.language)
