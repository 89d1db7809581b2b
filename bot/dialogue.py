"""Decide the next step of a conversation."""

from collections.abc import Sequence
from dataclasses import replace

from bot import fallback, several
from bot.answers import HELPED, pressed, wants_more
from bot.city import City
from bot.drafts import is_place, known, photos_of, wishes
from bot.flows import (
    FIRM,
    FLOWS,
    INTERRUPTIONS,
    STARTS,
    after,
    going_on,
    handover,
    home,
    information,
    linking,
    public,
    report,
    waiting,
    words,
)
from bot.model import Action, Conversation, Heard, Say
from bot.report import Draft
from bot.turn import CERTAIN, Decision, Turn

LONG_PAUSE = 6 * 3600.0
"""Seconds after which a citizen who greets us is reminded where we were."""
SENTENCE = 6
"""Words of an answer from which it may change the language in the middle of a report."""
STREETS = ("jl", "jln", "gg")
"""How an address begins, whatever follows: "jl pemadam" is no question about firemen."""


def step(conversation: Conversation, heard: Heard, city: City) -> Decision:
    """Return the conversation after `heard`, and what to do about it.

    The same arguments always give the same answer, so every dialogue is a test case.
    """
    turn = _listen(conversation, heard, city)
    at_once = _at_once(turn) or _besides(turn, conversation.rest)
    if at_once:
        return at_once
    if turn.heard.edited and not turn.conversation.flow:
        return turn.conversation, []
    if _is_over(turn):
        turn = replace(turn, conversation=words.closed(turn))
    conversation, actions = _answer(turn) if turn.conversation.flow else _begin(turn)
    return conversation, [*_aside(turn, conversation), *actions]


def _is_over(turn: Turn) -> bool:
    """Return whether the open question is one that the message has nothing to do with."""
    flow = FLOWS.get(turn.conversation.flow)
    return flow is not None and not flow.takes(turn) and not _leads_away(turn)


def _at_once(turn: Turn) -> Decision | None:
    """Answer what goes before everything else, whatever is going on."""
    if turn.heard.public:
        return public.acknowledge(turn)
    if turn.heard.emergency:
        return handover.alarm(turn)
    if turn.heard.intent == "stop" and turn.heard.by == "rules":
        return words.stop(turn)
    return _with_operator(turn) if turn.conversation.owner == "operator" else None


def _besides(turn: Turn, rest: str) -> Decision | None:
    """Answer what is no part of what is going on, and changes nothing in it."""
    if turn.heard.phone:
        return linking.phone(turn)
    if turn.heard.button.startswith(f"{HELPED}:"):
        return information.helped(turn)
    if rest and wants_more(turn.heard.text):
        return turn.conversation, [Say("more", {"text": rest})]
    return None


def _aside(turn: Turn, conversation: Conversation) -> Sequence[Action]:
    """Answer the question asked beside a report, before the report goes on."""
    asked = INTERRUPTIONS.get(turn.heard.asks)
    if asked is None or conversation.flow != "report" or turn.heard.button:
        return []
    text = turn.heard.question
    heard = replace(turn.heard, intent=turn.heard.asks, asks="", text=text, place=None)
    _, actions = asked(replace(turn, conversation=conversation, heard=heard))
    return [replace(each, choices=()) if isinstance(each, Say) else each for each in actions]


def _with_operator(turn: Turn) -> Decision:
    """Stay silent while an operator holds the conversation, unless the citizen wants out."""
    if not handover.wants_back(turn.heard):
        return turn.conversation, []
    conversation = replace(turn.conversation, owner="bot")
    if conversation.flow:
        return _back(replace(turn, conversation=conversation), Say("handover-ended"))
    return words.with_menu(conversation, Say("handover-ended"))


def _answer(turn: Turn) -> Decision:
    """Take the message as an answer, or follow where it leads and come back."""
    heard = turn.heard
    returns = heard.pause > LONG_PAUSE and heard.intent == "greet"
    if _is_voice(heard):
        return FLOWS[turn.conversation.flow].proceed(turn)
    if returns or _is_unreadable(heard):
        return _back(turn, Say("resume" if returns else _unread(heard)))
    if not _leads_away(turn):
        return FLOWS[turn.conversation.flow].proceed(turn)
    follow = several.answer if heard.questions else INTERRUPTIONS[heard.intent]
    conversation, actions = follow(turn)
    left = conversation.flow != turn.conversation.flow or conversation.owner == "operator"
    if left or _asks(actions):
        return conversation, actions
    return _back(replace(turn, conversation=conversation), *actions)


