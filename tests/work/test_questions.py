"""What no article answers is kept; sometimes we ask whether one did, and keep what is said."""

from dataclasses import replace
from itertools import count

import pytest

from bot.model import Inbound
from gateway import looking
from gateway.channel import Received
from gateway.store import questions, transcripts
from gateway.store.database import Database
from gateway.tools import Tools
from gateway.work import inbox
from tests.installation import Twilio, installation, meaning
from tests.work.working import engine, say, work

LOST, NOWHERE = "ktp saya hilang gimana", "resep rendang padang gimana"
WEB = "simulator_telegram"


@pytest.fixture
def tools(database: Database) -> Tools:
    known = {LOST: meaning("ask_service"), NOWHERE: meaning("ask_service")}
    made = installation(database, world=Twilio(), known=known)
    turns = count()
    return replace(made, draw=lambda: next(turns))


def chat(tools: Tools, *, text: str = "", button: str = "", number: int = 0) -> None:
    """Let the citizen of the simulator write or press."""
    message = Inbound(
        channel=WEB,
        sender="citizen-1",
        external_id=f"{number} {text} {button}",
        text=text,
        button=button,
    )
    inbox.keep(Received(messages=(message,)), tools)


def said(tools: Tools) -> list[tuple[str, list[str]]]:
    """Return what the bot said, and the payloads of its choices."""
    with tools.database.read() as session:
        lines = transcripts.read(session, 1)
    return [
        (line.text, [payload for payload, _ in line.content.get("choices", ())])
        for line in lines
        if line.direction == "out"
    ]


def open_questions(tools: Tools) -> list[tuple[str, str]]:
    with tools.database.read() as session:
        return [(each.text, each.article) for each in questions.waiting(session, 10)]


def test_what_nothing_answers_waits_for_an_operator(tools: Tools) -> None:
    running = engine(tools)
    say(tools, NOWHERE, "abrakadabra simsalabim alakazam", "hah apa", LOST)
    work(tools, running)
    assert open_questions(tools) == [
        ("abrakadabra simsalabim alakazam", ""),  # not understood, and nothing answers
        (NOWHERE, ""),
    ]


@pytest.mark.parametrize("helped", ["yes", "no"])
def test_one_answer_in_some_asks_whether_it_helped(helped: str, tools: Tools) -> None:
    running = engine(tools)
    for number in range(looking.SOMETIMES):
        chat(tools, text=LOST, number=number)
        work(tools, running)
    asked = [choices for text, choices in said(tools) if text.endswith("Terjawab?")]
    assert asked == [["helped:yes:ktp_lost", "helped:no:ktp_lost"]]
    assert open_questions(tools) == []
    chat(tools, button=f"helped:{helped}:ktp_lost")
    work(tools, running)
    words = {"yes": "Senang bisa membantu.", "no": "Terima kasih sudah bilang."}
    assert said(tools)[-1][0].startswith(words[helped])
    assert open_questions(tools) == ([(LOST, "ktp_lost")] if helped == "no" else [])
    with tools.database.read() as session:
        assert questions.verdicts(session) == {("ktp_lost", helped): 1}


def test_an_sms_never_asks_that(tools: Tools) -> None:
    running = engine(tools)
    for number in range(looking.SOMETIMES):
        message = Inbound(
            channel="simulator_sms", sender="+62811", external_id=f"{number}", text=LOST
        )
        inbox.keep(Received(messages=(message,)), tools)
        work(tools, running)
    assert not [text for text, _ in said(tools) if "Terjawab?" in text]


@pytest.mark.parametrize("button", ["helped:", "helped:no", "helped:maybe:x", "helped:no:gone"])
def test_a_button_nobody_offered_changes_nothing(button: str, tools: Tools) -> None:
    running = engine(tools)
    chat(tools, button=button)
    work(tools, running)
    assert said(tools)
    assert open_questions(tools) == []
