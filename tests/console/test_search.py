"""What was said is found by its words, whoever holds the conversation; nothing breaks it."""

import html
import re

import pytest
from sqlalchemy import delete, insert, select, text, update

from gateway.store import searching
from gateway.store.narrowing import Wanted
from gateway.store.searching import PAGE, search, words
from gateway.store.tables import Message
from gateway.store.word_tables import WORDS
from tests.console.office import NUMBER, Office
from tests.console.test_agency import NUMBER as TICKET, file
from tests.console.test_inbox import HOSTILE, plain
from tests.console.test_lists import listed


@pytest.mark.parametrize(
    ("said", "asked", "found"),
    [
        ("Lampu jalan mati.tolong", "lampu mati", True),
        ("Lampu jalan mati.tolong", "tolong", True),  # marks part words
        ("Lampu jalan mati", "lampu banjir", False),  # all of them
        ("Lampu jalan mati", "jal lampu", False),  # only the last may be a beginning
        ("Lampu jalan mati", "lampu jal", True),
        ("Lampu jalan mati", "LAMPU", True),
        ("Lampu jalan mati", "ja", False),  # too short for a beginning
        ("rt 3 rw 5 no 12", "no 12", True),
        ("lihat https://kota.example/lampu?x=1", "example lampu", True),
        ("tulis ke warga@kota.example", "warga", True),
        ("<b>lampu</b> &amp; jalan", "lampu amp", True),
        ("BDG-0000001 bagaimana?", "bdg 0000001 bagaimana", True),
        ("é dina Sundana: kumaha, Téh?", "téh", True),
        ("不好意思", "不好意思", True),
        ("harga 1.500,5 rupiah", "1 500 5", True),
        ("ini 'kutipan' \"ganda\" (kurung)", "kutipan ganda kurung", True),
        ("satu dua tiga", "satu OR empat", False),  # no operators
        ("satu dua tiga", "satu -dua", True),
        ("satu not dua near tiga and empat", "not near and", True),
    ],
)
def test_words_of_any_message(said: str, asked: str, found: bool, office: Office) -> None:  # noqa: FBT001
    office.enter()
    thread = office.hear(said)
    answer = office.client.get("/console/waiting", query_string={"q": asked})
    assert answer.status_code == 200
    assert (f'id="row-{thread}"' in answer.text) is found


@pytest.mark.parametrize(
    "asked",
    [
        HOSTILE,
        '"',
        "'",
        "*",
        "lampu*",
        '"lampu jalan"*',
        "NEAR(lampu jalan)",
        "lampu AND",
        "lampu & | ! <-> :*",
        "lampu:*B",
        "text:lampu",
        "^lampu",
        "{text}: lampu",
        "\x00lampu\ud800",
        "'; DROP TABLE message; --",
        "%",
        "\\",
        "a" * 1_000_000,
        "lampu " * 100_000,
        "\u0301\u200d🏳️‍🌈",
        "ß İ ŉ ǰ",
    ],
)
def test_hostile_questions_are_only_words(asked: str, office: Office) -> None:
    office.enter()
    office.hear("lampu jalan mati")
    query = {
        "q": asked.encode("utf-8", "surrogatepass"),
        "before": asked[:99].encode(errors="ignore"),
    }
    answer = office.client.get("/console", query_string=query)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_what_is_found_is_marked_and_stays_text(office: Office) -> None:
    office.enter()
    thread = office.hear("awal " * 60 + "<script>alert(1)</script> lampu " + "akhir " * 60)
    page = office.get("/console/waiting?q=lampu").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>lampu</mark>" in page
    assert "…" in page
    assert "<script>" not in page
    with office.tools.database.read() as session:
        message = session.scalar(select(Message.id))
    assert f'href="/console/conversations/{thread}?q=lampu#m{message}"' in page


def test_a_page_at_a_time_the_newest_first(office: Office) -> None:
    office.enter()
    for number in range(PAGE + 5):
        office.hear(f"lampu {number}", external_id=f"m{number}")
    page = office.get("/console?q=lampu").text
    newest = PAGE + 4
    assert f"<mark>lampu</mark> {newest}" in page
    [more] = re.findall(r'href="/console(\?q=lampu&amp;before=\d+)"', page)
    rest = office.get(f"/console{html.unescape(more)}").text
    assert "<mark>lampu</mark> 4<" in rest
    assert "before=" not in re.sub(r'data-live="[^"]*"', "", rest)


