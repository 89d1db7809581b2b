"""What a pressed button, or the number of a choice, stands for."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz.distance import OSA

from bot.model import Choice, Heard, Words

MORE = frozenset({"lanjut", "lanjutkan", "lanjutkeun", "teraskeun", "terus", "more", "next"})
"""How the rest of a long answer is asked for; our own words name the first."""
_NUMBER = re.compile(
    r"(?:(?:pilih|pilihan|pilihannya|nomor|nomer|nomer na|no|nmr|yang|yg|nu|option|number) )*"
    r"(?:ke )?0?(\d{1,2})(?: (?:aja|saja|ya|wae|please))?"
)
"""A choice by its number: "2", "no 2", "pilih nomor 2 aja"."""
ARTICLE = "article"
"""The source that knows the city's articles, and how the choice of one begins."""
HELPED = "helped"
"""How the choices under "did that help?" begin: `helped:yes:<article>`."""
_LETTERS_A_SLIP, _MOST_SLIPS = 5, 2
_ENDING = 3  # letters that may follow a label: "lokasinya", "batal ya"


def pressed(heard: Heard, offered: Sequence[str], labels: Sequence[str] = ()) -> Heard:
    """Return `heard` with the meaning of its button, or of the choice that it names."""
    payload = heard.button or _numbered(heard.text, offered) or _named(heard, offered, labels)
    kind, _, value = payload.partition(":")
    meaning = _MEANINGS.get(kind)
    if meaning is None or not value:
        return heard
    return replace(meaning(heard, value), button=payload, confidence=1.0, by="rules")


def wants_more(text: str) -> bool:
    """Return whether the citizen asks for the rest of an answer.

    >>> wants_more("Lanjut!"), wants_more("lanjut lapor")
    (True, False)
    """
    return folded(text) in MORE


def folded(text: str) -> str:
    """Return the words of `text` in small letters.

    >>> folded("Ya, kirim!")
    'ya kirim'
    """
    return " ".join("".join(c if c.isalnum() else " " for c in text).casefold().split())


def choice(payload: str, label: str) -> Choice:
    """Return the choice called `choice-<label>` in the replies."""
    return Choice(payload, Words(f"choice-{label}"))


def intent_choice(intent: str, label: str) -> Choice:
    """Return the choice that means `intent`."""
    return choice(f"intent:{intent}", label)


def _numbered(text: str, offered: Sequence[str]) -> str:
    """Return the payload of the choice with this number, or nothing.

    >>> _numbered(" 2. ", ["intent:affirm", "intent:cancel"])
    'intent:cancel'
    """
    found = _NUMBER.fullmatch(folded(text))
    number = int(found[1]) if found else 0
    return offered[number - 1] if 1 <= number <= len(offered) else ""


def _named(heard: Heard, offered: Sequence[str], labels: Sequence[str]) -> str:
    """Return the payload of the choice whose label was written, perhaps with "nya" or "ya".

    Else of the one label that the text nearly is: "bicra dgn petugas", "jl rusk".
    """
    said = folded(heard.text)
    named = dict(zip(map(folded, labels), offered, strict=False))
    for label, payload in named.items():
        if label and said.startswith(label) and len(said) - len(label) <= _ENDING:
            return payload
    near = [label for label in named if _is_near(said, label)]
    return named[near[0]] if len(near) == 1 else ""


def _is_near(said: str, label: str) -> bool:
    """Return whether `said` is `label` with one slip in each five letters, two at most."""
    slips = min(len(label) // _LETTERS_A_SLIP, _MOST_SLIPS)
    return bool(slips) and OSA.distance(said, label, score_cutoff=slips) <= slips


def _category(heard: Heard, value: str) -> Heard:
    return replace(heard, categories=((value, 1.0),), intent="")


def _intent(heard: Heard, value: str) -> Heard:
    return replace(heard, intent=value)


def _plain(heard: Heard, _value: str) -> Heard:
    return replace(heard, intent="")


def _yes(heard: Heard, _value: str) -> Heard:
    return replace(heard, intent="affirm")


def _no(heard: Heard, _value: str) -> Heard:
    return replace(heard, intent="deny")


def _language(heard: Heard, _value: str) -> Heard:
    return replace(heard, intent="change_language")


def _service(heard: Heard, _value: str) -> Heard:
    return replace(heard, intent="ask_service")


_MEANINGS: Mapping[str, Callable[[Heard, str], Heard]] = {
    "intent": _intent,
    "category": _category,
    "field": _plain,
    "kind": _plain,
    "answer": _plain,
    "hide": _plain,
    "mask": _yes,
    "support": _yes,
    "alone": _no,
    "home": _plain,
    "language": _language,
    ARTICLE: _service,
    HELPED: _plain,
}
