"""Who of the staff may do what: one table, and what is not in it nobody may.

An operator answers citizens and sees every report. An agency's staff see its own reports, and
nothing of whose they are.
"""

from collections.abc import Mapping

from gateway.store.operators import Person

OPERATOR, AGENCY = ROLES = ("operator", "agency")
_ALL, _OPERATOR = frozenset(ROLES), frozenset({OPERATOR})
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
    "failures.index": _OPERATOR,
    "failures.retry": _OPERATOR,
}
"""The roles that may reach each endpoint; tests hold the table against the routes."""
HOME: Mapping[str, str] = {OPERATOR: "/console", AGENCY: "/console/reports"}
"""Where somebody of a role begins."""


def may(person: Person, endpoint: str) -> bool:
    """Return whether `person` may reach `endpoint`."""
    return person.role in MAY.get(endpoint, frozenset())


def sees(person: Person, agency: str) -> bool:
    """Return whether `person` may see what is this agency's (a key of agencies.yml)."""
    return person.role == OPERATOR or (person.role == AGENCY and agency == person.agency)
