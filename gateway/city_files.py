"""The files of a city pack, as they must look."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field
from pydantic.functional_validators import AfterValidator

from gateway import hours


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError("is not a time zone such as Asia/Jakarta") from error
    return name


def _week(written: dict[str, str]) -> dict[str, str]:
    hours.week(written)
    return written


_STRICT = ConfigDict(extra="forbid")
_Text = Annotated[str, Field(min_length=1)]
_Sure = Annotated[float, Field(gt=0, le=1)]
_Email = Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+)?$")]
_Days = Annotated[int, Field(ge=1, le=365)]
_Dated = Annotated[str, Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2]))?$")]
_Checked = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
_Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class ClocksFile(BaseModel):
    """How many working days a report may take: LAPOR!'s limits unless the city has others."""

    model_config = _STRICT

    forward: _Days = 3
    follow_up: _Days = 5
    close: _Days = 10
    target: _Days = 7


class QuietFile(BaseModel):
    """Between which hours of the day nobody is written to who did not ask."""

    model_config = _STRICT

    begins: _Hour = "21:00"
    ends: _Hour = "06:00"


class HoursFile(BaseModel):
    """When an office is open, and who says so."""

    model_config = _STRICT

    week: Annotated[dict[str, str], Field(min_length=1), AfterValidator(_week)]
    source: _Text
    dated: _Dated
    checked: _Checked


class CityFile(BaseModel):
    """city.yml; `offices` is the general rule for offices whose own hours nobody published.

    `staff` are the hours in which operators answer; none are all.
    """

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
    clocks: ClocksFile = ClocksFile()
    quiet: QuietFile = QuietFile()
    offices: HoursFile | None = None
    staff: Annotated[dict[str, str], AfterValidator(_week)] = {}
    escalation: _Email = ""


class QuestionFile(BaseModel):
    """A category's own question: its words and choices in each language."""

    model_config = _STRICT

    words: dict[str, _Text]
    kind: Literal["text", "number", "choice"] = "text"
    choices: dict[str, dict[str, _Text]] = {}
    required: bool = False


class CategoryFile(BaseModel):
    """One category of categories.yml."""

    model_config = _STRICT

    labels: dict[str, _Text]
    words: tuple[_Text, ...] = ()
    agency: str = ""
    service_code: _Text
    backends: tuple[_Text, ...] = ()
    days: _Days | None = None
    sensitive: bool = False
    questions: Annotated[dict[str, QuestionFile], Field(max_length=2)] = {}


class ContactFile(BaseModel):
    """How an agency is reached, and who says so."""

    model_config = _STRICT

    phone: str = ""
    address: str = ""
    instagram: str = ""
    source: _Text
    dated: _Dated
    checked: _Checked


class ServesFile(BaseModel):
    """Which categories an agency takes over, and where (everywhere if no area is named)."""

    model_config = _STRICT

    categories: Annotated[tuple[_Text, ...], Field(min_length=1)]
    kecamatan: tuple[_Text, ...] = ()
    kelurahan: tuple[_Text, ...] = ()


class AgencyFile(BaseModel):
    """One agency of agencies.yml; no `office` if the general hours of offices do not hold."""

    model_config = _STRICT

    name: _Text
    short: _Text
    words: tuple[_Text, ...] = ()
    contact: ContactFile | None = None
    hours: HoursFile | None = None
    office: bool = True
    email: _Email = ""
    escalation: _Email = ""
    serves: tuple[ServesFile, ...] = ()


class ReplyFile(BaseModel):
    """One answer of replies.yml: the state it is for, and what the citizen reads."""

    model_config = _STRICT

    status: Literal["verified", "in_progress", "needs_information", "done", "rejected"]
    text: Annotated[str, Field(min_length=1, max_length=100)]


class HolidayFile(BaseModel):
    """One day of holidays.yml: off work (or, with `works`, a working day all the same)."""

    model_config = _STRICT

    date: date
    name: _Text
    source: _Text
    works: bool = False


def cross_check(
    main: CityFile, categories: Mapping[str, CategoryFile], agencies: Mapping[str, AgencyFile]
) -> Iterator[str]:
    """Yield what does not fit together, one line each."""
    codes: dict[str, str] = {}
    for key, each in categories.items():
        if each.agency and each.agency not in agencies:
            yield f"categories.yml: {key}.agency: {each.agency!r} is not in agencies.yml"
        for language in _lacking(each.labels, main.languages):
            yield f"categories.yml: {key}.labels: has no {language!r}"
        if codes.setdefault(each.service_code, key) != key:
            other = codes[each.service_code]
            yield f"categories.yml: {key}.service_code: already used by {other!r}"
        yield from _check_questions(f"categories.yml: {key}.questions", each, main.languages)
    for key, agency in agencies.items():
        named = {name for serves in agency.serves for name in serves.categories}
        for name in sorted(named - categories.keys()):
            yield f"agencies.yml: {key}.serves: {name!r} is not in categories.yml"


def _check_questions(
    where: str, category: CategoryFile, languages: Sequence[str]
) -> Iterator[str]:
    for name, question in category.questions.items():
        if (question.kind == "choice") != bool(question.choices):
            yield f"{where}.{name}: choices belong to the kind 'choice', and only there"
        for language in _lacking(question.words, languages):
            yield f"{where}.{name}.words: has no {language!r}"
        for choice, labels in question.choices.items():
            for language in _lacking(labels, languages):
                yield f"{where}.{name}.choices.{choice}: has no {language!r}"


def _lacking(words: Mapping[str, str], languages: Sequence[str]) -> list[str]:
    return [language for language in languages if language not in words]
