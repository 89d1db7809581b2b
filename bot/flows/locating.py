"""Answers to where it is: a place, the place of a photo, the area of a street."""

from dataclasses import replace

from bot.drafts import as_told, has_words, is_no_answer, is_outside, known, means
from bot.flows.asking import again, ask, finish, go_on, outside
from bot.place import Place
from bot.report import Draft
from bot.turn import Decision, Turn


def on_place(turn: Turn, draft: Draft) -> Decision:
    """Take the place; one outside the city is asked about once, then taken as told."""
    heard, asked = turn.heard, turn.conversation.misses
    if is_outside(heard):
        if not asked:
            return again(turn, draft, outside(turn))
        return finish(turn, replace(draft, place=as_told(heard)))
    place = known(heard.place)
    if place:
        return go_on(turn, replace(draft, place=place))
    nowhere = means(heard, "deny")  # "I do not know": asking for more is no use
    if is_no_answer(heard) and not (nowhere and asked):
        return again(turn, draft)
    placed = replace(draft, place=as_told(heard))
    return finish(turn, placed) if nowhere else ask(turn, placed, "area")


def on_taken(turn: Turn, draft: Draft) -> Decision:
    """Take where the photo was taken as the place, or what the citizen says instead."""
    undecided = replace(draft, taken=None)
    if means(turn.heard, "affirm") and known(turn.heard.place) is None:
        return go_on(turn, replace(undecided, place=draft.taken))
    if is_no_answer(turn.heard):
        return ask(turn, undecided, "place")
    asked = replace(turn.conversation, awaiting="place", misses=0)
    return on_place(replace(turn, conversation=asked), undecided)


def on_area(turn: Turn, draft: Draft) -> Decision:
    """Take the area of the street told before, in the citizen's words if we do not know it."""
    heard, area = turn.heard, known(turn.heard.place)
    street = draft.place.text if draft.place else ""
    if area is None:
        if not has_words(heard):
            return again(turn, draft)
        # Taken as told: a person can read it.
        unsaid = means(heard, "affirm", "deny")
        text = street if unsaid else ", ".join(filter(None, (street, as_told(heard).text)))
        return finish(turn, replace(draft, place=Place(text=text)))
    is_area = area.precision in {"point", "kelurahan", "kecamatan"}
    text = street if is_area else ", ".join(filter(None, (street, area.text)))
    return finish(turn, replace(draft, place=replace(area, text=text)))
