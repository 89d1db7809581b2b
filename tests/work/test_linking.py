"""One citizen on two channels: linked by a number, seen on both, undone by a word."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from bot.model import Inbound
from bot.place import Place
from bot.report import Draft
from gateway import promises
from gateway.channel import Form, Received
from gateway.store import links, reports, threads
from gateway.store.database import Database
from gateway.store.tables import LinkCode, Message
from gateway.tools import Tools
from gateway.work import inbox
from tests.installation import Twilio, installation
from tests.work.letters import Letters, carrying
from tests.work.working import engine, work

PHONE, CHAT, STRANGER = "+628120000001", "77", "88"


@pytest.fixture
def twilio() -> Twilio:
    return Twilio()


@pytest.fixture
def letters() -> Letters:
    return Letters(form=Form(buttons=8, title=40))


@pytest.fixture
def tools(database: Database, twilio: Twilio, letters: Letters) -> Tools:
    made = carrying(installation(database, world=twilio), letters)
    return replace(made, draw=lambda: 7_123_456)


def says(tools: Tools, channel: str, sender: str, text: str = "", phone: str = "") -> None:
    """Keep a message, and answer it."""
    with tools.database.read() as session:
        count = len(session.scalars(select(Message.id)).all())
    message = Inbound(
        channel=channel, sender=sender, external_id=f"{channel}{count}", text=text, phone=phone
    )
    inbox.keep(Received(messages=(message,)), tools)
    worker = engine(tools)
    work(tools, worker)


def thread(tools: Tools, channel: str, sender: str) -> int:
    with tools.database.read() as session:
        found = threads.find(session, tools.seal, channel, sender)
    assert found is not None
    return found


def together(tools: Tools) -> bool:
    """Return whether the two conversations are linked."""
    with tools.database.read() as session:
        both = links.together(session, thread(tools, "twilio_sms", PHONE))
    return list(both) == sorted(
        {thread(tools, "twilio_sms", PHONE), thread(tools, "letters", CHAT)}
    )


def file(tools: Tools) -> str:
    """File a report by SMS and return its ticket."""
    sms = thread(tools, "twilio_sms", PHONE)
    draft = Draft(category="road", description="jalan bolong", place=Place(text="dago"))
    report = promises.new_report(draft, sms, tools)
    with tools.database.write() as session:
        reports.add(session, [report], 1.0)
    return report.ticket


def test_linked_by_a_number_and_undone(tools: Tools, twilio: Twilio, letters: Letters) -> None:
    says(tools, "twilio_sms", PHONE, "GABUNG")
    assert "GABUNG 123456" in twilio.taken[-1][1]
    ticket = file(tools)
    says(tools, "letters", CHAT, f"status {ticket}")
    assert "dago" not in letters.texts[-1], "a stranger sees public facts"
    says(tools, "letters", CHAT, "gabung 123456")
    assert letters.texts[-1].startswith("Sudah tersambung")
    assert "Bukan Anda? Tulis PISAH" in twilio.taken[-1][1], "the other side hears of it"
    assert together(tools)
    says(tools, "letters", CHAT, f"status {ticket}")
    assert "dago" in letters.texts[-1]
    says(tools, "letters", CHAT, "status")
    assert ticket in letters.texts[-1], "the latest report of both"
    says(tools, "twilio_sms", PHONE, "PISAH")
    assert twilio.taken[-1][1].startswith("Sudah dilepas")
    assert not together(tools)
    says(tools, "letters", CHAT, f"status {ticket}")
    assert "dago" not in letters.texts[-1]
    says(tools, "letters", CHAT, "pisah")
    assert letters.texts[-1].startswith("Percakapan ini belum tersambung")


def test_a_number_is_good_once(tools: Tools, letters: Letters) -> None:
    says(tools, "twilio_sms", PHONE, "GABUNG")
    says(tools, "letters", CHAT, "gabung 123456")
    says(tools, "letters", STRANGER, "gabung 123456")
    assert letters.texts[-1].startswith("Angka itu salah")
    with tools.database.read() as session:
        assert session.scalars(select(LinkCode)).all() == []


def test_a_number_is_good_for_ten_minutes(tools: Tools, letters: Letters) -> None:
    says(tools, "twilio_sms", PHONE, "GABUNG")
    with tools.database.write() as session:
        session.execute(update(LinkCode).values(expires_at=LinkCode.expires_at - 601))
    says(tools, "letters", CHAT, "gabung 123456")
    assert letters.texts[-1].startswith("Angka itu salah")
    assert not together(tools)


def test_a_new_number_ends_the_old_one(tools: Tools, letters: Letters) -> None:
    says(tools, "twilio_sms", PHONE, "GABUNG")
    says(replace(tools, draw=lambda: 654_321), "twilio_sms", PHONE, "GABUNG")
    says(tools, "letters", CHAT, "gabung 123456")
    assert letters.texts[-1].startswith("Angka itu salah")
    says(tools, "letters", CHAT, "gabung 654 321")
    assert letters.texts[-1].startswith("Sudah tersambung")


def test_nobody_guesses_a_number(tools: Tools, letters: Letters) -> None:
    says(tools, "twilio_sms", PHONE, "GABUNG")
    for number in range(5):
        says(tools, "letters", STRANGER, f"gabung 00000{number}")
    says(tools, "letters", STRANGER, "gabung 123456")
    assert letters.texts[-1].startswith("Angka itu salah"), "right, but after five wrong ones"
    says(tools, "letters", CHAT, "gabung 123456")
    assert letters.texts[-1].startswith("Sudah tersambung")


def test_a_forged_sms_links_nothing(tools: Tools, twilio: Twilio) -> None:
    says(tools, "letters", STRANGER, "gabung")
    says(tools, "twilio_sms", PHONE, "gabung 123456")
    assert twilio.taken[-1][1].startswith("Demi keamanan")
    with tools.database.read() as session:
        sms = thread(tools, "twilio_sms", PHONE)
        assert list(links.together(session, sms)) == [sms]


def test_ones_own_number_links_nothing(tools: Tools, letters: Letters) -> None:
    says(tools, "letters", CHAT, "gabung")
    says(tools, "letters", CHAT, "gabung 123456")
    assert letters.texts[-1].startswith("Angka itu salah")


def test_a_number_that_the_app_vouches_for(tools: Tools, letters: Letters) -> None:
    says(tools, "twilio_sms", PHONE, "halo")
    says(tools, "letters", STRANGER, phone="+628129999999")
    assert letters.texts[-1].startswith("Terima kasih. Belum ada percakapan lain")
    says(tools, "letters", CHAT, phone=PHONE)
    assert letters.texts[-1].startswith("Sudah tersambung")
    assert together(tools)


def test_no_number_is_readable_in_the_database(tools: Tools) -> None:
    says(tools, "twilio_sms", PHONE, "GABUNG")
    says(tools, "letters", CHAT, phone=PHONE)
    with tools.database.engine.connect() as connection:
        rows = [
            repr(tuple(row))
            for table in ("thread", "message", "link_code", "task", "lane", "flood")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608
        ]
    assert not [row for row in rows if PHONE.strip("+") in row]
    codes = [row for row in rows if "123456" in row and "GABUNG" not in row]
    assert not codes, "the number stands in our own words to the citizen alone"
