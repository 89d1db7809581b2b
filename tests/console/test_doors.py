"""Who may come in, how, and from where."""

import html
from pathlib import Path
from typing import Any

import pytest

from gateway.console import guard, proofs, roles
from gateway.store import operators
from tests.cases import cases
from tests.console.office import OURS, PASSWORD, Office, office as opened

ROWS = cases("console")
AWAY = {
    "/console/language",
    "/console/login/second",
    "/console/city-login",
    "/console/city-login/back",
}
"""Open addresses that lead to the sign-in page whoever has nothing to do there."""
TEXT = {"name": "rina", "password": PASSWORD}


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_route(table: str, row: dict[str, Any], office: Office) -> None:
    assert table == "routes"
    method = row["name"].split()[0]
    ask: dict[str, Any] = {"method": method, "headers": OURS, "buffered": True}
    before = office.client.open(row["asked"], **ask)
    away = before.status_code == 303 and before.location == "/console/login"
    assert away is not row.get("open", False) or row["asked"] in AWAY

    for role in roles.ROLES:
        office.enter(role)
        assert office.client.open(row["asked"], **ask).status_code == wanted(row, role), role


def wanted(row: dict[str, Any], role: str) -> int:
    """Return what somebody of this role gets."""
    status: int = row["status"]
    others = {
        roles.ADMIN: row.get(roles.SUPERVISOR, status),
        roles.VIEWER: status if row["name"].startswith("GET ") else 403,
        roles.LEADER: 403,
    }
    usual = status if row.get("open") else others.get(role, status)
    return int(row.get(role, usual))


def test_every_route_names_who_may_call_it(office: Office) -> None:
    endpoints = {rule.endpoint for rule in office.app.url_map.iter_rules()}
    assert guard.OPEN | roles.MAY.keys() == endpoints
    assert not guard.OPEN & roles.MAY.keys()


def test_nobody_without_a_known_role_gets_in(office: Office) -> None:
    office.enter("stranger")
    answers = [office.get(path).status_code for path in ("/console", "/console/reports")]
    assert answers == [403, 403]
    assert "Halaman ini bukan untuk peran Anda." in office.get("/console").text


