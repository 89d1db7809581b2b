"""The questions of a report, and the answers offered under them."""

from collections.abc import Callable, Mapping

from bot.answers import choice, intent_choice
from bot.drafts import clip, shown
from bot.extras import unanswered
from bot.model import Choice, Fact, Say, Words
from bot.report import COMPLAINT, KINDS, Draft, Similar
from bot.shown import begins, day
from bot.turn import Turn

SHOWN_PLACE, SHOWN = 50, 60
"""Characters of the place and of the citizen's own words that the confirmation repeats."""
TOGETHER, LEAST = 76, 30
"""Characters that both may have, so that most confirmations are one SMS; the words' share."""
SHOWN_ANSWER, SHOWN_SIMILAR = 24, 30
"""Characters of an answer there, and of the place of a similar report."""
OFFERED = 3
"""Categories offered beside "something else"."""
FIELDS = ("category", "place", "description", "when", "kind")
"""What is asked anew when it is to be changed."""
SWITCHES = ("anonymous", "secret")
"""What is changed at once."""
NOTHING = "none"
"""The fact of a confirmation that there is nothing to tell; the words leave it out."""
SKIP = "answer:-"
ANSWERS = ("answer", "another")
"""The facts that hold the answers to a category's own questions."""
HIDDEN: Mapping[tuple[bool, bool], str] = {
    (False, False): NOTHING,
    (True, False): "name",
    (False, True): "contents",
    (True, True): "both",
}
"""What is hidden of a report that is anonymous, that is secret."""


def category_named(turn: Turn) -> str:
    """Return the category whose name, in any language, is the whole message."""
    said = turn.heard.text.strip(" .!").casefold()
    names = (
        each.id
        for each in turn.city.categories.values()
        if said in {label.casefold() for label in each.labels.values()}
    )
    return next(names, "")


def similar(found: Similar) -> Say:
    """Offer to join an earlier report; the citizen's own is only added to."""
    facts: dict[str, Fact] = {
        "ticket": found.ticket,
        "place": clip(found.place, SHOWN_SIMILAR),
        "days": found.days,
    }
    if found.own:
        joins = choice(f"support:own:{found.ticket}", "add")
        return Say("report-similar-own", facts, (joins, *_OTHERWISE))
    facts["supporters"] = found.supporters
    joins = choice(f"support:other:{found.ticket}", "support")
    return Say("report-similar", facts, (joins, *_OTHERWISE))


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


def _confirm(turn: Turn, draft: Draft) -> Say:
    """Repeat the report on one screen; of a pin near a border also the other side."""
    place = shown(draft.place, SHOWN_PLACE)
    room = min(SHOWN, max(LEAST, TOGETHER - len(place)))
    facts: dict[str, Fact] = {
        "class": draft.kind or COMPLAINT,
        "category": Words(f"category-{draft.category}"),
        "place": place,
        "either": (draft.place and draft.place.or_else) or NOTHING,
        "description": clip(begins(draft.description), room),
        "photos": len(draft.photos),
        "when": day(draft.happened) or NOTHING,
        "hidden": HIDDEN[draft.anonymous, draft.secret],
        "personal": "yes" if draft.masked else NOTHING,
    }
    return Say(
        "report-confirm", facts | _answers(turn, draft), _MASKS if draft.masked else _SENDS
    )


def _answers(turn: Turn, draft: Draft) -> dict[str, Fact]:
    """Return the answers to the category's own questions; choices in the citizen's language."""
    category = turn.city.categories.get(draft.category)
    told: list[Fact] = [
        Words(f"answer-{draft.category}-{each.id}-{answer}")
        if each.kind == "choice"
        else clip(answer, SHOWN_ANSWER)
        for each in (category.questions if category else ())
        if (answer := draft.answers.get(each.id))
    ]
    return dict(zip(ANSWERS, [*told, NOTHING, NOTHING], strict=False))


def _taken(_turn: Turn, draft: Draft) -> Say:
    """Offer where the photo was taken: nobody types a street that a telephone knows."""
    facts: dict[str, Fact] = {"place": shown(draft.taken, SHOWN)}
    choices = (intent_choice("affirm", "right"), intent_choice("deny", "elsewhere"))
    return Say("report-ask-taken", facts, choices)


def _correct(_turn: Turn, _draft: Draft) -> Say:
    fields = tuple(choice(f"field:{name}", f"field-{name}") for name in (*FIELDS, *SWITCHES))
    return Say("report-ask-correct", choices=(*fields, _CANCEL))


def _question(turn: Turn, draft: Draft) -> Say:
    """Ask the category's own question; what is not required can be left out."""
    question = unanswered(turn.city, draft)
    if question is None:
        return _confirm(turn, draft)
    name = f"{draft.category}-{question.id}"
    offered = [
        Choice(f"answer:{each}", Words(f"answer-{name}-{each}")) for each in question.choices
    ]
    skips = [] if question.required else [choice(SKIP, "skip")]
    return Say(f"question-{name}", choices=(*offered, *skips))


def _hidden(_turn: Turn, _draft: Draft) -> Say:
    names = ("name", "both", "no")
    return Say(
        "report-ask-hidden",
        choices=tuple(choice(f"hide:{each}", f"hide-{each}") for each in names),
    )


def _kind(_turn: Turn, _draft: Draft) -> Say:
    kinds = tuple(choice(f"kind:{each}", f"kind-{each}") for each in KINDS)
    return Say("report-ask-kind", choices=kinds)


_CHANGE = intent_choice("correct", "change")
_CANCEL = intent_choice("cancel", "cancel")
_SENDS = (intent_choice("affirm", "yes"), _CHANGE, _CANCEL)
_MASKS = (choice("mask:yes", "mask"), choice("mask:no", "as-is"), _CHANGE, _CANCEL)
_OTHERWISE = (choice("alone:yes", "alone"), _CANCEL)

QUESTIONS: Mapping[str, Callable[[Turn, Draft], Say]] = {
    "description": lambda _turn, _draft: Say("report-ask-description"),
    "category": _category,
    "place": lambda _turn, _draft: Say("report-ask-place", ask_location=True),
    "taken": _taken,
    "area": lambda _turn, _draft: Say("report-ask-area", ask_location=True),
    "question": _question,
    "hidden": _hidden,
    "confirm": _confirm,
    "correct": _correct,
    "when": lambda _turn, _draft: Say("report-ask-when"),
    "kind": _kind,
}
