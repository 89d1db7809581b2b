"""Searches kept by name: one's own, shared ones, renamed, thrown away and taken back."""

import re
from collections.abc import Mapping

import pytest

from gateway.store import views
from gateway.store.views import MOST, UNDOABLE
from tests.console.office import Office
from tests.console.test_inbox import HOSTILE, plain

HERE = "/console/views"
QUERY = "view=mine&q=lampu+jalan"


def keep(office: Office, name: str = "Lampu", query: str = QUERY) -> int:
    """Keep a view and return its id."""
    answer = office.post(HERE, {"name": name, "query": query})
    assert answer.status_code == 303, plain(answer.text)
    with office.tools.database.read() as session:
        return max(each.id for each in views.of(session, "rina"))


def told(office: Office, path: str, form: Mapping[str, str] | None = None) -> str:
    answer = office.post(f"{HERE}/{path}", form)
    assert answer.status_code == 303
    return answer.location


def names(office: Office, who: str = "rina") -> list[str]:
    with office.tools.database.read() as session:
        return [each.name for each in views.of(session, who)]


def test_kept_by_name_it_stands_under_the_views(office: Office) -> None:
    office.enter()
    answer = office.post(HERE, {"name": " Lampu\x00 ", "query": QUERY + "&before=9&told=sent"})
    assert answer.location == f"/console?{QUERY}&told=view-kept"
    page = office.get(answer.location).text
    assert "Tampilan disimpan." in page
    query = QUERY.replace("&", "&amp;")
    link = f'href="/console?{query}" aria-current="page" dir="auto">Lampu</a>'
    assert link in page
    assert ">Lampu</a>" in office.get("/console/waiting").text


def test_the_whole_inbox_can_be_kept(office: Office) -> None:
    office.enter()
    answer = office.post(HERE, {"name": "semua", "query": ""})
    assert answer.location == "/console?told=view-kept"


def test_what_is_wrong_comes_back_with_what_was_typed(office: Office) -> None:
    office.enter()
    keep(office)
    for form, words in (
        ({"name": " ", "query": QUERY}, "Beri nama dulu."),
        ({"name": "Lampu", "query": QUERY}, "Anda sudah punya tampilan dengan nama itu."),
    ):
        answer = office.post(HERE, form)
        assert answer.status_code == 422
        assert words in answer.text
        assert 'name="query" value="view=mine&amp;q=lampu+jalan"' in answer.text
    for number in range(MOST - 1):
        keep(office, f"tampilan {number}")
    answer = office.post(HERE, {"name": "satu lagi", "query": QUERY})
    assert answer.status_code == 422
    assert 'value="satu lagi"' in answer.text


def test_renamed(office: Office) -> None:
    office.enter()
    one = keep(office)
    keep(office, "Jalan")
    assert told(office, f"{one}/rename", {"name": "PJU"}).endswith("told=view-renamed")
    assert names(office) == ["Jalan", "PJU"]
    for name, words in (("Jalan", "sudah punya"), ("", "Beri nama")):
        answer = office.post(f"{HERE}/{one}/rename", {"name": name})
        assert answer.status_code == 422
        assert words in answer.text
    assert told(office, f"{one}/rename", {"name": "PJU"}).endswith("told=view-renamed")


def test_thrown_away_and_taken_back(office: Office) -> None:
    office.enter()
    one = keep(office)
    location = told(office, f"{one}/drop")
    assert names(office) == []
    page = office.get(location).text
    assert "Tampilan dihapus." in page
    [undo] = re.findall(r'action="/console/views/(\d+/restore)"', page)
    keep(office)  # the name is free meanwhile
    assert told(office, undo).endswith("told=view-restored")
    assert names(office) == ["Lampu", "Lampu"]
    assert told(office, undo).endswith("told=nothing")
    assert told(office, "99999/drop").endswith("told=nothing")


def test_what_was_thrown_away_is_gone_after_a_day(office: Office) -> None:
    office.enter()
    one, other = keep(office), keep(office, "lain")
    told(office, f"{one}/drop")
    with office.tools.database.write() as session:
        now = office.tools.database.now(session)
        assert views.drop(session, other, "rina", now + UNDOABLE + 1)
        assert not views.restore(session, one, "rina")


def test_each_sees_their_own_and_the_shared(office: Office) -> None:
    office.enter()
    one = keep(office)
    assert office.post(f"{HERE}/{one}/share", {"shared": "1"}).status_code == 403
    office.enter("supervisor")
    assert names(office, "rina supervisor ") == []
    assert told(office, f"{one}/share", {"shared": "1"}).endswith("told=nothing")
    with office.tools.database.write() as session:
        assert views.share(session, one, "rina", shared=True)
    page = plain(office.get(HERE).text)
    assert "untuk semua, dari rina" in page
    for path in ("rename", "drop"):
        assert told(office, f"{one}/{path}", {"name": "x"}).endswith("told=nothing")
    assert names(office) == ["Lampu"]
    assert told(office, f"{one}/share", {"shared": ""}).endswith("told=view-own")
    assert names(office, "rina supervisor ") == []


@pytest.mark.parametrize("path", ["", "/1/rename", "/1/share", "/1/drop", "/1/restore"])
def test_what_is_hostile_stays_text(path: str, office: Office) -> None:
    office.enter("supervisor")
    office.post(HERE, {"name": HOSTILE, "query": "q=%00%ff&view=<script>&" + HOSTILE})
    answer = office.post(HERE + path, {"name": HOSTILE, "query": HOSTILE, "shared": HOSTILE})
    assert answer.status_code in {303, 422}
    for page in ("/console", HERE, f"{HERE}?undo=x", f"{HERE}?undo={'9' * 50}"):
        shown = office.get(page)
        assert shown.status_code == 200
        assert "<script>" not in shown.text
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert office.post(HERE + path, {}, elsewhere).status_code == 403
