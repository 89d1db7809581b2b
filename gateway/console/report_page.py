"""One report: what was said, where it went, what happened to it, what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, redirect, request
from werkzeug.wrappers import Response

from gateway import nearby
from gateway.backend import State
from gateway.console import roles
from gateway.console.pages import Pages, field
from gateway.likeness import Told
from gateway.media import files, given
from gateway.media.files import BadFileError
from gateway.nearby import Near
from gateway.store import clocks, desk, events, filings, reports, similar, supporters
from gateway.store.database import Session
from gateway.store.events import Known
from gateway.store.filings import BY_HAND, FAILED, Kept as Filing
from gateway.store.reports import Kept
from gateway.tools import Tools
from gateway.work import by_hand, handling
from gateway.work.handling import EXPLAINED, Happening, Subject

LONGEST_NUMBER, LONGEST_NOTE = 80, 500
LARGEST = files.LARGEST["photo"] + 64 * 1024
"""Bytes of a form with a photo."""
_OWN_FORMS = frozenset({"needs_information", "duplicate"})
"""States that have a form of their own: a question, a merging."""
_MIRRORED = frozenset({"filed", "agency", "state"})
"""What happens to a report of ours because it happened to its request at the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A destination of the report; `fields` are what an operator pastes if it is by hand."""

    filing: Filing
    fields: Mapping[str, str]

    @property
    def may_retry(self) -> bool:
        """Whether an operator may have it tried again."""
        return self.filing.status in {FAILED, BY_HAND}


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/reports/<number>` and what can be done about it and its destinations."""
    page = Blueprint("report", __name__, url_prefix="/console")
    views = _Views(tools, pages)
    one = "/reports/<number>"
    page.add_url_rule(one, view_func=views.show)
    page.add_url_rule(one, view_func=views.change, methods=["POST"])
    page.add_url_rule(f"{one}/note", view_func=views.note, methods=["POST"])
    page.add_url_rule(f"{one}/agency", view_func=views.reroute, methods=["POST"])
    page.add_url_rule(f"{one}/merge", view_func=views.merge, methods=["POST"])
    page.add_url_rule("/filings/<int:filing>/again", view_func=views.again, methods=["POST"])
    page.add_url_rule("/filings/<int:filing>/typed", view_func=views.typed, methods=["POST"])
    return page


