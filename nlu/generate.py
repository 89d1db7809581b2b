"""Breadth by combination: examples made from `slots.yml` of each language, always the same.

A slots file names `slots` (words for {opener}, {place} ...), `problems` of each category, the
templates of a `report`, and those of `questions`.
"""

import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

SLOTS = "slots.yml"
OF_REPORTS, OF_QUESTIONS = 20, 12
"""Lines made for each category and for each kind of question, in each language."""
_SLOT = re.compile(r"\{(\w+)\}")


def examples(data: Path) -> dict[str, list[str]]:
    """Return the made lines of every language by intent (`report/<category>`, `ask_...`).

    `data` is a folder like nlu/data; languages without a slots file have none.
    """
    made: dict[str, list[str]] = {}
    for file in sorted(data.glob(f"*/{SLOTS}")):
        table = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        dice = random.Random(file.parent.name)  # noqa: S311  no secret
        for intent, line in _lines(table, dice):
            made.setdefault(intent, []).append(line)
    return made


def as_training_data(made: Mapping[str, list[str]]) -> str:
    """Return the lines in Rasa's format."""
    groups = [
        {"intent": intent, "examples": "".join(f"- {line}\n" for line in dict.fromkeys(lines))}
        for intent, lines in made.items()
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": groups}, allow_unicode=True, width=10_000)


def _lines(table: Mapping[str, Any], dice: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (intent, line) for each category with problems, and for each question."""
    slots: Mapping[str, list[str]] = table["slots"]
    for category, problems in table["problems"].items():
        for _ in range(OF_REPORTS):
            template = dice.choice(table["report"])
            yield f"report/{category}", _filled(template, {**slots, "problem": problems}, dice)
    for intent, templates in table["questions"].items():
        for _ in range(OF_QUESTIONS):
            yield intent, _filled(dice.choice(templates), slots, dice)


def _filled(template: str, slots: Mapping[str, list[str]], dice: random.Random) -> str:
    return " ".join(_SLOT.sub(lambda slot: dice.choice(slots[slot[1]]), template).split())
