"""The inbox: conversations that wait, one conversation, and what an operator does in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect
from werkzeug.wrappers import Response as AnyResponse

from gateway import sitting
from gateway.console.pages import Pages, field, mask
from gateway.console.transcript import entries, references
from gateway.store import media, operators, threads, transcripts
from gateway.store.database import Session
from gateway.store.operators import Waiting
from gateway.tools import Tools

LONGEST_REPLY = 4000
LINES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a list: a conversation, and as much of its citizen as may be shown."""

    conversation: Waiting
    who: str


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console` and everything about a conversation."""
    inbox = Blueprint("inbox", __name__, url_prefix="/console")
    views = _Views(tools, pages)
    one = "/conversations/<int:thread>"
    inbox.add_url_rule("", view_func=views.index)
    inbox.add_url_rule("/waiting", view_func=views.waiting)
    inbox.add_url_rule(one, view_func=views.conversation)
    inbox.add_url_rule(f"{one}/lines", view_func=views.lines)
    inbox.add_url_rule(f"{one}/reply", view_func=views.reply, methods=["POST"])
    inbox.add_url_rule(f"{one}/take", view_func=views.take, methods=["POST"])
    inbox.add_url_rule(f"{one}/back", view_func=views.back, methods=["POST"])
    again = f"{one}/messages/<int:message>/retry"
    inbox.add_url_rule(again, view_func=views.retry, methods=["POST"])
    return inbox


class _Views:
    """What the addresses of the inbox do."""

    def __init__(self, tools: Tools, pages: Pages) -> None:
        self._tools = tools
        self._pages = pages

    def index(self) -> str:
        return self._pages.show("inbox.html", thread=None, **self._lists())

    def waiting(self) -> Response:
        return self._pages.fragment("_waiting.html", thread=None, **self._lists())

    def conversation(self, thread: int) -> str:
        return self._pages.show("inbox.html", **{**self._lists(), **self._one(thread)})

    def lines(self, thread: int) -> Response:
        return self._pages.fragment("_conversation.html", **self._one(thread))

    def reply(self, thread: int) -> AnyResponse:
        self._need(thread)
        text = field("text", LONGEST_REPLY)
        if not text:
            return _back(thread, "empty")
        try:
            sitting.answer(thread, text, self._tools)
        except sitting.StoppedCitizenError:
            return _back(thread, "stopped")
        return _back(thread, "sent")

    def take(self, thread: int) -> AnyResponse:
        self._need(thread)
        return _back(thread, "taken" if sitting.take(thread, self._tools) else "nothing")

    def back(self, thread: int) -> AnyResponse:
        self._need(thread)
        return _back(thread, "back" if sitting.give_back(thread, self._tools) else "nothing")

    def retry(self, thread: int, message: int) -> AnyResponse:
        return _back(thread, "again" if sitting.retry(message, self._tools) else "nothing")

    def _need(self, thread: int) -> None:
        with self._tools.database.read() as session:
            _known(session, thread)

    def _lists(self) -> Mapping[str, Any]:
        with self._tools.database.read() as session:
            waiting = self._rows(session, operators.waiting(session))
            others = self._rows(session, operators.with_bot(session))
        return {"waiting": waiting, "others": others}

    def _rows(self, session: Session, found: Sequence[Waiting]) -> list[Row]:
        kept = threads.load(session, self._tools.seal, [each.id for each in found])
        return [Row(conversation=each, who=mask(kept[each.id].sender)) for each in found]

    def _one(self, thread: int) -> Mapping[str, Any]:
        with self._tools.database.read() as session:
            found = _known(session, thread)
            kept = threads.load(session, self._tools.seal, [thread])[thread]
            lines = transcripts.read(session, thread, limit=LINES)
            files = media.of(session, references(lines))
        channel = self._tools.channels.get(kept.channel)
        return {
            "thread": found[0],
            "owner": found[1],
            "who": mask(kept.sender),
            "stopped": kept.conversation.stopped,
            "lines": entries(lines, files),
            "form": channel.form if channel else None,
        }


def _known(session: Session, thread: int) -> tuple[Waiting, str]:
    """Return a conversation and who holds it, or answer 404."""
    return operators.conversation(session, thread) or abort(404)


def _back(thread: int, told: str) -> AnyResponse:
    return redirect(f"/console/conversations/{thread}?told={told}", 303)