class _Views:
    """What the addresses do."""

    def __init__(self, tools: Tools, pages: Pages) -> None:
        self._tools = tools
        self._pages = pages

    def show(self, number: str) -> str:
        with self._tools.database.read() as session:
            subject = _found(session, number)
            about = self._about(session, subject)
        return self._pages.show("report.html", number=number, **about)

    def change(self, number: str) -> Response:
        """Set the state, with a note or a ready answer, and a photo of what was done."""
        request.max_content_length = LARGEST
        status, before = field("status", 40), field("before", 40)
        if status not in desk.OPEN + desk.CLOSED:
            abort(400)
        ready = self._tools.pack.replies.get(field("reply", 80))
        notes = field("note", LONGEST_NOTE) or (ready.text if ready else "")
        with self._tools.database.read() as session:
            _found(session, number)  # before anything is kept
        try:
            photo = self._photo()
        except BadFileError:
            return _back(number, "photo")

        with self._tools.database.write() as session:
            subject = _found(session, number)
            if status in EXPLAINED and not notes:
                return _back(number, "explain")
            if before not in {"", subject.status}:
                return _back(number, "changed")
            state = State(status=status, notes=notes, photo=photo)
            done = self._by(session).change(subject, state)
        return _back(number, "saved" if done else "nothing")

    def note(self, number: str) -> Response:
        text = field("note", LONGEST_NOTE)

        with self._tools.database.write() as session:
            subject = _found(session, number)
            if text:
                self._by(session).note(subject, text)
        return _back(number, "noted" if text else "nothing")

    def reroute(self, number: str) -> Response:
        """Give the report to another agency: whoever sees only their own, sees it no more."""
        agency, why = field("agency", 80), field("why", LONGEST_NOTE)

        with self._tools.database.write() as session:
            subject = _found(session, number)
            if agency not in self._tools.pack.agencies:
                abort(400)
            if not why:
                return _back(number, "explain")
            if agency == subject.agency:
                return _back(number, "nothing")
            self._by(session).reroute(subject, agency, why)
        if not roles.sees(g.operator, agency):
            return redirect("/console/reports?told=given", 303)
        return _back(number, "given")

    def merge(self, number: str) -> Response:
        """End the report as the duplicate of another."""
        other = field("into", LONGEST_NUMBER).upper()

        with self._tools.database.write() as session:
            subject = _found(session, number)
            into = handling.find(session, other)
            if into is None or not roles.sees(g.operator, into.agency):
                return _back(number, "unknown")
            done = self._by(session).merge(subject, into)
        return _back(number, "merged" if done else "nothing")

    def again(self, filing: int) -> Response:
        done = by_hand.again(filing, _who(), self._tools)
        return self._of_filing(filing, "again" if done else "nothing")

    def typed(self, filing: int) -> Response:
        number = field("number", LONGEST_NUMBER)
        done = by_hand.typed(filing, number, _who(), self._tools)
        return self._of_filing(filing, "saved" if done else "nothing")

    def _by(self, session: Session) -> Happening:
        """Return what happens now through whoever presses the button."""
        now = self._tools.database.now(session)
        return Happening(session, self._tools, _who(), now)

    def _about(self, session: Session, subject: Subject) -> Mapping[str, Any]:
        """Return what is known of a report, of its request at the desk, or of both."""
        kept, asked = subject.report, subject.request
        return {
            "subject": subject,
            "report": kept,
            "request": asked,
            "code": kept.category if kept else asked.service_code if asked else "",
            "destinations": self._destinations(session, kept.id) if kept else (),
            "supporters": supporters.count(session, kept.id) if kept else 0,
            "happened": _happened(session, subject),
            "similar": self._similar(session, kept) if kept else (),
            "clocks": clocks.of(session, kept.id) if kept else (),
            "statuses": [each for each in desk.OPEN + desk.CLOSED if each not in _OWN_FORMS],
            "replies": self._tools.pack.replies.values(),
            "agencies": self._tools.pack.agencies,
        }

    def _similar(self, session: Session, kept: Kept) -> Sequence[Near]:
        """Return open reports that may be of the same problem, of those one may see."""
        if kept.status in similar.ENDED:
            return ()
        told = Told(place=kept.place, description=kept.description)
        found = nearby.near(session, kept.category, told, self._tools, but=kept.ticket)
        return [each for each in found if roles.sees(g.operator, each.agency)]

    def _destinations(self, session: Session, report: int) -> Sequence[Destination]:
        return [
            Destination(
                filing=each,
                fields=by_hand.fields(each.id, self._tools) if each.status == BY_HAND else {},
            )
            for each in filings.of(session, report)
        ]

    def _photo(self) -> str:
        """Keep the photo of the form and return its public address. Raises `BadFileError`."""
        uploaded = request.files.get("photo")
        content = uploaded.read() if uploaded else b""
        if not content:
            return ""
        file = given.keep(content, self._tools.storage)
        if file.kind != "photo":
            raise BadFileError("type")
        with self._tools.database.read() as session:
            now = self._tools.database.now(session)
        return self._tools.links.public(file.reference, now)

    def _of_filing(self, filing: int, told: str) -> Response:
        with self._tools.database.read() as session:
            found = filings.get(session, filing)
            report = reports.get(session, found.report) if found else None
        if report is None:
            abort(404)
        return _back(report.ticket, told)


def _found(session: Session, number: str) -> Subject:
    """Return the report, or answer 404 if whoever asks may not see it."""
    subject = handling.find(session, number)
    if subject is None or not roles.sees(g.operator, subject.agency):
        abort(404)
    return subject


def _happened(session: Session, subject: Subject) -> Sequence[Known]:
    """Return the history; what the report only repeats of its request stands in it once."""
    request = subject.request
    every = list(events.of(session, request.row, events.REQUEST)) if request else []
    if subject.report:
        every += [
            each
            for each in events.of(session, subject.report.id)
            if request is None or each.what not in _MIRRORED
        ]
    return sorted(every, key=lambda each: each.at)


def _back(number: str, told: str) -> Response:
    return redirect(f"/console/reports/{number}?told={told}", 303)


def _who() -> str:
    return f"operator:{g.operator.name}"
