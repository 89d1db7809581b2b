"""Train the peer on our own examples: `train.py <output folder> [--diet] [--data <folder>]`.

Reads every `*.yml` of our training data (Rasa's format; metadata is left out, only intents and
annotated texts are used), adds the form's lookup words, and leaves `peer.tar.gz` in the folder.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RULED = frozenset({"report", "ask_weather", "greet", "thanks", "nlu_fallback"})
ADDED = ("mau lapor", "lapor", "saya mau lapor [lampu jalan](category) mati di [dago](place)")
ANSWERS = frozenset({"affirm", "deny"})  # only the form listens to these


def examples(folder: Path) -> dict[str, list[str]]:
    """Return the texts of each intent in all files below `folder`."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for block in content.get("nlu", []):
            if "intent" in block:
                intent = block["intent"].partition("/")[0]  # report/road is a report
                found.setdefault(intent, []).extend(_texts(block["examples"]))
    return found


def training_data(found: dict[str, list[str]], words: dict[str, Any]) -> dict[str, Any]:
    """Return the examples, lookup tables and synonyms as Rasa reads them."""
    blocks: list[dict[str, Any]] = [
        {"intent": intent, "examples": _lines(texts)} for intent, texts in found.items()
    ]
    # RegexEntityExtractor looks only for entities that some example annotates. Our rules know
    # "mau lapor"; the peer has to learn it.
    blocks.append({"intent": "report", "examples": _lines(ADDED)})
    said = [word for group in words["category"].values() for word in group]
    blocks.append({"lookup": "category", "examples": _lines(said)})
    blocks.append({"lookup": "place", "examples": _lines(words["place"])})
    for category, group in words["category"].items():
        blocks.append({"synonym": category, "examples": _lines(group)})
    return {"version": "3.1", "nlu": blocks}


def other_rules(intents: list[str]) -> dict[str, Any]:
    """Return a rule for each intent without one of its own: it answers with information."""
    rules = [
        {
            "rule": f"information {intent}",
            "steps": [
                {"intent": intent},
                {"action": "utter_information"},
            ],
        }
        for intent in intents
        if intent not in RULED | ANSWERS
    ]
    return {"version": "3.1", "rules": rules}


def assemble(data: Path, target: Path) -> None:
    """Write the peer's whole project into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    found = examples(data)
    intents = sorted(found)
    words = yaml.safe_load((HERE / "lookups.yml").read_text(encoding="utf-8"))
    domain = yaml.safe_load((HERE / "domain.yml").read_text(encoding="utf-8"))
    _write(target / "domain.yml", domain | {"intents": intents})
    _write(target / "data" / "nlu.yml", training_data(found, words))
    _write(target / "data" / "other_rules.yml", other_rules(intents))
    shutil.copy(HERE / "rules.yml", target / "data" / "rules.yml")


def main() -> int:
    """Assemble and train; the exit code is Rasa's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--data", type=Path, default=ROOT / "nlu" / "data")
    parser.add_argument("--diet", action="store_true")
    chosen = parser.parse_args()
    assemble(chosen.data, chosen.target)
    config = HERE / ("config-diet.yml" if chosen.diet else "config.yml")
    command = [
        sys.executable,
        "-m",
        "rasa",
        "train",
        "--config",
        str(config),
        "--domain",
        "domain.yml",
        "--data",
        "data",
        "--out",
        ".",
        "--fixed-model-name",
        "peer",
        "--force",
    ]
    done = subprocess.run(command, cwd=chosen.target, check=False)  # noqa: S603  # our own words
    return done.returncode


def _texts(block: str | list[dict[str, str]]) -> Iterator[str]:
    told = isinstance(block, str)
    for line in block.splitlines() if told else (each["text"] for each in block):
        text = line.strip().removeprefix("- ").strip()
        if text:
            yield text


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"- {text}\n" for text in texts)


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
