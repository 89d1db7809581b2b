"""Corrections as files: for people to review, and for the model to learn from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.errors import GatewayError
from gateway.store.corrections import Corrected, Example
from nlu.labels import INTENTS

HEAD = """\
# Corrections for review. Change what is wrong (docs/labelling.md), remove what could tell who
# somebody is, set `state` to approved or rejected, then:
#   kentongan nlu import <this file> --by <your name>
"""


class UnreadableReviewError(GatewayError):
    """A review file that cannot be read; nothing of it was taken over."""


class Review(BaseModel):
    """One correction as a reviewer left it."""

    model_config = ConfigDict(extra="forbid")

    id: int
    state: Literal["proposed", "approved", "rejected"]
    language: str
    intent: str
    category: str = ""
    text: Annotated[str, Field(min_length=1)]
    by: str = ""
    on: str = ""

    def example(self) -> Example:
        """Return the labels as they are kept."""
        return Example(
            text=self.text, language=self.language, intent=self.intent, category=self.category
        )


def problem(example: Example, *, languages: Iterable[str], categories: Iterable[str]) -> str:
    """Return what is wrong with the labels of `example`, or nothing."""
    known = {
        "the text has no letters": any(letter.isalpha() for letter in example.text),
        f"no intent is called {example.intent!r}; see docs/labelling.md": (
            example.intent in INTENTS
        ),
        f"the city does not speak {example.language!r}": example.language in languages,
        f"only reports have a category, not {example.intent}": (
            not example.category or example.intent == "report"
        ),
        f"no category is called {example.category!r}; see categories.yml": (
            not example.category or example.category in categories
        ),
    }
    return next((wrong for wrong, is_right in known.items() if not is_right), "")


def for_review(corrected: Sequence[Corrected]) -> str:
    """Return a review file."""
    rows = [
        {
            "id": each.id,
            "state": each.state,
            "language": each.example.language,
            "intent": each.example.intent,
            **({"category": each.example.category} if each.example.category else {}),
            "text": each.example.text,
            "by": each.made_by,
            "on": datetime.fromtimestamp(each.made_at, UTC).date().isoformat(),
        }
        for each in corrected
    ]
    body = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=1000)
    return HEAD + (body if rows else "[]\n")


def reviewed(text: str) -> list[Review]:
    """Return the rows of a review file. Raises `UnreadableReviewError` with what is wrong."""
    try:
        rows = yaml.safe_load(text)
        if not isinstance(rows, list):
            raise UnreadableReviewError("a review file is a list of corrections")
        return [Review.model_validate(row) for row in rows]
    except yaml.YAMLError as error:
        raise UnreadableReviewError(f"this is no YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UnreadableReviewError(f"{where}: {first['msg']}") from error


def for_training(examples: Iterable[Example]) -> str:
    """Return `examples` in Rasa's format, each on one line and without its markup."""
    groups: dict[str, list[str]] = {}
    for each in examples:
        label = f"{each.intent}/{each.category}" if each.category else each.intent
        groups.setdefault(label, []).append(_line(each.text))
    nlu: list[Mapping[str, Any]] = [
        {"intent": label, "examples": "".join(f"- {line}\n" for line in lines)}
        for label, lines in groups.items()
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=10_000)


def _line(text: str) -> str:
    """Return `text` on one line, without what Rasa reads as markup or as a command."""
    return " ".join(text.translate(_MARKUP).split()).lstrip("/ ")


_MARKUP = str.maketrans(dict.fromkeys("[]{}()", " "))
