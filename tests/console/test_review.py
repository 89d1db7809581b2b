"""What the bot may have misheard: folded, accepted, changed, ignored, taken back."""

import html
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from gateway.console import teaching
from gateway.console.pages import Pages
from gateway.store import corrections
from gateway.store.corrections import Corrected, Example
from gateway.store.tables import Message
from nlu.labels import INTENTS
from tests.console.office import Office
from tests.console.test_inbox import HEARD, HOSTILE, plain

DOUBT = {**HEARD, "confidence": 0.31, "emergency": False}
NOTHING = {**DOUBT, "intent": "out_of_scope", "confidence": 0.9, "category": "road"}


def heard(office: Office, text: str, means: Mapping[str, Any], number: str = "") -> int:
    """Let a citizen write `text`, of which the bot hears `means`; return the message."""
    office.hear(text, external_id=number or text)
    with office.tools.database.write() as session:
        message = session.scalar(select(func.max(Message.id)).where(Message.direction == "in"))
        assert message is not None
        done = update(Message).where(Message.id == message)
        session.execute(done.values(status="handled", heard=dict(means)))
    return message


def told(office: Office, path: str, **form: str) -> str:
    """Press a button and return what the next page says."""
    answer = office.post(f"/console/review/{path}", form)
    assert answer.status_code == 303, answer.text
    return answer.location.partition("?told=")[2]


def kept(office: Office) -> list[tuple[str, str, str, str, str]]:
    """Return text, labels, state and reviewer of every correction."""
    with office.tools.database.read() as session:
        return [_told(each) for each in corrections.listed(session)]


def _told(each: Corrected) -> tuple[str, str, str, str, str]:
    said = each.example
    return said.text, said.intent, said.category, each.state, each.reviewed_by


def queue(office: Office) -> str:
    return plain(office.get("/console/review").text.partition("<main")[2])


def test_doubts_stand_once_the_newest_first(office: Office) -> None:
    heard(office, "sudah jelas", HEARD)
    heard(office, "halah", {**DOUBT, "by": "rules"})
    heard(office, "punten jalan teh kumaha", {**DOUBT, "language": "su"})
    heard(office, "Halo,  min!!", NOTHING, "1")
    heard(office, "halo min", NOTHING, "2")
    office.enter()
    words = queue(office)
    assert "2 menunggu" in words
    assert "halo min bukan urusan kota ID dianggap bukan urusan kota 2 kali" in words
    assert "melaporkan masalah jalan rusak" in words
    assert "SU bot ragu 31 %" in words
    assert words.index("halo min") < words.index("punten jalan")
    for absent in ("sudah jelas", "halah"):
        assert absent not in words


def test_accepted_ignored_and_taken_back(office: Office) -> None:
    first = heard(office, "jalan teh bolong, hub 081234567890", DOUBT)
    second = heard(office, "asdf", NOTHING)
    heard(office, "ASDF!", NOTHING)
    office.enter()
    assert "081234567890" not in queue(office)
    said = told(office, "accept", pick=f"m{first}")
    assert said.startswith("review-approved&undo=")
    assert told(office, "accept", pick=f"m{first}") == "nothing", "somebody was faster"
    assert told(office, "reject", pick=f"m{second}").startswith("review-rejected")
    assert kept(office) == [
        ("jalan teh bolong, hub ***", "report", "road", "approved", "rina"),
        ("asdf", "out_of_scope", "", "rejected", "rina"),
    ]
    assert "Tidak ada yang menunggu" in queue(office), "the same words are settled, too"
    number = said.rpartition("=")[2]
    page = office.get(f"/console/review?told={said}").text
    assert f'name="corrections" value="{number}"' in page
    assert told(office, "again", corrections=f"{number},x") == "waits-again"
    assert told(office, "again", corrections=number) == "nothing"
    assert "usul rina" in queue(office)
    assert told(office, "accept", pick=f"c{number}").startswith("review-approved")
    assert told(office, "accept", pick=f"c{number}") == "nothing"


