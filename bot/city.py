"""What the conversation needs to know of a city."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A category's own question: `words` in each language, `kind` is `text number choice`.

    `choices` are the ids of the answers of a `choice` and their labels in each language. Only
    what is `required` must be answered.
    """

    id: str
    words: Mapping[str, str]
    kind: str = "text"
    choices: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict[str, Mapping[str, str]]
    )
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A kind of report: its name in each language, who deals with it, what it asks besides.

    `sensitive` categories ask whether the name shall be hidden.
    """

    id: str
    labels: Mapping[str, str]
    agency: str = ""
    words: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What the conversation needs to know of a city. The first language is the default.

    `sure` and `sure_category` are the confidences (0 to 1) below which we ask instead of guess.
    `areas` are its kelurahan and kecamatan by Kemendagri code, each with its middle; `roads`
    are the words, in small letters, for roads whose traffic we know.
    """

    id: str
    name: str
    languages: tuple[str, ...]
    categories: Mapping[str, Category]
    sure: float = 0.5
    sure_category: float = 0.5
    areas: Mapping[str, Place] = field(default_factory=dict[str, Place])
    roads: tuple[str, ...] = ()
