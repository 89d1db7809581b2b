"""SMS craft: letters, segments. Figures: 3GPP TS 23.038 (GSM 7-bit) and TS 23.040 (parts)."""

import unicodedata
from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")
GSM7_SINGLE, GSM7_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67
_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u2022": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\t": " ",
    }
)


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs as SMS: its alphabet (`GSM-7` or `UCS-2`) and how many messages."""

    alphabet: str
    count: int


def plain(text: str) -> str:
    r"""Return `text` in letters that every phone shows and that cost least.

    Letters outside GSM-7 lose their accents; what has no plain form is dropped.

    >>> plain("“Kêlas” \u2013 Dinas… é 😀")
    '"Kelas" - Dinas... é'
    """
    return "".join(_letter(letter) for letter in text.translate(_PLAIN)).strip()


def segments(text: str) -> Segments:
    """Return what `text` costs; two-unit characters are never cut in half.

    >>> segments("a" * 161)
    Segments(alphabet='GSM-7', count=2)
    >>> segments("😀")
    Segments(alphabet='UCS-2', count=1)
    """
    if all(letter in BASIC or letter in EXTENDED for letter in text):
        units = [2 if letter in EXTENDED else 1 for letter in text]
        return Segments("GSM-7", _count(units, GSM7_SINGLE, GSM7_PART))
    units = [len(letter.encode("utf-16-le")) // 2 for letter in text]
    return Segments("UCS-2", _count(units, UCS2_SINGLE, UCS2_PART))


def _count(units: list[int], single: int, part: int) -> int:
    if sum(units) <= single:
        return 1
    count, filled = 1, 0
    for unit in units:
        if filled + unit > part:
            count, filled = count + 1, 0
        filled += unit
    return count


def _letter(letter: str) -> str:
    if letter in BASIC or letter in EXTENDED:
        return letter
    parts = unicodedata.normalize("NFKD", letter).replace("\N{FRACTION SLASH}", "/")
    bare = "".join(each for each in parts if not unicodedata.combining(each))
    return bare if all(each in BASIC or each in EXTENDED for each in bare) else ""
