"""Dead letters: what was given up, why, and a way to try again."""

from flask import Blueprint, g, redirect
from werkzeug.wrappers import Response

from gateway import sitting
from gateway.console.pages import Pages
from gateway.store import care, failures
from gateway.store.database import Session
from gateway.tools import Tools
from gateway.work import by_hand


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/failures`."""
    page = Blueprint("failures", __name__, url_prefix="/console/failures")

    @page.get("")
    def index() -> str:
        with tools.database.read() as session:
            return pages.show("failures.html", failures=failures.newest(session))

    @page.post("/<int:task>/retry")
    def retry(task: int) -> Response:
        told = "again" if again(task, g.operator.name, tools) else "nothing"
        return redirect(f"/console/failures?told={told}", 303)

    return page


def again(task: int, who: str, tools: Tools) -> bool:
    """Try a dead letter again; return whether it was one."""
    with tools.database.read() as session:
        found = failures.get(session, task)
    if found is None:
        return False
    kind, subject = found
    if kind == "send":
        return sitting.retry(subject, tools)
    if kind == "file":
        return by_hand.again(subject, f"operator:{who}", tools)

    def work(session: Session) -> bool:
        revived = care.revive(session, task, tools.database.now(session))
        tools.announce(session)
        return revived

    return tools.committer.commit(work)
