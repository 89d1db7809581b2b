"""A city is a folder of data: read it, check it whole, and return it as one value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.functional_validators import AfterValidator

from bot.model import Category, City
from gateway.errors import BadSettingsError

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
class Agency:
    """Somebody in the city who deals with reports; `words` are how citizens call it."""

    id: str
    name: str
    short: str
    words: tuple[str, ...] = ()
    contact: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CityPack:
    """Everything that makes the product this city's.

    `code` is the city's Kemendagri code, `sources` holds each source's own options, `services`
    the report backend's code for each category, `folder` the files the sources read.
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


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError("is not a time zone such as Asia/Jakarta") from error
    return name


_STRICT = ConfigDict(extra="forbid")
_Text = Annotated[str, Field(min_length=1)]
_Sure = Annotated[float, Field(gt=0, le=1)]


class _City(BaseModel):
    model_config = _STRICT

    name: _Text
    code: Annotated[str, Field(pattern=r"^\d\d\.\d\d$")]
    timezone: Annotated[str, AfterValidator(_zone)]
    languages: Annotated[tuple[_Text, ...], Field(min_length=1)]
    ticket_prefix: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    emergency_number: Annotated[str, Field(pattern=r"^\d+$")]
    contact: str = ""
    sure: _Sure = 0.5
    sure_category: _Sure = 0.5
    sources: dict[str, dict[str, str]] = {}


class _Category(BaseModel):
    model_config = _STRICT

    labels: dict[str, _Text]
    words: tuple[_Text, ...] = ()
    agency: str = ""
    service_code: _Text


class _Contact(BaseModel):
    model_config = _STRICT

    phone: str = ""
    address: str = ""
    instagram: str = ""
    source: _Text
    dated: Annotated[str, Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2]))?$")]
    checked: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]


class _Agency(BaseModel):
    model_config = _STRICT

    name: _Text
    short: _Text
    words: tuple[_Text, ...] = ()
    contact: _Contact | None = None


def load(name: str, cities: Path = CITIES) -> CityPack:
    """Return the pack of the city called `name`.

    Raises `BadSettingsError` with one line, `file: field: fault`, for everything that is wrong.
    """
    folder = cities / name
    if not name.isidentifier() or not folder.is_dir():
        raise BadSettingsError(f"CITY: there is no city pack called {name!r} in {cities.name}/")
    faults: list[str] = []
    main = _read(folder / "city.yml", _City, faults)
    categories = _read(folder / "categories.yml", dict[str, _Category], faults)
    agencies = _read(folder / "agencies.yml", dict[str, _Agency], faults)
    if main is not None and categories is not None and agencies is not None:
        faults += _cross_check(main, categories, agencies)
    if faults or main is None or categories is None or agencies is None:
        raise BadSettingsError("\n".join(faults))
    return CityPack(
        city=_city(name, main, categories),
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
    )


def _city(name: str, main: _City, categories: Mapping[str, _Category]) -> City:
    return City(
        id=name,
        name=main.name,
        languages=main.languages,
        categories={
            key: Category(id=key, labels=each.labels, agency=each.agency, words=each.words)
            for key, each in categories.items()
        },
        sure=main.sure,
        sure_category=main.sure_category,
    )


def _agency(key: str, each: _Agency) -> Agency:
    contact = Contact(**each.contact.model_dump()) if each.contact else None
    return Agency(id=key, name=each.name, short=each.short, words=each.words, contact=contact)


def _read[T](file: Path, kind: type[T], faults: list[str]) -> T | None:
    try:
        content: Any = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return TypeAdapter(kind).validate_python(content)
    except FileNotFoundError:
        faults.append(f"{file.name}: is missing")
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        faults.append(f"{file.name}: cannot be read: {' '.join(str(error).split())}")
    except ValidationError as error:
        faults += [
            f"{file.name}: {_field(each['loc'])}{each['msg']}" for each in error.errors()
        ]
    return None


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) + ": " if location else ""


def _cross_check(
    main: _City, categories: Mapping[str, _Category], agencies: Mapping[str, _Agency]
) -> Iterator[str]:
    codes: dict[str, str] = {}
    for key, each in categories.items():
        if each.agency and each.agency not in agencies:
            yield f"categories.yml: {key}.agency: {each.agency!r} is not in agencies.yml"
        for language in main.languages:
            if language not in each.labels:
                yield f"categories.yml: {key}.labels: has no {language!r}"
        if codes.setdefault(each.service_code, key) != key:
            other = codes[each.service_code]
            yield f"categories.yml: {key}.service_code: already used by {other!r}"
