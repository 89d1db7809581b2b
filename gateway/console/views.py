"""Searches of the inbox kept by name: one's own, and those that supervisors share with all."""

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.console.lists import ASKED, LONGEST_ASKED
from gateway.console.pages import Pages, field
from gateway.outside import clean
from gateway.store import views
from gateway.store.views import View
from gateway.tools import Tools

LONGEST_NAME, LONGEST_QUERY = 40, 1000
HERE = "/console/views"
_LONGEST_ID = 9


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/views`."""
    page = Blueprint("views", __name__, url_prefix=HERE)
    each = _Views(tools, pages)
    page.add_url_rule("", view_func=each.index)
    page.add_url_rule("", view_func=each.keep, methods=["POST"])
    for name in ("rename", "share", "drop", "restore"):
        rule = f"/<int:number>/{name}"
        page.add_url_rule(rule, view_func=getattr(each, name), methods=["POST"])
    return page


def tidied(query: str) -> str:
    """Return of an address's part after `?` what a list can be asked for.

    >>> tidied("view=mine&q=a+b&told=sent&before=7"), tidied("//evil.example")
    ('view=mine&q=a+b', '')
    """
    said = {name: clean(value).strip()[:LONGEST_ASKED] for name, value in parse_qsl(query)}
    return urlencode({name: said[name] for name in ASKED if said.get(name)})


class _Views:
    """What the addresses do."""

    def __init__(self, tools: Tools, pages: Pages) -> None:
        self._tools = tools
        self._pages = pages

    def index(self) -> str:
        return self._page()

    def keep(self) -> AnyResponse | tuple[str, int]:
        name, query = field("name", LONGEST_NAME), tidied(field("query", LONGEST_QUERY))
        wrong = "" if name else "empty"
        if not wrong:
            new = View(id=0, operator=g.operator.name, name=name, query=query)
            with self._tools.database.write() as session:
                wrong = views.keep(session, new)
        if wrong:
            return self._page(wrong=f"view-{wrong}", name=name, query=query), 422
        return redirect(f"/console?{query}&told=view-kept".replace("?&", "?"), 303)

    def rename(self, number: int) -> AnyResponse | tuple[str, int]:
        name, who = field("name", LONGEST_NAME), g.operator.name
        with self._tools.database.write() as session:
            every = views.of(session, who)
            mine = any(each.id == number and each.operator == who for each in every)
            done = bool(name) and views.rename(session, number, who, name)
        if mine and not done:
            wrong = "view-taken" if name else "view-empty"
            return self._page(wrong=wrong, renamed=number, name=name), 422
        return _back("view-renamed" if done else "nothing")

    def share(self, number: int) -> AnyResponse:
        shared = request.form.get("shared") == "1"
        with self._tools.database.write() as session:
            done = views.share(session, number, g.operator.name, shared=shared)
        told = "view-shared" if shared else "view-own"
        return _back(told if done else "nothing")

    def drop(self, number: int) -> AnyResponse:
        with self._tools.database.write() as session:
            now = self._tools.database.now(session)
            done = views.drop(session, number, g.operator.name, now)
        return redirect(f"{HERE}?undo={number}", 303) if done else _back("nothing")

    def restore(self, number: int) -> AnyResponse:
        with self._tools.database.write() as session:
            done = views.restore(session, number, g.operator.name)
        return _back("view-restored" if done else "nothing")

    def _page(
        self, *, wrong: str = "", renamed: int = 0, name: str = "", query: str = ""
    ) -> str:
        undo = request.args.get("undo", "")
        with self._tools.database.read() as session:
            found = views.of(session, g.operator.name)
        return self._pages.show(
            "views.html",
            entries=found,
            wrong=wrong,
            renamed=renamed,
            name=name,
            query=query,
            longest=LONGEST_NAME,
            undo=int(undo)
            if undo.isascii() and undo.isdigit() and len(undo) <= _LONGEST_ID
            else 0,
        )


def _back(told: str) -> AnyResponse:
    return redirect(f"{HERE}?told={told}", 303)
