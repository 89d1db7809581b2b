"""What citizens hear of their reports unasked, and what they answer to it."""

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue import step
from bot.flows import FLOWS, news
from bot.model import Attachment, Conversation, Heard, Say
from bot.place import Place
from bot.report import AddToReport, Draft, FileReport, Judge, News
from tests.dialogues.telling import CITY

TICKET = "BDG-0000001"
DONE = News(kind="done", ticket=TICKET, category="road", status="done")
ASKED = replace(DONE, kind="asked", status="needs_information", notes="Di depan rumah siapa?")
PIN = Place(lat=-6.9, lon=107.6, precision="point")
PHOTO = Attachment(kind="photo", reference="media/1")


def told(conversation: Conversation, what: News) -> tuple[Conversation, list[str]] | None:
    """Return the conversation after news, and the names of the replies."""
    decided = news.tell(conversation, what, CITY, FLOWS)
    if decided is None:
        return None
    after, actions = decided
    return after, [each.key for each in actions if isinstance(each, Say)]


def heard(text: str, intent: str = "", **more: Any) -> Heard:
    return Heard(text=text, intent=intent, **more)


DRAFTING = Conversation(
    flow="report", awaiting="place", draft=Draft(description="lampu mati", category="road")
)


@pytest.mark.parametrize(
    ("conversation", "what", "keys", "awaiting"),
    [
        (Conversation(), DONE, ["report-done"], "solved"),
        (Conversation(), replace(DONE, notes="Beres."), ["report-done-notes"], "solved"),
        (
            Conversation(),
            replace(DONE, photo="https://p/1"),
            ["report-result", "report-done"],
            "solved",
        ),
        (Conversation(), replace(DONE, supporter=True), ["report-changed"], ""),
        (Conversation(owner="operator"), DONE, ["report-done"], ""),
        (Conversation(), ASKED, ["report-asked"], "answer"),
        (Conversation(), replace(ASKED, notes=""), ["report-asked-nothing"], "answer"),
        (Conversation(), replace(DONE, kind="changed"), ["report-changed"], ""),
        (DRAFTING, replace(DONE, kind="changed", notes="x"), ["report-changed-notes"], "place"),
        (DRAFTING, News(kind="reminder"), ["draft-reminder", "report-ask-place"], "place"),
        (DRAFTING, News(kind="expired"), ["draft-expired"], ""),
        (Conversation(), News(kind="reminder"), [], ""),
        (Conversation(), News(kind="expired"), [], ""),
    ],
)
def test_news(conversation: Conversation, what: News, keys: list[str], awaiting: str) -> None:
    found = told(conversation, what)
    assert found is not None
    assert (found[1], found[0].awaiting) == (keys, awaiting)


def test_a_question_waits_while_another_is_open() -> None:
    assert told(DRAFTING, DONE) is None
    again = told(told(Conversation(), DONE)[0], ASKED)  # type: ignore[index]
    assert again
    assert again[0].awaiting == "answer"


def asked(what: News) -> Conversation:
    found = told(Conversation(language="id"), what)
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("what", "said", "actions", "awaiting"),
    [
        (
            DONE,
            heard("ya", "affirm"),
            [Judge(ticket=TICKET), Say("after-stars")],
            "stars",
        ),
        (DONE, heard("belum", "deny"), [Say("after-reason")], "reason"),
        (
            DONE,
            heard("belum, lampunya masih mati", "report"),
            [Judge(ticket=TICKET, solved=False, reason="belum, lampunya masih mati")],
            "",
        ),
        (DONE, heard("makasih", "thanks"), [Say("thanks", {"city": "Kota Uji"})], ""),
        (
            ASKED,
            heard("di depan warung bu ijah", "out_of_scope"),
            [AddToReport(ticket=TICKET, text="di depan warung bu ijah", answers=True)],
            "",
        ),
        (
            ASKED,
            heard("", place=PIN, attachments=(PHOTO,)),
            [AddToReport(ticket=TICKET, photos=("media/1",), place=PIN, answers=True)],
            "",
        ),
    ],
)
def test_answers(what: News, said: Heard, actions: list[Any], awaiting: str) -> None:
    after, done = step(asked(what), said, CITY)
    assert (list(done), after.awaiting) == (actions, awaiting)
    assert after.about == (TICKET if awaiting else "")


def test_the_reason_is_asked_and_stars_are_given() -> None:
    waits, _ = step(asked(DONE), heard("belum", "deny"), CITY)
    after, done = step(waits, heard("masih gelap", "out_of_scope"), CITY)
    assert done == [Judge(ticket=TICKET, solved=False, reason="masih gelap")]
    assert after == Conversation(language="id")
    happy, _ = step(asked(DONE), heard("sudah", "affirm"), CITY)
    after, done = step(happy, heard("5", "out_of_scope"), CITY)
    assert done == [Judge(ticket=TICKET, stars=5), Say("rated")]


def test_a_new_problem_is_no_answer() -> None:
    said = heard(
        "lampu jalan mati di jl dago lagi", "report", categories=(("street_light", 0.9),)
    )
    after, _ = step(asked(DONE), said, CITY)
    assert (after.flow, after.draft.category) == ("report", "street_light")


def test_a_photo_after_filing_joins_the_report() -> None:
    said = heard("", attachments=(PHOTO,), recent=TICKET)
    after, done = step(Conversation(), said, CITY)
    assert done == [AddToReport(ticket=TICKET, photos=("media/1",))]
    assert after.flow == ""
    _, done = step(Conversation(), replace(said, recent=""), CITY)
    assert not any(isinstance(each, AddToReport | FileReport) for each in done)
