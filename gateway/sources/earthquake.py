"""The last earthquake that somebody felt, from BMKG (public, to be attributed).

https://data.bmkg.go.id/gempabumi/ publishes the newest fifteen that were felt, all values as
text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.drafts import clip
from bot.model import Say
from gateway.city import CityPack
from gateway.errors import BadAnswerError
from gateway.http import Request
from gateway.settings import Settings
from gateway.source import Json, Question

SHOWN_WHERE, SHOWN_FELT = 34, 22
"""Characters of BMKG's own words that one SMS has room for."""
_CALM = "tidak berpotensi"
_NUMBER = re.compile(r"\d{1,2}(?:[.,]\d)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Earthquakes(Json):
    """BMKG's list of felt earthquakes; what was felt in the city (`felt` names it) is told."""

    url: str
    timeout: float
    zone: ZoneInfo
    felt: str
    name: str = "earthquake"
    lifetime: float = 60.0

    @classmethod
    def configured(cls, settings: Settings, pack: CityPack) -> Self:
        """Take BMKG's address and the city's name as BMKG writes it."""
        return cls(
            url=settings.bmkg_data_url,
            timeout=settings.source_timeout,
            zone=pack.timezone,
            felt=pack.name.removeprefix("Kota ").removeprefix("Kabupaten "),
        )

    def ask(self, _question: Question) -> Request:
        """Ask for the earthquakes that were felt."""
        return Request(
            to="bmkg",
            method="GET",
            url=f"{self.url}/DataMKG/TEWS/gempadirasakan.json",
            timeout=self.timeout,
        )

    def read(self, answer: Any, question: Question) -> Say:
        """Return when, how strong, where, and whether it was felt here.

        Raises `BadAnswerError`.
        """
        shaken = max(_shaken(answer), key=_when)
        at = _when(shaken).astimezone(self.zone)
        today = at.date() == question.now.astimezone(self.zone).date()
        scale = self._scale(str(shaken.get("Dirasakan", "")))
        return Say(
            "earthquake-answer",
            {
                "when": f"{at:%H.%M}" if today else f"{at:%d/%m %H.%M}",
                "magnitude": _magnitude(shaken),
                "where": clip(str(shaken.get("Wilayah", "-")), SHOWN_WHERE),
                "felt": scale or "none",
                "city": self.felt,
                "tsunami": _tsunami(str(shaken.get("Potensi", ""))),
            },
        )

    def _scale(self, told: str) -> str:
        """Return how strongly it was felt in the city (MMI, Roman numerals)."""
        found = re.search(
            rf"\b([IVX]+(?:\s*-\s*[IVX]+)?)\s+(?:Kota\s+)?{re.escape(self.felt)}\b", told
        )
        return "-".join(found[1].replace("-", " ").split()) if found else ""


def _shaken(answer: Any) -> Sequence[Mapping[str, Any]]:
    """Return the earthquakes of an answer, which may hold one alone."""
    info = answer.get("Infogempa") if isinstance(answer, dict) else None
    found = info.get("gempa") if isinstance(info, dict) else None
    listed = found if isinstance(found, list) else [found]
    whole = [each for each in listed if isinstance(each, dict) and _dated(each)]
    if not whole:
        raise BadAnswerError("bmkg: no earthquake in the answer")
    return whole


def _dated(shaken: Mapping[str, Any]) -> bool:
    try:
        return _when(shaken).tzinfo is not None
    except ValueError:
        return False


def _when(shaken: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(shaken.get("DateTime", "")))


def _magnitude(shaken: Mapping[str, Any]) -> str:
    said = str(shaken.get("Magnitude", "")).strip()
    if not _NUMBER.fullmatch(said):
        raise BadAnswerError("bmkg: no magnitude")
    return said.replace(",", ".")


def _tsunami(told: str) -> str:
    """Return `no`, `yes` or, if BMKG says nothing we understand, `unknown`."""
    said = told.lower()
    if _CALM in said:
        return "no"
    return "yes" if "tsunami" in said else "unknown"
