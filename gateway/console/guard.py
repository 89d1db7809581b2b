"""Who may come in: signed-in operators, on requests that come from our own pages.

Sessions are rows on the server (only hashes of their secrets), so they can be ended at once.
What changes something must come from our own pages: browsers say so in Sec-Fetch-Site, old ones
at least in Origin. See docs/decisions/0008-server-rendered-pages.md.
"""

import secrets
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

import structlog
from flask import abort, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.console import browsers, roles
from gateway.console.proofs import Proofs, write_down
from gateway.oidc import SignOnError
from gateway.store import accounts, operators
from gateway.store.operators import Person
from gateway.tools import Tools

log = structlog.get_logger()
SESSION_SECONDS = 12 * 3600.0
LONGEST_SECRET = 200
HALF_SECONDS = 300.0
"""For so long a browser may show the second factor after the first."""
PROOF_SECONDS, GRACE_SECONDS = 600.0, 1800.0
"""For so long somebody counts as there after they showed who they are: to open what needs that,
and to send what they began there."""
MARKED_SECONDS = 300.0
"""A session's last use is written down once in so many seconds."""
OPEN = frozenset(
    {
        "live",
        "console_pages.static",
        "console_pages.look.static",
        "login.form",
        "login.enter",
        "login.second",
        "login.confirm",
        "login.link",
        "login.redeem",
        "login.language",
        "city_login.leave",
        "city_login.back",
    }
)
"""The endpoints that need no operator; tests hold the list against the routes."""
PROVED = frozenset({"audit.export", "people.index", "people.edit"})
"""What opens only to somebody who showed lately who they are."""
PROVED_POSTS = frozenset(
    {"people.add", "people.change", "people.link", "people.disable", "people.enable"}
)
"""What is sent from such a page."""
WITHOUT_SECOND = frozenset(
    {
        "account.index",
        "account.begin",
        "account.confirm",
        "account.password",
        "account.proof",
        "account.prove",
        "login.leave",
    }
)
"""What somebody without a second factor may reach where everybody must have one."""
NOT_YOURS = "role"
"""The description of a refusal that is about who somebody is, not where they come from."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Lets operators in and keeps everybody else out."""

    def __init__(
        self, tools: Tools, *, secure: bool, two: bool = False, passwords: bool = True
    ) -> None:
        self._tools = tools
        self.secure = secure
        self._two = two
        self._passwords = passwords
        self.proofs = Proofs(tools)
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
            return self._not_now(g.operator, request.endpoint)
        if request.headers.get("X-Fragment"):
            abort(401)
        return redirect("/console/login", 303)

    def still(self) -> Callable[[], bool]:
        """Return what says later whether this request's sender may still see its answer."""
        secret, endpoint = request.cookies.get(self.cookie, ""), request.endpoint or ""

        def look() -> bool:
            person, _ = self._holder(secret)
            return person is not None and roles.may(person, endpoint)

        return look

    def password(self, name: str, given: str) -> str | None:
        """Return the secret of a new session if `given` is the password of `name`.

        Takes as long for a name that does not exist. The try is counted before it is looked
        at, so that many at once cannot slip through.
        """
        person = self.proofs.tried(name, name, lambda person: self.proofs.knows(person, given))
        return self._entered(person) if person else None

    def link(self, secret: str) -> str | None:
        """Return the secret of a new session if `secret` is that of an unused link."""
        database = self._tools.database
        with database.write() as session:
            now = database.now(session)
            operator = operators.redeem(session, secret[:LONGEST_SECRET], now)
            person = operators.by_id(session, operator) if operator else None
        return self._entered(person) if person else None

    def known_as(self, name: str, *, proved: bool) -> str:
        """Return the secret of a new session of the person called `name`.

        The city's sign-on knows who they are, and whether they showed it just now (`proved`); a
        second factor of ours is asked all the same. Raises `SignOnError` if we know nobody of
        that name.
        """
        with self._tools.database.read() as session:
            person = operators.by_name(session, name)
        if person is None:
            raise SignOnError("nobody we know")
        return self._entered(person, proved=proved)

    def halfway(self) -> Person | None:
        """Return whom this browser still has to show the second factor of."""
        if not self.secret:
            return None
        with self._tools.database.read() as session:
            now = self._tools.database.now(session)
            return operators.half_admitted(session, self.secret, now)

    def second(self, code: str) -> str | None:
        """Return the secret of a whole session if `code` is the second factor's."""
        half = self.halfway()
        if half is None:
            return None
        person = self.proofs.tried(
            f"second {half.id}", half.name, lambda person: self.proofs.has_code(person, code)
        )
        if person is None:
            return None
        with self._tools.database.write() as session:
            operators.dismiss(session, self.secret)
        return self._entered(person, whole=True)

    def proves(self, given: str) -> bool:
        """Return whether `given` is the password or a code of whoever is signed in.

        Then they count as there for a while.
        """
        proofs = self.proofs
        person = proofs.tried(
            f"proof {g.operator.id}",
            g.operator.name,
            lambda person: (
                (self._passwords and proofs.knows(person, given))
                or proofs.has_code(person, given)
            ),
        )
        if person is None:
            return False
        with self._tools.database.write() as session:
            accounts.prove(session, self.secret, self._tools.database.now(session))
        return True

    @property
    def secret(self) -> str:
        """The secret this browser shows; empty if it shows none."""
        return request.cookies.get(self.cookie, "")[:LONGEST_SECRET]

    def remember(self, response: AnyResponse, secret: str) -> AnyResponse:
        """Return `response` with the session's cookie."""
        response.set_cookie(
            self.cookie,
            secret,
            max_age=int(SESSION_SECONDS),
            secure=self.secure,
            httponly=True,
            samesite="Lax",
        )
        return response

    def leave(self, response: AnyResponse) -> AnyResponse:
        """End the session and return `response` without its cookie."""
        with self._tools.database.write() as session:
            operators.dismiss(session, self.secret)
        response.delete_cookie(self.cookie, secure=self.secure, httponly=True, samesite="Lax")
        return response

    def _signed_in(self) -> Person | None:
        person, now = self._holder(self.secret)
        if person and now - person.used_at > MARKED_SECONDS:
            with self._tools.database.write() as session:
                accounts.used(session, self.secret, now)
        return person

    def _holder(self, secret: str) -> tuple[Person | None, float]:
        """Return whose session a secret is, and what time it is (Unix seconds)."""
        with self._tools.database.read() as session:
            now = self._tools.database.now(session)
            return (operators.admitted(session, secret, now) if secret else None), now

    def _entered(self, person: Person, *, whole: bool = False, proved: bool = True) -> str:
        """Open a session and return its secret (256 random bits); half if a factor lacks."""
        secret, half = secrets.token_urlsafe(32), person.two and not whole
        database = self._tools.database
        with database.write() as session:
            operators.admit(
                session,
                secret,
                person.id,
                half=half,
                proved=proved,
                agent=browsers.name(request.headers.get("User-Agent", "")),
                now=database.now(session),
                seconds=HALF_SECONDS if half else SESSION_SECONDS,
            )
            write_down(session, self._tools, person, "login.half" if half else "login.enter")
        return secret

    def _not_now(self, person: Person, endpoint: str) -> AnyResponse | None:
        """Answer instead of a page that is not for this role, or not before something else."""
        if self._two and not person.two and endpoint not in WITHOUT_SECOND:
            return redirect("/console/account?told=need-second", 303)
        refused = _not_for(person, endpoint)
        if refused is not None:
            return refused
        wait = PROOF_SECONDS if endpoint in PROVED else GRACE_SECONDS
        if endpoint not in PROVED | PROVED_POSTS:
            return None
        with self._tools.database.read() as session:
            now = self._tools.database.now(session)
        if now - person.proved_at <= wait:
            return None
        back = request.full_path if endpoint in PROVED else "/console/people"
        return redirect(f"/console/account/proof?{urlencode({'back': back})}", 303)


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