def test_a_conversation_stands_once_with_its_newest_hit(office: Office) -> None:
    office.enter()
    thread = office.hear("lampu lama", external_id="1")
    office.hear("lampu baru", external_id="2")
    assert listed(office, "?q=lampu") == [thread]
    assert "<mark>lampu</mark> baru" in office.get("/console/waiting?q=lampu").text


def test_what_is_changed_or_erased_is_not_found(office: Office) -> None:
    def found(word: str) -> bool:
        with office.tools.database.read() as session:
            return bool(search(session, words(word), Wanted(who="rina")).hits)

    office.hear("rahasia sekali")
    assert found("rahasia")
    with office.tools.database.write() as session:
        session.execute(update(Message).values(text="biasa saja"))
    assert (found("rahasia"), found("biasa")) == (False, True)
    with office.tools.database.write() as session:
        session.execute(update(Message).values(text=""))
    assert not found("biasa")
    with office.tools.database.write() as session:
        session.execute(update(Message).values(text="kembali ada"))
    assert found("kembali")
    with office.tools.database.write() as session:
        for table in ("task", "flood", "message"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of ours
    assert not found("kembali")
    if office.tools.database.sqlite:
        with office.tools.database.write() as session:  # raises if index and texts differ
            check = (
                "INSERT INTO message_words(message_words, rank) VALUES ('integrity-check', 1)"
            )
            session.execute(text(check))


def test_notes_are_not_looked_through(office: Office) -> None:
    office.enter()
    thread = office.hand_over(office.hear("halo"))
    office.post(f"/console/conversations/{thread}/note", {"note": "hanyadicatatan"})
    assert listed(office, "?q=hanyadicatatan") == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (NUMBER, True),
        ("0812 3456-7890", True),
        ("6281234567890", True),
        ("+62 812-3456-7890", True),
        ("081234567891", False),
        ("8123456", False),  # a part of a number finds nobody
    ],
)
def test_a_whole_number_finds_its_citizen(asked: str, found: bool, office: Office) -> None:  # noqa: FBT001
    office.enter()
    thread = office.hear("halo")
    answer = office.client.get("/console/waiting", query_string={"q": asked})
    assert (f'id="row-{thread}"' in answer.text) is found
    assert NUMBER not in answer.text.replace(f'"{asked}"', "")


def test_a_report_number_comes_before_what_was_said_of_it(office: Office) -> None:
    file(office)
    office.enter()
    other = office.hear(f"punya saya {TICKET} juga", "web")
    found = listed(office, f"?q={TICKET}")
    assert len(found) == 2
    assert found[1] == other


def test_too_much_to_look_through_is_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    if office.tools.database.sqlite:
        return  # only a server is given a time
    office.enter()
    office.hear("lampu")
    monkeypatch.setattr(searching, "PATIENCE", 1)
    slow = f"pg_sleep(0.2) IS NOT NULL AND {WORDS}"
    monkeypatch.setattr("gateway.store.searching.WORDS", slow)
    monkeypatch.setattr(searching, "YOUNG", 0)
    page = office.get("/console?q=lampu")
    assert page.status_code == 200
    assert "Terlalu banyak pesan dengan kata itu" in plain(page.text)


def test_filters_narrow_what_is_found(office: Office) -> None:
    office.enter()
    one = office.hear("lampu mati")
    other = office.hear("lampu mati", "web")
    assert sorted(listed(office, "?q=lampu")) == sorted([one, other])
    assert listed(office, "?q=lampu&channel=web") == [other]


def test_the_newest_are_looked_through_as_well_as_the_rest(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.hear("lampu")
    with office.tools.database.write() as session:
        row = session.execute(select(Message.__table__)).mappings().one()
        more = [
            {**row, "id": row["id"] + n, "external_id": f"m{n}", "text": f"umum {n}"}
            for n in range(1, 2 * PAGE)
        ]
        session.execute(insert(Message), more)
    monkeypatch.setattr(searching, "YOUNG", PAGE + 10)
    with office.tools.database.read() as session:
        rare = search(session, ("lampu",), Wanted(who="rina"))
        common = search(session, ("umum",), Wanted(who="rina"))
        rest = search(session, ("umum",), Wanted(who="rina"), common.before)
    assert [hit.text for hit in rare.hits] == ["lampu"]
    every = [hit.id for hit in (*common.hits, *rest.hits)]
    assert every == sorted((each["id"] for each in more), reverse=True)
    with office.tools.database.write() as session:
        session.execute(delete(Message).where(Message.text.startswith("umum")))
