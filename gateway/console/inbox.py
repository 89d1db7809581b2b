"""The inbox: conversations that wait, one conversation, and what an operator does in it."""

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from bot.model import Attachment
from gateway import sitting
from gateway.console.conversation import onward
from gateway.console.frame import Frame, known
from gateway.console.pages import Pages, field
from gateway.console.questions import numbers
from gateway.media import given
from gateway.media.files import BadFileError
from gateway.sitting import Reply
from gateway.store import canned, threads
from gateway.tools import Tools

LONGEST_REPLY, LARGEST_BODY = 4000, 64 * 1024
LONGEST_NUMBER = 9
SHORTEST_REASON, LONGEST_REASON = 5, 200


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
    inbox.add_url_rule(f"{one}/reveal", view_func=views.reveal, methods=["POST"])
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
        self._frame = Frame(tools, pages)

    def index(self) -> str:
        return self._pages.show("inbox.html", thread=None, **self._frame.lists())

    def waiting(self) -> Response:
        return self._pages.fragment("_waiting.html", thread=None, **self._frame.lists())

    def conversation(self, thread: int) -> str:
        return self._frame.page(thread)

    def lines(self, thread: int) -> Response:
        return self._pages.fragment("_conversation.html", **self._frame.talk(thread))

    def reply(self, thread: int) -> AnyResponse | tuple[str, int]:
        request.max_content_length = given.LARGEST + LARGEST_BODY
        self._need(thread)
        chosen = [*numbers(field("canned", LONGEST_NUMBER)), 0][0]
        text = field("text", LONGEST_REPLY) or self._ready(thread, chosen)
        try:
            file = self._file(thread)
        except BadFileError:
            return self._frame.page(thread, typed=text, bad_file=True), 422
        if not text and not file:
            return _back(thread, "empty")
        seen = [*numbers(field("seen", LONGEST_NUMBER)), None][0]
        reply = Reply(text, g.operator.name, seen, late="late" in request.form, file=file)
        refused = self._refused(thread, reply)
        if refused is not None:
            return refused
        if chosen:
            with self._tools.database.write() as session:
                canned.count(session, chosen)
        return _back(thread, "sent")

    def _refused(self, thread: int, reply: Reply) -> AnyResponse | tuple[str, int] | None:
        """Send a reply, or return the page that says why it was not sent."""
        try:
            sitting.answer(thread, reply, self._tools)
        except sitting.StoppedCitizenError:
            return _back(thread, "stopped")
        except sitting.AnsweredError as error:
            return self._frame.page(thread, typed=reply.text, answered=error.answered), 409
        except sitting.WindowClosedError as error:
            return self._frame.page(thread, typed=reply.text, refused=error.window), 409
        return None

    def _file(self, thread: int) -> Attachment | None:
        """Keep the file of the form, if the conversation's channel carries files."""
        uploaded = request.files.get("file")
        if uploaded is None:
            return None
        with uploaded.stream as stream:
            content = stream.read()
        if not content:
            return None
        if not self._frame.carries_files(thread):
            raise BadFileError("channel")
        return given.keep(content, self._tools.storage)

    def _ready(self, thread: int, number: int) -> str:
        """Return the words of a reply that was chosen without a script; empty if it is none."""
        found = self._frame.ready(thread) if number else ()
        return next((each.text for each in found if each.id == number), "")

    def reveal(self, thread: int) -> str | tuple[str, int]:
        """Show the whole number once; the reason is in the log before it is read."""
        if len(field("reason", LONGEST_REASON)) < SHORTEST_REASON:
            return self._frame.page(thread, unrevealed=True), 422
        self._need(thread)
        with self._tools.database.read() as session:
            sender = threads.senders(session, self._tools.seal, [thread])[thread]
        return self._frame.page(thread, revealed=sender)

    def take(self, thread: int) -> AnyResponse:
        self._need(thread)
        return _back(
            thread, "taken" if sitting.take(thread, g.operator.name, self._tools) else "nothing"
        )

    def back(self, thread: int) -> AnyResponse:
        self._need(thread)
        return onward(thread, "back" if sitting.give_back(thread, self._tools) else "nothing")

    def retry(self, thread: int, message: int) -> AnyResponse:
        return _back(thread, "again" if sitting.retry(message, self._tools) else "nothing")

    def _need(self, thread: int) -> None:
        with self._tools.database.read() as session:
            known(session, thread)


def _back(thread: int, told: str) -> AnyResponse:
    return redirect(f"/console/conversations/{thread}?told={told}", 303)
