"""Signing in by name and password or by a link that works once; signing out; the language."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from gateway.console.guard import Guard
from gateway.console.pages import LANGUAGE_COOKIE, LANGUAGES, Pages, field

_YEAR = 365 * 86400
_LONGEST_PASSWORD = 1000


def blueprint(guard: Guard, pages: Pages, *, passwords: bool = True) -> Blueprint:
    """Return `/console/login` with its second step and its links, and `/console/logout`."""
    login = Blueprint("login", __name__, url_prefix="/console")
    views = _Views(guard, pages, passwords=passwords)
    login.add_url_rule("/login", view_func=views.form)
    login.add_url_rule("/login", view_func=views.enter, methods=["POST"])
    login.add_url_rule("/login/second", view_func=views.second)
    login.add_url_rule("/login/second", view_func=views.confirm, methods=["POST"])
    login.add_url_rule("/login/<secret>", view_func=views.link)
    login.add_url_rule("/login/<secret>", view_func=views.redeem, methods=["POST"])
    login.add_url_rule("/logout", view_func=views.leave, methods=["POST"])
    login.add_url_rule("/language", view_func=views.language, methods=["POST"])
    return login


class _Views:
    def __init__(self, guard: Guard, pages: Pages, *, passwords: bool) -> None:
        self._passwords = passwords
        self._guard = guard
        self._pages = pages

    def form(self) -> str | Response:
        if "again" not in request.args and self._guard.halfway():
            return redirect("/console/login/second", 303)
        return self._pages.show("login.html", wrong=False)

    def enter(self) -> Response | tuple[str, int]:
        given = request.form.get("password", "")[:_LONGEST_PASSWORD]
        name = field("name", 100)
        secret = self._guard.password(name, given) if self._passwords else None
        if secret is None:
            return self._pages.show("login.html", wrong=True), 403
        return self._guard.remember(redirect("/console", 303), secret)

    def second(self) -> str | Response:
        """Ask for the second factor of whoever showed the first."""
        if self._guard.halfway() is None:
            return redirect("/console/login", 303)
        return self._pages.show("second.html", wrong=False)

    def confirm(self) -> Response | tuple[str, int]:
        secret = self._guard.second(field("code", 40))
        if secret is None:
            return self._pages.show("second.html", wrong=True), 403
        return self._guard.remember(redirect("/console", 303), secret)

    def link(self, secret: str) -> str:  # noqa: ARG002 - the form posts to its own address
        """Show a button: programs that look at links beforehand must not use the link up."""
        return self._pages.show("link.html", wrong=False)

    def redeem(self, secret: str) -> Response | tuple[str, int]:
        opened = self._guard.link(secret)
        if opened is None:
            return self._pages.show("link.html", wrong=True), 403
        return self._guard.remember(redirect("/console", 303), opened)

    def leave(self) -> Response:
        return self._guard.leave(redirect("/console/login", 303))

    def language(self) -> Response:
        wanted, back = field("language", 2), field("back", 200)
        response = redirect(back if is_ours(back) else "/console", 303)
        if wanted in LANGUAGES:
            response.set_cookie(
                LANGUAGE_COOKIE, wanted, max_age=_YEAR, samesite="Lax", httponly=True
            )
        return response


def is_ours(address: str) -> bool:
    """Return whether `address` is a page of the console and nothing that leads elsewhere."""
    return address == "/console" or (address.startswith("/console/") and "\\" not in address)
