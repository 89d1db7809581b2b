"""The questions of a report, and the answers offered under them."""

from collections.abc import Callable, Mapping

from bot.answers import choice, intent_choice
from bot.drafts import clip, described
from bot.model import Choice, Fact, Say, Words
from bot.report import Draft
from bot.turn import Turn

SHOWN = 60
"""Characters of the citizen's own words that the confirmation repeats."""
OFFERED = 3
"""Categories offered beside "something else"."""
FIELDS = ("category", "place", "description")
CONFIRMS: Mapping[tuple[bool, bool], str] = {
    (False, False): "report-confirm",
    (True, False): "report-confirm-photo",
    (False, True): "report-confirm-either",
    (True, True): "report-confirm-photo-either",
}
"""The confirmation of a report with photos or without, in one place or one of two."""


def category_named(turn: Turn) -> str:
    """Return the category whose name, in any language, is the whole message."""
    said = turn.heard.text.strip(" .!").casefold()
    names = (
        each.id
        for each in turn.city.categories.values()
        if said in {label.casefold() for label in each.labels.values()}
    )
    return next(names, "")


def _category(turn: Turn, draft: Draft) -> Say:
    """Offer the likeliest categories, those offered before, or the commonest."""
    heard = [name for name, _ in turn.heard.categories]
    before = [name.removeprefix("category:") for name in turn.conversation.offered]
    names = dict.fromkeys(
        name
        for name in (*heard, *before, *turn.city.categories)
        if name in turn.city.categories and name not in {"other", draft.category}
    )
    choices = tuple(
        Choice(f"category:{name}", Words(f"category-{name}"))
        for name in (*list(names)[:OFFERED], "other")
    )
    return Say("report-ask-category", choices=choices)


def _confirm(_turn: Turn, draft: Draft) -> Say:
    """Repeat the report; of a pin near a border also the other side."""
    or_else = draft.place.or_else if draft.place else ""
    facts: dict[str, Fact] = {
        "category": Words(f"category-{draft.category}"),
        "place": clip(described(draft.place), SHOWN),
        "description": clip(draft.description, SHOWN),
        "photos": str(len(draft.photos)),
    }
    return Say(
        CONFIRMS[bool(draft.photos), bool(or_else)],
        facts | {"or_else": or_else} if or_else else facts,
        (
            intent_choice("affirm", "yes"),
            intent_choice("correct", "change"),
            intent_choice("cancel", "cancel"),
        ),
    )


def _taken(_turn: Turn, draft: Draft) -> Say:
    """Offer where the photo was taken: nobody types a street that a telephone knows."""
    facts: dict[str, Fact] = {"place": clip(described(draft.taken), SHOWN)}
    choices = (intent_choice("affirm", "right"), intent_choice("deny", "elsewhere"))
    return Say("report-ask-taken", facts, choices)


def _correct(_turn: Turn, _draft: Draft) -> Say:
    fields = tuple(choice(f"field:{name}", f"field-{name}") for name in FIELDS)
    return Say("report-ask-correct", choices=(*fields, intent_choice("cancel", "cancel")))


QUESTIONS: Mapping[str, Callable[[Turn, Draft], Say]] = {
    "description": lambda _turn, _draft: Say("report-ask-description"),
    "category": _category,
    "place": lambda _turn, _draft: Say("report-ask-place", ask_location=True),
    "taken": _taken,
    "area": lambda _turn, _draft: Say("report-ask-area", ask_location=True),
    "confirm": _confirm,
    "correct": _correct,
}
