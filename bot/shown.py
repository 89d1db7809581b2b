"""How a report is shown to the citizen who checks it."""

import re

_YOU = r"(?:pak|bapak|bu|ibu|kang|teh|min|admin|kak|kakak|bang|gan|sir|madam|ya)\b(?!-)"
_HELLO = (
    r"as+al[a-z']*(?: \w+\. ?\w+\.?| wr\.? wb\.?)?|(?:selamat|met|wilujeng) \w+|"
    r"good (?:morning|afternoon|evening|day)|hall?o|hai|hi|hello|sampurasun|permisi|excuse me|"
    rf"(?:pagi|siang|sore|malam)(?=[,.!]| {_YOU})|"
    r"sorry(?: (?:to|for) (?:bother|disturb)\w*(?: you)?)?|"
    r"(?:(?:sebelumnya|sateuacanna),? )?(?:mohon maaf|maaf|punten|hapunten)"
    r"(?: (?:ngawagel|ng?ganggu|mengganggu))?"
)
_GREETING = re.compile(
    rf"(?:(?:(?:{_HELLO})\b(?:\s+{_YOU})*|{_YOU}(?=,))[\s,.!:]*)+", re.IGNORECASE
)
_NAME = re.compile(
    r"(?:(?:per)?kenalkan )?(?:nama saya|nami abdi|my name is|i am|i'm|saya|sy|abdi|aku),? "
    r"(?:(?:bu|ibu|pak|bapak|warga|dari|ti|urang|a resident)\b)?[^,.!\n]{2,60}[,.!\n]\s*",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"nama|nami|name|warga|resident|\b(?:bu|ibu|pak|bapak)\b", re.IGNORECASE
)
_LEAST = 3
"""Words that must be left of a description without its greeting."""


def begins(description: str) -> str:
    """Return a description from where it tells the problem.

    >>> begins("Assalamualaikum pak, saya Bu Yati warga RT 04. Lampu di depan rumah mati")
    'Lampu di depan rumah mati'
    >>> begins("saya lihat lampu mati, tolong diperbaiki")
    'saya lihat lampu mati, tolong diperbaiki'
    """
    rest = _after(_GREETING, description)
    name = _NAME.match(rest)
    if name and _INTRODUCED.search(name[0]):
        rest = _after(_GREETING, rest[name.end() :])
    return rest if len(rest.split()) >= _LEAST else description


def day(happened: str) -> str:
    """Return a day as it is written here.

    >>> day("2026-11-12"), day("")
    ('12/11/2026', '')
    """
    return "/".join(reversed(happened.split("-"))) if happened else ""


def _after(beginning: re.Pattern[str], text: str) -> str:
    found = beginning.match(text)
    return text[found.end() :] if found else text
