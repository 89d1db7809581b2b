"""A conversation as operators read it: every message and what became of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.store.transcripts import Line

_MEDIA = re.compile(r"media/[0-9a-f]{64}\.(jpg|png)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A message to show: `words` is its text, or the label of the button that was pressed.

    `photos` are addresses below `/`, `unseen` counts photos that are still at the provider.
    """

    line: Line
    words: str
    pressed: bool
    location: Mapping[str, float] | None
    photos: tuple[str, ...]
    unseen: int


def entries(lines: Sequence[Line]) -> list[Entry]:
    """Return the messages of a transcript, with buttons by the words the citizen saw."""
    labels: dict[str, str] = {}
    shown = []
    for line in lines:
        labels.update(dict(line.content.get("choices", ())))
        shown.append(_entry(line, labels))
    return shown


def photo(reference: str) -> str:
    """Return where the console shows a photo that we keep; empty if we do not keep it.

    >>> photo("http://127.0.0.1:8000/media/" + "a" * 64 + ".jpg")[:8], photo("//evil/x.jpg")
    ('/media/a', '')
    """
    name = reference[-len("media/.jpg") - 64 :]
    return f"/{name}" if _MEDIA.fullmatch(name) else ""


def _entry(line: Line, labels: Mapping[str, str]) -> Entry:
    button = str(line.content.get("button", ""))
    attached: Sequence[Mapping[str, Any]] = line.content.get("attachments", ())
    photos = tuple(filter(None, (photo(str(each["reference"])) for each in attached)))
    return Entry(
        line=line,
        words=line.text or labels.get(button, button),
        pressed=bool(button) and not line.text,
        location=line.content.get("location"),
        photos=photos,
        unseen=len(attached) - len(photos),
    )
