"""Canned replies: written once, filled in for a conversation, counted when they are sent."""

import html
from collections.abc import Mapping

import pytest

from gateway.store import canned
from tests.console.office import Office
from tests.console.test_inbox import HOSTILE, plain

FORM = {
    "shortcut": "/Terima_Kasih",
    "category": "",
    "text-id": "Terima kasih, {petugas} dari {kota}. Tiket {tiket}, {dinas}.",
    "text-en": "Thank you.",
}


def keep(office: Office, **more: str) -> int:
    """Save a reply and return its number."""
    answer = office.post("/console/canned/0", {**FORM, **more})
    assert answer.location == "/console/canned?told=canned-saved", answer.text
    with office.tools.database.read() as session:
        return max(each.id for each in canned.every(session))


def test_a_reply_is_filled_in_sent_and_counted(office: Office) -> None:
    thread = office.hand_over(office.hear("halo"))
    office.enter()
    number = keep(office)
    one = f"/console/conversations/{thread}"
    said = "Terima kasih, rina dari Kota Bandung. Tiket -, -."
    assert said in html.unescape(office.get(one).text)
    chosen = {"text": "", "canned": str(number), "seen": ""}
    assert office.post(f"{one}/reply", chosen).location.endswith("told=sent")
    changed = {"text": "Terima kasih ya, Bu.", "canned": str(number)}
    assert office.post(f"{one}/reply", changed).location.endswith("told=sent")
    assert [text for _, text, _ in office.said()] == [said, "Terima kasih ya, Bu."]
    assert "dipakai 2 kali" in plain(office.get("/console/canned").text)
    gone = {"text": "", "canned": "999", "seen": ""}
    assert office.post(f"{one}/reply", gone).location.endswith("told=empty")


def test_order_is_by_category_then_by_use(office: Office) -> None:
    office.enter()
    for name, category in (("a", ""), ("b", "road"), ("c", "waste"), ("d", "")):
        keep(office, shortcut=name, category=category)
    with office.tools.database.write() as session:
        used = {each.shortcut: each.id for each in canned.every(session)}["d"]
        canned.count(session, used)
        order = [each.shortcut for each in canned.every(session, "road")]
    assert order == ["b", "d", "a", "c"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"shortcut": "dua kata"}, "Singkatannya hanya boleh"),
        ({"shortcut": ""}, "Singkatannya hanya boleh"),
        ({"text-id": "", "text-en": ""}, "paling sedikit dalam satu bahasa"),
        ({"text-id": "Halo {nik}"}, "tidak dikenal"),
        ({"text-id": "a" * 1200}, "terlalu panjang"),
        ({"shortcut": "ada"}, "sudah dipakai jawaban lain"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    wrong: Mapping[str, str], words: str, office: Office
) -> None:
    office.enter()
    keep(office, shortcut="ada")
    form = {**FORM, **wrong}
    answer = office.post("/console/canned/0", form)
    assert (answer.status_code, words in plain(answer.text)) == (422, True)
    typed = html.unescape(answer.text)
    assert all(said[:900] in typed for name, said in form.items() if name.startswith("text"))


def test_changed_and_deleted(office: Office) -> None:
    office.enter()
    number = keep(office)
    assert "{petugas}" in office.get(f"/console/canned/{number}").text
    changed = {**FORM, "text-id": "Baik."}
    assert office.post(f"/console/canned/{number}", changed).status_code == 303
    assert "Baik." in office.get("/console/canned").text
    assert office.post(f"/console/canned/{number}/drop").location.endswith("canned-dropped")
    assert "Belum ada" in plain(office.get("/console/canned").text)


def test_hostile_words_stay_words(office: Office) -> None:
    thread = office.hand_over(office.hear("halo"))
    office.enter()
    number = keep(office, **{"text-id": HOSTILE.replace("{", "").replace("}", "")})
    for path in (
        "/console/canned",
        f"/console/canned/{number}",
        f"/console/conversations/{thread}",
    ):
        page = office.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
