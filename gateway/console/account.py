"""What everybody of the staff keeps of their own: password, browsers, second factor, proof."""

from typing import Any

import segno
from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.console import passwords, second
from gateway.console.guard import PROOF_SECONDS, Guard
from gateway.console.login import is_ours
from gateway.console.pages import Pages, field
from gateway.console.proofs import sealed_for
from gateway.sealing import SealError
from gateway.store import accounts, operators, roster
from gateway.tools import Tools

LONGEST_CODE, LONGEST_SEALED, LONGEST_ADDRESS = 1000, 400, 500


def blueprint(guard: Guard, tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/account`."""
    page = Blueprint("account", __name__, url_prefix="/console/account")
    views = _Views(guard, tools, pages)
    page.add_url_rule("", view_func=views.index)
    page.add_url_rule("/proof", view_func=views.proof)
    page.add_url_rule("/proof", view_func=views.prove, methods=["POST"])
    for name in ("password", "end", "others", "rest"):
        page.add_url_rule(f"/{name}", view_func=getattr(views, name), methods=["POST"])
    for name in ("begin", "confirm", "remove"):
        page.add_url_rule(f"/second/{name}", view_func=getattr(views, name), methods=["POST"])
    return page


class _Views:
    """What the addresses do."""

    def __init__(self, guard: Guard, tools: Tools, pages: Pages) -> None:
        self._guard = guard
        self._tools = tools
        self._pages = pages

    def index(self) -> str:
        return self._show()

    def password(self) -> AnyResponse | tuple[str, int]:
        """Change one's own password, given the old one (or a late proof if there is none)."""
        old, new = _typed("old"), _typed("new")
        me = g.operator
        about = (me.name, self._tools.pack.name, "kentongan")
        known = self._guard.proves(old) if me.password else self._is_proved()
        wrong = "" if known else "old"
        wrong = (
            wrong or passwords.fault(new, about) or ("" if new == _typed("again") else "again")
        )
        if wrong:
            return self._show(wrong=wrong), 422
        hashed = self._guard.proofs.hashed(new)
        with self._tools.database.write() as session:
            operators.change_password(session, me.id, hashed)
            accounts.end_others(session, me.id, self._guard.secret)
        return _back("password")

    def end(self) -> AnyResponse:
        """Sign one browser out."""
        with self._tools.database.write() as session:
            done = accounts.end(session, g.operator.id, field("seat", 64))
        return _back("seat-ended" if done else "nothing")

    def others(self) -> AnyResponse:
        """Sign all other browsers out."""
        with self._tools.database.write() as session:
            done = accounts.end_others(session, g.operator.id, self._guard.secret)
        return _back("seat-ended" if done else "nothing")

    def rest(self) -> AnyResponse:
        """Rest, or be there again: who rests is given nothing by itself."""
        with self._tools.database.write() as session:
            roster.away(session, g.operator.id, away="away" in request.form)
        return _back("resting" if "away" in request.form else "present")

    def begin(self) -> str | AnyResponse:
        """Show a new secret; nothing is kept until a code of it comes back."""
        if not self._is_proved():
            return _to_proof()
        return self._enrolling(second.new_secret())

    def confirm(self) -> str | tuple[str, int] | AnyResponse:
        """Take the second factor if its code is right; show the codes for a lost telephone."""
        me = g.operator
        if not self._is_proved():
            return _to_proof()
        try:
            sealed = bytes.fromhex(field("sealed", LONGEST_SEALED))
            secret = self._tools.seal.open(sealed, sealed_for(me.id))
        except (ValueError, SealError):
            return _back("nothing")
        with self._tools.database.read() as session:
            now = self._tools.database.now(session)
        step = second.step_of(secret, field("code", 40), now)
        if not step:
            return self._enrolling(secret, wrong=True), 422
        codes = second.new_codes()
        with self._tools.database.write() as session:
            digests = [second.digest(each) for each in codes]
            accounts.enrol(session, me.id, sealed, step, digests)
            accounts.end_others(session, me.id, self._guard.secret)
        return self._show(codes=codes)

    def remove(self) -> AnyResponse | tuple[str, int]:
        """Do without a second factor, given the password or a code."""
        if not self._guard.proves(_typed("given")):
            return self._show(wrong="given"), 422
        with self._tools.database.write() as session:
            accounts.drop_second(session, g.operator.id)
        return _back("second-removed")

    def proof(self) -> str:
        """Ask whoever sits there to show once more who they are."""
        return self._proof()

    def prove(self) -> AnyResponse | tuple[str, int]:
        if not self._guard.proves(_typed("given")):
            return self._proof(wrong=True), 403
        back = field("back", LONGEST_ADDRESS)
        return redirect(back if is_ours(back) else "/console/account", 303)

    def _proof(self, *, wrong: bool = False) -> str:
        back = request.values.get("back", "")[:LONGEST_ADDRESS]
        return self._pages.show("proof.html", wrong=wrong, back=back)

    def _is_proved(self) -> bool:
        with self._tools.database.read() as session:
            now = self._tools.database.now(session)
        return bool(now - g.operator.proved_at <= PROOF_SECONDS)

    def _enrolling(self, secret: str, *, wrong: bool = False) -> str:
        me = g.operator
        address = second.address(secret, me.name, self._tools.pack.name)
        return self._pages.show(
            "enrol.html",
            wrong=wrong,
            secret=secret,
            sealed=self._tools.seal.seal(secret, sealed_for(me.id)).hex(),
            picture=segno.make(address).svg_inline(scale=5, light="#fff"),
        )

    def _show(self, **more: Any) -> str:
        me = g.operator
        with self._tools.database.read() as session:
            now = self._tools.database.now(session)
            seats = accounts.seats(session, me.id, self._guard.secret, now)
            kept = accounts.second(session, me.id)
            left = accounts.codes_left(session, me.id)
        shown = {"wrong": "", "codes": (), **more}
        return self._pages.show(
            "account.html",
            seats=seats,
            two=kept is not None,
            left=left,
            shortest=passwords.SHORTEST,
            **shown,
        )


def _typed(name: str) -> str:
    """Return what was typed, letter by letter: a password may begin with a space."""
    return request.form.get(name, "")[:LONGEST_CODE]


def _to_proof() -> AnyResponse:
    return redirect("/console/account/proof?back=/console/account", 303)


def _back(told: str) -> AnyResponse:
    return redirect(f"/console/account?told={told}", 303)
