"""What a report still lacks, and asking for it."""

from dataclasses import replace

from bot.drafts import is_outside
from bot.extras import answered, unanswered
from bot.flows import questions
from bot.model import Say
from bot.report import Draft
from bot.turn import Decision, Turn


def ask(turn: Turn, draft: Draft, question: str, *first: Say) -> Decision:
    """Say `first`, then ask `question`; a question put twice keeps count of what was missed.

    The offer to join a similar report is made above the confirmation (see `report.offer`).
    """
    question = "confirm" if question == "similar" else question
    say = questions.QUESTIONS[question](turn, draft)
    same = question == turn.conversation.awaiting
    conversation = replace(
        turn.conversation,
        flow="report",
        awaiting=question,
        draft=draft,
        offered=tuple(each.payload for each in say.choices),
        misses=turn.conversation.misses if same else 0,
    )
    return conversation, [*first, say]


def again(turn: Turn, draft: Draft, *first: Say) -> Decision:
    """Ask the same once more, and remember that we did."""
    missed = replace(turn.conversation, misses=turn.conversation.misses + 1)
    return ask(replace(turn, conversation=missed), draft, missed.awaiting, *first)


def go_on(turn: Turn, draft: Draft) -> Decision:
    """Ask the next thing that `draft` lacks; a correction leads back to the confirmation."""
    question = "" if _is_whole(turn) else _missing(draft)
    if question == "place" and is_outside(turn.heard):
        return ask(turn, draft, "place", outside(turn))
    return ask(turn, draft, question) if question else finish(turn, draft)


def finish(turn: Turn, draft: Draft, *first: Say) -> Decision:
    """Ask what the category wants to know besides, then whether all is right."""
    draft = answered(turn.city, draft)
    if unanswered(turn.city, draft):
        return ask(turn, draft, "question", *first)
    category = turn.city.categories.get(draft.category)
    hidden = draft.anonymous or draft.secret
    if category and category.sensitive and not hidden and _is_new(turn, draft):
        return ask(turn, draft, "hidden", *first)
    return ask(turn, draft, "confirm", *first)


def outside(turn: Turn) -> Say:
    """Say that the place named is not in the city."""
    return Say("report-outside", {"city": turn.city.name})


def _is_whole(turn: Turn) -> bool:
    """Return whether everything had been told before this message."""
    before = turn.conversation.draft if turn.conversation.flow else Draft()
    return bool(before.description and before.category and before.place)


def _is_new(turn: Turn, draft: Draft) -> bool:
    """Return whether the draft gets to its confirmation for the first time in its category."""
    same = turn.conversation.draft.category == draft.category
    return not (_is_whole(turn) and same) or turn.conversation.awaiting in {"area", "question"}


def _missing(draft: Draft) -> str:
    if not draft.description:
        return "description"
    if not draft.category:
        return "category"
    if draft.place is None:
        return "taken" if draft.taken else "place"
    return "" if draft.place.precision else "area"
