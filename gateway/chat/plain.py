"""The web chat without JavaScript: `/chat/plain`, a form and the thread above it.

Who writes is a cookie that no script reads. Old browsers tell of a foreign page in Origin only,
and with `no-referrer` they would hide even ours: this page says who it is to itself.
"""

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.chat import CHATS, Site, taking
from gateway.chat.guard import ForeignError, Guard, TooFastError
from gateway.chat.taking import Said
from gateway.chat.telling import Asked, Teller
from gateway.chat.writer import Writer, asked
from gateway.outside import LONGEST
from gateway.tools import Tools

PATH, COOKIE = "/chat/plain", "citizen"
KEPT = 180 * 24 * 3600
"""Seconds a browser remembers whose conversation it holds."""
PATIENT = 4
"""Requests that wait for a reply at once: each holds a thread."""
_WEB = CHATS["web"]
_SENDER = re.compile(r"[0-9a-f]{32}", re.ASCII)
_NAME = re.compile(r"[0-9a-f]{16}", re.ASCII)


def add(pages: Blueprint, write: Writer, tools: Tools, site: Site) -> None:
    """Add the page to `pages`."""
    teller = Teller(chats={"web": _WEB}, tools=tools, demo=False)
    page = _Page(write, teller, Guard(tools, site))
    pages.add_url_rule(PATH, "plain", page.show)
    pages.add_url_rule(PATH, "say", page.say, methods=["POST"])


class _Page:
    """What the page's address does."""

    def __init__(self, write: Writer, teller: Teller, guard: Guard) -> None:
        self._write = write
        self._teller = teller
        self._guard = guard
        self._patient = BoundedSemaphore(PATIENT)

    def show(self) -> Response:
        """Return the thread of whoever holds the cookie."""
        forgetful = "sent" in request.args and not _sender()
        return self._page("plain-forgetful" if forgetful else "")

    def say(self) -> AnyResponse:
        """Keep what the form says, wait a little for the reply, and show the thread."""
        text = request.form.get("text", "").strip()[:LONGEST]
        button = request.form.get("button", "")[:200]
        sender = _sender() or secrets.token_hex(16)
        if text or button:
            try:
                self._guard.check(_WEB, sender)
            except ForeignError:
                return Response("forbidden", 403, mimetype="text/plain")
            except TooFastError as error:
                page = self._page("plain-slow", said=text, status=429)
                page.headers["Retry-After"] = str(error.seconds)
                return page
            said = Said(sender=sender, id=_name(), text=text, button=button)
            self._await_reply(sender, taking.keep(said, _WEB, self._teller.tools) or 0)
        return self._remember(redirect(f"{PATH}?lang={asked()}&sent=1#end", 303), sender)

    def _page(self, trouble: str, *, said: str = "", status: int = 200) -> Response:
        sender = _sender()
        lines = self._teller.lines(Asked("web", sender, 0)) if sender else ()
        shown = [self._teller.shown(line) for line in lines]
        page = self._write.page(
            "plain.html",
            lines=_read(shown),
            trouble=trouble,
            said=said,
            name=secrets.token_hex(8),
        )
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
        return make_response(page, status, headers)

    def _await_reply(self, sender: str, after: int) -> None:
        if not self._patient.acquire(blocking=False):
            return
        try:
            end = time.monotonic() + self._guard.site.patience
            while time.monotonic() < end:
                if self._teller.lines(Asked("web", sender, after)):
                    return
                time.sleep(0.1)
        finally:
            self._patient.release()

    def _remember(self, response: AnyResponse, sender: str) -> AnyResponse:
        response.set_cookie(
            COOKIE,
            sender,
            max_age=KEPT,
            path=PATH,
            secure=self._guard.site.public_url.startswith("https://"),
            httponly=True,
            samesite="Lax",
        )
        return response


def _sender() -> str:
    known = request.cookies.get(COOKIE, "")
    return known if _SENDER.fullmatch(known) else ""


def _name() -> str:
    """Return the form's own name: a form sent twice is one message."""
    given = request.form.get("name", "")
    return given if _NAME.fullmatch(given) else secrets.token_hex(8)


def _read(shown: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the messages with the words for buttons that were pressed."""
    labels = {each["button"]: each["label"] for line in shown for each in line["choices"]}
    return [
        {**line, "text": line["text"] or labels.get(line.get("button", ""), "")}
        for line in shown
    ]
