"""A city is a folder of data: read it, check it whole, and return it as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.city import Category, City, Question
from bot.place import Place
from gateway import areas, facts, hours
from gateway.city_files import (
    AgencyFile,
    CategoryFile,
    CityFile,
    HolidayFile,
    HoursFile,
    ReplyFile,
    cross_check,
)
from gateway.errors import BadSettingsError
from gateway.hours import Hours
from gateway.workdays import Workdays

CITIES = Path(__file__).parents[1] / "cities"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach an agency, who says so, and when they said it (`2025-03` or `2025`).

    `checked` is the day on which we last read the source.
    """

    phone: str = ""
    address: str = ""
    instagram: str = ""
    source: str
    dated: str
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Serves:
    """Which categories an agency takes over, and where: everywhere if no area is named."""

    categories: frozenset[str]
    kecamatan: frozenset[str] = frozenset()
    kelurahan: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """Somebody in the city who deals with reports; `words` are how citizens call it.

    `email` takes reports, `escalation` hears of those that take too long. `serves` goes before
    the agency that a category names. `hours` are its own; without them those of offices in
    general count, unless it is no `office`.
    """

    id: str
    name: str
    short: str
    words: tuple[str, ...] = ()
    contact: Contact | None = None
    hours: Hours | None = None
    office: bool = True
    email: str = ""
    escalation: str = ""
    serves: tuple[Serves, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that agencies choose instead of writing it: for which state, in which words."""

    id: str
    status: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Working days for a report's steps: LAPOR!'s, unless the city has others.

    `forward` is until an agency takes it up, `follow_up` from then until it acts, `close` from
    "done" until silence counts as such; `target` is until it is done, unless its category has
    another in `targets`.
    """

    forward: int = 3
    follow_up: int = 5
    close: int = 10
    target: int = 7
    targets: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """The hours of the day in which nobody is written to who did not ask."""

    begins: time = time(21)
    ends: time = time(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class CityPack:
    """Everything that makes the product this city's.

    `code` is the city's Kemendagri code, `sources` holds each source's own options, `services`
    the report backend's code for each category, `folder` the files the sources read.
    `destinations` are the backends of a category that has its own (the first leads).
    `escalation` is the e-mail address that hears of what takes too long, unless the agency has
    one. `offices` are the hours that offices have in general, `staff` those in which operators
    answer, by weekday (0: Monday); none are all.
    """

    city: City
    name: str
    code: str
    timezone: ZoneInfo
    ticket_prefix: str
    emergency_number: str
    contact: str
    sources: Mapping[str, Mapping[str, str]]
    services: Mapping[str, str]
    agencies: Mapping[str, Agency]
    folder: Path
    workdays: Workdays
    destinations: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]]
    )
    limits: Limits = Limits()
    quiet: Quiet = Quiet()
    escalation: str = ""
    offices: Hours | None = None
    staff: Mapping[int, str] = field(default_factory=dict[int, str])
    replies: Mapping[str, Reply] = field(default_factory=dict[str, Reply])


