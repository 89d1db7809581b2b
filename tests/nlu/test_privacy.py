"""Personal data in the words of citizens, and place names that only look like it."""

from bench.privacy import KNOWN, ordinary, places, positives
from nlu.privacy import MASK, mask

PERSONS = 8
"""Ordinary sentences that do name a person."""


def test_personal_data_is_hidden() -> None:
    rows = list(positives())
    wanted = [(text, part) for text, parts in rows for part in parts]
    found = [part for text, part in wanted if part not in (mask(text, KNOWN.gazetteer) or text)]
    assert len(rows) >= 60
    assert len(found) / len(wanted) >= 0.95


def test_no_place_is_taken_for_a_person() -> None:
    assert [text for text in list(places())[::5] if mask(text, KNOWN.gazetteer)] == []


def test_ordinary_sentences_are_left_alone() -> None:
    texts = list(ordinary())
    masked = [text for text in texts if mask(text, KNOWN.gazetteer)]
    assert len(masked) - PERSONS <= len(texts) * 0.005


def test_all_that_is_personal_is_hidden_and_nothing_else() -> None:
    text = "Pak Budi Santoso (0812-3456-7890) di jl Ahmad Yani, plat D 1234 AB"
    hidden = f"Pak {MASK} ({MASK}) di jl Ahmad Yani, plat D 1234 AB"
    assert mask(text, KNOWN.gazetteer) == hidden
    assert mask("lampu mati di jl Ir H Juanda rt 03 rw 09", KNOWN.gazetteer) == ""
