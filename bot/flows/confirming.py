"""Is everything right? A yes, a correction, a wish, something to add; then filing."""

from collections.abc import Sequence
from dataclasses import replace

from bot.drafts import category_of, is_long, is_place, known, means, told, wishes
from bot.flows import questions
from bot.flows.asking import ask, finish, go_on
from bot.flows.words import closed
from bot.gathering import added, hiding, recategorised
from bot.model import Action, HandOver, Heard, Say
from bot.report import AddToReport, Draft, FileReport, Support
from bot.turn import CERTAIN, Decision, Turn

BARE = 3
"""Words up to which a wish ("anonim aja pak") is nothing else: said again, it is taken back."""


def on_confirm(turn: Turn, draft: Draft) -> Decision:
    """File the report, or show it again with what was corrected or added."""
    heard = turn.heard
    if wishes(heard) and not heard.button:
        return _wished(turn, draft)
    if _agrees(heard, draft):
        return _filed(turn, draft)
    corrected = _corrected(turn, draft)
    if corrected != draft:
        return finish(turn, corrected)
    if heard.intent in {"deny", "correct"}:
        return ask(turn, draft, "correct")
    return _more(turn, draft)


def on_correct(turn: Turn, draft: Draft) -> Decision:
    """Ask for the field that is wrong, or take the correction at once."""
    heard = turn.heard
    field = heard.button.removeprefix("field:")
    if field in questions.SWITCHES or (wishes(heard) and not heard.button):
        return finish(turn, _switched(draft, heard, field))
    if field in questions.FIELDS:
        return ask(turn, draft, field)
    corrected = _told_correct(turn, draft)
    if corrected != draft or means(heard, "affirm", "deny"):
        return finish(turn, corrected)
    return _more(turn, draft)


def on_similar(turn: Turn, draft: Draft) -> Decision:
    """Join the earlier report, file the draft all the same, or take what is said otherwise."""
    support = next((p for p in turn.conversation.offered if p.startswith("support:")), "")
    _, whose, ticket = [*support.split(":"), "", ""][:3]
    if ticket and means(turn.heard, "affirm") and known(turn.heard.place) is None:
        return _joined(turn, draft, ticket, whose)
    if means(turn.heard, "deny"):
        return ask(turn, replace(draft, alone=True), "confirm")
    confirming = replace(turn.conversation, awaiting="confirm")
    return on_confirm(replace(turn, conversation=confirming), draft)


def category_meant(turn: Turn) -> str:
    """Return the category if the message is about one: greetings have a likeliest one, too."""
    heard = turn.heard
    meant = heard.button or heard.intent in {"report", "deny", "correct"}
    sure = meant or heard.category_confidence >= CERTAIN
    return category_of(heard, turn.city) if sure else ""


def is_another(turn: Turn, draft: Draft) -> bool:
    """Return whether the message is clearly a different problem, elsewhere."""
    heard = turn.heard
    place, category = known(heard.place), category_of(heard, turn.city)
    is_other = category not in {"", draft.category} and place not in {None, draft.place}
    sure = means(heard, "report") and heard.category_confidence >= CERTAIN
    return is_other and sure and is_long(heard)


def note(turn: Turn, draft: Draft) -> Decision:
    """Keep a second problem for the next report, and go on with this one."""
    later = replace(turn.conversation, later=told(turn.heard, turn.city))
    again = replace(turn, conversation=later)
    return ask(again, draft, later.awaiting, Say("report-one-first"))


def _joined(turn: Turn, draft: Draft, ticket: str, whose: str) -> Decision:
    """Join somebody's report; add to the citizen's own what is told now."""
    if whose == "own":
        text = draft.masked or draft.description
        add = AddToReport(ticket=ticket, text=text, photos=draft.photos, place=draft.place)
        return _over(turn, [add])
    return _over(turn, [Support(ticket)])


def _filed(turn: Turn, draft: Draft) -> Decision:
    """File the report, with personal data hidden unless the citizen wants it sent as it is."""
    shown = "" if turn.heard.button == "mask:no" else draft.masked
    draft = replace(draft, description=shown or draft.description, masked="")
    filed: list[Action] = [FileReport(draft)]
    if draft.person:
        given = replace(closed(turn), owner="operator", draft=turn.conversation.later)
        return given, [*filed, Say("report-person"), HandOver("file")]  # whoever takes it up
    return _over(turn, filed)


def _over(turn: Turn, done: Sequence[Action]) -> Decision:
    """End this report, and go on with the problem that was told meanwhile."""
    conversation, later = closed(turn), turn.conversation.later
    if later == Draft():
        return conversation, done
    conversation, actions = go_on(replace(turn, conversation=conversation), later)
    return conversation, [*done, *actions]


def _wished(turn: Turn, draft: Draft) -> Decision:
    """Hide what the citizen wants hidden; with a yes in the same message, file it."""
    heard = turn.heard
    if _agrees(heard, draft) and len(heard.text.split()) > 1:
        return _filed(turn, hiding(draft, heard))
    if len(heard.text.split()) > BARE:
        return ask(turn, hiding(draft, heard), "confirm")
    return ask(turn, _switched(draft, heard, ""), "confirm")


def _switched(draft: Draft, heard: Heard, field: str) -> Draft:
    """Return the draft with its name or contents hidden, or shown again if they were hidden."""
    return replace(
        draft,
        anonymous=draft.anonymous != (heard.anonymous or field == "anonymous"),
        secret=draft.secret != (heard.secret or field == "secret"),
    )


def _more(turn: Turn, draft: Draft) -> Decision:
    """Add what the citizen says besides to the description; a word or two adds nothing."""
    if turn.heard.button or not is_long(turn.heard):
        return ask(turn, draft, turn.conversation.awaiting)
    return ask(turn, added(draft, turn.heard), "confirm", Say("report-added"))


def _told_correct(turn: Turn, draft: Draft) -> Draft:
    """Return the draft with the place or the category that is said instead of a field."""
    place, category = known(turn.heard.place), category_meant(turn)
    if means(turn.heard, "affirm", "deny"):
        return draft
    if place:
        return replace(draft, place=place)
    short = category and not is_long(turn.heard)
    return recategorised(draft, category) if short else draft


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
    return recategorised(draft, category) if is_other else draft
