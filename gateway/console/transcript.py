"""A conversation as operators read it: every message and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.media.links import PREFIX
from gateway.media.storage import NAME
from gateway.store.media import Settled
from gateway.store.transcripts import Line

Files = Mapping[str, Settled]
"""What is known of files, by their references."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A message to show: `words` is its text, or the label of the button that was pressed.

    `photos` are addresses below `/`, `files` kinds (`voice video document`) and addresses of
    what else was sent; `unseen` counts what is still at the provider or was refused.
    """

    line: Line
    words: str
    pressed: bool
    location: Mapping[str, float] | None
    photos: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    unseen: int


def references(lines: Sequence[Line]) -> list[str]:
    """Return the references of every file in a transcript."""
    return [
        str(each["reference"]) for line in lines for each in line.content.get("attachments", ())
    ]


def entries(lines: Sequence[Line], files: Files) -> list[Entry]:
    """Return the messages of a transcript, with buttons by the words the citizen saw."""
    labels: dict[str, str] = {}
    shown = []
    for line in lines:
        labels.update(dict(line.content.get("choices", ())))
        shown.append(_entry(line, labels, files))
    return shown


def photo(reference: str) -> str:
    """Return where the console shows a photo that we keep; empty if we do not keep it.

    >>> photo("http://127.0.0.1:8000/media/" + "a" * 32 + "?until=1")[:8], photo("//evil/x.jpg")
    ('/media/a', '')
    """
    name = reference.partition("?")[0].rpartition(PREFIX)[2]
    return f"/{PREFIX}{name}" if PREFIX in reference and NAME.fullmatch(name) else ""


def _entry(line: Line, labels: Mapping[str, str], files: Files) -> Entry:
    button = str(line.content.get("button", ""))
    attached: Sequence[Mapping[str, Any]] = line.content.get("attachments", ())
    shown = [each for each in (_shown(file, files) for file in attached) if each]
    return Entry(
        line=line,
        words=line.text or labels.get(button, button),
        pressed=bool(button) and not line.text,
        location=line.content.get("location"),
        photos=tuple(address for kind, address in shown if kind == "photo"),
        files=tuple(each for each in shown if each[0] != "photo"),
        unseen=len(attached) - len(shown),
    )


def _shown(attached: Mapping[str, Any], files: Files) -> tuple[str, str] | None:
    """Return kind and address of a file that we keep; nothing if we do not, or not yet."""
    reference = str(attached["reference"])
    known, address = files.get(reference), photo(reference)
    if not address or (known is not None and known.status != "kept"):
        return None
    return (known.kind if known else str(attached["kind"])), address
