"""Who of the staff may do what: one table, and what is not in it nobody may.

A viewer sees what an operator sees and changes nothing. An operator answers citizens and
handles every report. A supervisor may do all that, and approve what others wrote to many. An
admin may do all that, and says who the people are. An agency's staff handle its own reports,
and see nothing of whose they are. A leader sees every report of the city, and no conversation.
"""

from collections.abc import Mapping

from gateway.store import roster
from gateway.store.operators import Person

VIEWER, OPERATOR, SUPERVISOR, ADMIN, AGENCY, LEADER = ROLES = (
    "viewer",
    "operator",
    "supervisor",
    "admin",
    "agency",
    "leader",
)
_ADMIN = frozenset({ADMIN})
_SUPERVISE = _ADMIN | {SUPERVISOR}
ANSWERING = _ACT = frozenset(roster.ANSWERING)
"""Those who answer citizens."""
_READ = _ACT | {VIEWER}
EVERYTHING = _OVERSEE = _READ | {LEADER}
"""Those who see every report."""
_HANDLE = _ACT | {AGENCY}
_ALL = frozenset(ROLES)
MAY: Mapping[str, frozenset[str]] = {
    "front": _ALL,
    "media.show": _ALL,
    "login.leave": _ALL,
    "account.index": _ALL,
    "account.password": _ALL,
    "account.end": _ALL,
    "account.others": _ALL,
    "account.begin": _ALL,
    "account.confirm": _ALL,
    "account.remove": _ALL,
    "account.rest": _ALL,
    "account.proof": _ALL,
    "account.prove": _ALL,
    "reports.index": _ALL,
    "report.show": _ALL,
    "report.change": _HANDLE,
    "report.note": _HANDLE,
    "report.reroute": _HANDLE,
    "report.merge": _HANDLE,
    "report.again": _ACT,
    "report.typed": _ACT,
    "inbox.index": _READ,
    "inbox.waiting": _READ,
    "inbox.conversation": _READ,
    "inbox.lines": _READ,
    "inbox.reply": _ACT,
    "inbox.reveal": _ACT,
    "inbox.take": _ACT,
    "inbox.back": _ACT,
    "inbox.retry": _ACT,
    "events.stream": _READ,
    "views.index": _ACT,
    "views.keep": _ACT,
    "views.rename": _ACT,
    "views.share": _SUPERVISE,
    "views.drop": _ACT,
    "views.restore": _ACT,
    "audit.index": _SUPERVISE,
    "audit.export": _SUPERVISE,
    "canned.index": _ACT,
    "canned.edit": _ACT,
    "canned.save": _ACT,
    "canned.drop": _ACT,
    "conversation.assign": _ACT,
    "conversation.tag": _ACT,
    "conversation.untag": _ACT,
    "conversation.note": _ACT,
    "conversation.look": _ACT,
    "conversation.others": _READ,
    "conversation.resolve": _ACT,
    "conversation.snooze": _ACT,
    "conversation.wake": _ACT,
    "sheet.edit": _ACT,
    "sheet.save": _ACT,
    "sheet.beside": _READ,
    "sheet.join": _ACT,
    "sheet.new": _ACT,
    "sheet.add": _ACT,
    "review.index": _READ,
    "review.edit": _ACT,
    "review.save": _ACT,
    "review.accept": _ACT,
    "review.reject": _ACT,
    "review.again": _ACT,
    "failures.index": _READ,
    "failures.retry": _ACT,
    "channels.index": _OVERSEE,
    "city.index": _OVERSEE,
    "questions.index": _READ,
    "questions.aside": _ACT,
    "questions.again": _ACT,
    "articles.index": _READ,
    "articles.new": _ACT,
    "articles.add": _ACT,
    "articles.edit": _READ,
    "articles.change": _ACT,
    "articles.withdraw": _ACT,
    "articles.publish": _ACT,
    "broadcasts.index": _READ,
    "broadcasts.new": _ACT,
    "broadcasts.add": _ACT,
    "broadcasts.show": _READ,
    "broadcasts.progress": _READ,
    "broadcasts.edit": _ACT,
    "broadcasts.change": _ACT,
    "broadcasts.submit": _ACT,
    "broadcasts.withdraw": _ACT,
    "broadcasts.approve": _SUPERVISE,
    "broadcasts.refuse": _SUPERVISE,
    "broadcasts.pause": _ACT,
    "broadcasts.resume": _ACT,
    "broadcasts.cancel": _ACT,
    "people.index": _ADMIN,
    "people.add": _ADMIN,
    "people.edit": _ADMIN,
    "people.change": _ADMIN,
    "people.link": _ADMIN,
    "people.disable": _ADMIN,
    "people.enable": _ADMIN,
}
"""The roles that may reach each endpoint; tests hold the table against the routes."""
HOME: Mapping[str, str] = {
    **dict.fromkeys(ROLES, "/console"),
    **dict.fromkeys((AGENCY, LEADER), "/console/reports"),
}
"""Where somebody of a role begins."""


def may(person: Person, endpoint: str) -> bool:
    """Return whether `person` may reach `endpoint`."""
    return person.role in MAY.get(endpoint, frozenset())


def sees(person: Person, agency: str) -> bool:
    """Return whether `person` may see what is this agency's (a key of agencies.yml)."""
    return person.role in EVERYTHING or (person.role == AGENCY and agency == person.agency)
