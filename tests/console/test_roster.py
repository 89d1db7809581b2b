"""What is handed over becomes somebody's: present, in its language, with least, in turn."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from gateway.store import operators, roster, sharing
from gateway.store.tables import OperatorSession, Thread
from tests.console.office import Office
from tests.console.test_account import other
from tests.console.test_inbox import plain
from tests.console.test_sharing import told


def present(office: Office, name: str, role: str = "operator") -> int:
    """Have somebody sign in in a browser of their own."""
    person = office.hire(name)
    with office.tools.database.write() as session:
        operators.assign(session, person, role, "")
    assert other(office).post(office.link(person, f"for {name}")).status_code == 303
    return person


def give(office: Office, channel: str, language: str = "") -> str:
    """Hand a conversation over and return whose it became."""
    thread = office.hand_over(office.hear("halo", channel))
    with office.tools.database.write() as session:
        session.execute(update(Thread).where(Thread.id == thread).values(language=language))
        return roster.assign(session, thread, office.tools.database.now(session))


def test_in_turn_and_to_whom_has_least(office: Office) -> None:
    for name in ("ani", "budi"):
        present(office, name)
    present(office, "wati", "viewer")
    present(office, "tono", "leader")
    office.hire("gone")
    whose = [give(office, each) for each in ("a", "b", "c", "d")]
    assert whose == ["ani", "budi", "ani", "budi"]
    with office.tools.database.write() as session:
        session.execute(update(Thread).where(Thread.assignee == "budi").values(owner="bot"))
    assert [give(office, each) for each in ("e", "f")] == ["budi", "budi"]


def test_whose_it_is_already_it_stays(office: Office) -> None:
    present(office, "ani")
    thread = office.hand_over(office.hear("halo", "a"))
    with office.tools.database.write() as session:
        sharing.assign(session, thread, "budi")
        assert roster.assign(session, thread, 1.0) == ""
        assert sharing.assignees(session, [thread]) == {thread: "budi"}


@pytest.mark.parametrize(
    ("language", "whose"), [("su", "ani"), ("en", "budi"), ("", "ani"), ("jv", "")]
)
def test_in_the_citizens_language(office: Office, language: str, whose: str) -> None:
    ani, budi = present(office, "ani"), present(office, "budi")
    with office.tools.database.write() as session:
        roster.speak(session, ani, "id,su")
        roster.speak(session, budi, "en")
    assert give(office, "a", language) == whose


def test_who_rests_or_went_gets_nothing(office: Office) -> None:
    present(office, "ani")
    office.enter()
    assert told(office, "/console/account/rest", {"away": "1"}) == "resting"
    assert "Anda sedang istirahat" in plain(office.get("/console/account").text)
    assert give(office, "a") == "ani"
    assert told(office, "/console/account/rest") == "present"
    assert give(office, "b") == "rina"
    with office.tools.database.write() as session:
        session.execute(update(OperatorSession).values(used_at=1.0))
    assert give(office, "c") == ""


def test_languages_are_given_on_the_page(office: Office) -> None:
    person = present(office, "ani")
    office.enter("admin")
    path = f"/console/people/{person}"
    told(office, path, {"role": "operator", "speaks-su": "on", "speaks-xx": "on"})
    with office.tools.database.read() as session:
        found = operators.member(session, person)
    assert found is not None
    assert found.languages == "su"
    assert "SU" in plain(office.get("/console/people").text)


def test_two_at_once_do_not_give_all_to_one(office: Office) -> None:
    for name in ("ani", "budi"):
        present(office, name)
    with ThreadPoolExecutor(4) as pool:
        whose = list(pool.map(lambda number: give(office, f"c{number}"), range(8)))
    assert sorted(whose) == ["ani"] * 4 + ["budi"] * 4
