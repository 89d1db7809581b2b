"""Walk a citizen through filing a report in as few messages as possible.

One message that says everything goes straight to the confirmation; otherwise only what is
missing is asked. The answers to each question are in the modules beside this one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.drafts import (
    has_words,
    is_long,
    is_no_answer,
    known,
    means,
    photos_of,
    told,
    voices_of,
    wishes,
)
from bot.flows import questions
from bot.flows.asking import again, ask, go_on
from bot.flows.confirming import (
    category_meant,
    is_another,
    note,
    on_confirm,
    on_correct,
    on_similar,
)
from bot.flows.details import on_hidden, on_kind, on_question, on_when
from bot.flows.locating import on_area, on_place, on_taken
from bot.gathering import absorbed, hiding, recategorised, retold, with_files
from bot.model import Conversation, Heard, Say
from bot.report import Draft, Similar
from bot.turn import Decision, Turn

DECIDES = frozenset({"confirm", "correct", "similar"})
"""Questions under which a wish to hide the name is an answer."""


def start(turn: Turn) -> Decision:
    """Begin a report with whatever the first message tells.

    "Report a problem", chosen under a reply to words we did not understand, is about those.
    """
    draft = turn.conversation.draft if turn.heard.button else told(turn.heard, turn.city)
    return go_on(turn, draft)


def offer(conversation: Conversation, similar: Similar) -> Decision:
    """Offer to join an earlier report instead of confirming a new one.

    `conversation` is the one whose confirmation is being asked. Nobody is kept from reporting.
    """
    say = questions.similar(similar)
    offered = tuple(each.payload for each in say.choices)
    return replace(conversation, awaiting="similar", offered=offered), [say]


@dataclass(frozen=True, slots=True)
class Report:
    """A report being told."""

    def takes(self, _turn: Turn) -> bool:
        """Return that it does: a draft is never dropped for what somebody says besides."""
        return True

    def proceed(self, turn: Turn) -> Decision:
        """Take the message as the answer to the open question and ask what is still missing."""
        draft = with_files(turn.conversation.draft, turn.heard)
        beside = _beside(turn, draft)
        if beside:
            return beside
        asked = turn.conversation.awaiting
        if asked in {"place", "confirm"} and is_another(turn, draft):
            return note(turn, draft)
        if asked not in DECIDES:
            draft = hiding(draft, turn.heard)
        return ANSWERS[asked](turn, absorbed(draft, turn.heard))

    def ask_again(self, turn: Turn) -> Decision:
        """Repeat the open question; what was just said is no answer to it."""
        heard = replace(turn.heard, categories=())
        conversation = turn.conversation
        return ask(replace(turn, heard=heard), conversation.draft, conversation.awaiting)


FLOW = Report()


def _beside(turn: Turn, draft: Draft) -> Decision | None:
    """Take what is no answer to any question: a file, an edit, a greeting, a wish."""
    heard, asked = turn.heard, turn.conversation.awaiting
    sent = _sent(heard)
    if sent and not has_words(heard):
        located = asked in {"place", "area"} and draft.taken
        return ask(turn, draft, "taken" if located else asked, Say(sent))
    if heard.edited and heard.intent == "report":
        return go_on(turn, retold(draft, heard, turn.city))
    if means(heard, "greet", "thanks", "goodbye") and heard.place is None:
        return ask(_unheard(turn), draft, asked)
    if _only_wishes(heard, asked):
        return ask(_unheard(turn), hiding(draft, heard), asked)
    return None


def _unheard(turn: Turn) -> Turn:
    return replace(turn, heard=replace(turn.heard, categories=()))


def _only_wishes(heard: Heard, asked: str) -> bool:
    """Return whether all that is said is that the name or the contents be hidden."""
    if not wishes(heard) or heard.button or asked in {*DECIDES, "hidden"}:
        return False
    return heard.place is None and (asked != "description" or not is_long(heard))


def _sent(heard: Heard) -> str:
    """Return the words by which we take the files of a message; nothing if it has none."""
    if voices_of(heard):
        return "report-voice"
    return "report-photo" if photos_of(heard) else ""


def _on_description(turn: Turn, draft: Draft) -> Decision:
    if is_no_answer(turn.heard):
        return again(turn, draft)
    return go_on(turn, retold(draft, turn.heard, turn.city))


def _on_category(turn: Turn, draft: Draft) -> Decision:
    category = questions.category_named(turn) or category_meant(turn)
    draft = replace(draft, place=draft.place or known(turn.heard.place))
    if not category and not turn.conversation.misses:
        return again(turn, draft)
    return go_on(turn, recategorised(draft, category or draft.category or "other"))


ANSWERS: Mapping[str, Callable[[Turn, Draft], Decision]] = {
    "description": _on_description,
    "category": _on_category,
    "place": on_place,
    "taken": on_taken,
    "area": on_area,
    "question": on_question,
    "hidden": on_hidden,
    "confirm": on_confirm,
    "correct": on_correct,
    "similar": on_similar,
    "when": on_when,
    "kind": on_kind,
}
"""What takes the answer to each question of `bot.flows.questions`."""
