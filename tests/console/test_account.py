"""Signing in with two factors, browsers signed out, passwords changed, proofs asked again."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select, update

from gateway.store import accounts, operators
from gateway.store.audit_tables import Audited
from gateway.store.tables import Operator, OperatorSession
from tests.console.office import PASSWORD, Office, office as opened
from tests.console.test_inbox import HOSTILE, plain

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0"}
NEW = "kucing terbang lewat"


def enter(office: Office, name: str = "rina", **headers: str) -> int:
    """Sign somebody in by password and return the status of the page they come to."""
    form = {"name": name, "password": PASSWORD}
    ours = {"Sec-Fetch-Site": "same-origin", **headers}
    answer = office.client.post("/console/login", data=form, headers=ours)
    return office.get(answer.location or "/console").status_code


def other(office: Office) -> Office:
    """Return the same console in another browser."""
    return Office(office.app, office.tools, office.app.test_client())


def enrol(office: Office) -> tuple[pyotp.TOTP, list[str]]:
    """Set up a second factor and return its clock and the recovery codes."""
    page = office.post("/console/account/second/begin").text
    secret = re.findall(r'readonly value="(\w+)"', page)[0]
    sealed = re.findall(r'name="sealed" value="(\w+)"', page)[0]
    clock = pyotp.TOTP(secret)
    form = {"sealed": sealed, "code": clock.now()}
    shown = office.post("/console/account/second/confirm", form).text
    return clock, re.findall(r"<code>([\w-]+)</code>", shown)


def refresh(office: Office) -> None:
    """Let the digits of this half minute be used once more."""
    with office.tools.database.write() as session:
        session.execute(update(Operator).values(second_step=0))


def written(office: Office) -> list[str]:
    with office.tools.database.read() as session:
        return list(session.scalars(select(Audited.action).order_by(Audited.id)))


def test_two_factors(office: Office) -> None:
    office.hire("rina", PASSWORD)
    assert enter(office) == 200
    clock, codes = enrol(office)
    assert (len(codes), len(set(codes))) == (10, 10)
    there = other(office)
    assert enter(there) == 303
    assert there.get("/console").location == "/console/login"
    assert there.get("/console/login").location == "/console/login/second"
    used = there.post("/console/login/second", {"code": clock.now()})
    assert used.status_code == 403  # set up with it: nobody who looked over a shoulder comes in
    refresh(office)
    assert there.post("/console/login/second", {"code": clock.now()}).location == "/console"
    assert there.get("/console").status_code == 200
    assert written(office).count("login.half") == 1


def test_a_recovery_code_works_once(office: Office) -> None:
    office.hire("rina", PASSWORD)
    enter(office)
    _, codes = enrol(office)
    for status in (303, 403):
        there = other(office)
        enter(there)
        said = {"code": f" {codes[3].upper()} "}
        assert there.post("/console/login/second", said).status_code == status
    assert "9 kode cadangan tersisa" in plain(office.get("/console/account").text)


def test_half_signed_in_opens_nothing_and_ends(office: Office) -> None:
    office.hire("rina", PASSWORD)
    enter(office)
    clock, _ = enrol(office)
    refresh(office)
    there = other(office)
    enter(there)
    for path in ("/console", "/console/account", "/console/reports"):
        assert there.get(path).location == "/console/login"
    assert there.post("/console/account/second/remove", {"given": PASSWORD}).status_code == 303
    with office.tools.database.write() as session:
        half = update(OperatorSession).where(OperatorSession.half.is_(True))
        session.execute(half.values(expires_at=1.0))
    assert there.post("/console/login/second", {"code": clock.now()}).status_code == 403


def test_codes_are_not_guessed(office: Office) -> None:
    office.hire("rina", PASSWORD)
    enter(office)
    clock, _ = enrol(office)
    refresh(office)
    there = other(office)
    enter(there)
    for _ in range(5):
        assert there.post("/console/login/second", {"code": "000000"}).status_code == 403
    assert there.post("/console/login/second", {"code": clock.now()}).status_code == 403


def test_a_link_is_one_factor_of_two(office: Office) -> None:
    person = office.hire("rina", PASSWORD)
    enter(office)
    enrol(office)
    there = other(office)
    assert there.post(office.link(person, "another")).status_code == 303
    assert there.get("/console").status_code == 303


def test_somebody_elses_secret_is_not_taken(office: Office) -> None:
    office.hire("rina", PASSWORD)
    enter(office)
    page = office.post("/console/account/second/begin").text
    secret = re.findall(r'readonly value="(\w+)"', page)[0]
    sealed = re.findall(r'name="sealed" value="(\w+)"', page)[0]
    office.hire("budi", PASSWORD)
    there = other(office)
    enter(there, "budi")
    for said in (sealed, "zz", "", "00" * 90):
        form = {"sealed": said, "code": pyotp.TOTP(secret).now()}
        answer = there.post("/console/account/second/confirm", form)
        assert answer.location == "/console/account?told=nothing"
    wrong = office.post("/console/account/second/confirm", {"sealed": sealed, "code": "1"})
    assert (wrong.status_code, secret in wrong.text) == (422, True)


def test_removed_by_password(office: Office) -> None:
    office.hire("rina", PASSWORD)
    enter(office)
    enrol(office)
    remove = "/console/account/second/remove"
    assert office.post(remove, {"given": "wrong"}).status_code == 422
    assert office.post(remove, {"given": PASSWORD}).status_code == 303
    there = other(office)
    enter(there)
    assert there.get("/console").status_code == 200


def test_browsers_are_listed_and_signed_out(office: Office) -> None:
    office.hire("rina", PASSWORD)
    enter(office)
    there = other(office)
    enter(there, **FIREFOX)
    page = office.get("/console/account").text
    assert "Firefox, Linux" in plain(page)
    seat = re.findall(r'name="seat" value="(\w+)"', page)
    assert len(seat) == 1
    assert office.post("/console/account/end", {"seat": "zz"}).location.endswith("nothing")
    assert office.post("/console/account/end", {"seat": seat[0]}).status_code == 303
    assert there.get("/console").status_code == 303
    enter(there)
    office.post("/console/account/others")
    assert there.get("/console").status_code == 303
    assert office.get("/console").status_code == 200


def test_nobody_signs_somebody_else_out(office: Office) -> None:
    person = office.hire("rina", PASSWORD)
    enter(office)
    with office.tools.database.read() as session:
        [seat] = accounts.seats(session, person, "", 0.0)
    office.hire("budi", PASSWORD)
    there = other(office)
    enter(there, "budi")
    there.post("/console/account/end", {"seat": seat.id})
    assert office.get("/console").status_code == 200


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"old": "wrong", "new": NEW, "again": NEW}, "Sandi lama tidak cocok"),
        ({"old": PASSWORD, "new": "kucing", "again": "kucing"}, "terlalu pendek"),
        ({"old": PASSWORD, "new": "password1234", "again": "password1234"}, "mudah ditebak"),
        ({"old": PASSWORD, "new": "rina12345678", "again": "rina12345678"}, "mudah ditebak"),
        ({"old": PASSWORD, "new": NEW, "again": HOSTILE}, "tidak sama"),
        ({}, "Sandi lama tidak cocok"),
    ],
)
def test_a_password_that_is_not_taken(office: Office, form: dict[str, str], says: str) -> None:
    office.hire("rina", PASSWORD)
    enter(office)
    answer = office.post("/console/account/password", form)
    assert answer.status_code == 422
    assert says in plain(answer.text)
    assert enter(other(office)) == 200


def test_a_new_password_ends_other_browsers(office: Office) -> None:
    office.hire("rina", PASSWORD)
    enter(office)
    there = other(office)
    enter(there)
    form = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert office.post("/console/account/password", form).status_code == 303
    assert (office.get("/console").status_code, there.get("/console").status_code) == (200, 303)
    assert other(office).post("/console/login", {"name": "rina", "password": NEW}).location


def test_whoever_came_by_link_sets_a_password_soon_after(office: Office) -> None:
    office.enter()
    form = {"new": NEW, "again": NEW}
    with office.tools.database.write() as session:
        session.execute(update(OperatorSession).values(proved_at=1.0))
    assert office.post("/console/account/password", form).status_code == 422
    office.enter("viewer")
    assert office.post("/console/account/password", form).status_code == 303


@pytest.mark.parametrize("back", ["/console/audit/export.csv?who=&day=", "/console/people"])
def test_exports_and_staff_ask_for_a_proof(office: Office, back: str) -> None:
    person = office.hire("rina", PASSWORD)
    with office.tools.database.write() as session:
        operators.assign(session, person, "admin", "")
    enter(office)
    assert office.get(back).status_code == 200
    with office.tools.database.write() as session:
        session.execute(update(OperatorSession).values(proved_at=1.0))
    where = office.get(back).location
    assert where.startswith("/console/account/proof?back=")
    page = office.get(where).text
    there = html.unescape(re.findall(r'name="back" value="([^"]*)"', page)[-1])
    refused = office.post("/console/account/proof", {"given": "wrong", "back": there})
    assert refused.status_code == 403
    done = office.post("/console/account/proof", {"given": PASSWORD, "back": there})
    assert done.location.rstrip("?") == back
    assert office.get(done.location).status_code == 200


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/console\\evil", ""]
)
def test_a_proof_leads_nowhere_else(office: Office, back: str) -> None:
    office.hire("rina", PASSWORD)
    enter(office)
    form = {"given": PASSWORD, "back": back}
    assert office.post("/console/account/proof", form).location == "/console/account"


def test_sign_ins_are_in_the_log(office: Office) -> None:
    office.hire("rina", PASSWORD)
    office.post("/console/login", {"name": "rina", "password": "wrong"})
    office.post("/console/login", {"name": "nobody", "password": "wrong"})
    enter(office)
    assert written(office) == ["login.refused", "login.enter"]


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Office]:
    with opened("sqlite", tmp_path, console_second_factor="required") as office:
        yield office


def test_where_it_is_required_nothing_else_opens(strict: Office) -> None:
    strict.hire("rina", PASSWORD)
    enter(strict)
    assert strict.get("/console").location == "/console/account?told=need-second"
    assert strict.post("/console/people").location == "/console/account?told=need-second"
    enrol(strict)
    assert strict.get("/console").status_code == 200


def test_a_secret_whose_key_is_gone_leaves_the_recovery_codes(office: Office) -> None:
    office.hire("rina", PASSWORD)
    enter(office)
    clock, codes = enrol(office)
    with office.tools.database.write() as session:
        session.execute(update(Operator).values(second_sealed=b"gone:12345678", second_step=0))
    there = other(office)
    enter(there)
    assert there.post("/console/login/second", {"code": clock.now()}).status_code == 403
    assert there.post("/console/login/second", {"code": codes[0]}).status_code == 303
