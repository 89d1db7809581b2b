"""Broadcasts: written and previewed by one operator, approved by another, watched by both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from bot.flows.alerts import TOPICS
from gateway.console.pages import Pages, field, page_number
from gateway.render import MOST_SEGMENTS
from gateway.sms import plain, segments
from gateway.store import broadcasts
from gateway.store.broadcasts import DRAFT, PAUSED, SENDING, WAITING, Kept, Text
from gateway.store.database import Session
from gateway.tools import Tools
from gateway.work import broadcasting

PAGE = 20
LONGEST, LONGEST_REASON = 1000, 300
"""Characters of a text, and of a reason."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a form holds, and the words of what is wrong with it, if anything is."""

    text: Text
    wrong: str = ""


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/broadcasts`."""
    page = Blueprint("broadcasts", __name__, url_prefix="/console/broadcasts")
    views = _Views(tools, pages)
    one = "/<int:number>"
    page.add_url_rule("", view_func=views.index)
    page.add_url_rule("/new", view_func=views.new)
    page.add_url_rule("/new", view_func=views.add, methods=["POST"])
    page.add_url_rule(one, view_func=views.show)
    page.add_url_rule(f"{one}/progress", view_func=views.progress)
    page.add_url_rule(f"{one}/edit", view_func=views.edit)
    page.add_url_rule(f"{one}/edit", view_func=views.change, methods=["POST"])
    for name in ("submit", "withdraw", "approve", "refuse", "pause", "resume", "cancel"):
        view = getattr(views, name)
        page.add_url_rule(f"{one}/{name}", view_func=view, methods=["POST"])
    return page


class _Views:
    """What the addresses do."""

    def __init__(self, tools: Tools, pages: Pages) -> None:
        self._tools = tools
        self._pages = pages
        entries = tools.knowledge.gazetteer.entries
        self._areas = {each.code: each.name for each in entries if each.kind == "kecamatan"}

    def index(self) -> str:
        number = page_number()
        with self._tools.database.read() as session:
            found, count = broadcasts.listed(session, limit=PAGE, offset=(number - 1) * PAGE)
        return self._show(
            "broadcasts.html", entries=found, page=number, last=max(1, -(-count // PAGE))
        )

    def new(self) -> str:
        empty = Text(topic="news", area="", texts={}, severe=False, without_sms=False)
        return self._form(None, Written(empty))

    def add(self) -> AnyResponse | tuple[str, int]:
        written = self._read()
        if written.wrong:
            return self._form(None, written), 422
        with self._tools.database.write() as session:
            now = self._tools.database.now(session)
            number = broadcasts.add(session, written.text, g.operator.name, now)
        return _back(number, "drafted")

    def edit(self, number: int) -> AnyResponse | str:
        kept = self._one(number)
        if kept.status != DRAFT:
            return _back(number, "broadcast-changed")
        return self._form(number, Written(kept.text))

    def change(self, number: int) -> AnyResponse | tuple[str, int]:
        self._one(number)
        written = self._read()
        if written.wrong:
            return self._form(number, written), 422
        with self._tools.database.write() as session:
            done = broadcasts.change(session, number, written.text)
        return _back(number, "drafted" if done else "broadcast-changed")

    def show(self, number: int) -> str:
        return self._show("broadcast.html", **self._seen(number))

    def progress(self, number: int) -> Response:
        return self._pages.fragment(
            "_broadcast.html", topics=TOPICS, areas=self._areas, **self._seen(number)
        )

    def submit(self, number: int) -> AnyResponse:
        self._one(number)
        return _back(number, _TOLD[broadcasting.submit(number, self._tools)])

    def approve(self, number: int) -> AnyResponse:
        self._one(number)
        said = broadcasting.approve(number, g.operator.name, self._tools)
        return _back(number, _TOLD[said])

    def withdraw(self, number: int) -> AnyResponse:
        self._one(number)
        return self._draft_again(number, "")

    def refuse(self, number: int) -> AnyResponse:
        self._one(number)
        reason = field("reason", LONGEST_REASON)
        return self._draft_again(number, reason) if reason else _back(number, "explain")

    def pause(self, number: int) -> AnyResponse:
        self._one(number)
        done = broadcasting.pause(number, self._tools)
        return _back(number, "held" if done else "broadcast-changed")

    def resume(self, number: int) -> AnyResponse:
        self._one(number)
        done = broadcasting.resume(number, self._tools)
        return _back(number, "sending" if done else "broadcast-changed")

    def cancel(self, number: int) -> AnyResponse:
        self._one(number)
        reason = field("reason", LONGEST_REASON) or g.operator.name
        done = broadcasting.cancel(number, reason, self._tools)
        return _back(number, "ended" if done else "broadcast-changed")

    def _draft_again(self, number: int, reason: str) -> AnyResponse:
        with self._tools.database.write() as session:
            done = broadcasts.withdraw(session, number, reason)
        return _back(number, "drafted" if done else "broadcast-changed")

    def _one(self, number: int) -> Kept:
        with self._tools.database.read() as session:
            return _known(session, number)

    def _seen(self, number: int) -> Mapping[str, Any]:
        tools = self._tools
        with tools.database.read() as session:
            kept, now = _known(session, number), tools.database.now(session)
            early = kept.status in {DRAFT, WAITING}
            audience = broadcasting.audience(session, kept, tools) if early else None
            return {
                "broadcast": kept,
                "audience": audience,
                "affordable": audience is None
                or broadcasting.affordable(session, audience, tools, now),
                "copies": {} if early else broadcasts.progress(session, number),
                "moving": kept.status in {SENDING, PAUSED},
                "night": broadcasting.night(kept, tools, now) > 0,
            }

    def _read(self) -> Written:
        """Return what the form holds; nothing that was typed is lost if it is wrong."""
        languages = self._tools.pack.city.languages
        texts = {each: field(f"text-{each}", LONGEST + 1) for each in languages}
        topic, area = field("topic", 80), field("area", 80)
        text = Text(
            topic=topic if topic in TOPICS else "news",
            area=area if area in self._areas else "",
            texts={language: said for language, said in texts.items() if said},
            severe=bool(request.form.get("severe")),
            without_sms=bool(request.form.get("without_sms")),
        )
        return Written(text, self._wrong(text))

    def _wrong(self, text: Text) -> str:
        """Return the name of what is wrong with a text; empty if nothing is."""
        if self._tools.pack.city.languages[0] not in text.texts:
            return "broadcast-empty"
        if any(len(said) > LONGEST for said in text.texts.values()):
            return "broadcast-long"
        if not text.without_sms and any(self._is_long(text, each) for each in text.texts):
            return "broadcast-long-sms"
        return ""

    def _is_long(self, text: Text, language: str) -> bool:
        facts = {"text": text.texts[language]}
        said = plain(self._tools.voice.words("broadcast", facts, language))
        return segments(said).count > MOST_SEGMENTS

    def _form(self, number: int | None, written: Written) -> str:
        return self._show(
            "broadcast_form.html",
            number=number,
            text=written.text,
            wrong=written.wrong,
            spoken=self._tools.pack.city.languages,
            longest=LONGEST,
        )

    def _show(self, template: str, **more: Any) -> str:
        return self._pages.show(template, topics=TOPICS, areas=self._areas, **more)


_TOLD: Mapping[str, str] = {
    "submitted": "submitted",
    "sending": "sending",
    "own": "broadcast-own",
    "nobody": "broadcast-nobody",
    "dear": "broadcast-dear",
    "changed": "broadcast-changed",
}
"""What an operator is told of what became of asking for approval, or giving it."""


def _known(session: Session, number: int) -> Kept:
    """Return a broadcast, or answer 404."""
    return broadcasts.get(session, number) or abort(404)


def _back(number: int, told: str) -> AnyResponse:
    return redirect(f"/console/broadcasts/{number}?told={told}", 303)
