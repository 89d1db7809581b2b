"""The city's own files of facts: how to read them, and how to find words in a question."""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from gateway.errors import BadSettingsError

UNDATED = "none"
"""What a reply is told instead of a date that nobody knows."""
_NOT_WORDS = re.compile(r"[\W_]+")


def rows(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of the CSV `file`; lines that begin with `#` are comments.

    Raises `BadSettingsError` if the file or one of `columns` is missing, or a row is short.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettingsError(f"{file.name}: cannot be read") from error
    reader = csv.DictReader(line for line in lines if not line.startswith("#"))
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise BadSettingsError(f"{file.name}: has no column {', '.join(missing)}")
    found = list(reader)
    for number, row in enumerate(found, start=1):
        if None in row or None in row.values():
            raise BadSettingsError(f"{file.name}: row {number}: wrong number of columns")
    return found


def folded(text: str) -> str:
    """Return `text` as lower-case words between single spaces, ready to look words up in.

    >>> folded("No. HP Dishub, Bandung?")
    ' no hp dishub bandung '
    """
    return f" {_NOT_WORDS.sub(' ', text.lower()).strip()} "


def longest(phrases: Iterable[str], text: str) -> int:
    """Return the letters in the longest of `phrases` that `text` (folded) holds; 0 if none.

    >>> longest(["air", "sumber daya air"], folded("Dinas Sumber Daya Air"))
    15
    """
    found = (len(phrase.strip()) for phrase in map(folded, phrases) if phrase in text)
    return max(found, default=0)


def seen(dates: Iterable[str]) -> str:
    """Return when the oldest of several facts was said, as a citizen reads it.

    Nothing (`UNDATED`) if one bears no date: then nobody knows how old it is.

    >>> seen(["2025-03", "2019-11"]), seen(["2025-03", ""])
    ('11/2019', 'none')
    """
    known = list(dates)
    return month(min(known)) if known and all(known) else UNDATED


def month(dated: str) -> str:
    """Return a date of the city's files as a citizen reads it.

    >>> month("2025-03"), month("2023")
    ('03/2025', '2023')
    """
    year, _, number = dated.partition("-")
    return f"{number}/{year}" if number else year
