"""Values of Meta's JSON, taken only if they are what they should be."""

from collections.abc import Callable
from typing import Any

from bot.model import Attachment
from gateway.channel import Received

Part = Callable[[], Received]
"""One thing in a call, not yet read: a mistake in it must not cost the others."""
UNREADABLE = (Attachment(kind="document", reference=""),)
"""Stands for what we cannot take, so that the citizen hears of it."""
MALFORMED = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RecursionError,
    OverflowError,
)


def text(value: Any) -> str:
    """Return a text, or raise `TypeError`."""
    if isinstance(value, str):
        return value
    raise TypeError("not a text")


def identifier(value: Any) -> str:
    """Return a text that is not empty, or raise `ValueError` or `TypeError`."""
    if not text(value):
        raise ValueError("an empty id")
    return text(value)
