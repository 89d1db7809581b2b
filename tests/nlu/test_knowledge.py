"""What we know: the files of the lexicons, of Bandung, and of the training data."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu import generate
from nlu.area_source import as_csv, rows as areas
from nlu.knowledge import LANGUAGES, Knowledge, lemmas, load
from nlu.labels import INTENTS
from tests.nlu.conftest import ROOT
from tests.nlu.tables import rows

BANDUNG = ROOT / "cities" / "bandung"
CATEGORIES: dict[str, Any] = yaml.load(
    (BANDUNG / "categories.yml").read_text("utf-8"), Loader=yaml.CSafeLoader
)
GSM7 = re.compile(
    r"[A-Za-z0-9 @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!\"#¤%&'()*+,\-./:;<=>?¡ÄÖÑÜ§¿äöñüà]*"
)


DATA = ROOT / "nlu" / "data"
SHORT = {"greet", "affirm", "deny", "thanks", "goodbye", "cancel", "help", "stop"}
"""Intents with so few ways to say them in a word or two that everybody writes the same."""


def examples(language: str) -> dict[str, list[str]]:
    """Return the training examples of one language by intent."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "nlu" / "data" / language).glob("*.yml")):
        table = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        for group in table.get("nlu", ()):  # slots.yml has none
            lines = [line.removeprefix("- ") for line in group["examples"].splitlines()]
            found.setdefault(group["intent"], []).extend(lines)
    return found


def test_every_intent_has_examples_in_every_language() -> None:
    for language in LANGUAGES:
        assert {intent.partition("/")[0] for intent in examples(language)} == INTENTS


@pytest.mark.parametrize(("language", "least"), [("id", 120), ("su", 50), ("en", 50)])
def test_every_intent_and_category_has_enough_examples(language: str, least: int) -> None:
    known = examples(language)
    labels = {*(INTENTS - {"report"}), *(f"report/{category}" for category in CATEGORIES)}
    assert {label: len(known[label]) for label in labels if len(known[label]) < least} == {}


def test_the_frozen_sets_were_never_trained_on(bandung: Knowledge) -> None:
    trained = {
        lemmas(text, bandung)
        for code in LANGUAGES
        for texts in examples(code).values()
        for text in texts
    }
    trained |= {lemmas(t, bandung) for made in generate.examples(DATA).values() for t in made}
    sentences = [
        row["text"]
        for kind in ("sentences", "strangers")
        for code in LANGUAGES
        for row in rows(f"{kind}_{code}")
        if row["intent"] not in SHORT or len(row["text"].split()) > 2
    ]
    frozen = {lemmas(str(text), bandung) for text in (*sentences, *rows("ordinary"))}
    assert trained & frozen == set()


def test_no_example_has_two_meanings(bandung: Knowledge) -> None:
    meaning: dict[str, str] = {}
    for code in LANGUAGES:
        for intent, texts in examples(code).items():
            for text in texts:
                said = lemmas(text, bandung)
                assert not said or meaning.setdefault(said, intent) == intent, text


def test_labels_are_short_and_fit_an_sms() -> None:
    labels = [label for known in CATEGORIES.values() for label in known["labels"].values()]
    assert [label for label in labels if len(label) > 24 or not GSM7.fullmatch(label)] == []
    assert all(set(known["labels"]) == set(LANGUAGES) for known in CATEGORIES.values())


def test_areas_are_those_of_their_source() -> None:
    assert as_csv(areas("32.73")) == (BANDUNG / "areas.csv").read_text("utf-8")


def test_named_places_lie_in_areas_that_exist(bandung: Knowledge) -> None:
    entries = bandung.gazetteer.entries
    known = {(e.kecamatan, e.kelurahan) for e in entries if e.code}
    named = {(e.kecamatan, e.kelurahan) for e in entries if not e.code and e.kecamatan}
    assert named - known == set()


@pytest.mark.parametrize("code", ["32", "32.73.01", "99.99", "bandung"])
def test_a_code_of_no_city_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="no city has the code"):
        areas(code)


def test_a_city_without_its_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"categories\.yml"):
        load(tmp_path)


def test_areas_that_are_no_table_are_named(tmp_path: Path) -> None:
    for name in ("categories.yml", "places.yml"):
        (tmp_path / name).write_bytes((BANDUNG / name).read_bytes())
    (tmp_path / "areas.csv").write_text("code,level\n1,kota\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"areas\.csv"):
        load(tmp_path)


def test_made_examples_are_always_the_same() -> None:
    made = generate.examples(DATA)
    assert made == generate.examples(DATA)
    assert {f"report/{category}" for category in CATEGORIES} - set(made) <= {"report/other"}
    assert not [text for texts in made.values() for text in texts if "{" in text]
