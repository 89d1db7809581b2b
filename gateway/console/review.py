"""What the bot may have misheard: looked at, put right, and learnt by the next model."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, abort, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from gateway import reviewing
from gateway.console.pages import Pages, field, page_number
from gateway.console.questions import numbers
from gateway.console.teaching import progress
from gateway.console.verdicts import APPROVED, REJECTED, Verdicts
from gateway.models import MODELS
from gateway.reviewing import Item
from gateway.store import corrections, doubts
from gateway.store.corrections import Example
from gateway.tools import Tools
from nlu.labels import INTENTS, REPORT

SHOWN, MOST = 30, 200
"""Texts on one page, and how many one form may name."""
LONGEST, LONGEST_LABEL = 2000, 40
TO_CONVERSATION = "conversation"


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/review`."""
    page = Blueprint("review", __name__, url_prefix="/console/review")
    views = _Views(tools, pages)
    page.add_url_rule("", view_func=views.index)
    page.add_url_rule("/<pick>", view_func=views.edit)
    page.add_url_rule("/<pick>", view_func=views.save, methods=["POST"])
    for name in ("accept", "reject", "again"):
        page.add_url_rule(f"/{name}", view_func=getattr(views, name), methods=["POST"])
    return page


class _Views:
    """What the addresses do."""

    def __init__(self, tools: Tools, pages: Pages) -> None:
        self._tools = tools
        self._pages = pages

    def index(self) -> str:
        verdicts = self._verdicts()
        with self._tools.database.read() as session:
            every = reviewing.queue(
                doubts.recent(session, self._tools.pack.city.sure),
                corrections.listed(session, ("proposed",)),
                doubts.settled(session),
            )
            last = max(1, -(-len(every) // SHOWN))
            page = min(page_number(), last)
            shown = every[(page - 1) * SHOWN : page * SHOWN]
            found = doubts.get(session, [each.message for each in shown])
            learnt = progress(session, MODELS)
        threads = {number: doubt.thread for number, doubt in found.items()}
        return self._pages.show(
            "review.html",
            items=[verdicts.shown(each, threads) for each in shown],
            count=len(every),
            page=page,
            last=last,
            progress=learnt,
            known=INTENTS,
            undo=numbers(request.args.get("undo", "")),
        )

    def accept(self) -> AnyResponse:
        return self._decide(APPROVED)

    def reject(self) -> AnyResponse:
        return self._decide(REJECTED)

    def again(self) -> AnyResponse:
        with self._tools.database.write() as session:
            done = corrections.reopen(session, numbers(field("corrections", 10 * MOST)))
        return redirect(f"/console/review?told={'waits-again' if done else 'nothing'}", 303)

    def edit(self, pick: str) -> str:
        with self._tools.database.read() as session:
            item = self._verdicts().item(session, pick) or abort(404)
        return self._form(item)

    def save(self, pick: str) -> AnyResponse | tuple[str, int]:
        said, verdicts = _read(), self._verdicts()
        with self._tools.database.write() as session:
            item = verdicts.item(session, pick) or abort(404)
            if verdicts.problem(said):
                return self._form(replace(item, example=said), wrong="review"), 422
            if _to() == TO_CONVERSATION and item.thread:
                verdicts.propose(session, item, said)
                return redirect(f"/console/conversations/{item.thread}?told=corrected", 303)
            number = verdicts.decide(session, item, said, APPROVED)
        return redirect(f"/console/review?told=review-approved&undo={number}", 303)

    def _decide(self, state: str) -> AnyResponse:
        picks, verdicts = dict.fromkeys(request.form.getlist("pick")[:MOST]), self._verdicts()
        with self._tools.database.write() as session:
            settled = [verdicts.settle(session, pick, state) for pick in picks]
        done = ",".join(str(number) for number in settled if number)
        told = f"review-{state}&undo={done}" if done else "nothing"
        return redirect(f"/console/review?told={told}", 303)

    def _verdicts(self) -> Verdicts:
        return Verdicts(self._tools, g.operator.name)

    def _form(self, item: Item, wrong: str = "") -> str:
        city = self._tools.pack.city
        return self._pages.show(
            "review_form.html",
            item=item,
            intents=_intents(self._pages),
            spoken=city.languages,
            categories=city.categories,
            to=_to(),
            longest=LONGEST,
            wrong=wrong,
        )


def _to() -> str:
    """Return where the form was opened, and leads back to."""
    said = request.values.get("to", "")
    return TO_CONVERSATION if said == TO_CONVERSATION else "review"


def _read() -> Example:
    """Return the labels of a form; a category belongs to reports alone."""
    intent = field("intent", LONGEST_LABEL)
    return Example(
        text=" ".join(field("text", LONGEST).split()),
        language=field("language", LONGEST_LABEL),
        intent=intent,
        category=field("category", LONGEST_LABEL) if intent == REPORT else "",
    )


def _intents(pages: Pages) -> Sequence[tuple[str, str]]:
    """Return every intent with what it means, reports first."""
    named = {each: pages.word(f"intent-{each}") for each in INTENTS}
    return sorted(named.items(), key=lambda pair: (pair[0] != REPORT, pair[1].casefold()))
