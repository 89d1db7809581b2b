"""A report as staff write it down: the fields of a form, what is wrong with them, the draft."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlsplit

from bot.city import City
from bot.drafts import LONGEST, LONGEST_PLACE
from bot.place import Place, Point
from bot.report import COMPLAINT, KINDS, Draft
from gateway.outside import point
from gateway.store.reports import ORIGINS, SOCIAL
from gateway.tools import Tools

LONGEST_ANSWER, LONGEST_LINK = 200, 500
_PIN = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a form says of a report: the draft, how it came, and the faults by field.

    A fault is the name of its words. With faults a draft may still be kept, never filed.
    """

    draft: Draft
    origin: str = ""
    link: str = ""
    faults: Mapping[str, str] = field(default_factory=dict[str, str])


def read(
    said: Mapping[str, str], photos: Sequence[str], before: Draft, today: date, tools: Tools
) -> Sheet:
    """Return what a form says; `photos` are the references that were ticked.

    What the form does not show of `before` stays as it was.
    """
    city = tools.pack.city
    category = said.get("category", "")
    category = category if category in city.categories else ""
    draft = replace(
        before,
        category=category,
        kind=said.get("kind", "") if said.get("kind", "") in KINDS else COMPLAINT,
        description=said.get("description", "")[:LONGEST],
        masked="",
        place=_place(said, before.place, tools),
        happened=_day(said.get("happened", ""), today),
        photos=tuple(photos),
        answers=_answers(said, category, city),
        anonymous="anonymous" in said,
        secret="secret" in said,
        alone=True,
    )
    faults = _faults(said, draft)
    if draft.place is not None and draft.place.precision == "outside":
        draft = replace(draft, place=None)  # said, and never filed
    origin, link = said.get("origin", ""), said.get("link", "")[:LONGEST_LINK]
    sheet = Sheet(draft=draft, origin=origin if origin in ORIGINS else "", link=link)
    if sheet.origin == SOCIAL and not _is_address(sheet.link):
        faults = {**faults, "link": "sheet-fault-link"}
    return replace(sheet, faults=faults)


def fields(draft: Draft) -> Mapping[str, str]:
    """Return the fields of a form that shows `draft`."""
    place = draft.place or Place()
    exact = place.precision == "point" and place.lat is not None and place.lon is not None
    shown = {
        "category": draft.category,
        "kind": draft.kind or COMPLAINT,
        "description": draft.masked or draft.description,
        "place": place.text or place.kelurahan or place.kecamatan,
        "area": place.code,
        "pin": f"{place.lat:.6f}, {place.lon:.6f}" if exact else "",
        "happened": draft.happened,
        "anonymous": "on" if draft.anonymous else "",
        "secret": "on" if draft.secret else "",
        **{f"answer-{name}": said for name, said in draft.answers.items()},
    }
    return {name: said for name, said in shown.items() if said}


def _place(said: Mapping[str, str], before: Place | None, tools: Tools) -> Place | None:
    """Return the place of a pin, else of a chosen area, else of the words.

    What was not touched is the same place as before, however it had been found.
    """
    text, code = said.get("place", "")[:LONGEST_PLACE], said.get("area", "")
    untouched = {"place": text, "area": code, "pin": said.get("pin", "")}
    if before is not None and untouched == {
        name: fields(Draft(place=before)).get(name, "") for name in untouched
    }:
        return before
    pin = _position(said.get("pin", ""))
    if pin is not None:
        return replace(tools.locate(pin.lat, pin.lon), text=text)
    area = tools.pack.city.areas.get(code)
    if area is not None:
        return replace(area, text=text)
    found = tools.knowledge.gazetteer.find(text) if text else None
    if found is not None and found.precision != "outside":
        return replace(found, text=text)
    return Place(text=text) if text else None


def _position(said: str) -> Point | None:
    """Return the position that a form names, in degrees.

    >>> _position("-6.9147, 107.6098"), _position("91, 0"), _position("dago")
    (Point(lat=-6.9147, lon=107.6098), None, None)
    """
    found = _PIN.fullmatch(said)
    return point(found[1], found[2]) if found else None


def _day(said: str, today: date) -> str:
    """Return the day (ISO 8601) of a form, or nothing if it is today, to come or no day."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return ""
    return day.isoformat() if day < today else ""


def _answers(said: Mapping[str, str], category: str, city: City) -> Mapping[str, str]:
    known = city.categories.get(category)
    told = {
        each.id: said.get(f"answer-{each.id}", "")[:LONGEST_ANSWER]
        for each in (known.questions if known else ())
    }
    return {name: answer for name, answer in told.items() if answer}


def _faults(said: Mapping[str, str], draft: Draft) -> Mapping[str, str]:
    place = draft.place
    wrong = {
        "category": not draft.category,
        "description": not draft.description,
        "place": place is None,
        "pin": bool(said.get("pin")) and _position(said["pin"]) is None,
    }
    faults = {name: f"sheet-fault-{name}" for name, is_wrong in wrong.items() if is_wrong}
    outside = place is not None and place.precision == "outside"
    return {**faults, "place": "sheet-fault-outside"} if outside else faults


def _is_address(link: str) -> bool:
    """Return whether `link` is a web page's.

    >>> [_is_address(each) for each in ("https://x.com/a/1", "javascript:x", "x.com", "http:///")]
    [True, False, False, False]
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
