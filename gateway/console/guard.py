"""Who may come in: signed-in operators, on requests that come from our own pages.

Sessions are rows on the server (only hashes of their secrets), so they can be ended at once.
What changes something must come from our own pages: browsers say so in Sec-Fetch-Site, old ones
at least in Origin. See docs/decisions/0008-server-rendered-pages.md.
"""

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import abort, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.console import roles
from gateway.store import operators
from gateway.store.database import Session
from gateway.store.operators import Person
from gateway.tools import Tools

log = structlog.get_logger()
SESSION_SECONDS = 12 * 3600.0
FAILURES, FAILURE_SECONDS = 5, 900.0
"""So many wrong passwords for a name in so many seconds, then none is looked at any more."""
LONGEST_SECRET = 200
OPEN = frozenset(
    {
        "live",
        "console_pages.static",
        "console_pages.look.static",
        "login.form",
        "login.enter",
        "login.link",
        "login.redeem",
        "login.language",
    }
)
"""The endpoints that need no operator; tests hold the list against the routes."""
NOT_YOURS = "role"
"""The description of a refusal that is about who somebody is, not where they come from."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Lets operators in and keeps everybody else out."""

    def __init__(self, tools: Tools, *, secure: bool) -> None:
        self._tools = tools
        self._secure = secure
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())
        self.cookie = "__Host-kentongan" if secure else "kentongan"

    def check(self) -> AnyResponse | None:
        """Answer instead of the page if the request may not reach it."""
        if request.method not in _SAFE and not _from_our_own_page():
            log.warning("request_from_elsewhere", endpoint=request.endpoint)
            abort(403)
        g.operator = self._signed_in()
        if request.endpoint in OPEN or request.endpoint is None:
            return None
        if g.operator:
            return _not_for(g.operator, request.endpoint)
        if request.headers.get("X-Fragment"):
            abort(401)
        return redirect("/console/login", 303)

    def still(self) -> Callable[[], bool]:
        """Return what says later whether this request's sender may still see its answer."""
        secret, endpoint = request.cookies.get(self.cookie, ""), request.endpoint or ""

        def look() -> bool:
            person = self._holder(secret)
            return person is not None and roles.may(person, endpoint)

        return look

    def password(self, name: str, given: str) -> str | None:
        """Return the secret of a new session if `given` is the password of `name`.

        Takes as long for a name that does not exist. The try is counted before it is looked
        at, so that many at once cannot slip through.
        """
        database = self._tools.database
        with database.write() as session:
            now = database.now(session)
            attempt = operators.note_attempt(session, name, now)
        with database.read() as session:
            tries = operators.failures(session, name, now - FAILURE_SECONDS)
            person = operators.by_name(session, name)
        fits = self._fits(person, given)
        with database.write() as session:
            if tries > FAILURES:
                operators.withdraw(session, attempt)
            elif fits and person:
                operators.forgive(session, name)
                return _open(session, person.id, now)
        log.warning("login_refused", limited=tries > FAILURES)
        return None

    def link(self, secret: str) -> str | None:
        """Return the secret of a new session if `secret` is that of an unused link."""
        database = self._tools.database
        with database.write() as session:
            now = database.now(session)
            operator = operators.redeem(session, secret[:LONGEST_SECRET], now)
            return _open(session, operator, now) if operator else None

    def remember(self, response: AnyResponse, secret: str) -> AnyResponse:
        """Return `response` with the session's cookie."""
        response.set_cookie(
            self.cookie,
            secret,
            max_age=int(SESSION_SECONDS),
            secure=self._secure,
            httponly=True,
            samesite="Lax",
        )
        return response

    def leave(self, response: AnyResponse) -> AnyResponse:
        """End the session and return `response` without its cookie."""
        with self._tools.database.write() as session:
            operators.dismiss(session, request.cookies.get(self.cookie, ""))
        response.delete_cookie(self.cookie, secure=self._secure, httponly=True, samesite="Lax")
        return response

    def _signed_in(self) -> Person | None:
        return self._holder(request.cookies.get(self.cookie, ""))

    def _holder(self, secret: str) -> Person | None:
        if not secret or len(secret) > LONGEST_SECRET:
            return None
        with self._tools.database.read() as session:
            now = self._tools.database.now(session)
            return operators.admitted(session, secret, now)

    def _fits(self, person: Person | None, given: str) -> bool:
        known = person.password if person else ""
        try:
            self._hasher.verify(known or self._nobody, given)
        except (VerificationError, InvalidHashError):
            return False
        return bool(known)


def _not_for(person: Person, endpoint: str) -> AnyResponse | None:
    """Answer instead of a page that is not for somebody of this role."""
    if roles.may(person, endpoint):
        return None
    home = roles.HOME.get(person.role, "")
    if endpoint != "inbox.index" or not home:
        log.warning("not_for_this_role", endpoint=endpoint, role=person.role)
        abort(403, NOT_YOURS)
    return redirect(home, 303)


def _from_our_own_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


def _open(session: Session, operator: int, now: float) -> str:
    """Open a session for `operator` and return its secret (256 random bits)."""
    secret = secrets.token_urlsafe(32)
    operators.admit(session, secret, operator, once=False, now=now, seconds=SESSION_SECONDS)
    return secret
