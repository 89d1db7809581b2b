"""Who the staff are: added, given a role, let in by a link, let out again. For admins."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, abort, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.console import roles
from gateway.console.pages import Pages, field
from gateway.console.roles import ADMIN, AGENCY
from gateway.store import operators, roster
from gateway.store.operators import Member
from gateway.tools import Tools

LINK_SECONDS = 86_400.0
"""For so long a link is good that lets somebody in once."""


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/people`."""
    page = Blueprint("people", __name__, url_prefix="/console/people")
    views = _Views(tools, pages)
    one = "/<int:person>"
    page.add_url_rule("", view_func=views.index)
    page.add_url_rule("", view_func=views.add, methods=["POST"])
    page.add_url_rule(one, view_func=views.edit)
    page.add_url_rule(one, view_func=views.change, methods=["POST"])
    for name in ("link", "disable", "enable"):
        page.add_url_rule(f"{one}/{name}", view_func=getattr(views, name), methods=["POST"])
    return page


class _Views:
    """What the addresses do."""

    def __init__(self, tools: Tools, pages: Pages) -> None:
        self._tools = tools
        self._pages = pages

    def index(self) -> str:
        return self._list()

    def add(self) -> tuple[str, int] | str:
        """Add somebody and show the link that lets them in."""
        name, role, agency = _said()
        named = any(each.isalnum() for each in name)
        person, wrong = 0, self._wrong(role, agency) or ("" if named else "people-name")
        if not wrong:
            person = self._hire(name, role, agency)
            wrong = "" if person else "people-taken"
        if wrong:
            said = {"name": name, "role": role, "agency": agency}
            return self._list(said=said, wrong=wrong), 422
        return self._list(link=self._link(person), linked=name)

    def edit(self, person: int) -> str:
        return self._form(self._one(person))

    def change(self, person: int) -> AnyResponse | tuple[str, int]:
        """Give somebody another role; nobody changes their own."""
        found = self._one(person)
        _, role, agency = _said()
        wrong = self._wrong(role, agency)
        if person == g.operator.id:
            wrong = "people-self"
        if wrong:
            return self._form(found, wrong), 422
        spoken = [
            each for each in self._tools.pack.city.languages if f"speaks-{each}" in request.form
        ]
        every = len(spoken) == len(self._tools.pack.city.languages)
        with self._tools.database.write() as session:
            if not operators.leaves_admin(session, person, ADMIN):
                return _back("last-admin")
            operators.assign(session, person, role, agency)
            roster.speak(session, person, "" if every else ",".join(spoken))
        return _back("person-changed")

    def link(self, person: int) -> str:
        """Show a new link that lets somebody in once."""
        found = self._one(person)
        if found.disabled:
            abort(404)
        return self._list(link=self._link(person), linked=found.name)

    def disable(self, person: int) -> AnyResponse:
        """Let somebody in no more, unless it is whoever asks."""
        self._one(person)
        if person == g.operator.id:
            return _back("nothing")
        with self._tools.database.write() as session:
            if not operators.leaves_admin(session, person, ADMIN):
                return _back("last-admin")
            operators.disable(session, person)
        return redirect(f"/console/people?told=person-out&undo={person}", 303)

    def enable(self, person: int) -> AnyResponse:
        """Let somebody in again."""
        self._one(person)
        with self._tools.database.write() as session:
            operators.enable(session, person)
        return _back("person-in")

    def _hire(self, name: str, role: str, agency: str) -> int:
        """Add somebody and return their id; 0 if the name is taken."""
        with self._tools.database.write() as session:
            now = self._tools.database.now(session)
            person = operators.add_new(session, name, now)
            if person:
                operators.assign(session, person, role, agency)
        return person or 0

    def _one(self, person: int) -> Member:
        with self._tools.database.read() as session:
            return operators.member(session, person) or abort(404)

    def _wrong(self, role: str, agency: str) -> str:
        """Return the name of what is wrong with a role; empty if nothing is."""
        if role not in roles.ROLES:
            return "people-no-role"
        known = agency in self._tools.pack.agencies
        return "people-agency" if (role == AGENCY) is not known else ""

    def _link(self, person: int) -> str:
        secret = secrets.token_urlsafe(32)
        with self._tools.database.write() as session:
            now = self._tools.database.now(session)
            operators.admit(session, secret, person, once=True, now=now, seconds=LINK_SECONDS)
        return self._pages.address(f"/console/login/{secret}")

    def _list(
        self,
        said: Mapping[str, str] | None = None,
        wrong: str = "",
        link: str = "",
        linked: str = "",
    ) -> str:
        undo = request.args.get("undo", "")
        with self._tools.database.read() as session:
            people = operators.members(session)
        return self._pages.show(
            "people.html",
            people=people,
            said=said or {},
            wrong=wrong,
            link=link,
            linked=linked,
            undo=undo if undo.isascii() and undo.isdigit() else "",
            **self._choices(),
        )

    def _form(self, person: Member, wrong: str = "") -> str:
        return self._pages.show("person.html", person=person, wrong=wrong, **self._choices())

    def _choices(self) -> Mapping[str, object]:
        return {
            "roles": roles.ROLES,
            "agencies": self._tools.pack.agencies,
            "spoken": self._tools.pack.city.languages,
        }


def _said() -> tuple[str, str, str]:
    """Return name, role and agency of the form; only agencies' staff have an agency."""
    role = field("role", 20)
    agency = field("agency", 80) if role == AGENCY else ""
    return " ".join(field("name", operators.LONGEST_NAME).split()), role, agency


def _back(told: str) -> AnyResponse:
    return redirect(f"/console/people?told={told}", 303)
