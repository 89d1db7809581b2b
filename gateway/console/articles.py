"""Articles that operators write: told from the moment they are saved, withdrawn as fast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.articles import LONGEST
from gateway.console.pages import Pages, field
from gateway.console.questions import MOST, numbers
from gateway.source import Question
from gateway.sources.article import PREFIX
from gateway.store import articles, questions
from gateway.store.articles import Kept, Text
from gateway.store.database import Session
from gateway.store.questions import ANSWERED
from gateway.tools import Tools
from nlu import privacy

LONGEST_QUESTION, LONGEST_SOURCE, LONGEST_ALSO, WAYS = 120, 80, 4000, 30
"""Characters of a question, a source and all other ways to ask; how many of these."""
EMPTY = Text(question="", also=(), texts={}, source="")


@dataclass(frozen=True, slots=True)
class Check:
    """A way to ask, and what a citizen gets who asks so: `told`, `offered` or `other`."""

    text: str
    result: str


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/articles`."""
    page = Blueprint("articles", __name__, url_prefix="/console/articles")
    views = _Views(tools, pages)
    page.add_url_rule("", view_func=views.index)
    page.add_url_rule("/new", view_func=views.new)
    page.add_url_rule("/new", view_func=views.add, methods=["POST"])
    page.add_url_rule("/<int:number>", view_func=views.edit)
    page.add_url_rule("/<int:number>", view_func=views.change, methods=["POST"])
    page.add_url_rule("/<int:number>/withdraw", view_func=views.withdraw, methods=["POST"])
    page.add_url_rule("/<int:number>/publish", view_func=views.publish, methods=["POST"])
    return page


class _Views:
    """What the addresses do."""

    def __init__(self, tools: Tools, pages: Pages) -> None:
        self._tools = tools
        self._pages = pages

    def index(self) -> str:
        with self._tools.database.read() as session:
            every, said = articles.every(session), questions.verdicts(session)
        return self._pages.show("articles.html", entries=every, said=said)

    def new(self) -> str:
        reply, messages = request.args.get("reply", ""), numbers(request.args.get("from", ""))
        [first, *_] = numbers(reply) or [0]
        with self._tools.database.read() as session:
            answered = questions.exchange(session, first)
            waiting = questions.waiting(session, 10 * MOST)
        asked = [each.text for each in waiting if each.id in messages]
        text = EMPTY
        if answered:
            language = self._language(answered.language)
            texts = {language: answered.answered}
            text = replace(EMPTY, question=self._masked(answered.asked), texts=texts)
        elif asked:
            ways = dict.fromkeys(map(self._masked, asked))
            question = min(ways, key=len)
            also = tuple(each for each in ways if each != question)[:WAYS]
            text = replace(EMPTY, question=question, also=also)
        source = self._pages.word("article-source-usual")
        return self._form(None, replace(text, source=source), messages=messages)

    def add(self) -> AnyResponse | tuple[str, int]:
        text, messages = self._read(), numbers(field("messages", 10 * MOST))
        wrong = self._wrong(text)
        if wrong:
            return self._form(None, text, wrong=wrong, messages=messages), 422
        with self._tools.database.write() as session:
            now = self._tools.database.now(session)
            number = articles.add(session, text, g.operator.name, self._today(now), now)
            questions.end(session, messages, ANSWERED)
        return _back(number, "article-live")

    def edit(self, number: int) -> str:
        with self._tools.database.read() as session:
            kept = _known(session, number)
            said = questions.verdicts(session)
            written = self._tools.shelf.written(session)
        checks = [] if kept.withdrawn_at else self._checks(kept, written)
        return self._form(kept, kept.text, checks=checks, said=said)

    def change(self, number: int) -> AnyResponse | tuple[str, int]:
        text = self._read()
        wrong = self._wrong(text)
        with self._tools.database.write() as session:
            kept = _known(session, number)
            if not wrong:
                now = self._tools.database.now(session)
                articles.change(session, number, text, self._today(now), now)
        if wrong:
            return self._form(kept, text, wrong=wrong), 422
        return _back(number, "article-live")

    def withdraw(self, number: int) -> AnyResponse:
        with self._tools.database.write() as session:
            _known(session, number)
            done = articles.withdraw(session, number, self._tools.database.now(session))
        return _back(number, "article-withdrawn" if done else "nothing")

    def publish(self, number: int) -> AnyResponse:
        with self._tools.database.write() as session:
            _known(session, number)
            articles.publish(session, number, self._tools.database.now(session))
        return _back(number, "article-live")

    def _checks(self, kept: Kept, written: Sequence[Any]) -> Sequence[Check]:
        """Return what a citizen gets now for each way to ask."""
        source = self._tools.sources["article"]
        now = datetime.fromtimestamp(self._tools.clock(), self._tools.pack.timezone)
        checks = []
        for each in (kept.text.question, *kept.text.also):
            say = source.read(None, Question(text=each, now=now, written=written))
            told = say.facts.get("article") == kept.name
            offered = f"{PREFIX}{kept.name}" in {choice.payload for choice in say.choices}
            result = "told" if told else "offered" if offered else "other"
            checks.append(Check(each, result))
        return checks

    def _read(self) -> Text:
        languages = self._tools.pack.city.languages
        texts = {each: field(f"text-{each}", LONGEST + 1) for each in languages}
        ways = dict.fromkeys(
            line.strip()[:LONGEST_QUESTION]
            for line in field("also", LONGEST_ALSO).splitlines()
            if line.strip()
        )
        return Text(
            question=field("question", LONGEST_QUESTION),
            also=tuple(ways)[:WAYS],
            texts={language: said for language, said in texts.items() if said},
            source=field("source", LONGEST_SOURCE),
        )

    @staticmethod
    def _wrong(text: Text) -> str:
        """Return the name of what is wrong with an article; empty if nothing is."""
        if not text.question or not text.source:
            return "article-empty"
        if not text.texts:
            return "article-no-text"
        long = any(len(said) > LONGEST for said in text.texts.values())
        return "article-long" if long else ""

    def _masked(self, text: str) -> str:
        """Return a citizen's words without what names a person, fit for a question."""
        hidden = privacy.mask(text, self._tools.knowledge.gazetteer)
        return " ".join((hidden or text).split())[:LONGEST_QUESTION]

    def _language(self, spoken: str) -> str:
        languages = self._tools.pack.city.languages
        return spoken if spoken in languages else languages[0]

    def _today(self, now: float) -> str:
        return datetime.fromtimestamp(now, self._tools.pack.timezone).date().isoformat()

    def _form(self, kept: Kept | None, text: Text, **more: Any) -> str:
        usual: Mapping[str, Any] = {"wrong": "", "messages": [], "checks": [], "said": {}}
        return self._pages.show(
            "article.html",
            kept=kept,
            text=text,
            spoken=self._tools.pack.city.languages,
            longest=LONGEST,
            **{**usual, **more},
        )


def _known(session: Session, number: int) -> Kept:
    """Return an article, or answer 404."""
    return articles.get(session, number) or abort(404)


def _back(number: int, told: str) -> AnyResponse:
    return redirect(f"/console/articles/{number}?told={told}", 303)
