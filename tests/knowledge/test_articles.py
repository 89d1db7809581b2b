"""The city's articles: how well they are found, and what is wrong with a bad one."""

from collections import Counter
from pathlib import Path

import pytest

from bench.articles import outcome, recall, rows, source
from gateway import articles, city
from gateway.app import voice
from gateway.errors import BadSettingsError
from gateway.sms import segments
from tests.cases import TESTS

PACK = city.load("bandung")
ARTICLES = source()
FROZEN = rows()
FLOORS = {"id": (0.96, 0.99), "su": (0.92, 0.97), "en": (0.93, 0.98)}
"""First, and among the first three: a little less than measured; promised are 0.85 and 0.95."""
GOOD = """---
id: a
question: "Apa?"
source: "s"
checked: 2026-11-20
---
id: Ya.
su: Muhun.
en: Yes.
"""


def test_bandung_has_articles_enough_and_the_questions_know_them() -> None:
    every = articles.of(PACK)
    assert len(every) >= 120
    known = {each.id for each in every} | {""}
    for table in ("paraphrases", "tuning"):
        assert {row["article"] for row in rows(table)} <= known
    assert len([row for row in FROZEN if row["article"]]) >= 200


@pytest.mark.parametrize("language", FLOORS)
def test_the_right_article_is_found(language: str) -> None:
    asked = [row for row in FROZEN if row["article"] and row["language"] == language]
    first, three = recall(asked, ARTICLES)
    assert (first, three) >= FLOORS[language]
    assert three >= FLOORS[language][1]


def test_what_is_told_is_nearly_always_right() -> None:
    asked = [row for row in FROZEN if row["article"]]
    got = Counter(outcome(row, ARTICLES) for row in asked)
    assert got["right"] >= 0.8 * len(asked)
    assert got["wrong"] <= 0.01 * len(asked)
    assert got["misled"] <= 0.02 * len(asked)


def test_no_question_of_the_tests_stands_in_an_article() -> None:
    asked = {
        said.casefold() for each in articles.of(PACK) for said in (each.question, *each.also)
    }
    for table in ("paraphrases", "tuning"):
        assert not {row["text"].casefold() for row in rows(table)} & asked


@pytest.mark.parametrize("language", PACK.city.languages)
def test_every_article_is_two_sms_with_its_source(language: str) -> None:
    said = voice(PACK)
    for each in articles.of(PACK):
        key = "article-answer" if each.certain else "article-unsure"
        facts = {"text": each.text[language], "source": each.source.partition(";")[0][:28]}
        text = said.words(key, {**facts, "seen": "11/2026"}, language)
        cost = segments(text)
        assert (cost.alphabet, each.id) == ("GSM-7", each.id)
        assert cost.count <= 2, f"{each.id}: {len(text)}: {text}"


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


BAD = {
    "no front": ("id: Ya.", "cannot be read: not enough values to unpack (expected 3, got 1)"),
    "something before": (f"x\n{GOOD}", "must begin with ---"),
    "another name": (changed("id: a", "id: b"), "id: must be that of the file"),
    "a bad name": (
        changed("id: a", "id: A B"),
        "id: String should match pattern '^[a-z0-9_]+$'",
    ),
    "no source": (changed('source: "s"\n', ""), "source: Field required"),
    "no such day": (changed("20\n", "31\n"), "cannot be read: day is out of range for month"),
    "too much": (
        changed("source", "colour: red\nsource"),
        "colour: Extra inputs are not permitted",
    ),
    "a language missing": (changed("su: Muhun.\n", ""), "has no 'su'"),
    "too long": (changed("Ya.", "y" * 281), "id: has 281 characters, more than 280"),
    "an unknown agency": (
        changed("source", "agency: nobody\nsource"),
        "agency: 'nobody' is not in agencies.yml",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_article_says_its_fault(name: str, tmp_path: Path) -> None:
    content, fault = BAD[name]
    (tmp_path / "a.md").write_text(content)
    with pytest.raises(BadSettingsError) as caught:
        articles.load(tmp_path, ("id", "su", "en"), ("dlh",))
    assert str(caught.value) == f"a.md: {fault}"


def test_a_good_article_is_one_value(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GOOD)
    [one] = articles.load(tmp_path, ("id", "su", "en"), ())
    assert (one.id, one.text["su"], one.certain, one.also) == ("a", "Muhun.", True, ())


def test_the_tables_are_where_the_bench_looks() -> None:
    assert (TESTS / "knowledge" / "paraphrases.yml").exists()
