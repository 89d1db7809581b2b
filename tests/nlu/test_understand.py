"""From utterances to meanings: rules first, one call for the rest, and no model at all."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot.model import Heard
from nlu.knowledge import Knowledge
from nlu.understand import UnavailableError, Utterance, as_json, understand
from tests.nlu.tables import rows

LIGHT: Mapping[str, Any] = {
    "intent": {"name": "report", "confidence": 0.9},
    "alarm": 0.01,
    "category": [
        {"name": "street_light", "confidence": 0.8},
        {"name": "road", "confidence": 0.1},
        {"name": "waste", "confidence": 0.05},
        {"name": "other", "confidence": 0.01},
    ],
}


class Model:
    """Answers every text alike, and remembers what it was asked."""

    def __init__(self, parse: Any = LIGHT) -> None:
        self.parse = parse
        self.asked: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        self.asked.append(list(texts))
        return [self.parse] * len(texts)


def down(texts: Sequence[str]) -> Sequence[Mapping[str, Any]]:
    raise UnavailableError(f"no answer about {len(texts)} texts")


def hear(text: str, ask: Any, bandung: Knowledge, last: str = "id") -> Heard:
    return understand([Utterance(text=text, last=last)], ask=ask, knowledge=bandung)[0]


def test_a_report_comes_whole(bandung: Knowledge) -> None:
    text = "lampu jalan mati di jl dago dekat simpang udah 3 hari"
    assert as_json(hear(text, Model(), bandung)) == {
        "intent": "report",
        "confidence": 0.9,
        "language": "id",
        "category": "street_light",
        "category_confidence": 0.8,
        "place": {
            "kelurahan": "",
            "kecamatan": "Coblong",
            "lat": -6.884883,
            "lon": 107.61538,
            "precision": "street",
            "text": "jl dago dekat simpang",
        },
        "entities": [
            {"entity": "street", "value": "Jl. Ir. H. Juanda", "start": 20, "end": 27}
        ],
        "emergency": False,
        "asks": None,
        "questions": [],
        "categories": [
            {"category": "street_light", "confidence": 0.8},
            {"category": "road", "confidence": 0.1},
            {"category": "waste", "confidence": 0.05},
        ],
    }


@pytest.mark.parametrize("row", rows("mixed"), ids=lambda row: str(row["text"])[:30])
def test_a_report_and_questions_in_one_message(row: Any, bandung: Knowledge) -> None:
    asked: list[str] = []

    def model(texts: Sequence[str]) -> list[Mapping[str, Any]]:
        asked.extend(texts)
        said = [each.split() for each in row["model"]]
        return [{**LIGHT, "intent": {"name": n, "confidence": float(c)}} for n, c in said]

    heard = hear(row["text"], model, bandung)
    assert asked == row["asked"]
    assert (heard.intent, heard.asks) == (row["heard"], row.get("asks", ""))
    assert heard.question == "" or heard.question in asked
    assert [each.text for each in heard.questions] == row.get("questions", [])


def test_the_best_three_categories_are_kept(bandung: Knowledge) -> None:
    heard = hear("lampu mati", Model(), bandung)
    assert heard.categories == (("street_light", 0.8), ("road", 0.1), ("waste", 0.05))
    assert heard.place is None


def test_only_what_the_rules_leave_open_is_asked_in_one_call(bandung: Knowledge) -> None:
    model = Model({**LIGHT, "alarm": 0.15})
    texts = ["ya", "lampu mati", "kebakaran di dago", "", "/ask_budget{}", "status BDG-1234567"]
    heard = understand([Utterance(text=t) for t in texts], ask=model, knowledge=bandung)
    assert model.asked == [["lampu mati", "kebakaran di dago", "ask_budget{}"]]
    assert [(h.intent, h.by, h.emergency) for h in heard] == [
        ("affirm", "rules", False),
        ("report", "model", False),
        ("emergency", "rules", True),
        ("", "rules", False),
        ("report", "model", False),
        ("report_status", "rules", False),
    ]
    assert heard[-1].ticket == "BDG-1234567"


def test_nothing_open_nothing_asked(bandung: Knowledge) -> None:
    model = Model()
    assert understand([], ask=model, knowledge=bandung) == []
    assert hear("batal", model, bandung).intent == "cancel"
    assert model.asked == []


def test_a_ticket_in_a_long_text_leaves_the_intent_to_the_model(bandung: Knowledge) -> None:
    text = "BDG-1234567 itu laporan saya tapi sekarang lampu di gang sebelah juga ikut mati"
    heard = hear(text, Model(), bandung)
    assert (heard.intent, heard.ticket, heard.by) == ("report", "BDG-1234567", "model")


def test_the_sms_form_is_a_report_of_its_rest(bandung: Knowledge) -> None:
    heard = hear(
        "BDG jalan rusak di coblong",
        Model({**LIGHT, "intent": {"name": "greet", "confidence": 1}}),
        bandung,
    )
    assert (heard.text, heard.intent, heard.confidence) == (
        "jalan rusak di coblong",
        "report",
        1.0,
    )
    assert heard.category == "street_light"


def test_without_a_model_the_rules_are_left(bandung: Knowledge) -> None:
    texts = ["lampu mati di dago", "ya", "BDG jalan rusak parah"]
    heard = understand([Utterance(text=t) for t in texts], ask=down, knowledge=bandung)
    assert [(h.intent, h.confidence, h.by) for h in heard] == [
        ("", 0.0, "none"),
        ("affirm", 1.0, "rules"),
        ("report", 1.0, "none"),
    ]
    assert heard[0].place is not None


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        "x",
        {},
        {"intent": "report"},
        {"intent": {"name": "a"}, "alarm": 0, "category": []},
        {"intent": {"name": "a", "confidence": "x"}, "alarm": 0, "category": []},
        {"intent": {"name": "a", "confidence": 7}, "alarm": 0, "category": []},
        {"intent": {"name": "a", "confidence": float("nan")}, "alarm": 0, "category": []},
        {"intent": {"name": "a", "confidence": 1}, "alarm": 0, "category": None},
        {"intent": {"name": "a", "confidence": 1}, "alarm": 0, "category": [{}]},
    ],
)
def test_nonsense_is_no_answer(nonsense: Any, bandung: Knowledge) -> None:
    heard = hear("lampu mati", Model(nonsense), bandung)
    assert (heard.intent, heard.confidence, heard.by) == ("", 0.0, "none")


@pytest.mark.parametrize("answer", [[], [LIGHT, LIGHT], None, 7])
def test_too_few_or_too_many_parses_are_no_answer(answer: Any, bandung: Knowledge) -> None:
    assert hear("lampu mati", lambda _: answer, bandung).by == "none"


@pytest.mark.parametrize(
    ("text", "alarm", "intent", "emergency"),
    [
        ("entah apa itu besar sekali", 0.9, "emergency", True),
        ("entah apa itu besar sekali", 0.4, "report", False),
        ("kebakaran jenggot gubernur", 0.9, "report", False),
        ("ada kebakaran", 0.2, "emergency", True),
        ("ada kebakaran", 0.05, "report", False),
    ],
)
def test_rules_and_model_raise_the_alarm_together(
    text: str, alarm: float, intent: str, *, emergency: bool, bandung: Knowledge
) -> None:
    heard = hear(text, Model({**LIGHT, "alarm": alarm}), bandung)
    assert (heard.intent, heard.emergency) == (intent, emergency)


@pytest.mark.parametrize("ask", [down, Model({k: v for k, v in LIGHT.items() if k != "alarm"})])
def test_without_the_model_the_rules_raise_it(ask: Any, bandung: Knowledge) -> None:
    heard = hear("ada kebakaran", ask, bandung)
    assert (heard.intent, heard.emergency, heard.by) == ("emergency", True, "rules")


def test_a_ticket_number_hides_no_emergency(bandung: Knowledge) -> None:
    for ask in (down, Model({**LIGHT, "alarm": 0.2})):
        heard = hear("BDG-1234567 sekarang ada kebakaran", ask, bandung)
        assert (heard.intent, heard.emergency) == ("emergency", True)


def test_what_is_no_emergency_means_what_is_likeliest_besides(bandung: Knowledge) -> None:
    ranking = [
        {"name": "emergency", "confidence": 0.6},
        {"name": "ask_warning", "confidence": 0.3},
    ]
    model = Model({**LIGHT, "intent": ranking[0], "intent_ranking": ranking})
    heard = hear("siaga longsor ada ga", model, bandung)
    assert (heard.intent, heard.confidence, heard.emergency) == ("ask_warning", 0.3, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀😀",
        "\u200b\u200f",
        "x" * 10_000,
        "\u202e" * 5000,
        "مرحبا كيف",
        "\ud83d",
        "\x00",
        "/",
        "///",
        "2",
        "[]()" * 900,
    ],
)
def test_any_text_is_heard(text: str, bandung: Knowledge) -> None:
    model = Model()
    heard = hear(text, model, bandung, last="su")
    assert heard.text == text
    assert heard.language == "su"
    assert all(len(t) <= 1000 and not t.startswith("/") for asked in model.asked for t in asked)


def test_entities_stand_in_the_text_as_typed(bandung: Knowledge) -> None:
    text = "di\n\n  dago\u200b"
    entity = hear(text, Model(), bandung).entities[0]
    assert text[entity.start : entity.end] == "dago"
