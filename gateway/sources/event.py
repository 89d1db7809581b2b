"""What is on in the city: an iCalendar feed (RFC 5545), or the city's `facts/events.ics`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from icalendar import Calendar

from bot.drafts import clip
from bot.model import Say
from gateway import facts
from gateway.city import CityPack
from gateway.errors import BadAnswerError, BadSettingsError
from gateway.http import Answer, Request
from gateway.settings import Settings
from gateway.source import NO_MORE, Question

AHEAD = timedelta(days=14)
USUAL = timedelta(hours=3)
"""How long an event is taken to last that does not say it."""
SHOWN, SHOWN_PLACE, MOST = 26, 16, 3
_TODAY = ("hari ini", "malam ini", "dinten ieu", "today", "tonight")
_TOMORROW = ("besok", "bsk", "enjing", "isukan", "tomorrow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """A calendar: at `url`, or the one in `file` (its events, read at the start)."""

    url: str
    file: tuple[Mapping[str, str], ...]
    timeout: float
    zone: ZoneInfo
    name: str = "event"
    lifetime: float = 3600.0

    @classmethod
    def configured(cls, settings: Settings, pack: CityPack) -> Self:
        """Take the feed's address, or read the file. Raises `BadSettingsError`."""
        url = pack.sources.get("event", {}).get("url", "")
        return cls(
            url=url,
            file=() if url else _file(pack.folder / "facts" / "events.ics", pack.timezone),
            timeout=settings.source_timeout,
            zone=pack.timezone,
        )

    def ask(self, _question: Question) -> Request | None:
        """Ask for the feed, if there is one."""
        if not self.url:
            return None
        return Request(to="events", method="GET", url=self.url, timeout=self.timeout)

    def decode(self, answer: Answer) -> Any:
        """Return the events of the feed. Raises `BadAnswerError`."""
        try:
            return list(_events(answer.body, self.zone))
        except (ValueError, KeyError, IndexError) as error:
            raise BadAnswerError("events: no calendar that can be read") from error

    def read(self, answer: Any, question: Question) -> Say:
        """Return the next events, or those of the day asked about."""
        listed = self.file if answer is None else answer
        if not isinstance(listed, list | tuple):
            raise BadAnswerError("events: no list of events")
        if not listed:
            return Say("event-unknown")
        now = question.now.astimezone(self.zone)
        first, last = _span(facts.folded(question.text), now.date())
        coming = sorted(
            (each["start"], each)
            for each in listed
            if first <= date.fromisoformat(each["start"][:10]) <= last
            and datetime.fromisoformat(each["end"]) > now
        )
        shown = question.of(coming, MOST)
        if not shown:
            return NO_MORE if question.page else Say("event-none")
        told = "; ".join(self._line(each) for _, each in shown)
        return Say("event-answer", {"events": told})

    def _line(self, event: Mapping[str, str]) -> str:
        start = datetime.fromisoformat(event["start"])
        clock = "" if event["whole"] else f" {start:%H.%M}"
        place = clip(event["place"], SHOWN_PLACE)
        where = f", {place}" if place else ""
        return f"{start:%d/%m}{clock} {clip(event['name'], SHOWN)}{where}"


def _span(text: str, today: date) -> tuple[date, date]:
    """Return the first and the last day asked about."""
    if facts.longest(_TOMORROW, text):
        return today + timedelta(days=1), today + timedelta(days=1)
    if facts.longest(_TODAY, text):
        return today, today
    return today, today + AHEAD


def _file(path: Path, zone: ZoneInfo) -> tuple[Mapping[str, str], ...]:
    if not path.exists():
        return ()
    try:
        return tuple(_events(path.read_bytes(), zone))
    except (ValueError, KeyError, IndexError) as error:
        raise BadSettingsError(f"{path.name}: no calendar that can be read: {error}") from error


def _events(content: bytes, zone: ZoneInfo) -> Iterator[Mapping[str, str]]:
    """Yield each event with `name`, `place`, and ISO times; `whole` (or empty) is a whole day.

    Raises `ValueError` if this is no calendar. What repeats is told once, when it begins.
    """
    for event in Calendar.from_ical(content).walk("VEVENT"):
        name, begins = str(event.get("SUMMARY", "")).strip(), event.get("DTSTART")
        if not name or begins is None or str(event.get("STATUS", "")) == "CANCELLED":
            continue
        start, whole = _aware(begins.dt, zone)
        ends = event.get("DTEND")
        usual = timedelta(days=1) if whole else USUAL
        end = _aware(ends.dt, zone)[0] if ends else start + usual
        place = str(event.get("LOCATION", "")).strip()
        yield {
            "name": name,
            "place": place,
            "start": start.isoformat(),
            "end": end.isoformat(),
            "whole": "yes" if whole else "",
        }


def _aware(moment: date | datetime, zone: ZoneInfo) -> tuple[datetime, bool]:
    """Return a moment in the city's zone, and whether it is a whole day."""
    if isinstance(moment, datetime):
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return aware.astimezone(zone), False
    return datetime.combine(moment, time(), zone), True
