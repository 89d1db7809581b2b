"""Score the newest model: `nlu/.venv/bin/python -m nlu.score` writes nlu/SCORES.md.

The frozen sets in tests/nlu were never trained on. The exit code is 1 if a figure is worse than
its floor in nlu/scores.yml.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import yaml

from nlu import environment
from nlu.examine import KINDS, Ears, Result, examine, load_ears, rows
from nlu.knowledge import LANGUAGES
from nlu.measures import accuracy, broken, confusions, reliability, table
from nlu.models import newest
from nlu.train import quieten

PAGE = Path(__file__).parent / "SCORES.md"
FLOORS = Path(__file__).parent / "scores.yml"
_TITLES = {
    "strangers": """## Sentences of strangers

Written blind: their authors saw the labels (docs/labelling.md), not the examples.""",
    "sentences": """## Sentences of our own

By the authors of the examples, who looked at mistakes here while they widened them: expect less
of citizens.""",
}
_INTRODUCTION = """
Written by `nlu.score` from the frozen sets in tests/nlu, which training never sees. Times and
memory depend on the machine. The cross-validation judges every training example by a model that
did not see it (nor its third of the examples).
"""
_BATCH, _BATCHES = 8, 100


def main() -> int:
    """Score, write the page and return the exit code."""
    options = _options()
    model = newest(options.models)
    if model is None:
        print("nlu.score: no model; train one first", file=sys.stderr)  # noqa: T201
        return 2
    environment.prepare()
    quieten()
    ears = load_ears(model, environment.city_folder())
    result = examine(ears)
    _speed(ears, result)
    _cross_validation(result)
    problems = broken(result.figures, yaml.safe_load(FLOORS.read_text(encoding="utf-8")))
    page = _page(result, problems)
    options.page.write_text(page, encoding="utf-8")
    print(page)  # noqa: T201
    return 1 if problems else 0


def _speed(ears: Ears, result: Result) -> None:
    """Add milliseconds per text, texts a second in batches, and megabytes of this process."""
    texts = [row["text"] for code in LANGUAGES for row in rows(f"{KINDS[0]}_{code}")]
    whole = [_milliseconds(ears.hear, [text]) for text in texts]
    model = [_milliseconds(ears.ask, [text]) for text in texts]
    batches = [texts[i : i + _BATCH] for i in range(0, len(texts) - _BATCH, _BATCH)][:_BATCHES]
    batched = sum(_milliseconds(ears.ask, batch) for batch in batches)
    result.figures |= {
        "understand_p50_ms": statistics.median(whole),
        "parse_p50_ms": statistics.median(model),
        "parses_per_second_by_8": 1000 * _BATCH * len(batches) / batched,
        "memory_mb": _megabytes(),
    }


def _megabytes() -> float:
    """Return the resident memory of this process; its highest would count what forked it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _milliseconds(call: object, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    call(texts)  # type: ignore[operator]  # either of the two above
    return 1000 * (time.perf_counter() - started)


def _cross_validation(result: Result) -> None:
    """Add the accuracy on training examples that were held out, in thirds."""
    from nlu.components.crossvalidation import held_out  # noqa: PLC0415  needs Rasa

    for name, pairs in held_out(environment.city_folder()).items():
        result.figures[f"cross_validation_{name}"] = accuracy(pairs)


def _page(result: Result, problems: Sequence[str]) -> str:
    """Return SCORES.md."""
    figures = dict(result.figures)
    parts = ["# How well it understands", _INTRODUCTION.strip()]
    for kind in KINDS:
        names = [
            name.removeprefix(f"{kind}_").removesuffix("_id")
            for name in figures
            if name.startswith(kind) and name.endswith("_id")
        ]
        per_language = [
            [name, *(figures.pop(f"{kind}_{name}_{code}") for code in LANGUAGES)]
            for name in names
        ]
        parts += [_TITLES[kind], table(["", *LANGUAGES], per_language)]
    parts += ["## Everything else", table(["", "all"], figures.items())]
    parts += ["## Can its confidence be believed? (strangers)"]
    for name, sure in result.sure.items():
        parts.append(table([f"{name} confidence", "texts", "mean", "right"], reliability(sure)))
    parts += [
        "## Commonest mistakes (strangers)",
        table(["intent", "heard", "times"], confusions(result.intents)),
        table(["category", "heard", "times"], confusions(result.categories)),
        "## Floors (nlu/scores.yml)",
        "\n".join(f"- {problem}" for problem in problems) or "All met.",
    ]
    return "\n\n".join(parts) + "\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nlu.score", description=__doc__)
    parser.add_argument("--models", type=Path, default=environment.MODELS)
    parser.add_argument("--page", type=Path, default=PAGE)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
