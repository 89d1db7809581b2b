"""Words: undoing SMS spelling, and telling the languages apart."""

from typing import Any

import pytest

from nlu.knowledge import Knowledge, lemmas
from nlu.language import identify
from nlu.normalise import LONGEST, plain, tokens
from tests.nlu.tables import rows


@pytest.mark.parametrize("row", rows("words"), ids=lambda row: repr(row["text"]))
def test_a_message_is_spelt_out(row: dict[str, str], bandung: Knowledge) -> None:
    assert lemmas(row["text"], bandung) == row["lemmas"]


def test_tokens_keep_where_they_stand(bandung: Knowledge) -> None:
    text = "  Jln,rusakkk 3x!"
    found = tokens(text, bandung.lexicon)
    assert [(t.text, t.lemma, text[t.start : t.end]) for t in found] == [
        ("Jln", "jalan", "Jln"),
        ("rusakkk", "rusak", "rusakkk"),
        ("3x", "3", "3x"),
        ("3x", "kali", "3x"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\r\n c", "a b c"),
        ("half \ud83d emoji", "half emoji"),
        ("\u202eabc\u2066", "abc"),
        ("x" * 9000, "x" * LONGEST),
        ("\ufeff", ""),
    ],
)
def test_plain_text_is_one_harmless_line(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "last", "language"),
    [
        ("lampu jalan sudah mati sejak kemarin", "en", "id"),
        ("lampu jalan tos pareum ti kamari", "id", "su"),
        ("the street light is broken", "su", "en"),
        ("ok", "su", "su"),
        ("", "en", "en"),
        ("12345", "su", "su"),
        ("dago", "en", "en"),
    ],
)
def test_language_is_told_or_kept(
    text: str, last: str, language: str, bandung: Knowledge
) -> None:
    assert identify(text.split(), last=last, evidence=bandung.evidence) == language


def test_without_evidence_the_language_stays() -> None:
    assert identify(["apa"], last="id", evidence={}) == "id"


@pytest.mark.parametrize("language", ["id", "su", "en"])
def test_language_of_whole_sentences(language: str, bandung: Knowledge) -> None:
    known: list[dict[str, Any]] = rows(f"sentences_{language}")
    long = [row["text"].lower().split() for row in known if len(row["text"].split()) > 5]
    told = [identify(words, last="id", evidence=bandung.evidence) for words in long]
    assert told.count(language) / len(told) >= 0.95
