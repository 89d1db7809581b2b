"""Operators share conversations: whose one is, tags, notes, and nobody answers over another."""

import html
from collections.abc import Mapping

import pytest

from gateway import sitting
from gateway.console.conversation import MOST_TAGS
from gateway.store import sharing, threads
from gateway.store.sharing import Look
from tests.console.office import Office
from tests.console.test_inbox import HOSTILE, plain


def told(office: Office, path: str, form: Mapping[str, str] | None = None) -> str:
    """Press a button and return what the next page says."""
    answer = office.post(path, form or {})
    assert answer.status_code == 303, answer.text
    return answer.location.partition("?told=")[2]


def one(thread: int) -> str:
    return f"/console/conversations/{thread}"


def test_a_conversation_is_somebodys(office: Office) -> None:
    thread = office.hand_over(office.hear("halo"))
    office.hire("budi")
    office.enter()
    assert told(office, f"{one(thread)}/assign", {"who": "budi"}) == "assigned"
    assert told(office, f"{one(thread)}/assign", {"who": "budi"}) == "nothing"
    assert told(office, f"{one(thread)}/assign", {"who": "nobody"}) == "nobody"
    row = plain(office.get("/console/waiting").text)
    assert "budi" in row
    assert told(office, f"{one(thread)}/assign", {"who": ""}) == "assigned"
    assert "budi" not in plain(office.get("/console/waiting").text)
    office.post(f"{one(thread)}/take")
    assert "rina" in plain(office.get("/console/waiting").text)
    office.post(f"{one(thread)}/back")
    with office.tools.database.read() as session:
        assert sharing.assignees(session, [thread]) == {}


def test_who_answers_what_is_nobodys_takes_it(office: Office) -> None:
    thread = office.hand_over(office.hear("halo"))
    office.enter()
    assert told(office, f"{one(thread)}/reply", {"text": "Selamat siang"}) == "sent"
    page = plain(office.get(one(thread)).text)
    assert "rina" in page
    with office.tools.database.read() as session:
        assert sharing.assignees(session, [thread]) == {thread: "rina"}
        kept = threads.load(session, office.tools.seal, [thread])[thread]
    assert kept.conversation.owner == "operator"


def test_an_answer_over_anothers_is_not_sent_blindly(office: Office) -> None:
    thread = office.hand_over(office.hear("lampu mati"))
    office.enter()
    seen = office.get(one(thread)).text.partition('id="seen" value="')[2].partition('"')[0]
    theirs = sitting.answer(thread, sitting.Reply("Sudah kami catat.", "budi"), office.tools)
    form = {"text": "Di jalan apa ya, Pak?", "seen": seen}
    answer = office.post(f"{one(thread)}/reply", form)
    page = html.unescape(answer.text)
    assert answer.status_code == 409
    assert "budi baru saja membalas:" in page
    assert "Sudah kami catat." in page
    assert "Di jalan apa ya, Pak?</textarea>" in page
    assert f'id="seen" value="{theirs}"' in page
    assert [text for _, text, _ in office.said()] == ["Sudah kami catat."]
    assert told(office, f"{one(thread)}/reply", {**form, "seen": str(theirs)}) == "sent"
    again = {"text": "Terima kasih", "seen": str(theirs)}
    assert told(office, f"{one(thread)}/reply", again) == "sent", (
        "one's own answer is no other's"
    )


def test_two_at_once_are_not_both_sent(office: Office) -> None:
    thread = office.hand_over(office.hear("lampu mati"))
    sitting.answer(thread, sitting.Reply("Baik", "budi", seen=1), office.tools)
    with pytest.raises(sitting.AnsweredError) as caught:
        sitting.answer(thread, sitting.Reply("Baik", "rina", seen=1), office.tools)
    assert (caught.value.answered.by, caught.value.answered.text) == ("budi", "Baik")


def test_tags(office: Office) -> None:
    thread = office.hand_over(office.hear("halo"))
    office.enter()
    assert told(office, f"{one(thread)}/tag", {"tag": "  Lampu   PJU!"}) == "tagged"
    assert told(office, f"{one(thread)}/tag", {"tag": "lampu pju"}) == "tagged"
    assert told(office, f"{one(thread)}/tag", {"tag": "<>"}) == "nothing"
    assert plain(office.get("/console/waiting").text).count("lampu pju") == 1
    for number in range(MOST_TAGS):
        office.post(f"{one(thread)}/tag", {"tag": f"tanda {number}"})
    with office.tools.database.read() as session:
        assert len(sharing.tags(session, [thread])[thread]) == MOST_TAGS
        assert "lampu pju" in sharing.known_tags(session)
    assert told(office, f"{one(thread)}/untag", {"tag": "lampu pju"}) == "tagged"
    assert "lampu pju" not in plain(office.get("/console/waiting").text)


def test_notes_call_colleagues_and_never_reach_the_citizen(office: Office) -> None:
    thread = office.hand_over(office.hear("halo"))
    office.hire("budi")
    office.enter()
    assert told(office, f"{one(thread)}/note", {"note": " "}) == "empty-note"
    text = "@budi tolong cek, @siapa juga"
    assert told(office, f"{one(thread)}/note", {"note": text}) == "noted"
    assert text in html.unescape(office.get(one(thread)).text)
    assert office.said() == []
    assert "memanggil Anda" not in plain(office.get("/console/waiting").text)
    with office.tools.database.write() as session:
        now = office.tools.database.now(session)
        [noted] = sharing.mentioning(session, "budi", now - 60)
        assert (noted.thread, noted.operator, noted.text) == (thread, "rina", text)
        assert sharing.mentioning(session, "rina", now - 60) == []
        look = Look(thread=thread, operator="budi", seen=1, types=False)
        sharing.look(session, look, now + 1)
        assert sharing.mentioning(session, "budi", now - 60) == []


def test_who_else_looks_and_types(office: Office) -> None:
    thread = office.hand_over(office.hear("halo"))
    office.enter()
    assert office.post(f"{one(thread)}/look", {"seen": "3", "types": "1"}).status_code == 204
    assert plain(office.get(f"{one(thread)}/others").text) == ""
    office.enter("supervisor")
    assert "rina sedang mengetik" in plain(office.get(f"{one(thread)}/others").text)
    assert office.post(f"{one(thread)}/look", {"seen": "x" * 50}).status_code == 204
    with office.tools.database.read() as session:
        now = office.tools.database.now(session)
        [other] = sharing.others(session, thread, "rina supervisor", now)
        assert (other.name, other.types) == ("rina", True)
        assert not sharing.others(session, thread, "rina supervisor", now + 9)[0].types
        assert sharing.others(session, thread, "rina supervisor", now + 60) == []
        assert sharing.seen(session, "rina", [thread]) == {thread: 3}


@pytest.mark.parametrize("path", ["assign", "tag", "untag", "note", "look"])
def test_what_is_hostile_stays_text(path: str, office: Office) -> None:
    thread = office.hand_over(office.hear("halo"))
    office.enter()
    form = dict.fromkeys(("who", "tag", "note", "seen", "types"), HOSTILE)
    answer = office.post(f"{one(thread)}/{path}", form)
    assert answer.status_code in {204, 303}
    assert "<script>alert" not in office.get(one(thread)).text
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert office.post(f"{one(thread)}/{path}", form, elsewhere).status_code == 403
