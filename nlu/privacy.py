"""Personal data in the words of a report, and the words without them.

Found by lokal-id's Samaran: NIK, KK and tax numbers, telephone numbers, addresses of e-mail,
bank accounts, and names of persons. A name is none if it is part of a place ("jl Ahmad Yani"),
or if only a title announces it and it is not written like one ("ibu nyaris roboh").
"""

import re
from collections.abc import Sequence

from lokal.samaran import PiiMatch, PiiType, detect_pii

KINDS: tuple[PiiType, ...] = (
    "NIK",
    "KK",
    "NPWP",
    "PHONE",
    "EMAIL",
    "BANK_ACCOUNT",
    "CARD",
    "NAME",
)
_CUES = (
    "jl jln jalan jalur gg gang komp komplek kompleks perum masjid mesjid musholla gereja rs "
    "rsud sd sdn smp smpn sma sman smk smkn universitas pasar taman lapangan stadion gedung gd "
    "flyover jembatan puskesmas kel kelurahan kec kecamatan bandara terminal tpu makam alun "
    "sakit"
)
_TITLES = (
    "raya kecil baru ir dr kh h hj prof raden r letjen jend jenderal kolonel mayor sultan "
    "pangeran haji kiai"
)
_PLACE = re.compile(
    rf"\b(?:{'|'.join(_CUES.split())})\W*(?:(?:{'|'.join(_TITLES.split())})\W+)*$",
    re.IGNORECASE,
)
"""What stands before a name that is a place's."""
_ANNOUNCED = 30
"""Characters before a name in which the word stands that makes it a place."""

_SUSPECT = re.compile(
    r"\d[\d .-]{6,}\d|@|(?i:\b(?:nama|nami|ngaran|bernama|name|named|a\.?n)\b)|(?<=\w\s)[A-Z]"
)
"""What a text must have to hold any of it; most SMS have not, and looking takes 0.6 ms."""

Span = tuple[int, int]


def mask(text: str, places: Sequence[Span]) -> str:
    """Return `text` with stars for personal data; empty if it holds none.

    `places` are the stretches `[start, end)` in which places are named.

    >>> mask("hubungi pak Asep di 081234567890, jl Ahmad Yani", [(34, 47)])
    'hubungi pak *** di ***, jl Ahmad Yani'
    >>> mask("lampu mati di jl Ahmad Yani", [])
    ''
    """
    if not _SUSPECT.search(text):
        return ""
    found = [each for each in detect_pii(text, types=KINDS) if _is_personal(each, text, places)]
    masked = text
    for each in sorted(found, key=lambda one: one.start, reverse=True):
        masked = f"{masked[: each.start]}***{masked[each.end :]}"
    return masked if found else ""


def _is_personal(match: PiiMatch, text: str, places: Sequence[Span]) -> bool:
    if match.type != "NAME":
        return True
    if any(start < match.end and match.start < end for start, end in places):
        return False
    if _PLACE.search(text[max(0, match.start - _ANNOUNCED) : match.start]):
        return False
    return match.confidence == "high" or match.value[:1].isupper()
