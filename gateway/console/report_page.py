"""One report: what was said, where it went, what happened to it, what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, redirect
from werkzeug.wrappers import Response

from gateway.console.pages import Pages, field
from gateway.console.transcript import photo
from gateway.store import desk, events, filings, reports, supporters
from gateway.store.database import Session
from gateway.store.events import Known
from gateway.store.filings import BY_HAND, FAILED, Kept as Filing
from gateway.tools import Tools
from gateway.work import by_hand

LONGEST_NUMBER = 80


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
    """Return `/console/reports/<number>` and what can be done about its destinations."""
    page = Blueprint("report", __name__, url_prefix="/console")
    views = _Views(tools, pages)
    page.add_url_rule("/reports/<number>", view_func=views.show)
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
            found = self._found(session, number)
        if found is None:
            abort(404)
        return self._pages.show("report.html", number=number, photo=photo, **found)

    def again(self, filing: int) -> Response:
        done = by_hand.again(filing, self._who(), self._tools)
        return self._back(filing, "again" if done else "nothing")

    def typed(self, filing: int) -> Response:
        number = field("number", LONGEST_NUMBER)
        done = by_hand.typed(filing, number, self._who(), self._tools)
        return self._back(filing, "saved" if done else "nothing")

    def _found(self, session: Session, number: str) -> Mapping[str, Any] | None:
        """Return what is known of a report by its ticket, and of its request at the desk."""
        kept = reports.by_ticket(session, number)
        asked = next(iter(desk.get(session, [number])), None)
        if kept is None and asked is None:
            return None
        happened: list[Known] = []
        if asked:
            happened += events.of(session, asked.row, events.REQUEST)
        if kept:
            happened += events.of(session, kept.id)
        return {
            "report": kept,
            "request": asked,
            "destinations": self._destinations(session, kept.id) if kept else (),
            "supporters": supporters.count(session, kept.id) if kept else 0,
            "happened": sorted(happened, key=lambda each: each.at),
            "category": self._category(kept.category if kept else ""),
        }

    def _destinations(self, session: Session, report: int) -> Sequence[Destination]:
        return [
            Destination(
                filing=each,
                fields=by_hand.fields(each.id, self._tools) if each.status == BY_HAND else {},
            )
            for each in filings.of(session, report)
        ]

    def _category(self, category: str) -> str:
        known = self._tools.pack.city.categories.get(category)
        return known.labels.get(self._pages.language, known.id) if known else category

    def _back(self, filing: int, told: str) -> Response:
        with self._tools.database.read() as session:
            found = filings.get(session, filing)
            report = reports.get(session, found.report) if found else None
        if report is None:
            abort(404)
        return redirect(f"/console/reports/{report.ticket}?told={told}", 303)

    @staticmethod
    def _who() -> str:
        return f"operator:{g.operator.name}"
