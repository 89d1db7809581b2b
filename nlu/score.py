"""Score the newest model: `nlu/.venv/bin/python -m nlu.score` writes nlu/SCORES.md.

The frozen sets in tests/nlu were never trained on. The exit code is 1 if a figure is worse than
its floor in nlu/scores.yml.
"""

import resource
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.model import Heard
from nlu import environment, knowledge
from nlu.measures import (
    accuracy,
    broken,
    calibration_error,
    confusions,
    macro_f1,
    table,
)
from nlu.models import newest
from nlu.pipeline import ROOT
from nlu.train import quieten
from nlu.understand import Ask, Utterance, understand

SETS = ROOT / "tests" / "nlu"
PAGE = Path(__file__).parent / "SCORES.md"
FLOORS = Path(__file__).parent / "scores.yml"
_HONESTLY = """
Written by `nlu.score` from the frozen sets in tests/nlu, which training never sees. They are
small, by the same people as the training data, and their mistakes were looked at while the
examples and rules were widened: expect less of strangers' messages. The cross-validation, on
examples held out in thirds, is nearer to that. Times depend on the machine.
"""
LONG = 6  # words from which the language of a sentence must be told


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
    """The figures by name, and the intents that were mistaken."""

    figures: dict[str, float] = field(default_factory=dict)
    intents: list[tuple[str, str]] = field(default_factory=list)
    categories: list[tuple[str, str]] = field(default_factory=list)


def main() -> int:
    """Score, write the page and return the exit code."""
    model = newest(environment.MODELS)
    if model is None:
        print("nlu.score: no model; train one first", file=sys.stderr)  # noqa: T201
        return 2
    environment.prepare()
    quieten()
    ears = Ears(_ask(model), knowledge.load(environment.city_folder()))
    result = Result()
    for language in knowledge.LANGUAGES:
        _sentences(language, ears, result)
    _emergencies(ears, result)
    _places(ears, result)
    _speed(ears, result)
    _cross_validation(result)
    problems = broken(result.figures, yaml.safe_load(FLOORS.read_text(encoding="utf-8")))
    PAGE.write_text(_page(result, problems), encoding="utf-8")
    print(_page(result, problems))  # noqa: T201
    return 1 if problems else 0


def rows(name: str) -> Any:
    """Return a frozen set."""
    return yaml.safe_load((SETS / f"{name}.yml").read_text(encoding="utf-8"))


def _ask(model: Path) -> Ask:
    from rasa.core.agent import Agent  # noqa: PLC0415  after `environment.prepare`

    from nlu.parse_channel import parse  # noqa: PLC0415

    agent = Agent.load(str(model))
    return lambda texts: parse(texts, agent)


def _sentences(language: str, ears: Ears, result: Result) -> None:
    """Add intents, categories and language of the sentences in one language."""
    known = rows(f"sentences_{language}")
    heard = ears.hear([row["text"] for row in known])
    intents = [(row["intent"], h.intent) for row, h in zip(known, heard, strict=True)]
    reports = [(r["category"], h) for r, h in zip(known, heard, strict=True) if "category" in r]
    top = [(category, h.category) for category, h in reports]
    shown = [category in [name for name, _ in h.categories] for category, h in reports]
    long = [(language, h.language) for h in heard if len(h.text.split()) >= LONG]
    sure = [(h.confidence, a == b) for h, (a, b) in zip(heard, intents, strict=True)]
    result.figures |= {
        f"intent_accuracy_{language}": accuracy(intents),
        f"intent_macro_f1_{language}": macro_f1(intents),
        f"intent_calibration_error_{language}": calibration_error(sure),
        f"category_top1_{language}": accuracy(top),
        f"category_top3_{language}": sum(shown) / len(shown),
        f"language_accuracy_{language}": accuracy(long),
        f"sentences_{language}": len(known),
    }
    result.intents += intents
    result.categories += top


def _emergencies(ears: Ears, result: Result) -> None:
    """Add how many alarms were heard, and how many were false."""
    known = rows("emergencies")
    alarms = ears.hear([str(text) for text in known["alarm"]])
    ordinary = [str(text) for text in known["calm"]]
    for language in knowledge.LANGUAGES:
        ordinary += [row["text"] for row in rows(f"sentences_{language}")]
    false = ears.hear(ordinary)
    result.figures |= {
        "emergency_recall": sum(h.emergency for h in alarms) / len(alarms),
        "emergency_false_alarms": sum(h.emergency for h in false) / len(false),
        "emergency_rows": len(alarms) + len(false),
    }


def _places(ears: Ears, result: Result) -> None:
    """Add how often the kecamatan is right, and how often a place is heard in none."""
    known = rows("locations")
    found = [ears.knows.gazetteer.find(row["text"]) for row in known]
    pairs = [
        (row["kecamatan"], place.kecamatan if place else "none")
        for row, place in zip(known, found, strict=True)
    ]
    nowhere = [ears.knows.gazetteer.find(str(text)) for text in rows("nowhere")]
    result.figures |= {
        "place_accuracy": accuracy(pairs),
        "place_false": sum(place is not None for place in nowhere) / len(nowhere),
    }


def _speed(ears: Ears, result: Result) -> None:
    """Add milliseconds per text, one at a time, and megabytes of this process."""
    texts = [r["text"] for code in knowledge.LANGUAGES for r in rows(f"sentences_{code}")]
    rules: list[float] = []
    for text in texts:
        started = time.perf_counter()
        ears.hear([text])
        rules.append(1000 * (time.perf_counter() - started))
    model: list[float] = []
    for text in texts:
        started = time.perf_counter()
        ears.ask([text])
        model.append(1000 * (time.perf_counter() - started))
    result.figures |= {
        "understand_p50_ms": statistics.median(rules),
        "parse_p50_ms": statistics.median(model),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _cross_validation(result: Result) -> None:
    """Add the accuracy on training examples that were held out, in five folds."""
    from nlu.components.crossvalidation import held_out  # noqa: PLC0415  needs Rasa

    for name, pairs in held_out(environment.city_folder()).items():
        result.figures[f"cross_validation_{name}"] = accuracy(pairs)


def _page(result: Result, problems: Sequence[str]) -> str:
    """Return SCORES.md."""
    figures = result.figures
    names = (
        "sentences",
        "intent_accuracy",
        "intent_macro_f1",
        "intent_calibration_error",
        "category_top1",
        "category_top3",
        "language_accuracy",
    )
    per_language = [
        [n, *(figures[f"{n}_{code}"] for code in knowledge.LANGUAGES)] for n in names
    ]
    codes = {f"{name}_{code}" for name in names for code in knowledge.LANGUAGES}
    rest = [[name, value] for name, value in figures.items() if name not in codes]
    return (
        "\n\n".join(
            [
                "# How well it understands",
                _HONESTLY.strip(),
                table(["", *knowledge.LANGUAGES], per_language),
                table(["", "all"], rest),
                "## Commonest mistakes",
                table(["intent", "heard", "times"], confusions(result.intents)),
                table(["category", "heard", "times"], confusions(result.categories)),
                "## Floors (nlu/scores.yml)",
                "\n".join(f"- {problem}" for problem in problems) or "All met.",
            ]
        )
        + "\n"
    )


if __name__ == "__main__":
    sys.exit(main())
