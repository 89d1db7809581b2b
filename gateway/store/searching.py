"""What was said, found by its words: all of them, the newest first, in every conversation.

What a message says is found from the moment it is kept, and no more once it is changed or gone
(`gateway.store.word_tables`). Notes are not looked through.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, column, func, or_, select, table, text, union
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from gateway.store.dialects import dialect
from gateway.store.inbox_tables import ThreadTag
from gateway.store.narrowing import Wanted, conditions
from gateway.store.report_tables import Report
from gateway.store.tables import Message, Thread, core
from gateway.store.word_tables import WORDS

PAGE, NAMED = 50, 50
"""Messages on one page; conversations found by a number or a tag."""
WIDE = 500
"""How many of the newest messages with the words are looked through for other conditions."""
YOUNG = 2000
"""How many of the newest messages are read to learn whether words are common."""
MOST_WORDS, PREFIX = 8, 3
"""Words looked for; letters from which on the last one may be the beginning of a word."""
PATIENCE = 1500
"""Milliseconds that a server may take."""
_WORD = re.compile(r"[^\W_]+")
_LAST = 2**31 - 1
_FTS5 = table("message_words", column("rowid"), column("message_words"))
MESSAGE = core(Message)


@dataclass(frozen=True, slots=True)
class Hit:
    """A message with the words, and its conversation."""

    id: int
    thread: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Hits, the newest first; those `before` a message come next, if it is not 0.

    `broad`: too much has these words, and nothing was found in time.
    """

    hits: Sequence[Hit] = ()
    before: int = 0
    broad: bool = False


def words(said: str) -> tuple[str, ...]:
    """Return the words to look for, in small letters.

    >>> words('Lampu-jalan "NEAR" OR *mati*'), words("!!")
    (('lampu', 'jalan', 'near', 'or', 'mati'), ())
    """
    return tuple(_WORD.findall(unicodedata.normalize("NFC", said).lower())[:MOST_WORDS])


def marked(said: str, wanted: Sequence[str], room: int = 160) -> Sequence[tuple[str, bool]]:
    """Return about `room` letters around the first word wanted, in parts: each a word or not.

    >>> marked("Lampu di jalan mati", ("jal",))
    [('Lampu di ', False), ('jalan', True), (' mati', False)]
    """
    spots = [each.span() for each in _WORD.finditer(said) if _is_one(each.group(), wanted)]
    begin = max(0, spots[0][0] - room // 2) if spots else 0
    end = min(len(said), begin + room)
    parts, at = [], begin
    for first, last in spots:
        if last <= end:
            parts += [(said[at:first], False), (said[first:last], True)]
            at = last
    parts.append((said[at:end], False))
    whole = [("…", False), *parts] if begin else parts
    return [part for part in (*whole, ("…" if end < len(said) else "", False)) if part[0]]


def search(session: Session, asked: Sequence[str], wanted: Wanted, before: int = 0) -> Found:
    """Return a page of the messages that have all the words `asked` for.

    Where something else is `wanted`, too, a page may be short, or empty, and yet not the last.
    """
    narrow = list(conditions(wanted))
    most = WIDE if narrow else PAGE + 1
    try:
        ids = _with_words(session, asked, before or _LAST, most) if asked else []
    except OperationalError:
        return Found(broad=True)
    rows = select(Message.id, Message.thread_id, Message.text).where(Message.id.in_(ids))
    if narrow:
        rows = rows.join(Thread, Thread.id == Message.thread_id).where(*narrow)
    found = session.execute(rows.order_by(Message.id.desc()).limit(PAGE + 1)).all()
    hits = [Hit(*row) for row in found]
    if len(hits) > PAGE:
        return Found(hits=hits[:PAGE], before=hits[PAGE - 1].id)
    return Found(hits=hits, before=ids[-1] if len(ids) >= min(most, PAGE + 1) else 0)


def named(session: Session, said: str, senders: Sequence[tuple[str, bytes]]) -> Sequence[int]:
    """Return the conversations with this report number or tag, or with one of `senders`.

    A sender is a channel and the blind index of a citizen on it.
    """
    filed = select(Report.thread_id.label("thread")).where(Report.ticket == said.upper())
    tagged = select(ThreadTag.thread_id).where(ThreadTag.tag == said.casefold())
    every: list[Select[Any]] = [filed, tagged]
    if senders:
        known = [
            (Thread.channel == channel) & (Thread.sender_index == index)
            for channel, index in senders
        ]
        every.append(select(Thread.id).where(or_(*known)))
    found = union(*(each.limit(WIDE).subquery().select() for each in every)).subquery()
    newest = select(Thread.id).join(found, found.c.thread == Thread.id)
    return session.scalars(
        newest.order_by(Thread.heard_at.desc().nulls_last(), Thread.id).limit(NAMED)
    ).all()


def _is_one(word: str, wanted: Sequence[str]) -> bool:
    small = word.lower()
    begins = len(wanted[-1]) >= PREFIX if wanted else False
    return small in wanted or (begins and small.startswith(wanted[-1]))


def _with_words(session: Session, asked: Sequence[str], before: int, most: int) -> list[int]:
    """Return the newest messages before `before` with the words: more than a page, or all."""
    begins = len(asked[-1]) >= PREFIX
    if dialect(session) == "sqlite":
        match = " ".join(f'"{word}"' for word in asked) + ("*" if begins else "")
        has = _FTS5.c.message_words.op("MATCH")(match)
        key = _FTS5.c.rowid
        rows = select(key).where(has, key < before).order_by(key.desc()).limit(most)
        return list(session.scalars(rows))
    query = " & ".join(f"'{word}'" for word in asked) + (":*" if begins else "")
    return _in_postgres(session, query, before, most)


def _in_postgres(session: Session, query: str, before: int, most: int) -> list[int]:
    """Return as `_with_words` does. Raises `OperationalError` if it takes too long.

    The planner knows how often a word is used only of the commonest. Those are looked for
    among the newest messages; what is not common there comes from the index, all of it.
    """
    has = text(f"{WORDS} @@ to_tsquery('simple', :query)").bindparams(query=query)
    rows = select(MESSAGE.c.id).where(has, MESSAGE.c.id < before).limit(most)
    newest = min(before, (session.scalar(select(func.max(MESSAGE.c.id))) or 0) + 1)
    young = rows.where(MESSAGE.c.id >= newest - YOUNG).order_by(MESSAGE.c.id.desc())
    found = list(session.scalars(young))
    if len(found) > PAGE:
        return found
    with session.begin_nested():
        session.execute(text(f"SET LOCAL statement_timeout = {PATIENCE}"))
        found = list(session.scalars(rows.order_by((MESSAGE.c.id + 0).desc())))
        session.execute(text("SET LOCAL statement_timeout = 0"))
    return found
