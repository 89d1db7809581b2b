"""How well a model with the knowledge around it understands the frozen sets in tests/nlu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.model import Heard
from nlu import knowledge
from nlu.measures import Pairs, accuracy, calibration_error, macro_f1
from nlu.pipeline import ROOT
from nlu.understand import Ask, Utterance, understand

SETS = ROOT / "tests" / "nlu"
KINDS = ("strangers", "sentences")
"""Written blind by others, and written by those who wrote the training examples."""
LONG = 6  # words from which the language of a sentence must be told
SURE = 0.5  # what the bot acts on (city.yml)


@dataclass(frozen=True, slots=True)
class Ears:
    """A model with the knowledge around it."""

    ask: Ask
    knows: knowledge.Knowledge

    def hear(self, texts: Sequence[str], last: str = "id") -> list[Heard]:
        """Return what is made of `texts`."""
        spoken = [Utterance(text=text, last=last) for text in texts]
        return understand(spoken, ask=self.ask, knowledge=self.knows)


@dataclass(slots=True)
class Result:
    """The figures by name; and of the strangers' sentences what was expected and heard.

    `sure` holds (confidence, right) pairs, for `intent` and for `category`.
    """

    figures: dict[str, float] = field(default_factory=dict)
    intents: list[tuple[str, str]] = field(default_factory=list)
    categories: list[tuple[str, str]] = field(default_factory=list)
    sure: Mapping[str, list[tuple[float, bool]]] = field(
        default_factory=lambda: {"intent": [], "category": []}
    )


def rows(name: str) -> Any:
    """Return a frozen set."""
    return yaml.load(
        (SETS / f"{name}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )


def examine(ears: Ears) -> Result:
    """Return how well `ears` do on all frozen sets."""
    result = Result()
    for kind in KINDS:
        for language in knowledge.LANGUAGES:
            _sentences(kind, language, ears, result)
    _mixed(ears, result)
    _emergencies(ears, result)
    _places(ears, result)
    return result


def _sentences(kind: str, language: str, ears: Ears, result: Result) -> None:
    """Add intents, categories and language of the sentences in one language."""
    known = rows(f"{kind}_{language}")
    heard = ears.hear([row["text"] for row in known], last=language)
    intents = [(row["intent"], h.intent) for row, h in zip(known, heard, strict=True)]
    reports = [(r["category"], h) for r, h in zip(known, heard, strict=True) if "category" in r]
    top = [(category, h.category) for category, h in reports]
    sure = [(h.confidence, a == b) for h, (a, b) in zip(heard, intents, strict=True)]
    sure_categories = [
        (h.category_confidence, category == h.category) for category, h in reports
    ]
    strays = [h for r, h in zip(known, heard, strict=True) if r["intent"] == "out_of_scope"]
    figures = {
        "rows": len(known),
        "intent_accuracy": accuracy(intents),
        "intent_macro_f1": macro_f1(intents),
        "intent_calibration_error": calibration_error(sure),
        "category_top1": accuracy(top),
        "category_top3": _share([c in [name for name, _ in h.categories] for c, h in reports]),
        "category_calibration_error": calibration_error(sure_categories),
        "out_of_scope_rejected": _share([_is_left_alone(h) for h in strays]),
        "language_accuracy": accuracy(_languages(kind, language, ears)),
    }
    result.figures |= {f"{kind}_{name}_{language}": value for name, value in figures.items()}
    if kind == KINDS[0]:
        result.intents += intents
        result.categories += top
        result.sure["intent"].extend(sure)
        result.sure["category"].extend(sure_categories)


def _languages(kind: str, language: str, ears: Ears) -> Pairs:
    """Return expected and heard language of the longer sentences, none of them known before.

    The citizen's last language is another one: a guess that it did not change would fail.
    """
    other = "en" if language == "id" else "id"
    texts = [r["text"] for r in rows(f"{kind}_{language}") if r["intent"] != "out_of_scope"]
    long = [text for text in texts if len(text.split()) >= LONG]
    return [(language, heard.language) for heard in ears.hear(long, last=other)]


def _is_left_alone(heard: Heard) -> bool:
    """Return whether the bot would admit that it did not understand."""
    return heard.intent == "out_of_scope" or heard.confidence < SURE


def _mixed(ears: Ears, result: Result) -> None:
    """Add how often the question beside a report is heard, and how often in plain ones."""
    known = [row for code in knowledge.LANGUAGES for row in rows(f"{KINDS[0]}_{code}")]
    heard = ears.hear([row["text"] for row in known])
    pairs = list(zip(known, heard, strict=True))
    both = [h.asks == row["asks"] for row, h in pairs if "asks" in row]
    plain = [bool(h.asks) for row, h in pairs if "asks" not in row]
    result.figures |= {
        "question_beside_report": _share(both),
        "question_imagined": _share(plain),
    }


def _emergencies(ears: Ears, result: Result) -> None:
    """Add how many alarms were heard, and how many were false; of strangers' alone, too.

    `ordinary` are the hardest harmless messages that strangers thought of.
    """
    known = rows("emergencies")
    cries, ordinary = _heard(rows("cries"), ears), _heard(rows("ordinary"), ears)
    alarms, calm = _heard(known["alarm"], ears), _heard(known["calm"], ears)
    for kind in KINDS:
        for code in knowledge.LANGUAGES:
            told = rows(f"{kind}_{code}")
            dire = [row["text"] for row in told if row["intent"] == "emergency"]
            fine = [row["text"] for row in told if row["intent"] != "emergency"]
            alarms, calm = alarms + _heard(dire, ears), calm + _heard(fine, ears)
    result.figures |= {
        "cries_rows": len(cries),
        "cries_heard": _share(cries),
        "hard_ordinary_rows": len(ordinary),
        "hard_ordinary_false_alarms": _share(ordinary),
        "emergency_rows": len(alarms + cries),
        "emergency_recall": _share(alarms + cries),
        "ordinary_rows": len(calm + ordinary),
        "emergency_false_alarms": _share(calm + ordinary),
    }


def _heard(texts: Sequence[str], ears: Ears) -> list[bool]:
    """Return for each text whether it raises the alarm."""
    return [heard.emergency for heard in ears.hear([str(text) for text in texts])]


def _places(ears: Ears, result: Result) -> None:
    """Add how often the kecamatan and the phrase are right, and what is heard in nothing."""
    known, nowhere = rows("locations"), [str(text) for text in rows("nowhere")]
    found = [ears.knows.gazetteer.find(row["text"]) for row in known]
    pairs = list(zip(known, found, strict=True))
    imagined = [ears.knows.gazetteer.find(text) is not None for text in nowhere]
    right = [(r["kecamatan"], p.kecamatan if p else "none") for r, p in pairs]
    phrases = [p is not None and p.text == row["words"] for row, p in pairs]
    claimed = sum(p is not None for p in found) + sum(imagined)
    result.figures |= {
        "place_rows": len(known),
        "place_accuracy": accuracy(right),
        "place_phrase_f1": 2 * sum(phrases) / (len(known) + claimed),
        "place_imagined": _share(imagined),
    }


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def load_ears(model: Path, city: Path) -> Ears:
    """Return a trained model with the knowledge of `city`; after `environment.prepare`."""
    from rasa.core.agent import Agent  # noqa: PLC0415  after `environment.prepare`

    from nlu.parse_channel import parse  # noqa: PLC0415

    agent = Agent.load(str(model))
    return Ears(lambda texts: parse(texts, agent), knowledge.load(city))