def load(name: str, cities: Path = CITIES) -> CityPack:
    """Return the pack of the city called `name`.

    Raises `BadSettingsError` with one line, `file: field: fault`, for everything that is wrong.
    """
    folder = cities / name
    if not name.isidentifier() or not folder.is_dir():
        raise BadSettingsError(f"CITY: there is no city pack called {name!r} in {cities.name}/")
    faults: list[str] = []
    main = _read(folder / "city.yml", CityFile, faults)
    categories = _read(folder / "categories.yml", dict[str, CategoryFile], faults)
    agencies = _read(folder / "agencies.yml", dict[str, AgencyFile], faults)
    days = _optional(folder / "holidays.yml", tuple[HolidayFile, ...], faults)
    replies = _optional(folder / "replies.yml", dict[str, ReplyFile], faults)
    if main is not None and categories is not None and agencies is not None:
        faults += cross_check(main, categories, agencies)
    if faults or main is None or categories is None or agencies is None:
        raise BadSettingsError("\n".join(faults))
    return CityPack(
        city=_city(
            name, main, categories, known=areas.read(folder / "areas.csv"), roads=_roads(folder)
        ),
        name=main.name,
        code=main.code,
        timezone=ZoneInfo(main.timezone),
        ticket_prefix=main.ticket_prefix,
        emergency_number=main.emergency_number,
        contact=main.contact,
        sources=main.sources,
        services={key: each.service_code for key, each in categories.items()},
        agencies={key: _agency(key, each) for key, each in agencies.items()},
        folder=folder,
        destinations={key: each.backends for key, each in categories.items() if each.backends},
        limits=Limits(
            **main.clocks.model_dump(),
            targets={key: each.days for key, each in categories.items() if each.days},
        ),
        quiet=Quiet(
            begins=time.fromisoformat(main.quiet.begins),
            ends=time.fromisoformat(main.quiet.ends),
        ),
        workdays=Workdays(
            ZoneInfo(main.timezone),
            {each.date: not each.works for each in days or ()},
            {each.date: each.name for each in days or () if not each.works},
        ),
        escalation=main.escalation,
        offices=_hours(main.offices),
        staff=hours.week(main.staff),
        replies={
            key: Reply(id=key, status=each.status, text=each.text)
            for key, each in (replies or {}).items()
        },
    )


def _city(
    name: str,
    main: CityFile,
    categories: Mapping[str, CategoryFile],
    *,
    known: Mapping[str, Place],
    roads: tuple[str, ...],
) -> City:
    return City(
        id=name,
        name=main.name,
        languages=main.languages,
        categories={key: _category(key, each) for key, each in categories.items()},
        sure=main.sure,
        sure_category=main.sure_category,
        areas=known,
        roads=roads,
    )


def _roads(folder: Path) -> tuple[str, ...]:
    """Return what citizens call the roads whose traffic we know. Raises `BadSettingsError`."""
    file = folder / "facts" / "corridors.csv"
    rows = facts.rows(file, ("words",)) if file.exists() else []
    words = (word.lower() for row in rows for word in row["words"].split("|") if word)
    return tuple(dict.fromkeys(words))


def _category(key: str, each: CategoryFile) -> Category:
    return Category(
        id=key,
        labels=each.labels,
        agency=each.agency,
        words=each.words,
        questions=tuple(
            Question(id=name, **question.model_dump())
            for name, question in each.questions.items()
        ),
        sensitive=each.sensitive,
    )


def _agency(key: str, each: AgencyFile) -> Agency:
    return Agency(
        id=key,
        name=each.name,
        short=each.short,
        words=each.words,
        contact=Contact(**each.contact.model_dump()) if each.contact else None,
        hours=_hours(each.hours),
        office=each.office,
        email=each.email,
        escalation=each.escalation,
        serves=tuple(
            Serves(
                categories=frozenset(serves.categories),
                kecamatan=frozenset(map(str.casefold, serves.kecamatan)),
                kelurahan=frozenset(map(str.casefold, serves.kelurahan)),
            )
            for serves in each.serves
        ),
    )


def _hours(each: HoursFile | None) -> Hours | None:
    if each is None:
        return None
    return Hours(**{**each.model_dump(), "week": hours.week(each.week)})


def _optional[T](file: Path, kind: type[T], faults: list[str]) -> T | None:
    return _read(file, kind, faults) if file.exists() else None


def _read[T](file: Path, kind: type[T], faults: list[str]) -> T | None:
    try:
        content: Any = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return TypeAdapter(kind).validate_python(content)
    except FileNotFoundError:
        faults.append(f"{file.name}: is missing")
    except ValidationError as error:
        faults += [
            f"{file.name}: {_field(each['loc'])}{each['msg']}" for each in error.errors()
        ]
    except (yaml.YAMLError, ValueError) as error:  # YAML has dates; not every one exists
        faults.append(f"{file.name}: cannot be read: {' '.join(str(error).split())}")
    return None


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) + ": " if location else ""
