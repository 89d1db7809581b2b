"""Questions that wait until we know the place they are about."""

from dataclasses import replace

from bot.asked import remembering
from bot.drafts import is_place
from bot.flows import home
from bot.flows.information import look_up
from bot.flows.places import place_for, where
from bot.flows.words import closed
from bot.model import Say
from bot.place import Place
from bot.turn import CERTAIN, Decision, Turn


def there(turn: Turn) -> Decision | None:
    """Answer the question that waits for a place; ask once more if we do not know the place.

    Return nothing if no question waits, or the message is about something else.
    """
    question = turn.conversation.question
    place = place_for(turn, question)
    if question and turn.heard.intent == "cancel":
        return closed(turn), [Say("cancelled")]
    if not question or _is_elsewhere(turn):
        return None
    if place is not None:
        return _found(turn, place)
    if turn.conversation.misses:
        return None
    return replace(turn.conversation, misses=1), [where("")]


def _found(turn: Turn, place: Place) -> Decision:
    """Answer all questions that waited for `place`, and offer to remember its area."""
    conversation, more = turn.conversation, turn.heard.text
    waited = conversation.waiting or ((conversation.question, ""),)
    answers = [
        look_up(intent, place_for(turn, intent) or place, f"{said} {more}".strip())
        for intent, said in waited
    ]
    last, _ = waited[-1]
    answered = remembering(conversation, last, place, answers[-1].text)
    answered = replace(answered, question="", waiting=(), misses=0)
    after, offer = home.offered(turn, answered, place)
    return after, [*answers, *offer]


def _is_elsewhere(turn: Turn) -> bool:
    heard = turn.heard
    same = heard.intent in {"", "out_of_scope", turn.conversation.question}
    return not same and heard.confidence >= CERTAIN and not is_place(heard)
