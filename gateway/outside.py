"""What comes from outside, made safe to keep: before a database or a map ever sees it."""

from dataclasses import replace
from typing import Any

from bot.model import Attachment, Inbound
from bot.place import Point

LONGEST = 20_000
"""Characters kept of one text; no channel of ours delivers more."""
LONGEST_ID = 250
"""Characters kept of an id or a button; PostgreSQL indexes no row above 2,700 bytes."""
_UNREADABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


def clean(text: str) -> str:
    r"""Return `text` without what a database or a screen cannot take.

    >>> clean("jl\x00 dago\ud800!")
    'jl dago\ufffd!'
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.translate(_UNREADABLE)


def point(lat: Any, lon: Any) -> Point | None:
    """Return a position in WGS 84 degrees, or nothing if there is no such place.

    >>> point("-6.88", "107.61"), point(float("nan"), 0), point("", ""), point(91, 0)
    (Point(lat=-6.88, lon=107.61), None, None, None)
    """
    try:
        north, east = float(lat), float(lon)
    except (TypeError, ValueError, OverflowError):
        return None
    if abs(north) <= 90 and abs(east) <= 180:  # noqa: PLR2004 - degrees; false for NaN
        return Point(lat=north, lon=east)
    return None


def short(text: str) -> str:
    """Return an id or a button `clean`, and no longer than a database indexes."""
    return clean(text)[:LONGEST_ID]


def tidy(message: Inbound) -> Inbound:
    """Return `message` with every text in it clean and of bearable length."""
    return replace(
        message,
        sender=clean(message.sender),
        external_id=short(message.external_id),
        text=clean(message.text)[:LONGEST],
        button=short(message.button),
        attachments=tuple(_tidy_file(each) for each in message.attachments),
        replaces=short(message.replaces),
        album=short(message.album),
        referral=short(message.referral),
        phone=short(message.phone),
    )


def _tidy_file(file: Attachment) -> Attachment:
    return replace(
        file, reference=clean(file.reference)[:2000], content_type=short(file.content_type)
    )
