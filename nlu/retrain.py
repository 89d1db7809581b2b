"""Train with operators' corrections, and take the model over only if it is no worse.

`nlu/.venv/bin/python -m nlu.retrain --corrections FILE`: the file holds examples in Rasa's
format. The new model is scored on the frozen sets beside the present one; if a figure named in
scores.yml falls by more than a point or below its floor, the present model stays and the exit
code is 1. Otherwise the new one appears in var/models, where every server finds it.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from nlu import environment, models, train
from nlu.examine import KINDS, examine, load_ears, rows
from nlu.knowledge import LANGUAGES, Knowledge, lemmas, load
from nlu.measures import broken, fallen, table
from nlu.pipeline import CONFIG, PipelineError
from nlu.score import FLOORS


def main() -> int:
    """Train, compare, take over or refuse; return the exit code."""
    options = _options()
    knows = load(environment.city_folder())
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        data, learnt = with_corrections(options.corrections, folder / "data", knows)
        print(f"corrections: {learnt}; training ...", flush=True)  # noqa: T201
        try:
            made = train.train(CONFIG, data, environment.city_folder(), folder / "models")
        except PipelineError as error:
            print(f"nlu.retrain: {error}", file=sys.stderr)  # noqa: T201
            return 2
        before, after = _before(options.models), _figures(made)
        worse = problems(before, after)
        print(_told(before, after))  # noqa: T201
        if worse:
            reasons = "\n".join(f"- {problem}" for problem in worse)
            print(f"Refused; the present model stays:\n{reasons}")  # noqa: T201
            return 1
        models.keep_figures(made, after)
        model = models.take(made, options.models)
    print(f"{model.name} is the model now; `kentongan nlu rollback` brings the last one back")  # noqa: T201
    return 0


def with_corrections(corrections: Path, folder: Path, knows: Knowledge) -> tuple[Path, int]:
    """Return a folder with the examples of old and the corrections, and how many these are.

    A correction that says the same as a frozen test sentence is left out: the test would then
    measure nothing.
    """
    shutil.copytree(train.DATA, folder)
    frozen = {
        lemmas(str(row["text"]), knows)
        for kind in KINDS
        for code in LANGUAGES
        for row in rows(f"{kind}_{code}")
    }
    told: dict[str, list[str]] = {}
    for group in yaml.safe_load(corrections.read_text(encoding="utf-8"))["nlu"]:
        lines = [line[2:] for line in str(group["examples"]).splitlines() if line[2:]]
        told[group["intent"]] = [line for line in lines if lemmas(line, knows) not in frozen]
    groups = [
        {"intent": intent, "examples": "".join(f"- {line}\n" for line in lines)}
        for intent, lines in told.items()
        if lines
    ]
    if groups:
        text = yaml.safe_dump({"version": "3.1", "nlu": groups}, allow_unicode=True)
        (folder / "corrections.yml").write_text(text, encoding="utf-8")
    return folder, sum(map(len, told.values()))


def _before(folder: Path) -> Mapping[str, float]:
    """Return the figures of the present model; measured now if nobody has measured them."""
    model = models.newest(folder)
    if model is None:
        return {}
    known = models.figures(model)
    if known is None:
        known = _figures(model)
        models.keep_figures(model, known)
    return known


def _figures(model: Path) -> Mapping[str, float]:
    return examine(load_ears(model, environment.city_folder())).figures


def problems(before: Mapping[str, float], after: Mapping[str, float]) -> list[str]:
    """Return why the new model must not be taken over; nothing if it may."""
    floors: dict[str, Any] = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))
    trained = {
        kind: {name: limit for name, limit in limits.items() if name in after}
        for kind, limits in floors.items()
    }
    return [*broken(after, trained), *fallen(before, after, trained)]


def _told(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """Return the figures of both models side by side."""
    names = [name for name in after if isinstance(after[name], float)]
    return table(["", "before", "after"], [[n, before.get(n, "-"), after[n]] for n in names])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nlu.retrain", description=__doc__)
    parser.add_argument("--corrections", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=environment.MODELS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
