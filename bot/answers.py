"""What a pressed button, or the number of a choice, stands for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.model import Choice, Heard, Words

_ENDING = 3  # letters that may follow a label: "lokasinya", "batal ya"


def pressed(heard: Heard, offered: Sequence[str], labels: Sequence[str] = ()) -> Heard:
    """Return `heard` with the meaning of its button, or of the choice that it names."""
    payload = heard.button or _numbered(heard.text, offered) or _named(heard, offered, labels)
    kind, _, value = payload.partition(":")
    meaning = _MEANINGS.get(kind)
    if meaning is None or not value:
        return heard
    return replace(meaning(heard, value), button=payload, confidence=1.0, by="rules")


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
    number = text.strip(" .)(")
    if not (number.isascii() and number.isdigit() and len(number) < 3):  # noqa: PLR2004 - two digits
        return ""
    return offered[int(number) - 1] if 1 <= int(number) <= len(offered) else ""


def _named(heard: Heard, offered: Sequence[str], labels: Sequence[str]) -> str:
    """Return the payload of the choice whose label was written, perhaps with "nya" or "ya"."""
    said = _folded(heard.text)
    for label, payload in zip(map(_folded, labels), offered, strict=False):
        if label and said.startswith(label) and len(said) - len(label) <= _ENDING:
            return payload
    return ""


def _folded(text: str) -> str:
    """Return the words of `text` in small letters.

    >>> _folded("Ya, kirim!")
    'ya kirim'
    """
    return " ".join("".join(c if c.isalnum() else " " for c in text).casefold().split())


def _category(heard: Heard, value: str) -> Heard:
    return replace(heard, categories=((value, 1.0),), intent="")


def _intent(heard: Heard, value: str) -> Heard:
    return replace(heard, intent=value)


def _field(heard: Heard, _value: str) -> Heard:
    return replace(heard, intent="")


def _language(heard: Heard, _value: str) -> Heard:
    return replace(heard, intent="change_language")


_MEANINGS: Mapping[str, Callable[[Heard, str], Heard]] = {
    "intent": _intent,
    "category": _category,
    "field": _field,
    "language": _language,
}
