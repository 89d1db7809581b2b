"""What staff did and looked at is written down before it is done, and nobody can change it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select, update

from gateway.console.audit import SIGNS, logged
from gateway.console.guard import OPEN
from gateway.store import audit
from gateway.store.audit import Asked, Done
from gateway.store.audit_tables import Audited
from tests.console.office import Office
from tests.console.test_inbox import plain


def rows(office: Office) -> list[tuple[str, str, str]]:
    """Return who did what about what, without who came in."""
    with office.tools.database.read() as session:
        found = audit.search(session, Asked(), limit=100)
    told = [(each.who, each.action, each.subject) for each in reversed(found)]
    return [each for each in told if not each[1].startswith("login.")]


def test_what_is_done_and_looked_at_is_written_down(office: Office) -> None:
    thread = office.hand_over(office.hear("halo"))
    office.enter()
    one = f"/console/conversations/{thread}"
    office.get("/console")
    office.get(one)
    office.get(f"{one}/lines")  # the open page looking again
    office.post(f"{one}/look", {"seen": "1"})
    office.post(f"{one}/reply", {"text": "Selamat siang"})
    office.post(f"{one}/note", {"note": "rahasia 081234567890"})
    about = str(thread)
    assert rows(office) == [
        ("rina", "inbox.conversation", about),
        ("rina", "inbox.reply", about),
        ("rina", "conversation.note", about),
    ]  # who, what and about which; never the words


def test_every_post_leaves_a_row(office: Office) -> None:
    posts = {
        rule.endpoint
        for rule in office.app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    }
    assert {each for each in posts if not logged(each, "POST")} == (posts & OPEN) | SIGNS


def test_what_is_not_let_in_is_not_written_as_done(office: Office) -> None:
    office.enter()
    office.post("/console/broadcasts/1/approve")  # no supervisor
    assert rows(office) == []


def test_a_row_that_is_changed_removed_or_put_in_shows(office: Office) -> None:
    tools = office.tools
    with tools.database.write() as session:
        for number in range(5):
            done = Done(at=float(number), who="rina", action="inbox.reply", subject=str(number))
            audit.add(session, done)
        assert audit.broken(session) == (5, 0)
        ids = session.scalars(select(Audited.id).order_by(Audited.id)).all()
        session.execute(update(Audited).where(Audited.id == ids[2]).values(who="budi"))
        assert audit.broken(session) == (2, ids[2])
        session.execute(update(Audited).where(Audited.id == ids[2]).values(who="rina"))
        assert audit.broken(session) == (5, 0)
        session.execute(delete(Audited).where(Audited.id == ids[1]))
        assert audit.broken(session) == (1, ids[2])


def test_many_at_once_make_one_chain(office: Office) -> None:
    database = office.tools.database

    def write(number: int) -> None:
        with database.write() as session:
            audit.add(session, Done(at=1.0, who=f"w{number}", action="x", subject=""))

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(write, range(60)))
    with database.read() as session:
        assert audit.broken(session) == (60, 0)


def test_searched_and_taken_away_by_a_supervisor(office: Office) -> None:
    with office.tools.database.write() as session:
        now = office.tools.database.now(session)
        for who, subject in (("=cmd()", "7"), ("rina", "BDG-0000001")):
            audit.add(session, Done(at=now, who=who, action="report.show", subject=subject))
    office.enter("supervisor")
    page = plain(office.get("/console/audit?who=rina&subject=bdg").text)
    assert "BDG-0000001" in page
    assert "=cmd()" not in page
    assert "Tidak ada yang cocok" in plain(office.get("/console/audit?day=2020-01-01").text)
    assert "BDG-0000001" in plain(office.get("/console/audit?day=nonsense").text)
    answer = office.get("/console/audit/export.csv")
    assert answer.mimetype == "text/csv"
    assert ",'=cmd(),report.show,7" in answer.text
    assert ("rina supervisor", "audit.export", "") in rows(office)


@pytest.mark.parametrize("query", ["?before=x", "?before=99999999999", "?who=<script>"])
def test_what_is_hostile_is_no_fault(query: str, office: Office) -> None:
    office.enter("supervisor")
    answer = office.get(f"/console/audit{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace("<script type=", "")
