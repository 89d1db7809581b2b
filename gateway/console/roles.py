"""Who of the staff may do what: one table, and what is not in it nobody may.

An operator answers citizens and sees every report. A supervisor may do all that, and approve
what others wrote to many. An agency's staff see its own reports, and nothing of whose they are.
"""

from collections.abc import Mapping

from gateway.store.operators import Person

OPERATOR, SUPERVISOR, AGENCY = ROLES = ("operator", "supervisor", "agency")
EVERYTHING = frozenset({OPERATOR, SUPERVISOR})
"""Those who see every conversation and every report."""
_ALL, _OPERATOR, _SUPERVISOR = frozenset(ROLES), EVERYTHING, frozenset({SUPERVISOR})
MAY: Mapping[str, frozenset[str]] = {
    "front": _ALL,
    "media.show": _ALL,
    "login.leave": _ALL,
    "reports.index": _ALL,
    "report.show": _ALL,
    "report.change": _ALL,
    "report.note": _ALL,
    "report.reroute": _ALL,
    "report.merge": _ALL,
    "report.again": _OPERATOR,
    "report.typed": _OPERATOR,
    "inbox.index": _OPERATOR,
    "inbox.waiting": _OPERATOR,
    "inbox.conversation": _OPERATOR,
    "inbox.lines": _OPERATOR,
    "inbox.reply": _OPERATOR,
    "inbox.take": _OPERATOR,
    "inbox.back": _OPERATOR,
    "inbox.retry": _OPERATOR,
    "events.stream": _OPERATOR,
    "views.index": _OPERATOR,
    "views.keep": _OPERATOR,
    "views.rename": _OPERATOR,
    "views.share": _SUPERVISOR,
    "views.drop": _OPERATOR,
    "views.restore": _OPERATOR,
    "audit.index": _SUPERVISOR,
    "audit.export": _SUPERVISOR,
    "canned.index": _OPERATOR,
    "canned.edit": _OPERATOR,
    "canned.save": _OPERATOR,
    "canned.drop": _OPERATOR,
    "conversation.assign": _OPERATOR,
    "conversation.tag": _OPERATOR,
    "conversation.untag": _OPERATOR,
    "conversation.note": _OPERATOR,
    "conversation.look": _OPERATOR,
    "conversation.others": _OPERATOR,
    "review.index": _OPERATOR,
    "review.edit": _OPERATOR,
    "review.save": _OPERATOR,
    "review.accept": _OPERATOR,
    "review.reject": _OPERATOR,
    "review.again": _OPERATOR,
    "failures.index": _OPERATOR,
    "failures.retry": _OPERATOR,
    "channels.index": _OPERATOR,
    "city.index": _OPERATOR,
    "questions.index": _OPERATOR,
    "questions.aside": _OPERATOR,
    "questions.again": _OPERATOR,
    "articles.index": _OPERATOR,
    "articles.new": _OPERATOR,
    "articles.add": _OPERATOR,
    "articles.edit": _OPERATOR,
    "articles.change": _OPERATOR,
    "articles.withdraw": _OPERATOR,
    "articles.publish": _OPERATOR,
    "broadcasts.index": _OPERATOR,
    "broadcasts.new": _OPERATOR,
    "broadcasts.add": _OPERATOR,
    "broadcasts.show": _OPERATOR,
    "broadcasts.progress": _OPERATOR,
    "broadcasts.edit": _OPERATOR,
    "broadcasts.change": _OPERATOR,
    "broadcasts.submit": _OPERATOR,
    "broadcasts.withdraw": _OPERATOR,
    "broadcasts.approve": _SUPERVISOR,
    "broadcasts.refuse": _SUPERVISOR,
    "broadcasts.pause": _OPERATOR,
    "broadcasts.resume": _OPERATOR,
    "broadcasts.cancel": _OPERATOR,
}
"""The roles that may reach each endpoint; tests hold the table against the routes."""
HOME: Mapping[str, str] = {
    OPERATOR: "/console",
    SUPERVISOR: "/console",
    AGENCY: "/console/reports",
}
"""Where somebody of a role begins."""


def may(person: Person, endpoint: str) -> bool:
    """Return whether `person` may reach `endpoint`."""
    return person.role in MAY.get(endpoint, frozenset())


def sees(person: Person, agency: str) -> bool:
    """Return whether `person` may see what is this agency's (a key of agencies.yml)."""
    return person.role in EVERYTHING or (person.role == AGENCY and agency == person.agency)
