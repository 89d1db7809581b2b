"""Signing in with the city's own account: to its sign-on and back, once."""

import hmac

import structlog
from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from gateway.console.guard import Guard
from gateway.console.pages import Pages
from gateway.oidc import Begun, SignOn, SignOnError
from gateway.sealing import SealError
from gateway.tools import Tools

log = structlog.get_logger()
SECONDS = 600
"""For how long somebody may be on their way to the sign-on and back."""
HERE = "/console/city-login"
BACK = f"{HERE}/back"
ABOUT = "single sign-on"
LONGEST = 2000


def blueprint(guard: Guard, tools: Tools, pages: Pages, sign_on: SignOn | None) -> Blueprint:
    """Return `/console/city-login`; without a sign-on it leads to the other doors."""
    page = Blueprint("city_login", __name__, url_prefix=HERE)
    views = _Views(guard, tools, pages, sign_on)
    page.add_url_rule("", view_func=views.leave)
    page.add_url_rule(BACK.removeprefix(HERE), view_func=views.back)
    return page


class _Views:
    """What the addresses do."""

    def __init__(
        self, guard: Guard, tools: Tools, pages: Pages, sign_on: SignOn | None
    ) -> None:
        self._guard = guard
        self._tools = tools
        self._pages = pages
        self._sign_on = sign_on
        self._cookie = f"{guard.cookie}-city"

    def leave(self) -> Response | tuple[str, int]:
        """Send the browser to the sign-on, with what it must come back with in a cookie."""
        if self._sign_on is None:
            return redirect("/console/login", 303)
        begun = Begun.draw()
        try:
            there = self._sign_on.address(begun, self._pages.address(BACK))
        except SignOnError as error:
            return self._refused(error)
        told = f"{begun.state} {begun.nonce} {begun.verifier}"
        response = redirect(there, 303)
        response.set_cookie(
            self._cookie,
            self._tools.seal.seal(told, ABOUT).hex(),
            max_age=SECONDS,
            secure=self._guard.secure,
            httponly=True,
            samesite="Lax",
        )
        return response

    def back(self) -> Response | tuple[str, int]:
        """Let somebody in whom the sign-on names and we know; the cookie is used up."""
        if self._sign_on is None:
            return redirect("/console/login", 303)
        try:
            code = request.args.get("code", "")
            name, fresh = self._sign_on.who(self._begun(), code, self._pages.address(BACK))
            secret = self._guard.known_as(name, proved=fresh)
        except SignOnError as error:
            return self._refused(error)
        response = self._guard.remember(redirect("/console", 303), secret)
        secure = self._guard.secure
        response.delete_cookie(self._cookie, secure=secure, httponly=True, samesite="Lax")
        return response

    def _begun(self) -> Begun:
        """Return what this browser began, if it comes back with the same state."""
        sealed = request.cookies.get(self._cookie, "")[:LONGEST]
        try:
            told = self._tools.seal.open(bytes.fromhex(sealed), ABOUT)
            begun = Begun(*told.split())
        except (ValueError, TypeError, SealError) as error:
            raise SignOnError("nobody began here") from error
        given = request.args.get("state", "").encode("utf-8", "replace")
        if not hmac.compare_digest(begun.state.encode(), given):
            raise SignOnError("the state is another browser's")
        return begun

    def _refused(self, error: SignOnError) -> tuple[str, int]:
        log.warning("city_login_refused", reason=str(error))
        return self._pages.show("login.html", wrong=False, city_refused=True), 403
