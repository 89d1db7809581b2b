"""Admins say who the staff are; whoever only reads finds no button."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from gateway.console import roles
from gateway.store import operators, sharing
from gateway.store.operators import Member
from tests.console.office import NUMBER, Office
from tests.console.test_agency import NUMBER as TICKET, file
from tests.console.test_inbox import HOSTILE, plain
from tests.console.test_sharing import one, told


def everybody(office: Office) -> dict[str, Member]:
    with office.tools.database.read() as session:
        return {each.name: each for each in operators.members(session)}


def test_somebody_is_added_and_comes_in_once(office: Office) -> None:
    office.enter("admin")
    page = office.post("/console/people", {"name": " Budi  S ", "role": "viewer"}).text
    [path] = re.findall(r"http://localhost(/console/login/[\w-]+)", page)
    assert everybody(office)["Budi S"].role == "viewer"
    other = office.app.test_client()
    ours = {"Sec-Fetch-Site": "same-origin"}
    assert other.post(path, headers=ours).status_code == 303
    assert "Budi S" in other.get("/console").text
    assert other.post(path, headers=ours).status_code == 403
    assert office.get("/console/people").text.count("/console/login/") == 0


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": "", "role": "operator"}, "Tulis namanya."),
        ({"name": "budi", "role": "king"}, "Pilih perannya."),
        ({"name": "rina admin", "role": "operator"}, "Nama itu sudah dipakai"),
        ({"name": "budi", "role": "agency"}, "Pilih dinasnya untuk peran dinas"),
        ({"name": "budi", "role": "agency", "agency": "none"}, "Pilih dinasnya"),
        ({"name": "\x00 ?!", "role": "operator"}, "Tulis namanya."),
    ],
)
def test_who_cannot_be_added(office: Office, form: dict[str, str], says: str) -> None:
    office.enter("admin")
    answer = office.post("/console/people", form)
    assert answer.status_code == 422
    assert says in plain(answer.text)
    assert list(everybody(office)) == ["rina admin"]


def test_a_name_stays_text(office: Office) -> None:
    office.enter("admin")
    assert (
        office.post("/console/people", {"name": HOSTILE, "role": "viewer"}).status_code == 200
    )
    assert "<script>alert" not in office.get("/console/people").text


def test_another_role_from_the_next_page_on(office: Office) -> None:
    person = office.enter()
    client = office.app.test_client()
    office.enter("admin")
    path = f"/console/people/{person}"
    form = {"role": "agency", "agency": "dishub"}
    assert told(office, path, form) == "person-changed"
    assert everybody(office)["rina"].agency == "dishub"
    assert office.post(path, {"role": "agency"}).status_code == 422
    assert told(office, path, {"role": "leader", "agency": "dishub"}) == "person-changed"
    assert everybody(office)["rina"].agency == ""
    assert client.get("/console").status_code == 303


def test_nobody_locks_themselves_out(office: Office) -> None:
    person = office.enter("admin")
    answer = office.post(f"/console/people/{person}", {"role": "viewer"})
    assert answer.status_code == 422
    assert "Peran sendiri hanya bisa diubah oleh admin lain." in plain(answer.text)
    assert told(office, f"/console/people/{person}/disable") == "nothing"
    assert everybody(office)["rina admin"].role == "admin"


def test_let_out_and_in_again(office: Office) -> None:
    person = office.enter()
    theirs = office.client
    mine = Office(office.app, office.tools, office.app.test_client())
    mine.enter("admin")
    where = mine.post(f"/console/people/{person}/disable").location
    assert theirs.get("/console").status_code == 303
    page = mine.get(where).text
    assert f"/console/people/{person}/enable" in page
    assert mine.post(f"/console/people/{person}/link").status_code == 404
    assert told(mine, f"/console/people/{person}/enable") == "person-in"
    assert not everybody(mine)["rina"].disabled


@pytest.mark.parametrize("role", [roles.VIEWER, roles.LEADER])
def test_who_only_reads_finds_no_button(office: Office, role: str) -> None:
    thread = office.hand_over(office.hear("halo"))
    file(office)
    office.enter(role)
    pages = ["/console/reports", f"/console/reports/{TICKET}", "/console/channels"]
    if role == roles.VIEWER:
        pages += ["/console", one(thread), "/console/questions", "/console/review"]
        pages += ["/console/articles", "/console/broadcasts", "/console/failures"]
    for path in pages:
        answer = office.get(path)
        assert answer.status_code == 200, path
        posts = set(re.findall(r'method="post" action="([^"]+)"', answer.text))
        assert posts <= {"/console/language", "/console/logout"}, path
        links = set(re.findall(r'href="(/console[^"?#]*)', answer.text))
        refused = {each for each in links if office.get(each).status_code == 403}
        assert refused == set(), path


def test_a_number_is_shown_for_a_reason_that_is_kept(office: Office) -> None:
    office.enter()
    thread = office.hear("halo")
    assert NUMBER not in office.get(one(thread)).text
    refused = office.post(f"{one(thread)}/reveal", {"reason": "ok"})
    assert refused.status_code == 422
    assert NUMBER not in refused.text
    page = office.post(f"{one(thread)}/reveal", {"reason": "menelepon soal \x00kebakaran"}).text
    assert NUMBER in page
    assert NUMBER not in office.get(one(thread)).text
    office.enter("supervisor")
    assert f"{thread}: menelepon soal kebakaran" in office.get("/console/audit").text


def test_one_admin_remains(office: Office) -> None:
    first = office.enter("admin")
    second = office.hire("dewi")
    with office.tools.database.write() as session:
        operators.assign(session, second, "admin", "")
        assert operators.leaves_admin(session, first, "admin")
        operators.assign(session, first, "operator", "")
        assert not operators.leaves_admin(session, second, "admin")


def test_two_admins_who_demote_each_other_leave_one(office: Office) -> None:
    first = office.enter("admin")
    there = Office(office.app, office.tools, office.app.test_client())
    second = there.hire("dewi")
    with office.tools.database.write() as session:
        operators.assign(session, second, "admin", "")
    assert there.post(there.link(second, "dewi's")).status_code == 303
    form = {"role": "viewer"}
    with ThreadPoolExecutor(2) as pool:
        pool.submit(office.post, f"/console/people/{second}", form)
        pool.submit(there.post, f"/console/people/{first}", form)
    assert [each.role for each in everybody(office).values()].count("admin") == 1


def test_what_somebody_held_who_was_let_out_is_nobodys(office: Office) -> None:
    thread = office.hand_over(office.hear("halo"))
    person = office.enter()
    office.post(f"{one(thread)}/take")
    office.post(f"{one(thread)}/assign", {"who": "rina"})
    office.enter("admin")
    assert told(office, f"/console/people/{person}/disable").startswith("person-out")
    with office.tools.database.read() as session:
        assert sharing.assignees(session, [thread]) == {}


def test_the_log_says_which_role_was_given(office: Office) -> None:
    person = office.enter()
    office.enter("admin")
    office.post(f"/console/people/{person}", {"role": "agency", "agency": "dishub"})
    assert f"{person}: agency dishub" in office.get("/console/audit").text


@pytest.mark.parametrize(
    "reason", ["asked", "emergency", "unsure", "voice", "file", "public", "unsolved", "added"]
)
def test_why_people_were_called_is_said(office: Office, reason: str) -> None:
    office.enter()
    thread = office.hand_over(office.hear("halo"), reason)
    assert office.get("/console").status_code == 200
    assert office.get(one(thread)).status_code == 200
