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
ARTICLES, ASKS = "articles", "ask_service"
"""Where a city's articles are, and what is meant by whoever asks for one."""
_FENCE = "---\n"
_ASKING = re.compile(
    r"\?|\b(?:cara\w*|syarat\w*|sarat\w*|gimana|gmn|bagaimana|kumaha\w*|how|what|where|which|when|"
    r"can i|do i|must i|apa\w*|naon|berapa|brp|sabaraha|kapan|iraha|mana|dmn|kmn|dimana|kamana|"
    r"biaya\w*|tarif|jadwal\w*)\b",
    re.IGNORECASE,
)
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


def from_articles(city: Path) -> dict[str, list[str]]:
    """Return the ways to ask for the articles of the city in folder `city`, by intent.

    Only what asks is learnt: who tells a situation reports it (docs/labelling.md). An article
    whose front matter says `intent: ""` teaches nothing: it is asked for in words that tell a
    problem, or that another intent means.
    """
    made: dict[str, list[str]] = {}
    for file in sorted((city / ARTICLES).glob("*.md")):
        _, front, _ = file.read_text(encoding="utf-8").split(_FENCE, 2)
        told = yaml.load(front, Loader=yaml.CSafeLoader)
        asked = [each for each in (told["question"], *told.get("also", ())) if _asks(each)]
        made.setdefault(told.get("intent", ASKS), []).extend(map(_on_one_line, asked))
    return {intent: lines for intent, lines in made.items() if intent}


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


def _asks(text: str) -> bool:
    """Return whether somebody asks: a question word, or its mark.

    >>> _asks("gmn cara bikin ktp"), _asks("dompet kecopetan, ktp ikut hilang")
    (True, False)
    """
    return bool(_ASKING.search(text))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _filled(template: str, slots: Mapping[str, list[str]], dice: random.Random) -> str:
    return " ".join(_SLOT.sub(lambda slot: dice.choice(slots[slot[1]]), template).split())
