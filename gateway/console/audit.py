"""What staff did and looked at: written before it is done, searched, taken away as a table.

A row is committed before the page or the change it speaks of: what is not in the log was not
done. A change that is then refused (a stale page, a text too long) stands there, too.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, g, request

from gateway.console.guard import OPEN
from gateway.console.pages import Pages, field
from gateway.console.roles import MAY
from gateway.outside import clean
from gateway.store import audit
from gateway.store.audit import Asked, Done
from gateway.tools import Tools

PAGE, LONGEST, MOST = 100, 80, 100_000
"""Rows on a page, letters of what is looked for, rows of a table that is taken away."""
VIEWS = frozenset(
    {
        "inbox.conversation",
        "report.show",
        "sheet.edit",
        "review.index",
        "review.edit",
        "questions.index",
        "audit.index",
        "audit.export",
    }
)
"""Pages that show personal data, or this log: looking at them is written down."""
SIGNS = frozenset({"conversation.look"})
"""Posts that only say that somebody is there."""
SAID: Mapping[str, tuple[str, ...]] = {
    "inbox.reveal": ("reason",),
    "people.add": ("name", "role", "agency"),
    "people.change": ("role", "agency"),
}
"""Fields that are written down with what was done: why somebody looks, who may what."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def logged(endpoint: str, method: str) -> bool:
    """Return whether a request is written down."""
    if endpoint in OPEN or endpoint in SIGNS:
        return False
    return method == "POST" or endpoint in VIEWS


def keeper(tools: Tools) -> Callable[[], None]:
    """Return what writes a request down before it is served; the guard has let it in."""

    def keep() -> None:
        endpoint = request.endpoint or ""
        if not g.get("operator") or not logged(endpoint, request.method):
            return
        about = " ".join(f"{value}" for value in (request.view_args or {}).values())
        said = [field(name, LONGEST) for name in SAID.get(endpoint, ())]
        about = ": ".join(filter(None, (about, " ".join(filter(None, said)))))
        with tools.database.write() as session:
            now = tools.database.now(session)
            subject = clean(about)[:200]
            done = Done(at=now, who=g.operator.name, action=endpoint, subject=subject)
            audit.add(session, done)

    return keep


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/audit`."""
    page = Blueprint("audit", __name__, url_prefix="/console/audit")

    @page.get("")
    def index() -> str:
        asked = _asked(tools)
        said = request.args.get("before", "")
        before = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0  # noqa: PLR2004 - ids
        with tools.database.read() as session:
            found = audit.search(session, asked, limit=PAGE + 1, before=before)
        return pages.show(
            "audit.html",
            entries=found[:PAGE],
            more=found[PAGE - 1].id if len(found) > PAGE else 0,
            form=_form(),
            actions=sorted(_actions()),
        )

    @page.get("/export.csv")
    def export() -> Response:
        with tools.database.read() as session:
            found = audit.search(session, _asked(tools), limit=MOST)
        zone = tools.pack.timezone
        rows = [
            (
                datetime.fromtimestamp(each.at, zone).isoformat(),
                each.who,
                each.action,
                each.subject,
            )
            for each in found
        ]
        answer = Response(table(rows), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
        return answer

    return page


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Return rows as CSV in which no cell is a formula to a spreadsheet.

    >>> table([("2026-11-28", "=1+1", "a", "b")]).splitlines()[1]
    "2026-11-28,'=1+1,a,b"
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("at", "who", "action", "subject"))
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return text.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _actions() -> set[str]:
    """Return what can be looked for by name: everything that is ever written down."""
    return {each for each in MAY if logged(each, "POST")}


def _form() -> Mapping[str, str]:
    names = ("who", "action", "subject", "day")
    return {name: clean(request.args.get(name, ""))[:LONGEST].strip() for name in names}


def _asked(tools: Tools) -> Asked:
    form = _form()
    since, until = _day(form["day"], tools)
    return Asked(
        who=form["who"],
        action=form["action"],
        subject=form["subject"],
        since=since,
        until=until,
    )


def _day(said: str, tools: Tools) -> tuple[float, float]:
    """Return the first moment of a day (ISO 8601) and of the next; zeros if it is none."""
    try:
        day = date.fromisoformat(said)
        first: Any = datetime.combine(day, time(), tools.pack.timezone)
        return first.timestamp(), (first + timedelta(days=1)).timestamp()
    except (ValueError, OverflowError):
        return 0.0, 0.0
