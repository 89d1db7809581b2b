"""The place that we remember for a citizen who lets us: a kelurahan, never more exact.

It is offered once, after a question whose place we had to ask for. What is kept is the code of
the area, so that a pin is not.
"""

from dataclasses import replace

from bot.answers import choice
from bot.cues import moves
from bot.drafts import known, means
from bot.model import Conversation, Say
from bot.place import Place
from bot.turn import Decision, Turn

KEEP = "home"
NO = f"{KEEP}:no"


def of(turn: Turn) -> Place | None:
    """Return the area that the citizen let us remember."""
    return turn.city.areas.get(turn.conversation.home)


def offered(turn: Turn, conversation: Conversation, place: Place) -> Decision:
    """Offer to remember the area of `place`, unless we did so before or know none."""
    area = turn.city.areas.get(place.code)
    if area is None or conversation.home_offered:
        return conversation, []
    yes = f"{KEEP}:{area.code}"
    choices = (choice(yes, "remember"), choice(NO, "forget"))
    asked = replace(conversation, home_offered=True, offered=(yes, NO))
    return asked, [Say("home-offer", {"place": named(area)}, choices)]


def answer(turn: Turn) -> Decision | None:
    """Take a yes or a no to the offer, or the place that shall be remembered from now on.

    Return nothing if the message is about something else.
    """
    heard, conversation = turn.heard, turn.conversation
    if moves(heard.text):
        return _moved(turn)
    pressed = heard.button.startswith(f"{KEEP}:")
    if not pressed and not (_is_open(conversation) and means(heard, "affirm", "deny")):
        return None
    closed = replace(conversation, offered=(), misses=0)
    yes = heard.button != NO if pressed else heard.intent == "affirm"
    if not yes:
        return replace(closed, home=""), [Say("home-no")]
    return _kept(turn, closed, (heard.button or conversation.offered[0]).partition(":")[2])


def dropped(turn: Turn) -> Turn:
    """Return `turn` without an open offer: the citizen speaks of something else."""
    if not _is_open(turn.conversation):
        return turn
    return replace(turn, conversation=replace(turn.conversation, offered=()))


def forget(turn: Turn) -> Decision:
    """Forget the place, and say so."""
    forgotten = replace(turn.conversation, home="", where=None)
    return forgotten, [Say("home-forgotten")]


def named(area: Place) -> str:
    """Return what an area is called.

    >>> named(Place(kelurahan="Dago", kecamatan="Coblong"))
    'Dago'
    """
    return area.kelurahan or area.kecamatan


def _moved(turn: Turn) -> Decision:
    place = known(turn.heard.place)
    code = place.code if place else ""
    closed = replace(turn.conversation, offered=(), question="", waiting=(), misses=0)
    return _kept(turn, replace(closed, where=turn.city.areas.get(code)), code)


def _kept(turn: Turn, conversation: Conversation, code: str) -> Decision:
    """Remember the area with this code; ask for one that we know if there is none."""
    area = turn.city.areas.get(code)
    if area is None:
        return conversation, [Say("home-how")]
    kept = replace(conversation, home=code, home_offered=True)
    return kept, [Say("home-kept", {"place": named(area)})]


def _is_open(conversation: Conversation) -> bool:
    return conversation.offered[1:] == (NO,)
