"""What a citizen hears of their report without having asked, and the question it may end in."""

from collections.abc import Mapping
from dataclasses import replace

from bot.answers import intent_choice
from bot.city import City
from bot.drafts import clip
from bot.flows import after
from bot.flows.words import emptied
from bot.model import Conversation, Fact, Heard, Say, Words
from bot.report import News
from bot.turn import Decision, Flow, Turn

NOTES = 100
"""Characters of an agency's note that one message carries."""
_KEYS: Mapping[tuple[str, bool], str] = {
    ("changed", False): "report-changed",
    ("changed", True): "report-changed-notes",
    ("asked", False): "report-asked-nothing",
    ("asked", True): "report-asked",
    ("done", False): "report-done",
    ("done", True): "report-done-notes",
}
"""The reply for a kind of news without notes, and with them."""
_SOLVED = (intent_choice("affirm", "solved"), intent_choice("deny", "unsolved"))


def tell(
    conversation: Conversation, news: News, city: City, flows: Mapping[str, Flow]
) -> Decision | None:
    """Return what to say of `news`, and where the conversation is then.

    `None` asks for another try later: the news ends in a question, and the citizen is in the
    middle of something else. Nothing is said if there is nothing to say any more.
    """
    if news.kind in {"reminder", "expired"}:
        return _of_draft(conversation, news, city, flows)
    kind = "changed" if news.supporter else news.kind
    say = Say(_KEYS[kind, bool(news.notes)], _facts(news))
    shown = [Say("report-result", {"photo": news.photo})] if news.photo else []
    if kind == "changed" or conversation.owner == "operator":
        return conversation, [*shown, say]
    if conversation.flow and conversation.flow != after.NAME:
        return None
    awaiting = "answer" if kind == "asked" else "solved"
    choices = () if kind == "asked" else _SOLVED
    asked = replace(
        emptied(conversation),
        flow=after.NAME,
        awaiting=awaiting,
        about=news.ticket,
        offered=tuple(each.payload for each in choices),
    )
    return asked, [*shown, replace(say, choices=choices)]


def _of_draft(
    conversation: Conversation, news: News, city: City, flows: Mapping[str, Flow]
) -> Decision:
    """Remind of a report that is still being told, or drop it and say so."""
    if conversation.flow != "report" or conversation.owner == "operator":
        return conversation, []
    if news.kind == "expired":
        return emptied(conversation), [Say("draft-expired")]
    nothing = Heard(text="", intent="", language=conversation.language)
    turn = Turn(conversation=conversation, heard=nothing, city=city)
    again, actions = flows["report"].ask_again(turn)
    return again, [Say("draft-reminder"), *actions]


def _facts(news: News) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "ticket": news.ticket,
        "category": Words(f"category-{news.category}"),
        "status": Words(f"status-{news.status}"),
    }
    if news.notes:
        facts["notes"] = clip(news.notes, NOTES)
    return facts
