"""How well the city's articles are found: `python -m bench.articles [tuning]`.

Reads tests/knowledge/paraphrases.yml (frozen) or tuning.yml, and prints for each language how
often the right article comes first and among the first three, and what a citizen would get.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from gateway import city
from gateway.source import Question
from gateway.sources.article import PREFIX, Articles
from tests.settings import settings

TABLES = Path(__file__).parents[1] / "tests" / "knowledge"
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
    found = [[each.article.id for each in articles.index.search(row["text"])] for row in asked]
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
    text: Any = say.facts.get("text")
    right = text is not None and text.key == f"article-{row['article']}-text"
    return "right" if right else "wrong"


def main(table: str) -> None:
    """Print the figures."""
    sys.stdout.writelines(f"{line}\n" for line in figures(table))


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
        articles.index.search(row["text"])
    yield f"{1000 * (time.perf_counter() - begun) / len(every):.2f} ms a question"


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["paraphrases"]))