def _leads_away(turn: Turn) -> bool:
    """Return whether the message is something else than an answer to the open question."""
    heard = turn.heard
    is_wish = wishes(heard) and heard.by != "rules"  # "hide my name" is no question of privacy
    if heard.intent not in INTERRUPTIONS or heard.confidence < CERTAIN or is_wish:
        return False
    if heard.intent in FIRM or heard.questions:
        return True
    match turn.conversation.awaiting:
        case "description" | "question" | "when":
            return False
        case "place" | "area":
            return heard.place is None and not _is_address(heard)
        case _:
            return not is_place(heard)


def _begin(turn: Turn) -> Decision:
    answer = home.answer(turn)
    if answer:
        return answer
    turn = home.dropped(turn)
    answer = waiting.there(turn) or going_on.more(turn) or going_on.again(turn)
    if answer:
        return answer
    heard, conversation = turn.heard, turn.conversation
    draft = conversation.draft if heard.button else Draft()
    turn = replace(
        turn, conversation=replace(conversation, question="", waiting=(), draft=draft)
    )
    start = STARTS.get(heard.intent)
    sure = CERTAIN if is_place(heard) else turn.city.sure  # "dago" alone asks for nothing
    if start and heard.confidence >= sure:
        begin = several.answer if heard.questions else start
        return begin(replace(turn, conversation=replace(turn.conversation, misses=0)))
    return _not_understood(turn)


def _not_understood(turn: Turn) -> Decision:
    heard = turn.heard
    if photos_of(heard) or (known(heard.place) and not heard.text.strip()):
        return after.attach(turn) if heard.recent else report.start(turn)
    if heard.button:
        return words.nothing_open(turn)
    if _is_voice(heard):
        return handover.listen(turn)
    if _is_unreadable(heard):
        return turn.conversation, [Say(_unread(heard))]
    return fallback.deaf(turn) if heard.by == "none" else fallback.unsure(turn)


def _back(turn: Turn, *first: Action) -> Decision:
    """Say `first`, then ask again what we had asked."""
    conversation, actions = FLOWS[turn.conversation.flow].ask_again(turn)
    return conversation, [*first, *actions]


def _asks(actions: Sequence[Action]) -> bool:
    """Return whether `actions` end in a question of their own."""
    last = actions[-1]
    return isinstance(last, Say) and bool(last.choices)


def _is_unreadable(heard: Heard) -> bool:
    """Return whether all that was sent is a voice note, a video or the like."""
    silent = not (heard.text.strip() or heard.button or heard.place)
    return silent and bool(heard.attachments) and not photos_of(heard)


def _is_voice(heard: Heard) -> bool:
    """Return whether all that was sent is something to listen to."""
    return _is_unreadable(heard) and any(each.kind == "voice" for each in heard.attachments)


def _unread(heard: Heard) -> str:
    """Return the words for what we cannot read: an unfit file, or a kind we do not take."""
    unfit = any(each.kind == "refused" for each in heard.attachments)
    return "unread-file" if unfit else "unread"


def _is_address(heard: Heard) -> bool:
    return heard.text.lower().replace(".", " ").split()[:1] in [[each] for each in STREETS]


def _listen(conversation: Conversation, heard: Heard, city: City) -> Turn:
    """Take in how the citizen writes, and what a number or a button stands for."""
    conversation = going_on.lately(conversation, heard.pause)
    last = conversation.language or city.languages[0]
    brief = conversation.flow and len(heard.text.split()) < SENTENCE
    steady = conversation.language_chosen or (brief and conversation.language)
    spoken = heard.language if heard.language in city.languages else last
    return Turn(
        conversation=replace(
            conversation, language=last if steady else spoken, stopped=False, rest=""
        ),
        heard=pressed(heard, conversation.offered, conversation.labels),
        city=city,
    )
