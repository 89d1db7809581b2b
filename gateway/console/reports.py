"""What citizens reported to the desk, and what became of it."""

from flask import Blueprint, abort, g, redirect
from werkzeug.wrappers import Response

from gateway.console.pages import Pages, field
from gateway.console.transcript import photo
from gateway.store import desk
from gateway.store.desk import Change
from gateway.tools import Tools

LONGEST_NOTE = 500
NEWEST = 100


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/reports`: the newest reports, each with its state to change."""
    reports = Blueprint("reports", __name__, url_prefix="/console/reports")
    codes = {code: key for key, code in tools.pack.services.items()}

    def category(code: str) -> str:
        known = tools.pack.city.categories.get(codes.get(code, ""))
        return known.labels.get(pages.language, known.id) if known else code

    def agency(key: str) -> str:
        known = tools.pack.agencies.get(key)
        return known.short if known else key

    @reports.get("")
    def index() -> str:
        with tools.database.read() as session:
            newest = desk.newest(session, NEWEST)
        return pages.show(
            "reports.html",
            reports=newest,
            statuses=desk.OPEN + desk.CLOSED,
            category=category,
            agency=agency,
            photo=photo,
        )

    # The citizen is told by the worker, which looks at the desk as at any report backend.
    @reports.post("/<number>")
    def change(number: str) -> Response:
        with tools.database.write() as session:
            now = tools.database.now(session)
            try:
                wanted = Change(
                    number=number,
                    status=field("status", 40),
                    notes=field("note", LONGEST_NOTE),
                    who=f"operator:{g.operator.name}",
                )
                known = desk.change(session, wanted, now)
            except ValueError:
                abort(400)
        if not known:
            abort(404)
        return redirect(f"/console/reports?told=saved#{number}", 303)

    return reports
