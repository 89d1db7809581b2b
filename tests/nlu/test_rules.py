"""Rules: alarms, commands, tickets and LAPOR!'s SMS form."""

import pytest

from nlu import rules
from nlu.knowledge import Knowledge, lemmas
from tests.nlu.tables import rows

ALARMS = [str(text) for text in rows("emergencies")["alarm"]]
LEFT_TO_THE_MODEL = {"darurat"}


@pytest.mark.parametrize("text", [t for t in ALARMS if t not in LEFT_TO_THE_MODEL])
def test_an_emergency_is_heard(text: str, bandung: Knowledge) -> None:
    assert rules.emergency(lemmas(text, bandung), bandung.rules)


@pytest.mark.parametrize("text", [str(text) for text in rows("emergencies")["calm"]])
def test_no_false_alarm(text: str, bandung: Knowledge) -> None:
    assert rules.emergency(lemmas(text, bandung), bandung.rules) == ""


@pytest.mark.parametrize("language", ["id", "su", "en"])
def test_ordinary_sentences_raise_no_alarm(language: str, bandung: Knowledge) -> None:
    texts = [row["text"] for row in rows(f"sentences_{language}")]
    assert [t for t in texts if rules.emergency(lemmas(t, bandung), bandung.rules)] == []


def test_a_past_event_that_goes_on_is_an_alarm(bandung: Knowledge) -> None:
    said = lemmas("kemarin kebakaran sekarang api menyala lagi", bandung)
    assert rules.emergency(said, bandung.rules) == "fire"


@pytest.mark.parametrize("row", rows("rules"), ids=lambda row: row["text"])
def test_a_command_is_its_intent(row: dict[str, str], bandung: Knowledge) -> None:
    assert rules.command(row["text"], bandung.rules) == row["intent"]


@pytest.mark.parametrize("row", rows("tickets"), ids=lambda row: row["text"])
def test_ticket(row: dict[str, str]) -> None:
    assert rules.ticket(row["text"], "BDG") == row["ticket"]


def test_a_city_without_prefix_has_no_tickets() -> None:
    assert rules.ticket("BDG-1234567", "") == ""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("BDG jalan rusak di coblong", "jalan rusak di coblong"),
        ("bdg  lampu mati ", "lampu mati"),
        ("BDG 1234567", ""),
        ("BDG macet", ""),
        ("bdgxx jalan rusak", ""),
        ("BDG", ""),
    ],
)
def test_the_sms_form_of_lapor(text: str, complaint: str) -> None:
    assert rules.after_keyword(text, "BDG") == complaint
