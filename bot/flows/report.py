"""Walk a citizen through filing a report in as few messages as possible.

One message that says everything goes straight to the confirmation; otherwise only what is
missing is asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.drafts import (
    LONGEST,
    as_told,
    category_of,
    has_words,
    is_long,
    is_no_answer,
    is_outside,
    is_place,
    known,
    means,
    needs_person,
    photos_of,
    place_of,
    told,
    voices_of,
)
from bot.flows import questions
from bot.flows.words import closed
from bot.model import Action, HandOver, Heard, Say
from bot.place import Place
from bot.report import Draft, FileReport
from bot.turn import CERTAIN, Decision, Turn


def start(turn: Turn) -> Decision:
    """Begin a report with whatever the first message tells.

    "Report a problem", chosen under a reply to words we did not understand, is about those.
    """
    draft = turn.conversation.draft if turn.heard.button else told(turn.heard, turn.city)
    return _go_on(turn, draft)


@dataclass(frozen=True, slots=True)
class Report:
    """A report being told."""

    def takes(self, _turn: Turn) -> bool:
        """Return that it does: a draft is never dropped for what somebody says besides."""
        return True

    def proceed(self, turn: Turn) -> Decision:
        """Take the message as the answer to the open question and ask what is still missing."""
        heard = turn.heard
        draft = _with_files(turn.conversation.draft, heard)
        sent = _sent(heard)
        if sent and not has_words(heard):
            asked = turn.conversation.awaiting
            located = asked in {"place", "area"} and draft.taken
            return _ask(turn, draft, "taken" if located else asked, Say(sent))
        if heard.edited and heard.intent == "report":
            return _go_on(turn, _retold(turn, draft))
        if means(heard, "greet", "thanks", "goodbye") and heard.place is None:
            return self.ask_again(
                replace(turn, conversation=replace(turn.conversation, draft=draft))
            )
        if turn.conversation.awaiting in {"place", "confirm"} and _is_another(turn, draft):
            return _note(turn, draft)
        return _ANSWERS[turn.conversation.awaiting](turn, draft)

    def ask_again(self, turn: Turn) -> Decision:
        """Repeat the open question; what was just said is no answer to it."""
        heard = replace(turn.heard, categories=())
        conversation = turn.conversation
        return _ask(replace(turn, heard=heard), conversation.draft, conversation.awaiting)


FLOW = Report()


def _go_on(turn: Turn, draft: Draft) -> Decision:
    """Ask the next thing that `draft` lacks; a correction leads back to the confirmation."""
    before = turn.conversation.draft if turn.conversation.flow else Draft()
    whole = before.description and before.category and before.place
    question = "confirm" if whole else _missing(draft)
    if question == "place" and is_outside(turn.heard):
        return _ask(turn, draft, "place", _outside(turn))
    return _ask(turn, draft, question)


def _ask(turn: Turn, draft: Draft, question: str, *first: Say) -> Decision:
    """Say `first`, then ask `question`."""
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


def _again(turn: Turn, draft: Draft, *first: Say) -> Decision:
    """Ask the same once more, and remember that we did."""
    missed = replace(turn.conversation, misses=turn.conversation.misses + 1)
    return _ask(replace(turn, conversation=missed), draft, missed.awaiting, *first)


def _sent(heard: Heard) -> str:
    """Return the words by which we take the files of a message; nothing if it has none."""
    if voices_of(heard):
        return "report-voice"
    return "report-photo" if photos_of(heard) else ""


def _with_files(draft: Draft, heard: Heard) -> Draft:
    return replace(
        draft,
        photos=(*draft.photos, *photos_of(heard), *voices_of(heard)),
        person=draft.person or needs_person(heard),
        taken=known(heard.taken) or draft.taken,
    )


def _missing(draft: Draft) -> str:
    if not draft.description:
        return "description"
    if not draft.category:
        return "category"
    if draft.place is None:
        return "taken" if draft.taken else "place"
    return "confirm" if draft.place.precision else "area"


def _on_description(turn: Turn, draft: Draft) -> Decision:
    if is_no_answer(turn.heard):
        return _again(turn, draft)
    return _go_on(turn, _retold(turn, draft))


def _retold(turn: Turn, draft: Draft) -> Draft:
    """Return the draft described anew, in the words of this message."""
    heard = turn.heard
    edited = place_of(heard) if heard.edited else None
    return replace(
        draft,
        description=heard.text[:LONGEST],
        category=draft.category or category_of(heard, turn.city),
        place=edited or draft.place or place_of(heard),
    )


def _on_category(turn: Turn, draft: Draft) -> Decision:
    category = questions.category_named(turn) or _category_meant(turn)
    draft = replace(draft, place=draft.place or known(turn.heard.place))
    if not category and not turn.conversation.misses:
        return _again(turn, draft)
    return _go_on(turn, replace(draft, category=category or draft.category or "other"))


def _on_place(turn: Turn, draft: Draft) -> Decision:
    heard, asked = turn.heard, turn.conversation.misses
    if is_outside(heard):
        if not asked:
            return _again(turn, draft, _outside(turn))
        return _ask(turn, replace(draft, place=as_told(heard)), "confirm")
    place = known(heard.place)
    if place:
        return _go_on(turn, replace(draft, place=place))
    nowhere = means(heard, "deny")  # "I do not know": asking for more is no use
    if is_no_answer(heard) and not (nowhere and asked):
        return _again(turn, draft)
    return _ask(turn, replace(draft, place=as_told(heard)), "confirm" if nowhere else "area")


def _on_taken(turn: Turn, draft: Draft) -> Decision:
    """Take where the photo was taken as the place, or what the citizen says instead."""
    undecided = replace(draft, taken=None)
    if means(turn.heard, "affirm") and known(turn.heard.place) is None:
        return _go_on(turn, replace(undecided, place=draft.taken))
    if is_no_answer(turn.heard):
        return _ask(turn, undecided, "place")
    asked = replace(turn.conversation, awaiting="place", misses=0)
    return _on_place(replace(turn, conversation=asked), undecided)


def _on_area(turn: Turn, draft: Draft) -> Decision:
    heard, area = turn.heard, known(turn.heard.place)
    street = draft.place.text if draft.place else ""
    if area is None:
        if not has_words(heard):
            return _again(turn, draft)
        # Taken as told: a person can read it.
        unsaid = means(heard, "affirm", "deny")
        text = street if unsaid else ", ".join(filter(None, (street, as_told(heard).text)))
        return _ask(turn, replace(draft, place=Place(text=text)), "confirm")
    is_area = area.precision in {"point", "kelurahan", "kecamatan"}
    text = street if is_area else ", ".join(filter(None, (street, area.text)))
    return _ask(turn, replace(draft, place=replace(area, text=text)), "confirm")


def _on_confirm(turn: Turn, draft: Draft) -> Decision:
    if _agrees(turn.heard, draft):
        return _filed(turn, draft)
    corrected = _corrected(turn, draft)
    if corrected != draft:
        return _ask(turn, corrected, "confirm")
    if turn.heard.intent in {"deny", "correct"}:
        return _ask(turn, draft, "correct")
    return _more(turn, draft)


def _note(turn: Turn, draft: Draft) -> Decision:
    """Keep a second problem for the next report, and go on with this one."""
    later = replace(turn.conversation, later=told(turn.heard, turn.city))
    again = replace(turn, conversation=later)
    return _ask(again, draft, later.awaiting, Say("report-one-first"))


def _on_correct(turn: Turn, draft: Draft) -> Decision:
    heard = turn.heard
    field = heard.button.removeprefix("field:")
    if field in questions.FIELDS:
        return _ask(turn, draft, field)
    if means(heard, "affirm", "deny"):
        return _ask(turn, draft, "confirm")
    place, category = known(heard.place), _category_meant(turn)
    if place:
        return _ask(turn, replace(draft, place=place), "confirm")
    if category and not is_long(heard):
        return _ask(turn, replace(draft, category=category), "confirm")
    return _more(turn, draft)


def _more(turn: Turn, draft: Draft) -> Decision:
    """Add what the citizen says besides to the description; a word or two adds nothing."""
    if turn.heard.button or not is_long(turn.heard):
        return _ask(turn, draft, turn.conversation.awaiting)
    more = f"{draft.description}\n{turn.heard.text}"[:LONGEST]
    return _ask(turn, replace(draft, description=more), "confirm", Say("report-added"))


def _filed(turn: Turn, draft: Draft) -> Decision:
    """File the report, and go on with the problem that was told meanwhile."""
    done, later = closed(turn), turn.conversation.later
    filed: list[Action] = [FileReport(draft)]
    if draft.person:
        given = replace(done, owner="operator", draft=later)  # for whoever takes it up
        return given, [*filed, Say("report-person"), HandOver("file")]
    if later == Draft():
        return done, filed
    conversation, actions = _go_on(replace(turn, conversation=done), later)
    return conversation, [*filed, *actions]


def _agrees(heard: Heard, draft: Draft) -> bool:
    elsewhere = known(heard.place) not in {None, draft.place}
    return means(heard, "affirm") and not elsewhere


def _corrected(turn: Turn, draft: Draft) -> Draft:
    """Return the draft with the place or the category that a correction names."""
    heard, place = turn.heard, known(turn.heard.place)
    corrects = heard.intent in {"deny", "correct", "affirm"}  # "yes, but in ..."
    if place and (corrects or is_place(heard)):
        return replace(draft, place=place)
    category = category_of(heard, turn.city)
    sure = heard.category_confidence >= CERTAIN and not heard.button
    is_other = category and sure and heard.intent in {"deny", "correct"}
    return replace(draft, category=category) if is_other else draft


def _is_another(turn: Turn, draft: Draft) -> bool:
    """Return whether the message is clearly a different problem, elsewhere."""
    heard = turn.heard
    place, category = known(heard.place), category_of(heard, turn.city)
    is_other = category not in {"", draft.category} and place not in {None, draft.place}
    sure = means(heard, "report") and heard.category_confidence >= CERTAIN
    return is_other and sure and is_long(heard)


def _category_meant(turn: Turn) -> str:
    """Return the category if the message is about one: greetings have a likeliest one, too."""
    heard = turn.heard
    meant = heard.button or heard.intent in {"report", "deny", "correct"}
    sure = meant or heard.category_confidence >= CERTAIN
    return category_of(heard, turn.city) if sure else ""


def _outside(turn: Turn) -> Say:
    return Say("report-outside", {"city": turn.city.name})


_ANSWERS: Mapping[str, Callable[[Turn, Draft], Decision]] = {
    "description": _on_description,
    "category": _on_category,
    "place": _on_place,
    "taken": _on_taken,
    "area": _on_area,
    "confirm": _on_confirm,
    "correct": _on_correct,
}
