"""A category's own questions: which is open, and what answers it."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.city import City, Question
from bot.report import Draft

_NUMBER = re.compile(r"(?<![\w.,])\d(?:[ .-]?\d)*(?![\w])")
_IDENTIFIER = 6
"""Digits from which the one number in a description is taken for the number asked for."""
_PHONE = ("08", "628")


def unanswered(city: City, draft: Draft) -> Question | None:
    """Return the first question of the draft's category that has no answer yet."""
    category = city.categories.get(draft.category)
    questions = category.questions if category else ()
    return next((each for each in questions if each.id not in draft.answers), None)


def answered(city: City, draft: Draft) -> Draft:
    """Return the draft with the answers that its description already gives."""
    category = city.categories.get(draft.category)
    told: Mapping[str, str] = {
        each.id: _told(draft.description, each)
        for each in (category.questions if category else ())
        if each.id not in draft.answers
    }
    found = {name: answer for name, answer in told.items() if answer}
    return replace(draft, answers={**draft.answers, **found}) if found else draft


def answer(text: str, question: Question) -> str:
    """Return the answer that a text written in reply gives, or nothing if it gives none.

    >>> wanted = Question(id="n", words={}, kind="number")
    >>> answer("nomornya 32.73.010", wanted), answer("tidak ada", wanted)
    ('3273010', '')
    """
    match question.kind:
        case "number":
            return _the_only(_NUMBER.findall(text))
        case "choice":
            return _chosen(text, question)
        case _:
            return text.strip() if any(letter.isalnum() for letter in text) else ""


def _told(text: str, question: Question) -> str:
    """Return the answer that a description happens to hold: rather none than a wrong one."""
    if question.kind == "text":
        return ""
    found = answer(text, question)
    if question.kind == "choice":
        return found
    return found if len(found) >= _IDENTIFIER and not found.startswith(_PHONE) else ""


def _the_only(numbers: list[str]) -> str:
    bare = ["".join(filter(str.isdigit, each)) for each in numbers]
    return bare[0] if len(bare) == 1 else ""


def _chosen(text: str, question: Question) -> str:
    """Return the one choice whose label, in any language, is in the text as whole words."""
    said = f" {_words(text)} "
    found = [
        name
        for name, labels in question.choices.items()
        if any(f" {_words(label)} " in said for label in labels.values())
    ]
    return found[0] if len(found) == 1 else ""


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
