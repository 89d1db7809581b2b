"""The reports as a list: what is due first, filtered, a page at a time; what citizens say."""

from collections.abc import Mapping

from flask import Blueprint, g, request

from gateway.console import roles
from gateway.console.pages import Pages, page_number
from gateway.outside import clean
from gateway.store import filings, queue, ratings
from gateway.store.queue import OPEN, SHOWN, Wanted
from gateway.tools import Tools

PAGE = 30
LONGEST = 80
SPAN = 90
"""Days of which the citizens' answers are counted."""
_DAY = 86400.0


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/reports`."""
    reports = Blueprint("reports", __name__, url_prefix="/console/reports")

    @reports.get("")
    def index() -> str:
        asked = {name: clean(request.args.get(name, ""))[:LONGEST].strip() for name in _ASKED}
        wanted, number = _wanted(asked, tools), page_number()
        sees_all = g.operator.role in roles.EVERYTHING
        with tools.database.read() as session:
            now = tools.database.now(session)
            found, count = queue.search(
                session, wanted, now, limit=PAGE, offset=(number - 1) * PAGE
            )
            waiting = filings.by_hand(session) if roles.may(g.operator, "report.typed") else ()
            said = ratings.since(session, now - SPAN * _DAY, wanted.agency)
        return pages.show(
            "reports.html",
            entries=found,
            count=count,
            page=number,
            last=max(1, -(-count // PAGE)),
            asked={**asked, "shown": wanted.shown},
            shown=SHOWN,
            categories=tools.pack.services,
            agencies=tools.pack.agencies if sees_all else {},
            waiting=waiting,
            said=said,
            span=SPAN,
        )

    return reports


_ASKED = ("shown", "category", "agency", "q")


def _wanted(asked: Mapping[str, str], tools: Tools) -> Wanted:
    """Return what is looked for; an agency's staff find nothing but their own."""
    code = tools.pack.services.get(asked["category"])
    person = g.operator
    return Wanted(
        shown=asked["shown"] if asked["shown"] in SHOWN else OPEN,
        codes=(asked["category"], code) if code else (),
        agency=asked["agency"] if person.role in roles.EVERYTHING else person.agency,
        text=asked["q"],
    )
