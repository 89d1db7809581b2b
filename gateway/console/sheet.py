"""Beside a conversation: its citizen's reports, the draft, the form to write a report down."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from bot.place import Place
from bot.report import KINDS, Draft
from gateway import drafting, sheets
from gateway.console.frame import Frame
from gateway.console.pages import Pages, field
from gateway.console.reported import reported
from gateway.drafting import ChangedError
from gateway.outside import clean
from gateway.sheets import Sheet
from gateway.store import threads, transcripts
from gateway.store.database import Session
from gateway.store.reports import COUNTER, PHONE, SOCIAL
from gateway.store.threads import Kept
from gateway.tools import Tools

LONGEST_FIELD, LONGEST_VERSION, KEY = 4000, 100, 32
MOST_PHOTOS, LINES = 20, 300
ELSEWHERE = (PHONE, SOCIAL, COUNTER)
"""How a report may come that no conversation tells."""


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/conversations/<thread>/report` and `/console/reports/new`."""
    page = Blueprint("sheet", __name__, url_prefix="/console")
    views = _Views(tools, pages)
    one = "/conversations/<int:thread>"
    page.add_url_rule(f"{one}/report", view_func=views.edit)
    page.add_url_rule(f"{one}/report", view_func=views.save, methods=["POST"])
    page.add_url_rule(f"{one}/reports", view_func=views.beside)
    page.add_url_rule(f"{one}/join", view_func=views.join, methods=["POST"])
    page.add_url_rule("/reports/new", view_func=views.new)
    page.add_url_rule("/reports/new", view_func=views.add, methods=["POST"])
    return page


class _Views:
    """What the addresses do."""

    def __init__(self, tools: Tools, pages: Pages) -> None:
        self._tools = tools
        self._pages = pages
        self._frame = Frame(tools, pages)

    def beside(self, thread: int) -> Response:
        with self._tools.database.read() as session:
            kept = _kept(session, thread, self._tools)
            told = reported(session, kept, self._tools)
        return self._pages.fragment("_reports.html", thread_id=thread, **told)

    def edit(self, thread: int) -> str:
        """Show the form beside the conversation, filled with what the bot holds."""
        with self._tools.database.read() as session:
            kept = _kept(session, thread, self._tools)
        said = sheets.fields(kept.conversation.draft)
        return self._edited(kept, said, kept.conversation.draft.photos)

    def save(self, thread: int) -> AnyResponse | tuple[str, int]:
        """Keep the draft or file it, as the button says."""
        said, photos = _said(), request.form.getlist("photo")[:MOST_PHOTOS]
        with self._tools.database.read() as session:
            kept = _kept(session, thread, self._tools)
            ours = self._photos(session, kept)
        ticked = [each for each in photos if each in ours]
        sheet = self._read(said, ticked, kept.conversation.draft)
        files = field("act", 10) == "file"
        if files and sheet.faults:
            return self._edited(kept, said, ticked, faults=sheet.faults), 422
        seen = field("draft", LONGEST_VERSION)
        try:
            if not files:
                drafting.keep(thread, sheet, seen, g.operator.name, self._tools)
                return _back(thread, "draft-kept")
            drafting.file(thread, sheet, seen, g.operator.name, self._tools)
        except ChangedError:
            return self._edited(kept, said, ticked, changed=True), 409
        return _back(thread, "filed-for")

    def join(self, thread: int) -> AnyResponse:
        """Let the citizen join an earlier report instead."""
        with self._tools.database.read() as session:
            _kept(session, thread, self._tools)
        ticket, seen = field("ticket", 80).upper(), field("draft", LONGEST_VERSION)
        try:
            done = drafting.join(thread, ticket, seen, g.operator.name, self._tools)
        except ChangedError:
            return _back(thread, "changed")
        return _back(thread, "joined" if done else "unknown")

    def new(self) -> str:
        """Show an empty form for what is told on the telephone, in a post, at the counter."""
        return self._written({"origin": PHONE, "key": secrets.token_hex(KEY // 2)})

    def add(self) -> AnyResponse | tuple[str, int]:
        said = _said()
        sheet = self._read(said, (), Draft())
        number = drafting.number_of(said.get("number", ""), self._tools)
        faults = dict(sheet.faults)
        if sheet.origin not in ELSEWHERE:
            faults["origin"] = "sheet-fault-origin"
        if number is None:
            faults["number"] = "sheet-fault-number"
        if faults or number is None:
            return self._written(said, faults), 422
        key = said.get("key", "")[:KEY] or secrets.token_hex(KEY // 2)
        ticket = drafting.write_down(sheet, number, key, g.operator.name, self._tools)
        return redirect(f"/console/reports/{ticket}?told=filed", 303)

    def _read(self, said: Mapping[str, str], photos: Sequence[str], before: Draft) -> Sheet:
        with self._tools.database.read() as session:
            now = self._tools.database.now(session)
        today = datetime.fromtimestamp(now, self._tools.pack.timezone).date()
        return sheets.read(said, photos, before, today, self._tools)

    def _edited(
        self, kept: Kept, said: Mapping[str, str], ticked: Sequence[str], **more: Any
    ) -> str:
        with self._tools.database.read() as session:
            pictures = self._photos(session, kept)
        form = {"said": said, "ticked": ticked, "pictures": pictures, "faults": {}}
        form |= self._choices(said)
        return self._frame.page(kept.id, **(form | more), editing=True)

    def _written(self, said: Mapping[str, str], faults: Mapping[str, str] | None = None) -> str:
        return self._pages.show(
            "report_new.html",
            said=said,
            faults=faults or {},
            origins=ELSEWHERE,
            pictures=(),
            ticked=(),
            **self._choices(said),
        )

    def _choices(self, said: Mapping[str, str]) -> Mapping[str, Any]:
        """Return what the form's lists offer."""
        category = self._tools.pack.city.categories.get(said.get("category", ""))
        return {
            "categories": self._tools.pack.city.categories,
            "kinds": KINDS,
            "areas": _by_kecamatan(self._tools.pack.city.areas),
            "questions": category.questions if category else (),
        }

    def _photos(self, session: Session, kept: Kept) -> Sequence[str]:
        """Return the references of the photos of a conversation and of its draft."""
        lines = transcripts.read(session, kept.id, limit=LINES)
        sent = [
            str(each["reference"])
            for line in lines
            if line.direction == "in"
            for each in line.content.get("attachments", ())
            if each.get("kind") == "photo"
        ]
        return list(dict.fromkeys((*kept.conversation.draft.photos, *sent)))[-MOST_PHOTOS:]


def _said() -> dict[str, str]:
    """Return the fields of the form, fit for a database."""
    return {
        name: clean(said).strip()[:LONGEST_FIELD]
        for name, said in request.form.items()
        if name != "photo"
    }


def _kept(session: Session, thread: int, tools: Tools) -> Kept:
    found = threads.load(session, tools.seal, [thread])
    return found.get(thread) or abort(404)


def _by_kecamatan(areas: Mapping[str, Place]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return the kelurahan of each kecamatan as code and name, in alphabetical order."""
    found: dict[str, list[tuple[str, str]]] = {}
    ordered = sorted(areas.items(), key=lambda each: (each[1].kecamatan, each[1].kelurahan))
    for code, place in ordered:
        found.setdefault(place.kecamatan, []).append((code, place.kelurahan))
    return found


def _back(thread: int, told: str) -> AnyResponse:
    return redirect(f"/console/conversations/{thread}?told={told}", 303)
