"""What citizens asked that nothing answered: grouped, to be answered or set aside."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.console.pages import Pages, field
from gateway.grouping import grouped
from gateway.store import questions
from gateway.store.questions import SET_ASIDE
from gateway.tools import Tools

READ, SHOWN = 1000, 40
"""Questions that are grouped, the newest, and groups on the page."""
MOST = 200
"""Messages that one form may name."""


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/questions`."""
    page = Blueprint("questions", __name__, url_prefix="/console/questions")

    @page.get("")
    def index() -> str:
        with tools.database.read() as session:
            found = questions.waiting(session, READ)
            count = questions.count(session)
        groups = grouped(found, tools.knowledge.lexicon)
        back = numbers(request.args.get("undo", ""))
        return pages.show(
            "questions.html",
            groups=groups[:SHOWN],
            count=count,
            more=max(0, len(groups) - SHOWN),
            undo=back,
        )

    @page.post("/aside")
    def aside() -> AnyResponse:
        wanted = numbers(field("messages", 10 * MOST))
        with tools.database.write() as session:
            done = questions.end(session, wanted, SET_ASIDE)
        if not done:
            return redirect("/console/questions?told=nothing", 303)
        undo = ",".join(map(str, wanted))
        return redirect(f"/console/questions?told=aside&undo={undo}", 303)

    @page.post("/again")
    def again() -> AnyResponse:
        with tools.database.write() as session:
            done = questions.reopen(session, numbers(field("messages", 10 * MOST)))
        return redirect(f"/console/questions?told={'waits-again' if done else 'nothing'}", 303)

    return page


def numbers(said: str) -> list[int]:
    """Return the numbers in a list such as `3,14`; whatever is none is left out.

    >>> numbers("3,14,x,-1,")
    [3, 14]
    """
    parts = said.split(",")[:MOST]
    return [int(each) for each in parts if each.isascii() and each.isdigit() and len(each) < 10]  # noqa: PLR2004 - ids
