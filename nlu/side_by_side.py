"""Our pipeline beside Rasa's default one (DIET), on the same examples and the same sentences.

`.venv/bin/python -m nlu.side_by_side` needs both environments (`make nlu-full`), takes about
half an hour of two cores for DIET on every eighth example (hours on all: `--share 1`), and
writes nlu/SIDE_BY_SIDE.md. Each is trained, loaded and asked in
a process of its own, one text at a time through Rasa's graph. For DIET a report's category is
part of the intent, and no place is looked for.
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from nlu import generate
from nlu.measures import accuracy, table

HERE = Path(__file__).parent
PAGE = HERE / "SIDE_BY_SIDE.md"
SETS = HERE.parent / "tests" / "nlu"
DIET = {
    "recipe": "default.v1",
    "assistant_id": "peer",
    "language": "id",
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {
            "name": "CountVectorsFeaturizer",
            "analyzer": "char_wb",
            "min_ngram": 1,
            "max_ngram": 4,
        },
        {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ],
    "policies": [],
}
PYTHONS = {"ours": HERE / ".venv/bin/python", "DIET": HERE / "full/.venv/bin/python"}
LANGUAGES = ("id", "su", "en")


def main() -> int:
    """Measure both, or the one that is named, and return the exit code."""
    options = _options()
    if options.one:
        print(json.dumps(_measured(options.one, options)))  # noqa: T201
        return 0
    found = {name: _in_its_own_process(name, options) for name in PYTHONS}
    names = list(found["ours"])
    lines = [[name, *(each[name] for each in found.values())] for name in names]
    head = (
        "# Beside Rasa's default\n\nWritten by `nlu.side_by_side` on the strangers' sentences "
        f"in tests/nlu ({os.cpu_count()} cores, DIET with {options.epochs} epochs).\n"
        f"Both learnt from every {options.share}. example: DIET needs hours for all of them."
    )
    PAGE.write_text(f"{head}\n\n{table(['', *found], lines)}\n", encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))  # noqa: T201
    return 0


def _in_its_own_process(name: str, options: argparse.Namespace) -> dict[str, float]:
    """Return the figures of one pipeline."""
    done = subprocess.run(  # noqa: S603  our own module
        [
            *(PYTHONS[name], "-m", "nlu.side_by_side", "--one", name),
            *("--epochs", str(options.epochs), "--share", str(options.share)),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE.parent,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _measured(name: str, options: argparse.Namespace) -> dict[str, float]:
    """Train, load, ask, and return the figures."""
    from nlu import environment  # noqa: PLC0415
    from nlu.train import quieten  # noqa: PLC0415

    if name == "ours":
        environment.prepare()
    quieten()
    from rasa.core.agent import Agent  # noqa: PLC0415
    from rasa.model_training import train_nlu  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "config.yml").write_text(
            yaml.safe_dump(_config(name, options.epochs)), "utf-8"
        )
        (folder / "data.yml").write_text(_data(options.share, flat=name == "DIET"), "utf-8")
        started = time.monotonic()
        model = train_nlu(str(folder / "config.yml"), str(folder / "data.yml"), scratch)
        seconds = time.monotonic() - started
        agent = Agent.load(str(model))
        megabytes = Path(str(model)).stat().st_size / 1e6
    loop = asyncio.new_event_loop()
    figures = _asked(lambda text: loop.run_until_complete(agent.parse_message(text)))
    return {
        "training_seconds": round(seconds, 1),
        "model_mb": round(megabytes, 1),
        **figures,
        "memory_with_training_mb": round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1
        ),
    }


def _config(name: str, epochs: int) -> Any:
    if name == "ours":
        from nlu import environment  # noqa: PLC0415
        from nlu.pipeline import CONFIG, for_city  # noqa: PLC0415

        return for_city(CONFIG, environment.city_folder())
    config = json.loads(json.dumps(DIET))
    config["pipeline"][5]["epochs"] = epochs
    return config


def _data(share: int, *, flat: bool) -> str:
    """Return every `share`-th example; `flat` makes `report/road` the intent `report_road`."""
    groups: dict[str, list[str]] = generate.examples(HERE / "data")
    for file in sorted((HERE / "data").glob("*/*.yml")):
        if file.name != generate.SLOTS:
            for group in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
                lines = [line[2:] for line in group["examples"].splitlines() if line[2:]]
                groups.setdefault(group["intent"], []).extend(lines)
    groups = {intent: lines[::share] for intent, lines in groups.items()}
    if flat:
        groups = {intent.replace("/", "_"): lines for intent, lines in groups.items()}
    return generate.as_training_data(groups)


def _asked(parse: Callable[[str], Mapping[str, Any]]) -> dict[str, float]:
    """Return accuracies on the strangers' sentences, and milliseconds a text."""
    figures: dict[str, float] = {}
    times: list[float] = []
    for code in LANGUAGES:
        intents: list[tuple[str, str]] = []
        categories: list[tuple[str, str]] = []
        for row in yaml.safe_load((SETS / f"strangers_{code}.yml").read_text("utf-8")):
            started = time.perf_counter()
            heard = parse(row["text"])
            times.append(1000 * (time.perf_counter() - started))
            intents.append((row["intent"], _intent(heard)))
            if "category" in row:
                categories.append((row["category"], _category(heard)))
        figures[f"intent_accuracy_{code}"] = round(accuracy(intents), 3)
        figures[f"category_top1_{code}"] = round(accuracy(categories), 3)
    return {**figures, "parse_p50_ms": round(statistics.median(times), 2)}


def _intent(heard: Mapping[str, Any]) -> str:
    name = str(heard["intent"]["name"] or "")
    return "report" if name.startswith("report_") and name != "report_status" else name


def _category(heard: Mapping[str, Any]) -> str:
    """Return the likeliest category: our own, or that of DIET's likeliest report."""
    if heard.get("category"):
        return str(heard["category"][0]["name"])
    names = [str(each["name"]) for each in heard["intent_ranking"]]
    reports = [n for n in names if n.startswith("report_") and n != "report_status"]
    return reports[0].removeprefix("report_") if reports else ""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nlu.side_by_side", description=__doc__)
    parser.add_argument("--one", choices=PYTHONS)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--share", type=int, default=8)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
