"""Questions that nothing answered become articles; the bot answers with them at once."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.model import Say
from gateway import sitting
from gateway.console.articles import WAYS
from gateway.grouping import grouped
from gateway.source import Question as Asked
from gateway.store import questions
from gateway.store.questions import Question
from gateway.store.tables import Message
from nlu import knowledge
from tests.console.office import Office
from tests.console.test_inbox import HOSTILE, plain

NOW = datetime(2026, 11, 28, tzinfo=UTC)
HALL = (
    "cara sewa gedung merdeka gimana",
    "sewa gedung merdeka berapa",
    "sewa gedung merdeka buat nikahan",
)
ANSWER = "Hubungi pengelola Gedung Merdeka di Jl. Asia Afrika pada hari kerja."
FORM = {"question": "Cara menyewa Gedung Merdeka?", "text-id": ANSWER, "source": "petugas kota"}
CHANNELS = ("twilio_sms", "web", "simulator_telegram")


def asks(office: Office, text: str, channel: str = "twilio_sms") -> int:
    """Let a citizen ask what nothing answers, and return the message."""
    office.hear(text, channel)
    with office.tools.database.write() as session:
        number = session.scalar(select(Message.id).where(Message.text == text))
        assert number is not None
        questions.add(session, number, "", 1.0)
    return number


def told(office: Office, path: str, form: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Press a button; return where it leads and what the page says there."""
    reply = office.post(path, form or {})
    assert reply.status_code == 303, reply.text
    where, _, said = reply.location.partition("?told=")
    return where, said.partition("&")[0]


def waiting(office: Office) -> int:
    with office.tools.database.read() as session:
        return questions.count(session)


def found(office: Office, text: str) -> Say:
    """Return what a citizen who asks `text` gets now."""
    with office.tools.database.read() as session:
        written = office.tools.shelf.written(session)
    return office.tools.sources["article"].read(
        None, Asked(text=text, now=NOW, written=written)
    )


def test_from_a_group_to_an_answer_in_two_clicks(office: Office) -> None:
    ids = [asks(office, text, channel) for text, channel in zip(HALL, CHANNELS, strict=True)]
    asks(office, "jual beli kucing persia di mana")
    office.enter()
    page = office.get("/console/questions").text
    words = plain(page)
    assert "4 menunggu" in words
    assert words.index("sewa gedung merdeka berapa 3 warga") < words.index("jual beli kucing")
    numbers = ",".join(map(str, reversed(ids)))
    form = office.get(f"/console/articles/new?from={numbers}").text
    assert 'value="sewa gedung merdeka berapa"' in form
    assert "sewa gedung merdeka buat nikahan" in form
    assert found(office, HALL[0]).key != "article-answer"
    where, said = told(office, "/console/articles/new", {**FORM, "messages": numbers})
    assert said == "article-live"
    assert waiting(office) == 1
    for text in HALL:
        answer = found(office, text)
        assert answer.facts["text"].by == {"id": ANSWER}  # type: ignore[union-attr]
    page = plain(office.get(where).text)
    assert "dijawab ini Cara menyewa Gedung Merdeka?" in page


def test_withdrawn_published_and_written_anew(office: Office) -> None:
    office.enter()
    where, _ = told(office, "/console/articles/new", FORM)
    assert found(office, HALL[0]).key == "article-answer"
    assert told(office, f"{where}/withdraw") == (where, "article-withdrawn")
    assert told(office, f"{where}/withdraw") == (where, "nothing")
    assert found(office, HALL[0]).key != "article-answer"
    assert told(office, f"{where}/publish") == (where, "article-live")
    changed = {**FORM, "text-id": "Pakai surat ke pengelola.", "also": "sewa gd merdeka\n\n"}
    assert told(office, where, changed) == (where, "article-live")
    assert found(office, "sewa gd merdeka").facts["text"].by == {  # type: ignore[union-attr]
        "id": "Pakai surat ke pengelola."
    }
    assert "Pakai surat ke pengelola." in office.get("/console/articles").text


