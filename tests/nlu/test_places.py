"""Places: in words, under a pin, and not where there is none."""

from typing import Any

import pytest

from bot.model import Entity, Place
from nlu.knowledge import Knowledge
from nlu.places import Gazetteer
from tests.nlu.tables import rows


@pytest.mark.parametrize("row", rows("locations"), ids=lambda row: row["text"])
def test_a_place_is_found(
    row: dict[str, Any], bandung: Knowledge, request: pytest.FixtureRequest
) -> None:
    if row.get("missed"):
        request.applymarker(pytest.mark.xfail(reason="a place we still miss"))
    place = bandung.gazetteer.find(row["text"])
    assert place is not None
    assert {
        "kecamatan": place.kecamatan,
        "precision": place.precision,
        "words": place.text,
    } == {key: row[key] for key in ("kecamatan", "precision", "words")}


@pytest.mark.parametrize("text", [str(text) for text in rows("nowhere")])
def test_no_place_in_ordinary_words(text: str, bandung: Knowledge) -> None:
    assert bandung.gazetteer.find(text) is None


def test_a_place_comes_whole(bandung: Knowledge) -> None:
    assert bandung.gazetteer.find("lampu mati di kelurahan dago rt 2") == Place(
        text="kelurahan dago rt 2",
        kelurahan="Dago",
        kecamatan="Coblong",
        lat=-6.874645,
        lon=107.615756,
        precision="kelurahan",
        code="32.73.02.1004",
    )


def test_spans_stand_where_the_words_are(bandung: Knowledge) -> None:
    text = "Jl. Dago dekat ITB, bukan gg Mawar"
    spans = bandung.gazetteer.all_in(text)
    assert spans == (
        Entity(kind="street", value="Jl. Ir. H. Juanda", start=0, end=8),
        Entity(kind="landmark", value="ITB", start=15, end=18),
        Entity(kind="street", value="", start=26, end=34),
    )


def test_a_city_without_areas_knows_nothing() -> None:
    nowhere = Gazetteer((), {}, frozenset())
    assert nowhere.find("apa saja") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jl cikutra rt03 depan masjid", "jl cikutra rt03 depan masjid"),
        ("jl cikutra no siapa", "jl cikutra"),
        ("jl cikutra no", "jl cikutra"),
        ("jl cikutra dekat the", "jl cikutra"),
        ("jl cikutra. dekat sekali", "jl cikutra"),
        ("Jl Cikutrà", "Jl Cikutrà"),
    ],
)
def test_a_phrase_ends_where_the_place_does(text: str, words: str, bandung: Knowledge) -> None:
    place = bandung.gazetteer.find(text)
    assert place is not None
    assert place.text == words


@pytest.mark.parametrize(
    "text", ["", "jl", "jl.", "di", "kel", "dekat", "gg 3", "rt", "😀", "jl " * 400]
)
def test_scraps_are_no_error(text: str, bandung: Knowledge) -> None:
    bandung.gazetteer.find(text)
