"""What waits for a person to say what it means: doubts of the bot, and what operators say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gateway.store.corrections import Corrected, Example
from gateway.store.doubts import Doubt

UNSURE, NOTHING, PROPOSED = "unsure", "nothing", "proposed"
"""The model was not sure; it took it for nothing of the city's; an operator says otherwise."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A text with the labels it would be learnt with, and why somebody should look.

    `pick` names it in forms: `m12` a message, `c3` a correction. `times` is how often it was
    written, `by` who proposed it, `message` and `thread` where it stands (0: nowhere).
    `correction` is what waits for review, 0 if nobody proposed anything yet; `waits` says that
    nobody has decided, `learnable` that it has labels of ours.
    """

    pick: str
    example: Example
    why: str
    times: int = 1
    confidence: float = 0.0
    by: str = ""
    message: int = 0
    thread: int = 0
    at: float = 0.0
    correction: int = 0
    waits: bool = True
    learnable: bool = True


def folded(text: str) -> str:
    """Return `text` as far as it counts for being the same.

    >>> folded("Halo,  MIN!!"), folded("???")
    ('halo min', '???')
    """
    return " ".join(_WORD.findall(text.casefold())) or text.strip()


def queue(
    doubts: Sequence[Doubt], proposed: Iterable[Corrected], settled: Iterable[str]
) -> Sequence[Item]:
    """Return what waits, the newest first; the same words once, and not if they are settled."""
    known = {folded(text) for text in settled}
    groups: dict[str, list[Doubt]] = {}
    for each in doubts:
        groups.setdefault(folded(each.text), []).append(each)
    waiting = [_doubted(same) for words, same in groups.items() if words not in known]
    items = [*map(said, proposed), *waiting]
    return sorted(items, key=lambda item: (-item.at, item.pick))


def heard(doubt: Doubt) -> Item:
    """Return a message with what the bot heard in it."""
    means = doubt.heard
    return Item(
        pick=f"m{doubt.id}",
        example=example(doubt.text, means),
        why=NOTHING if means["intent"] == "out_of_scope" else UNSURE,
        confidence=means["confidence"],
        message=doubt.id,
        thread=doubt.thread,
        at=doubt.at,
    )


def said(proposed: Corrected) -> Item:
    """Return a correction as it waits for review."""
    return Item(
        pick=f"c{proposed.id}",
        example=proposed.example,
        why=PROPOSED,
        by=proposed.made_by,
        message=proposed.message or 0,
        at=proposed.made_at,
        correction=proposed.id,
        waits=proposed.state == "proposed",
    )


def example(text: str, means: Mapping[str, Any]) -> Example:
    """Return a text with the labels that the bot heard."""
    category = means["category"] if means["intent"] == "report" else ""
    return Example(
        text=text, language=means["language"], intent=means["intent"], category=category
    )


def _doubted(same: Sequence[Doubt]) -> Item:
    """Return the newest of messages that say the same, with how many there are."""
    return replace(heard(same[0]), times=len(same))