def test_an_operators_reply_becomes_an_article(office: Office) -> None:
    thread = office.hear("gedung merdeka bisa disewa? hub 081234567890")
    office.enter()
    reply = sitting.answer(thread, sitting.Reply(ANSWER), office.tools)
    page = office.get(f"/console/conversations/{thread}").text
    assert f"/console/articles/new?reply={reply}" in page
    form = office.get(f"/console/articles/new?reply={reply}").text
    assert ANSWER in form
    assert "gedung merdeka bisa disewa?" in form
    assert "081234567890" not in form  # what citizens ask names nobody
    for nobody in ("0", "999999", "x", f"{reply + 1}", ""):
        assert ANSWER not in office.get(f"/console/articles/new?reply={nobody}").text


def test_set_aside_and_undone(office: Office) -> None:
    number = asks(office, HALL[0])
    office.enter()
    assert told(office, "/console/questions/aside", {"messages": f"{number},x,-1"}) == (
        "/console/questions",
        "aside",
    )
    assert "Semua terjawab" in plain(office.get("/console/questions").text)
    page = office.get(f"/console/questions?told=aside&undo={number}").text
    assert f'name="messages" value="{number}"' in page
    assert told(office, "/console/questions/aside", {"messages": str(number)})[1] == "nothing"
    assert (
        told(office, "/console/questions/again", {"messages": str(number)})[1] == "waits-again"
    )
    assert waiting(office) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"question": " "}, "Pertanyaan dan sumbernya harus diisi"),
        ({"source": ""}, "Pertanyaan dan sumbernya harus diisi"),
        ({"text-id": ""}, "paling sedikit dalam satu bahasa"),
        ({"text-su": "a" * 281}, "terlalu panjang"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    wrong: Mapping[str, str], words: str, office: Office
) -> None:
    number = asks(office, HALL[0])
    office.enter()
    form = {**FORM, "also": "sewa gd merdeka", "messages": str(number), **wrong}
    reply = office.post("/console/articles/new", form)
    assert (reply.status_code, words in plain(reply.text)) == (422, True)
    for said in ("sewa gd merdeka", f'value="{number}"', form["text-id"] or FORM["question"]):
        assert said in reply.text
    assert waiting(office) == 1
    where, _ = told(office, "/console/articles/new", FORM)
    assert office.post(where, {**FORM, **wrong}).status_code == 422
    assert ANSWER in office.get(where).text


def test_hostile_words_do_nothing(office: Office) -> None:
    asks(office, HOSTILE)
    office.enter()
    assert "<script>alert" not in office.get("/console/questions").text
    form = dict.fromkeys((*FORM, "also", "text-su"), HOSTILE)
    where, _ = told(office, "/console/articles/new", form)
    for path in (where, "/console/articles"):
        page = office.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
    many = {**FORM, "also": "\n".join(f"cara {number}" for number in range(100))}
    where, _ = told(office, "/console/articles/new", many)
    assert office.get(where).text.count("tidak sampai ke sini") <= WAYS + 1


def test_what_citizens_say_of_an_article_is_counted(office: Office) -> None:
    office.enter()
    where, _ = told(office, "/console/articles/new", FORM)
    name = f"written_{where.rpartition('/')[2]}"
    thread = office.hear("sewa gedung merdeka")
    with office.tools.database.write() as session:
        message = session.scalar(select(Message.id).where(Message.thread_id == thread))
        assert message is not None
        assert not questions.judge(session, thread, name, questions.NO)
        questions.add(session, message, name, 1.0)
        questions.add(session, message, "", 2.0)  # a message counts once
        assert questions.judge(session, thread, name, questions.NO)
        assert not questions.judge(session, thread, name, questions.YES)
    assert "terjawab 0, belum 1" in plain(office.get("/console/articles").text)
    assert f"bukan jawabannya: {name}" in plain(office.get("/console/questions").text)


def test_questions_are_grouped_by_what_they_are_about() -> None:
    texts = (
        "KTP hilang gimana",
        "ktp saya ilang, gmn ya",
        "cara urus ktp yang hilang",
        "jadwal damri ke dago",
        "???",
        "!!!",
    )
    every = [
        Question(id=number, thread=number, text=text, language="id", article="", at=0.0)
        for number, text in enumerate(texts)
    ]
    groups = grouped(list(reversed(every)), knowledge.lexicon())
    assert [sorted(group.ids) for group in groups] == [[0, 1, 2], [5], [4], [3]]
    assert groups[0].text == "KTP hilang gimana"