def test_many_at_once(office: Office) -> None:
    picks = [f"m{heard(office, f'kalimat {word}', DOUBT)}" for word in "abc"]
    office.enter()
    answer = office.client.post(
        "/console/review/accept",
        data={"pick": [*picks, "m999", "x", "", picks[0]]},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.location.count(",") == 2
    assert [state for *_, state, _ in kept(office)] == ["approved"] * 3


def test_an_operator_corrects_in_the_conversation_and_another_changes_it(
    office: Office,
) -> None:
    message = heard(office, "jadwal damri dong", DOUBT)
    with office.tools.database.read() as session:
        thread = session.scalar(select(Message.thread_id))
    office.enter()
    path = f"/console/conversations/{thread}"
    assert f"/console/review/m{message}?to=conversation" in office.get(path).text
    form = office.get(f"/console/review/m{message}?to=conversation").text
    assert "Kirim untuk diperiksa" in form
    meaning = {"intent": "ask_transport", "category": "road", "language": "id"}
    said = {"text": "jadwal damri dong", "to": "conversation", **meaning}
    answer = office.post(f"/console/review/m{message}", said)
    assert answer.location == f"{path}?told=corrected"
    assert "rina mengusulkan ask_transport" in plain(office.get(path).text)
    assert kept(office) == [("jadwal damri dong", "ask_transport", "", "proposed", "")]
    office.enter("supervisor")
    assert "angkutan umum ID usul rina" in queue(office)
    with office.tools.database.read() as session:
        [waiting] = corrections.listed(session)
    better = {**said, "text": "jadwal  damri", "to": "review", "intent": "ask_event"}
    assert told(office, f"c{waiting.id}", **better) == f"review-approved&undo={waiting.id}"
    assert kept(office) == [("jadwal damri", "ask_event", "", "approved", "rina supervisor")]
    assert "dibetulkan: ask_event" in plain(office.get(path).text)
    assert told(office, f"m{message}", **{**said, "to": "review"}).startswith("review-approved")
    assert [state for *_, state, _ in kept(office)] == ["rejected", "approved"]


@pytest.mark.parametrize(
    "wrong",
    [{"text": "123"}, {"intent": "fly"}, {"language": "xx"}, {"category": HOSTILE}],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    wrong: Mapping[str, str], office: Office
) -> None:
    message = heard(office, "jalan rusak parah", DOUBT)
    office.enter()
    form = {"text": "jalan", "intent": "report", "category": "road", "language": "id", **wrong}
    answer = office.post(f"/console/review/m{message}", form)
    assert (answer.status_code, "harus berisi kata" in answer.text) == (422, True)
    assert kept(office) == []


def test_what_cannot_be_learnt_is_changed_or_ignored(office: Office) -> None:
    message = heard(office, "12 34", DOUBT)
    strange = heard(office, "apa kabar", {**DOUBT, "language": "jv"})
    office.enter()
    assert queue(office).count("Isi dulu artinya") == 2
    assert told(office, "accept", pick=f"m{message}") == "nothing"
    assert told(office, "reject", pick=f"m{strange}").startswith("review-rejected")


@pytest.mark.parametrize("pick", ["m9", "c9", "m", "x1", "m1234567890", "mx", "%00"])
def test_what_is_not_there(pick: str, office: Office) -> None:
    office.enter()
    assert office.get(f"/console/review/{pick}").status_code == 404
    assert told(office, "accept", pick=pick) == "nothing"


def test_hostile_words_stay_words(office: Office) -> None:
    message = heard(office, HOSTILE, DOUBT)
    office.enter()
    form = dict.fromkeys(("text", "intent", "category", "language", "to", "pick"), HOSTILE)
    assert office.post(f"/console/review/m{message}", form).status_code == 422
    office.post(f"/console/review/m{message}", {**form, "intent": "greet", "language": "id"})
    for path in ("", f"/m{message}", "?page=0", "?page=999", "?undo=<script>"):
        page = office.get(f"/console/review{path}").text
        assert "<script>alert" not in page
    assert HOSTILE.split("{{", maxsplit=1)[0].strip() in html.unescape(
        office.get(f"/console/review/m{message}").text
    )
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert office.post("/console/review/accept", form, elsewhere).status_code == 403
    assert office.post(f"/console/review/m{message}", {"text": "a" * 10**6}).status_code == 413


def test_more_than_a_page(office: Office) -> None:
    for number in range(31):
        heard(office, f"kalimat {'ab'[number % 2]}{'c' * number}", DOUBT)
    office.enter()
    assert "31 menunggu" in queue(office)
    assert "Halaman 2 dari 2" in plain(office.get("/console/review?page=2").text)


def test_every_intent_has_a_name(office: Office) -> None:
    assert {f"intent-{each}" for each in INTENTS} <= Pages(office.tools).voice.keys("id")


def test_how_far_the_model_has_learnt(office: Office, tmp_path: Path) -> None:
    example = Example(text="halo", language="id", intent="greet")
    with office.tools.database.write() as session:
        number = corrections.propose(session, example, by="rina", now=1.0)
        corrections.review(session, number, example, state="approved", by="budi", now=5.0)
        assert teaching.progress(session, tmp_path).waiting == 1
        model = tmp_path / "nlu-20261101-000000.tar.gz"
        model.write_bytes(b"")
        os.utime(model, (9.0, 9.0))
        figures = {"strangers_intent_accuracy_id": 0.96, "place_accuracy": 0.99}
        model.with_name("nlu-20261101-000000.json").write_text(json.dumps(figures))
        after = teaching.progress(session, tmp_path)
    assert after == teaching.Progress(waiting=0, since=9.0, right={"id": 0.96})
