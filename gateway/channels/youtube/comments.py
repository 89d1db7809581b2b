"""Threads of comments below the city's videos, read into our values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.model import Inbound
from gateway.channels.youtube.api import text

log = structlog.get_logger()
CHANNEL = "youtube"
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
"""What reading something that is no comment raises."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote, and when first (Unix seconds); `author` is a channel's id."""

    id: str
    author: str
    text: str
    at: float


def said(threads: Iterable[Any], ours: str, since: float) -> tuple[Inbound, ...]:
    """Return what others wrote to us since then, oldest first.

    That is every comment that begins a thread, and what follows a comment of ours in one: what
    readers say to each other is not our business. A comment keeps its id when it is edited, so
    that an edit is nothing new. A thread that cannot be read is left out.
    """
    told = [comment for thread in threads for comment in _to_us(thread, ours)]
    recent = sorted((each for each in told if each.at >= since), key=lambda each: each.at)
    return tuple(
        Inbound(channel=CHANNEL, sender=each.author, external_id=each.id, text=each.text)
        for each in recent
    )


def read(comment: Mapping[str, Any], words: str = "textDisplay") -> Comment:
    """Return a comment; `words` names the form of its text that is wanted."""
    snippet = comment["snippet"]
    return Comment(
        id=text(comment["id"]),
        author=_author(snippet),
        text=_words(snippet, words),
        at=datetime.fromisoformat(snippet["publishedAt"]).timestamp(),
    )


def parent(comment: str) -> str:
    """Return the comment that begins the thread of `comment`: only that can be replied to.

    >>> parent("Ugz1.9abc"), parent("Ugz1")
    ('Ugz1', 'Ugz1')
    """
    return comment.partition(".")[0]


def _to_us(thread: Any, ours: str) -> list[Comment]:
    try:
        first = read(thread["snippet"]["topLevelComment"])
        replies = [read(each) for each in (thread.get("replies") or {}).get("comments", ())]
    except MALFORMED as error:
        log.warning("comment_unreadable", channel=CHANNEL, error=type(error).__name__)
        return []
    begun = min((each.at for each in [first, *replies] if each.author == ours), default=None)
    follow = [each for each in replies if begun is not None and each.at >= begun]
    return [each for each in [first, *follow] if each.author not in {ours, ""} and each.text]


def _author(snippet: Mapping[str, Any]) -> str:
    """Return the author's channel; an account that was closed has none."""
    channel = snippet.get("authorChannelId")
    return text(channel["value"]) if channel else ""


def _words(snippet: Mapping[str, Any], name: str) -> str:
    words = snippet.get(name, "")
    if isinstance(words, str):
        return words
    raise TypeError("not a text")
