"""Whole conversations: what is decided (`steps/`), and what citizens read (`spoken/`)."""

from statistics import median
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.dialogue import step
from bot.flows import STARTS, report
from bot.flows.information import LATER
from bot.model import Asked, Attachment, Conversation, Heard
from bot.report import FileReport, Similar
from tests.cases import cases
from tests.dialogues.counts import PAGE, counts, page
from tests.dialogues.spoken import Talk
from tests.dialogues.telling import CITY, PLACES, begin, hear, shown, state

ALARM = [{"say": "emergency-call"}, {"hand_over": "emergency"}]


@pytest.mark.parametrize(("table", "case"), cases("dialogues/steps"))
def test_steps(table: str, case: Any) -> None:
    assert table
    conversation = begin(case.get("begin", {}))
    for number, turn in enumerate(case["turns"], 1):
        conversation, actions = step(conversation, hear(turn["heard"]), CITY)
        done = {"actions": [shown(each) for each in actions], "state": state(conversation)}
        assert done == {"actions": turn["actions"], "state": turn["state"]}, f"turn {number}"


@pytest.mark.parametrize(("table", "case"), cases("dialogues/spoken"))
def test_spoken(table: str, case: Any) -> None:
    assert table
    talk = Talk(channel=case.get("channel", "sms"))
    for number, turn in enumerate(case["turns"], 1):
        expected = {
            name: turn[name] for name in ("bot", "buttons", "filed", "calls") if name in turn
        }
        assert talk.answers(turn) == expected, f"turn {number}"


def test_reporting_takes_three_messages_and_never_more_than_six() -> None:
    found = counts()
    assert len(found) >= 40
    assert {each.language for each in found} == {"id", "su", "en"}
    assert median([each.sent for each in found]) <= 3
    assert max(each.needed for each in found) <= 6
    assert PAGE.read_text(encoding="utf-8") == page(found), (
        "run python -m tests.dialogues.counts"
    )


def test_every_intent_we_answer_has_a_row() -> None:
    heard = {
        turn["heard"].get("intent", "")
        for case in cases("dialogues/steps")
        for turn in case.values[1]["turns"]
    }
    assert set(STARTS) - set(LATER) <= heard
    assert heard & set(LATER)


def test_a_description_is_cut_where_open311_ends() -> None:
    text = "jalan rusak " * 500
    row = {"text": text, "intent": "report", "categories": {"road": 0.9}, "place": "Dago"}
    conversation, _ = step(Conversation(), hear(row), CITY)
    assert conversation.draft.description == text[:4000]
    more = hear({"text": "dan lampunya mati juga", "intent": "report", "confidence": 0.5})
    conversation, _ = step(conversation, more, CITY)
    assert conversation.draft.description == text[:4000]


REPORTED = ("road", "x", "bribery", "papers", "buses")
TEXTS = [
    "",
    " ",
    "7",
    "1",
    "ya",
    "menu",
    "jl dago",
    "di cikutra",
    "lampu mati di jl dago lagi",
    "yang lain?",
    "cuaca deket sini",
    "ubah lokasi saya ke cikutra",
    "😀",
]
BUTTONS = [
    "",
    "field:place",
    "field:x",
    "category:road",
    "category:x",
    "language:su",
    "field:when",
    "field:kind",
    "field:anonymous",
    "kind:aspiration",
    "kind:x",
    "answer:ktp",
    "answer:-",
    "hide:both",
    "mask:no",
    "support:other:BDG-1",
    "alone:yes",
    "home:32.73.14.1003",
    "home:no",
    "x:y",
    ":",
]
TWO = (Asked(intent="ask_wifi", text="wifi"), Asked(intent="ask_weather", text="deket sini"))
HEARD = st.builds(
    Heard,
    text=st.sampled_from(TEXTS),
    intent=st.sampled_from(["", "out_of_scope", "nobody_knows", *STARTS]),
    confidence=st.sampled_from([0.0, 0.5, 0.8, 1.0]),
    language=st.sampled_from(["id", "su", "en", "fr"]),
    categories=st.sampled_from([(), *(((name, 0.9),) for name in REPORTED), (("waste", 0.3),)]),
    place=st.sampled_from([None, *PLACES.values()]),
    emergency=st.sampled_from([False, False, False, True]),
    button=st.sampled_from([*BUTTONS, *(f"intent:{intent}" for intent in STARTS)]),
    attachments=st.sampled_from(
        [
            (),
            (Attachment(kind="photo", reference="p"),),
            (Attachment(kind="voice", reference="v"),),
        ]
    ),
    edited=st.booleans(),
    pause=st.sampled_from([0.0, 1e6]),
    masked=st.sampled_from(["", "", "lampu mati ***"]),
    kind=st.sampled_from(["", "aspiration", "information"]),
    happened=st.sampled_from(["", "today", "2026-11-22"]),
    questions=st.sampled_from([(), (), TWO]),
    future=st.booleans(),
    anonymous=st.booleans(),
    secret=st.booleans(),
    by=st.sampled_from(["rules", "model", "none"]),
)


SIMILAR = Similar(ticket="BDG-0000007", category="road", place="jl dago", days=2)


@given(st.lists(HEARD, max_size=8), st.booleans())
def test_whatever_is_heard_gets_an_answer(heards: list[Heard], similar: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    conversation = Conversation()
    for heard in heards:
        before = conversation
        conversation, actions = step(conversation, heard, CITY)
        if similar and conversation.awaiting == "confirm" and not conversation.draft.alone:
            conversation, _ = report.offer(conversation, SIMILAR)
        silent = before.owner == "operator" or (heard.edited and not before.flow)
        assert actions or silent
        assert bool(conversation.flow) == bool(conversation.awaiting)
        assert len([action for action in actions if isinstance(action, FileReport)]) <= 1
        if heard.emergency:
            assert [shown(action) for action in actions] == ALARM
            assert (conversation.draft, conversation.owner) == (before.draft, "operator")
        for action in actions:
            if isinstance(action, FileReport):
                assert action.draft.description
                assert action.draft.category in CITY.categories
                assert action.draft.place
                assert before.awaiting in {"confirm", "similar"}
                assert not action.draft.masked
