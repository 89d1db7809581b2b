"""How well the city's articles are found: `python -m bench.articles [tuning] [model]`.

Reads tests/knowledge/paraphrases.yml (frozen) or tuning.yml, and prints for each language how
often the right article comes first and among the first three, and what a citizen would get.
With `model` every question goes through the running nlu process (`nlu/serve`, with the same
RASA_TOKEN) and the conversation first.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml

from bot.answers import ARTICLE
from bot.dialogue import step
from bot.model import Conversation, LookUp
from gateway import app, city
from gateway.source import Question
from gateway.sources.article import PREFIX, Articles
from nlu.understand import Utterance, understand
from tests.settings import settings

TABLES = Path(__file__).parents[1] / "tests" / "knowledge"
AT_ONCE = 50
"""Questions that the model hears in one call."""
NOW = datetime(2026, 11, 28, tzinfo=UTC)


def rows(table: str = "paraphrases") -> Sequence[Mapping[str, str]]:
    """Return the questions of a table; `article` is empty where none answers."""
    file = TABLES / f"{table}.yml"
    found: list[dict[str, str]] = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return found


def source() -> Articles:
    """Return Bandung's articles."""
    return Articles.configured(settings(), city.load("bandung"))


def recall(asked: Sequence[Mapping[str, str]], articles: Articles) -> tuple[float, float]:
    """Return the share of questions whose article comes first, and among the first three."""
    found = [
        [each.article.id for each in articles.library.index().search(row["text"])]
        for row in asked
    ]
    first = sum(ids[:1] == [row["article"]] for row, ids in zip(asked, found, strict=True))
    three = sum(row["article"] in ids for row, ids in zip(asked, found, strict=True))
    return first / len(asked), three / len(asked)


def outcome(row: Mapping[str, str], articles: Articles) -> str:
    """Return what a citizen gets: `right wrong offered misled nothing`.

    `offered` is a choice that holds the right article, `misled` one that does not.
    """
    say = articles.read(None, Question(text=row["text"], now=NOW))
    if say.key == "article-none":
        return "nothing"
    if say.key == "article-which":
        offered = {each.payload.removeprefix(PREFIX) for each in say.choices}
        return "offered" if row["article"] in offered else "misled"
    return "right" if say.facts.get("article") == row["article"] else "wrong"


def main(table: str) -> None:
    """Print the figures."""
    told = through_the_model if "model" in sys.argv else figures
    sys.stdout.writelines(f"{line}\n" for line in told(table))


def figures(table: str) -> Iterator[str]:
    """Yield the figures of a table, a line each."""
    articles, every = source(), rows(table)
    asked = [row for row in every if row["article"]]
    for language in ("id", "su", "en", ""):
        some = [row for row in asked if language in {"", row["language"]}]
        first, three = recall(some, articles)
        name = language or "all"
        yield f"{name:>4} {len(some):4}  first {first:.3f}  first three {three:.3f}"
    others = [row for row in every if not row["article"]]
    for name, some in (("answerable", asked), ("unanswerable", others)):
        yield f"{name}: {dict(Counter(outcome(row, articles) for row in some))}"
    begun = time.perf_counter()
    for row in every:
        articles.library.index().search(row["text"])
    yield f"{1000 * (time.perf_counter() - begun) / len(every):.2f} ms a question"


def through_the_model(table: str) -> Iterator[str]:
    """Yield what citizens get of each kind if the model hears the questions first."""
    config = settings(rasa_token=os.environ.get("RASA_TOKEN", ""), rasa_timeout="10")
    tools, articles, every = app.build(config), source(), rows(table)
    heards = [
        heard
        for start in range(0, len(every), AT_ONCE)
        for heard in understand(
            [Utterance(text=row["text"]) for row in every[start : start + AT_ONCE]],
            ask=tools.ask,
            knowledge=tools.knowledge,
        )
    ]
    got: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for row, heard in zip(every, heards, strict=True):
        _, actions = step(Conversation(), heard, tools.pack.city)
        last = actions[-1]
        asks = isinstance(last, LookUp) and last.source == ARTICLE
        got[bool(row["article"])][outcome(row, articles) if asks else heard.intent] += 1
    yield f"answerable: {dict(got[True].most_common())}"
    yield f"unanswerable: {dict(got[False].most_common())}"


if __name__ == "__main__":
    main("tuning" if "tuning" in sys.argv else "paraphrases")
