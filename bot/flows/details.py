"""Answers to what is asked besides: the category's own questions, the name, when, the class."""

import re
from dataclasses import replace

from bot import extras
from bot.city import Question
from bot.drafts import day_of, means, wishes
from bot.flows import questions
from bot.flows.asking import again, ask, finish
from bot.gathering import hiding
from bot.model import Heard, Say
from bot.report import KINDS, Draft
from bot.turn import Decision, Turn

SKIPS = re.compile(
    r"(?:lewat|lewati|langsung|langkungan|skip|pass|-|(?:tidak|tdk|gak?|nggak|enggak|belum|teu|"
    r"henteu|lupa|hilap|no|none|not|i don'?t|don'?t|do not|i forgot)\b.*)",
    re.DOTALL,
)
"""How a question is left out, whatever the language: "lewati", "tidak tahu"."""
LONGEST = 200
"""Characters of an answer to a category's own question."""


def on_question(turn: Turn, draft: Draft) -> Decision:
    """Take the answer to a category's own question; after two tries none is an answer, too."""
    question = extras.unanswered(turn.city, draft)
    if question is None:
        return finish(turn, draft)
    answer = _answer(turn.heard, question)
    skipped = _skips(turn.heard) and not question.required
    if not answer and not skipped and not turn.conversation.misses:
        return again(turn, draft)
    answered = replace(draft, answers={**draft.answers, question.id: answer})
    fresh = replace(turn.conversation, misses=0)
    return finish(replace(turn, conversation=fresh), answered)


def on_hidden(turn: Turn, draft: Draft) -> Decision:
    """Hide the citizen's name if they want that; whoever does not say is not asked again."""
    heard = turn.heard
    hide = heard.button.removeprefix("hide:")
    if hide in {"name", "both"} or means(heard, "affirm"):
        hidden = replace(draft, anonymous=True, secret=draft.secret or hide == "both")
        return ask(turn, hidden, "confirm")
    said = wishes(heard) or hide == "no" or means(heard, "deny")
    if not said and not turn.conversation.misses:
        return again(turn, draft)
    return ask(turn, hiding(draft, heard), "confirm")


def on_when(turn: Turn, draft: Draft) -> Decision:
    """Take the day on which it happened; a day to come is asked about once."""
    heard, asked = turn.heard, turn.conversation.misses
    if heard.happened:
        return finish(turn, replace(draft, happened=day_of(heard)))
    if asked:
        return finish(turn, draft)
    return again(turn, draft, Say("report-future")) if heard.future else again(turn, draft)


def on_kind(turn: Turn, draft: Draft) -> Decision:
    """Take the class of the report: a complaint, a proposal, a request for information."""
    kind = turn.heard.button.removeprefix("kind:") or turn.heard.kind
    if kind in KINDS:
        return finish(turn, replace(draft, kind=kind))
    return finish(turn, draft) if turn.conversation.misses else again(turn, draft)


def _skips(heard: Heard) -> bool:
    said = heard.text.strip(" .!").casefold()
    return heard.button == questions.SKIP or bool(SKIPS.fullmatch(said)) or means(heard, "deny")


def _answer(heard: Heard, question: Question) -> str:
    """Return the answer in the form that the question wants, or nothing."""
    if heard.button:
        choice = heard.button.removeprefix("answer:")
        return choice if choice in question.choices else ""
    return "" if _skips(heard) else extras.answer(heard.text, question)[:LONGEST]
