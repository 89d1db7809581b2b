"""The city's articles: one question each, with its answer in every language and its source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.city import CityPack
from gateway.errors import BadSettingsError

LONGEST = 280
"""Characters of an answer: with its source it is two SMS."""
_FENCE = "---\n"
_Text = Annotated[str, Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An answer. `question` and `also` are how citizens ask, `text` is said, by language.

    `source` is what its facts rest on and `checked` when somebody last looked; `certain` is
    false where the rule of this very city may differ. After `valid_until` it is not told.
    """

    id: str
    question: str
    also: tuple[str, ...]
    text: Mapping[str, str]
    agency: str
    source: str
    checked: date
    certain: bool
    valid_until: date | None


class _Front(BaseModel):
    """What stands above an article."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    question: _Text
    also: tuple[_Text, ...] = ()
    agency: str = ""
    source: _Text
    checked: date
    certain: bool = True
    valid_until: date | None = None
    intent: str = "ask_service"


def of(pack: CityPack) -> Sequence[Article]:
    """Return the articles of a city, read once. Raises `BadSettingsError`."""
    return _of(pack.folder, tuple(pack.city.languages), tuple(pack.agencies))


@cache
def _of(
    folder: Path, languages: tuple[str, ...], agencies: tuple[str, ...]
) -> Sequence[Article]:
    return load(folder / "articles", languages, agencies)


def load(folder: Path, languages: Sequence[str], agencies: Sequence[str]) -> Sequence[Article]:
    """Return the articles (`*.md`) in `folder`, by id; none if there is no such folder.

    Raises `BadSettingsError` with one line for everything that is wrong.
    """
    faults: list[str] = []
    found = [_read(file, languages, faults) for file in sorted(folder.glob("*.md"))]
    articles = [each for each in found if each is not None]
    faults += [
        f"{each.id}.md: agency: {each.agency!r} is not in agencies.yml"
        for each in articles
        if each.agency and each.agency not in agencies
    ]
    if faults:
        raise BadSettingsError("\n".join(faults))
    return articles


def _read(file: Path, languages: Sequence[str], faults: list[str]) -> Article | None:
    where = file.name
    try:
        empty, front, body = file.read_text(encoding="utf-8").split(_FENCE, 2)
        told = _Front.model_validate(yaml.load(front, Loader=yaml.CSafeLoader))
    except ValidationError as error:
        faults += [f"{where}: {each['loc'][0]}: {each['msg']}" for each in error.errors()]
        return None
    except (yaml.YAMLError, ValueError) as error:
        faults.append(f"{where}: cannot be read: {' '.join(str(error).split())}")
        return None
    text = dict(_paragraphs(body))
    faults += _faults(where, told.id, empty, text, languages)
    return Article(**told.model_dump(exclude={"intent"}), text=text)


def _paragraphs(body: str) -> Sequence[tuple[str, str]]:
    """Return each line of an article as its language and its words."""
    lines = [line.partition(":") for line in body.splitlines() if line.strip()]
    return [(language.strip(), said.strip()) for language, _, said in lines]


def _faults(
    where: str, name: str, empty: str, text: Mapping[str, Any], languages: Sequence[str]
) -> Sequence[str]:
    faults = [] if not empty else [f"{where}: must begin with ---"]
    if f"{name}.md" != where:
        faults.append(f"{where}: id: must be that of the file")
    faults += [
        f"{where}: has no {language!r}" for language in languages if not text.get(language)
    ]
    faults += [
        f"{where}: {language}: has {len(said)} characters, more than {LONGEST}"
        for language, said in text.items()
        if len(said) > LONGEST
    ]
    return faults
