"""Every form with hostile input: nothing breaks, nothing runs, nothing is anybody else's."""

import re
from typing import Any

import pytest
from werkzeug.routing import Rule

from gateway.console import guard, roles
from gateway.store import sharing
from gateway.store.sharing import Noted
from tests.console.office import OURS, Office
from tests.console.test_agency import NUMBER as TICKET, file

MARK = "<script>alert(7)</script>"
HOSTILE = {
    "markup": f"\"'>{MARK}<img src=x onerror=alert(7)>{{{{7*7}}}}",
    "formula": "=cmd|' /C calc'!A0",
    "unreadable": "\x00\u202e\ufffe\ud83d kilab \r\n Set-Cookie: a=b",
    "sql": '\'; DROP TABLE thread; --%_*("NEAR" ::',
    "number": "-9223372036854775809",
    "long": "a" * 1_000_000,
}
LARGE = 64 * 1024
"""Letters of what no form takes: to send it once shows as much as many times."""
FIELDS = (
    *("text", "note", "tag", "who", "until", "at", "reason", "seen", "canned", "next", "types"),
    *("name", "role", "agency", "password", "given", "old", "new", "again", "code", "sealed"),
    *("category", "description", "place", "area", "pin", "kind", "happened", "photo", "draft"),
    *("origin", "link", "number", "key", "ticket", "act", "status", "before", "reply", "why"),
    *(
        "into",
        "question",
        "text-id",
        "text-su",
        "text-en",
        "also",
        "source",
        "messages",
        "pick",
    ),
    *("intent", "language", "to", "corrections", "topic", "severe", "shortcut", "seat", "back"),
    *("late", "view", "query", "shared", "answer-x", "from", "undo"),
)
"""Names of fields that any of the forms has."""


def posts(office: Office) -> list[Rule]:
    """Return every address that something is sent to by somebody who is signed in."""
    return [
        rule
        for rule in office.app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint not in guard.OPEN | {"login.leave"}
    ]


def pages(office: Office) -> list[Rule]:
    return [
        rule
        for rule in office.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint in roles.MAY
    ]


def filled(rule: Rule, known: dict[str, Any]) -> str:
    """Return an address of a rule, about what is there."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(known.get(found[1], 1)), rule.rule)


@pytest.fixture
def known(office: Office) -> dict[str, Any]:
    """Give something of everything that addresses name, and an admin who is signed in."""
    file(office)
    thread = office.hand_over(office.hear(f"lampu mati {MARK}", "web"))
    office.enter("admin")
    with office.tools.database.write() as session:
        note = Noted(thread=thread, operator="rina", text=MARK, at=1.0)
        sharing.note(session, note, [])
    return {"thread": thread, "number": TICKET, "message": 1, "person": 99, "name": "x.jpg"}


@pytest.mark.parametrize("what", HOSTILE)
def test_every_form(office: Office, known: dict[str, Any], what: str) -> None:
    said = HOSTILE[what].encode("utf-8", "replace").decode()
    asked = 0
    for rule in posts(office):
        if rule.endpoint in {"account.end", "account.others"}:
            continue
        address = filled(rule, {**known, "number": 1} if "int:number" in rule.rule else known)
        names = FIELDS if len(said) < LARGE else ("text", "name")
        for form in (dict.fromkeys(names, said), {}):
            answer = office.client.post(address, data=form, headers=OURS)
            assert answer.status_code < 500, (rule.rule, what)
            assert MARK not in answer.text, rule.rule
            asked += 1
    assert asked > 100
    for rule in pages(office):
        if rule.endpoint == "events.stream":
            continue
        answer = office.get(filled(rule, {**known, "number": TICKET}))
        assert answer.status_code < 500, rule.rule
        assert MARK not in answer.text or rule.endpoint == "audit.export", rule.rule


def test_every_form_from_elsewhere(office: Office, known: dict[str, Any]) -> None:
    for rule in posts(office):
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.example"},
            {},
        ):
            answer = office.client.post(filled(rule, known), headers=headers)
            assert answer.status_code == 403, (rule.rule, headers)


@pytest.mark.parametrize("what", HOSTILE)
def test_every_address_with_hostile_queries(
    office: Office, known: dict[str, Any], what: str
) -> None:
    said = HOSTILE[what][:4000].encode("utf-8", "replace").decode()
    names = ("q", "view", "sort", "page", "before", "shown", "who", "action", "subject", "day")
    more = ("told", "from", "reply", "to", "back", "undo", "agency", "category", "tag", "area")
    for rule in pages(office):
        if rule.endpoint == "events.stream":
            continue
        query = dict.fromkeys((*names, *more, "longer", "unsure", "channel", "language"), said)
        answer = office.client.get(
            filled(rule, {**known, "number": TICKET}), query_string=query, buffered=True
        )
        assert answer.status_code < 500, (rule.rule, what)
        assert MARK not in answer.text, rule.rule


def test_formulas_do_not_leave_in_a_table(office: Office, known: dict[str, Any]) -> None:
    office.post(f"/console/conversations/{known['thread']}/reveal", {"reason": "=1+1+1"})
    rows = office.get("/console/audit/export.csv").text.splitlines()
    cells = [cell for row in rows for cell in row.split(",")]
    assert not [each for each in cells if each.startswith(("=", "+", "@"))]
