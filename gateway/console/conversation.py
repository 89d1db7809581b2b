"""What operators do around a conversation: whose it is, tags, notes, who else is there."""

import re
from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, abort, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from gateway import sitting, snoozing
from gateway.console import roles
from gateway.console.pages import Pages, field
from gateway.store import conversations, operators, resting, sharing
from gateway.store.database import Session
from gateway.store.sharing import Look, Noted
from gateway.tools import Tools

LONGEST_NOTE, LONGEST_TAG, MOST_TAGS = 2000, 30, 12
NUMBER = 10
"""Digits of the largest id of a message that a page may name."""
_MENTION = re.compile(r"@(\S+)")
_NOT_IN_TAGS = re.compile(r"[^\w\s-]")


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return what belongs to `/console/conversations/<thread>` beside what is said in it."""
    page = Blueprint("conversation", __name__, url_prefix="/console/conversations/<int:thread>")
    views = _Views(tools, pages)
    for name in ("assign", "tag", "untag", "note", "look", "resolve", "snooze", "wake"):
        page.add_url_rule(f"/{name}", view_func=getattr(views, name), methods=["POST"])
    page.add_url_rule("/others", view_func=views.others)
    return page


class _Views:
    """What the addresses do."""

    def __init__(self, tools: Tools, pages: Pages) -> None:
        self._tools = tools
        self._pages = pages

    def assign(self, thread: int) -> AnyResponse:
        who = field("who", operators.LONGEST_NAME)
        with self._tools.database.write() as session:
            _need(session, thread)
            if who and who not in colleagues(session):
                return _back(thread, "nobody")
            done = sharing.assign(session, thread, who)
        return _back(thread, "assigned" if done else "nothing")

    def tag(self, thread: int) -> AnyResponse:
        word = tidied(field("tag", 200))
        with self._tools.database.write() as session:
            _need(session, thread)
            full = len(sharing.tags(session, [thread]).get(thread, ())) >= MOST_TAGS
            if word and not full:
                sharing.tag(session, thread, word)
        return _back(thread, "tagged" if word and not full else "nothing")

    def untag(self, thread: int) -> AnyResponse:
        with self._tools.database.write() as session:
            _need(session, thread)
            sharing.untag(session, thread, tidied(field("tag", 200)))
        return _back(thread, "tagged")

    def note(self, thread: int) -> AnyResponse:
        text = field("note", LONGEST_NOTE)
        with self._tools.database.write() as session:
            _need(session, thread)
            if not text:
                return _back(thread, "empty-note")
            named = mentions(text, colleagues(session))
            now = self._tools.database.now(session)
            who = g.operator.name
            new = Noted(thread=thread, operator=who, text=text, at=now)
            sharing.note(session, new, named)
        return _back(thread, "noted")

    def resolve(self, thread: int) -> AnyResponse:
        """Be done with the conversation."""
        with self._tools.database.read() as session:
            _need(session, thread)
        return onward(thread, "resolved" if sitting.resolve(thread, self._tools) else "nothing")

    def snooze(self, thread: int) -> AnyResponse:
        """Lay the conversation aside until the moment that is chosen or written."""
        with self._tools.database.write() as session:
            _need(session, thread)
            now = self._tools.database.now(session)
            here = datetime.fromtimestamp(now, self._tools.pack.timezone)
            until = snoozing.chosen(field("until", 40) or field("at", 40), here)
            if until is None:
                return _back(thread, "when")
            done = resting.snooze(session, thread, until.timestamp())
        return onward(thread, "snoozed" if done else "nothing")

    def wake(self, thread: int) -> AnyResponse:
        """Bring a conversation back that was laid aside."""
        with self._tools.database.write() as session:
            _need(session, thread)
            done = resting.snooze(session, thread, None)
        return _back(thread, "woken" if done else "nothing")

    def look(self, thread: int) -> tuple[str, int]:
        """Take in that somebody looks, how far they have read, and whether they type."""
        said = request.form.get("seen", "")
        seen = int(said) if said.isascii() and said.isdigit() and len(said) < NUMBER else 0
        with self._tools.database.write() as session:
            _need(session, thread)
            now = self._tools.database.now(session)
            types = bool(request.form.get("types"))
            who = g.operator.name
            sharing.look(
                session, Look(thread=thread, operator=who, seen=seen, types=types), now
            )
        return "", 204

    def others(self, thread: int) -> AnyResponse:
        with self._tools.database.read() as session:
            _need(session, thread)
            now = self._tools.database.now(session)
            found = sharing.others(session, thread, g.operator.name, now)
        return self._pages.fragment("_others.html", others=found)


def onward(thread: int, told: str) -> AnyResponse:
    """Go on with the conversation the form names as the next, or stay with this one.

    A form that says there is no next leads to the list.
    """
    if "next" not in request.form:
        return _back(thread, told)
    said = field("next", NUMBER - 1)
    after = int(said) if said.isascii() and said.isdigit() else 0
    return _back(after, told) if after else redirect(f"/console?told={told}", 303)


def colleagues(session: Session) -> Sequence[str]:
    """Return the names of those who may answer citizens."""
    every = operators.everyone(session)
    return [each.name for each in every if each.role in roles.ANSWERING]


def mentions(text: str, names: Sequence[str]) -> Sequence[str]:
    """Return which of `names` a note mentions.

    >>> mentions("@budi tolong lihat, cc @nobody @Siti!", ["budi", "siti"])
    ['budi', 'siti']
    """
    said = [each.strip(".,;:!?").casefold() for each in _MENTION.findall(text)]
    return [name for name in names if name.casefold() in said]


def tidied(word: str) -> str:
    """Return a tag as it is kept: small letters, single spaces, no marks.

    >>> tidied("  Jalan   RUSAK! <b>"), tidied("!!!")
    ('jalan rusak b', '')
    """
    return " ".join(_NOT_IN_TAGS.sub(" ", word).casefold().split())[:LONGEST_TAG].strip()


def _need(session: Session, thread: int) -> None:
    if conversations.get(session, thread) is None:
        abort(404)


def _back(thread: int, told: str) -> AnyResponse:
    return redirect(f"/console/conversations/{thread}?told={told}", 303)
