"""The inbox: conversations that wait, one conversation, and what an operator does in it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from gateway import sitting
from gateway.console.canned import filled
from gateway.console.conversation import colleagues
from gateway.console.lists import Lists
from gateway.console.pages import Pages, field, mask
from gateway.console.questions import numbers
from gateway.console.transcript import entries, references
from gateway.sitting import Reply
from gateway.store import (
    canned,
    conversations,
    corrections,
    media,
    reports,
    sharing,
    threads,
    transcripts,
)
from gateway.store.conversations import Waiting
from gateway.store.database import Session
from gateway.store.sharing import Answered
from gateway.store.threads import Kept
from gateway.tools import Tools

LONGEST_REPLY = 4000
LINES = 300
LONGEST_NUMBER = 9


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
        self._all = Lists(tools)

    def index(self) -> str:
        return self._pages.show("inbox.html", thread=None, **self._lists())

    def waiting(self) -> Response:
        return self._pages.fragment("_waiting.html", thread=None, **self._lists())

    def conversation(self, thread: int) -> str:
        return self._pages.show("inbox.html", **{**self._lists(), **self._one(thread)})

    def lines(self, thread: int) -> Response:
        return self._pages.fragment("_conversation.html", **self._one(thread))

    def reply(self, thread: int) -> AnyResponse | tuple[str, int]:
        self._need(thread)
        chosen = [*numbers(field("canned", LONGEST_NUMBER)), 0][0]
        text = field("text", LONGEST_REPLY) or self._ready(thread, chosen)
        if not text:
            return _back(thread, "empty")
        seen = numbers(field("seen", LONGEST_NUMBER))
        reply = Reply(text, g.operator.name, seen[0] if seen else None)
        try:
            sitting.answer(thread, reply, self._tools)
        except sitting.StoppedCitizenError:
            return _back(thread, "stopped")
        except sitting.AnsweredError as error:
            return self._answered(thread, text, error.answered), 409
        if chosen:
            with self._tools.database.write() as session:
                canned.count(session, chosen)
        return _back(thread, "sent")

    def _ready(self, thread: int, number: int) -> str:
        """Return the words of a reply that was chosen without a script; empty if it is none."""
        found = self._one(thread)["ready"] if number else ()
        return next((each.text for each in found if each.id == number), "")

    def _answered(self, thread: int, text: str, answered: Answered) -> str:
        """Return the page with what was typed, and what somebody else answered meanwhile."""
        more = {**self._lists(), **self._one(thread), "typed": text, "answered": answered}
        return self._pages.show("inbox.html", **more)

    def take(self, thread: int) -> AnyResponse:
        self._need(thread)
        return _back(
            thread, "taken" if sitting.take(thread, g.operator.name, self._tools) else "nothing"
        )

    def back(self, thread: int) -> AnyResponse:
        self._need(thread)
        told = "back" if sitting.give_back(thread, self._tools) else "nothing"
        if "next" not in request.form:
            return _back(thread, told)
        after = numbers(field("next", LONGEST_NUMBER))
        return _back(after[0], told) if after else redirect(f"/console?told={told}", 303)

    def retry(self, thread: int, message: int) -> AnyResponse:
        return _back(thread, "again" if sitting.retry(message, self._tools) else "nothing")

    def _need(self, thread: int) -> None:
        with self._tools.database.read() as session:
            _known(session, thread)

    def _lists(self) -> Mapping[str, Any]:
        return self._all.shown()

    def _one(self, thread: int) -> Mapping[str, Any]:
        with self._tools.database.read() as session:
            found = _known(session, thread)
            kept = threads.load(session, self._tools.seal, [thread])[thread]
            lines = transcripts.read(session, thread, limit=LINES)
            files = media.of(session, references(lines))
            corrected = corrections.of(session, [line.id for line in lines])
            beside = self._beside(session, kept)
        channel = self._tools.channels.get(kept.channel)
        return {
            "thread": found[0],
            "owner": found[1],
            "who": mask(kept.sender),
            "stopped": kept.conversation.stopped,
            "lines": entries(lines, files),
            "form": channel.form if channel else None,
            "corrected": corrected,
            "seen": lines[-1].id if lines else 0,
            **beside,
        }

    def _beside(self, session: Session, kept: Kept) -> Mapping[str, Any]:
        """Return what operators keep beside a conversation, and the replies they may choose."""
        thread, language = kept.id, kept.conversation.language
        report = reports.by_ticket(session, kept.conversation.ticket)
        agency = self._tools.pack.agencies.get(report.agency) if report else None
        facts = {
            "kota": self._tools.pack.name,
            "petugas": g.operator.name,
            "tiket": kept.conversation.ticket,
            "dinas": agency.short if agency else "",
        }
        return {
            "ready": filled(session, facts, language, report.category if report else ""),
            "assignee": sharing.assignees(session, [thread]).get(thread, ""),
            "colleagues": colleagues(session),
            "tags": sharing.tags(session, [thread]).get(thread, ()),
            "known_tags": sharing.known_tags(session),
            "notes": sharing.notes(session, thread),
        }


def _known(session: Session, thread: int) -> tuple[Waiting, str]:
    """Return a conversation and who holds it, or answer 404."""
    return conversations.get(session, thread) or abort(404)


def _back(thread: int, told: str) -> AnyResponse:
    return redirect(f"/console/conversations/{thread}?told={told}", 303)