def test_every_route_has_a_row(office: Office) -> None:
    rules = {
        f"{method} {rule.rule}"
        for rule in office.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert rules == {case.values[1]["name"] for case in ROWS}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_change_needs_our_own_page(
    headers: dict[str, str], status: int, office: Office
) -> None:
    office.enter()
    assert office.post("/console/logout", headers=headers).status_code == status


def test_headers_are_on_every_answer(office: Office) -> None:
    for path in ("/console/login", "/console", "/static/look/base.css", "/nowhere", "/live"):
        headers = office.get(path).headers
        assert headers["Content-Security-Policy"] == (
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            "frame-ancestors 'none'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_pages_are_not_kept_and_named_files_are(office: Office) -> None:
    assert office.get("/console/login").headers["Cache-Control"] == "no-store"
    assert office.get("/static/look/base.css").headers["Cache-Control"] == "no-cache"
    kept = office.get("/static/look/base.css?v=1").headers["Cache-Control"]
    assert kept == "public, max-age=31536000, immutable"


def test_name_and_password(office: Office) -> None:
    office.hire("rina", PASSWORD)
    answer = office.post("/console/login", TEXT)
    assert (answer.status_code, answer.location) == (303, "/console")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert "rina" in office.get("/console").text


@pytest.mark.parametrize(
    "form",
    [
        {"name": "rina", "password": "wrong"},
        {"name": "nobody", "password": PASSWORD},
        {"name": "linked", "password": ""},
        {"name": "gone", "password": PASSWORD},
        {"name": "ri\x00na\ud800", "password": "\x00"},
        {},
    ],
)
def test_whatever_was_wrong_the_answer_is_one(form: dict[str, str], office: Office) -> None:
    office.hire("rina", PASSWORD)
    gone = office.hire("gone", PASSWORD)
    with office.tools.database.write() as session:
        operators.add(session, "linked", "", 0.0)
        operators.disable(session, gone)
    body = "&".join(f"{k}={_quoted(v)}" for k, v in form.items())
    answer = office.client.post(
        "/console/login",
        data=body,
        headers=OURS,
        content_type="application/x-www-form-urlencoded",
    )
    wrong = "Tidak bisa masuk. Periksa nama dan sandi"
    assert (answer.status_code, wrong in answer.text) == (403, True)
    assert "Set-Cookie" not in answer.headers


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


def test_guessing_is_stopped_and_the_right_password_waits(office: Office) -> None:
    office.hire("rina", PASSWORD)
    for _ in range(proofs.FAILURES):
        assert office.post("/console/login", TEXT | {"password": "x"}).status_code == 403
    assert office.post("/console/login", TEXT).status_code == 403
    with office.tools.database.write() as session:
        assert operators.failures(session, "rina", 0.0) == proofs.FAILURES
        operators.forgive(session, "rina")
    assert office.post("/console/login", TEXT).status_code == 303


def test_right_password_forgives_earlier_slips(office: Office) -> None:
    office.hire("rina", PASSWORD)
    for _ in range(proofs.FAILURES - 1):
        office.post("/console/login", TEXT | {"password": "x"})
    assert office.post("/console/login", TEXT).status_code == 303
    with office.tools.database.read() as session:
        assert operators.failures(session, "rina", 0.0) == 0


def test_link_works_once_and_only_by_the_button(office: Office) -> None:
    link = office.link(office.hire())
    for _ in range(3):
        assert office.get(link).status_code == 200
    assert office.post(link).status_code == 303
    assert office.get("/console").status_code == 200
    again = office.post(link)
    assert again.status_code == 403
    assert "Minta tautan baru" in again.text


def test_old_link_and_link_as_session_are_refused(office: Office) -> None:
    operator = office.hire()
    assert office.post(office.link(operator, "old", seconds=-1)).status_code == 403
    office.link(operator, "fresh")
    office.client.set_cookie("kentongan", "fresh")
    assert office.get("/console").status_code == 303
    office.client.set_cookie("kentongan", "x" * 500)
    assert office.get("/console").status_code == 303


def test_leaving_ends_the_session_on_the_server(office: Office) -> None:
    office.enter()
    cookie = office.client.get_cookie("kentongan")
    assert cookie is not None
    assert office.post("/console/logout").status_code == 303
    office.client.set_cookie("kentongan", cookie.value)
    assert office.get("/console").location == "/console/login"
    assert office.get("/console/waiting", **{"X-Fragment": "1"}).status_code == 401


def test_disabled_operator_is_out_at_once(office: Office) -> None:
    operator = office.enter()
    with office.tools.database.write() as session:
        operators.disable(session, operator)
    assert office.get("/console").status_code == 303


def test_behind_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    with opened("sqlite", tmp_path, public_url="https://kota.example") as office:
        answer = office.post(office.link(office.hire()))
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-kentongan=")
        assert "; Secure; HttpOnly; Path=/; SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("form", "location", "word"),
    [
        ({"language": "en", "back": "/console/login"}, "/console/login", "Sign in"),
        ({"language": "xx", "back": "/console/login"}, "/console/login", "Masuk"),
        ({"language": "en", "back": "//evil.example"}, "/console", "Sign in"),
        ({"language": "en", "back": "/console/\\evil.example"}, "/console", "Sign in"),
    ],
)
def test_language(form: dict[str, str], location: str, word: str, office: Office) -> None:
    assert office.post("/console/language", form).location == location
    assert f"<title>{word}" in office.get("/console/login").text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere/<script>", 404, "Halaman ini tidak ada."),
        ("/console/logout", 405, "Permintaan ini tidak bisa dijalankan."),
    ],
)
def test_errors_are_a_sentence(path: str, status: int, words: str, office: Office) -> None:
    office.enter()
    answer = office.get(path)
    assert answer.status_code == status
    assert words in html.unescape(answer.text)
    assert "<script>" not in answer.text


def test_long_body_is_refused(office: Office) -> None:
    office.enter()
    answer = office.post("/console/conversations/1/reply", {"text": "a" * 70_000})
    assert answer.status_code in {404, 413}
