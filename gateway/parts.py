"""Cut a long text where it hurts least: at a line, a sentence, a word."""

import re
from collections.abc import Callable, Iterator

_BREAKS = (re.compile(r"\n+"), re.compile(r"(?<=[.!?;])\s+"), re.compile(r"\s+"))
"""Where a text may be cut, the best places first."""
_FILLED = 0.5
"""How much of what fits a part must use at least, before a worse place to cut is taken."""


def cut(text: str, fits: Callable[[str], bool]) -> tuple[str, str]:
    """Return as much of the beginning of `text` as fits, and the rest.

    `fits` must hold for every beginning of a text that fits. At least one character is taken.

    >>> cut("Satu. Dua tiga empat.", lambda text: len(text) <= 15)
    ('Satu. Dua tiga', 'empat.')
    """
    if fits(text):
        return text, ""
    most = _most(text, fits)
    for breaks in _BREAKS:
        ends = [found for found in breaks.finditer(text) if 0 < found.start() <= most]
        if ends and ends[-1].start() >= most * _FILLED:
            return text[: ends[-1].start()], text[ends[-1].end() :]
    return text[:most], text[most:]


def pieces(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Yield `text` in pieces that fit.

    >>> list(pieces("satu dua tiga", lambda text: len(text) <= 8))
    ['satu dua', 'tiga']
    """
    while text:
        head, text = cut(text, fits)
        yield head


def _most(text: str, fits: Callable[[str], bool]) -> int:
    """Return how many characters fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle]) else (low, middle - 1)
    return low
