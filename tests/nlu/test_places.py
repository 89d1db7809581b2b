"""Places: in words, under a pin, and not where there is none."""

import timeit
from collections import Counter
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from bot.model import Entity
from bot.place import Place
from nlu import place_files
from nlu.knowledge import Knowledge
from nlu.places import Gazetteer
from tests.nlu.tables import rows

AREAS = """\
code,level,name,parent,lat,lon,postal_code
99.01,kota,Kota Contoh,99,-7.0,110.0,
99.01.01,kecamatan,Utara,99.01,-7.0,110.0,
99.01.01.1001,kelurahan,Angkrek,99.01.01,-7.0,110.0,10001
99.01.02,kecamatan,Selatan,99.01,-7.1,110.0,
"""


@pytest.mark.parametrize("row", rows("locations"), ids=lambda row: row["text"])
def test_a_place_is_found(row: dict[str, Any], bandung: Knowledge) -> None:
    """A row marked `missed` is true and not found yet: take the mark away when it is."""
    place = bandung.gazetteer.find(row["text"]) or Place(precision="none")
    told = {
        "kecamatan": place.kecamatan,
        "precision": place.precision,
        "words": place.text,
    }
    is_right = told == {key: row[key] for key in ("kecamatan", "precision", "words")}
    assert is_right is not row.get("missed", False), told


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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sampah di babakan ciparay", "32.73.03"),
        ("kel babakan ciparay", "32.73.03.1001"),
        ("kec batununggal", "32.73.12"),
        ("kel batununggal", "32.73.21.1001"),
    ],
)
def test_a_kecamatan_called_like_a_kelurahan(text: str, code: str, bandung: Knowledge) -> None:
    place = bandung.gazetteer.find(text)
    assert place is not None
    assert (place.code, bool(place.kelurahan)) == (code, code.endswith("1001"))


def test_spans_stand_where_the_words_are(bandung: Knowledge) -> None:
    text = "Jl. Dago dekat ITB, bukan gg Mawar"
    spans = bandung.gazetteer.all_in(text)
    assert spans == (
        Entity(kind="street", value="Jl. Ir. H. Juanda", start=0, end=8),
        Entity(kind="landmark", value="ITB", start=15, end=18),
        Entity(kind="street", value="", start=26, end=34),
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("streets: {X: {kecamatan: Y}}", r"places\.yml: X: areas\.csv has no Y"),
        ("landmarks: {X: {kelurahan: Angkrek, kecamatan: Selatan}}", "has no Angkrek"),
        ("streets: {Jl. X: {needs: luck}}", "Jl. X: needs is one of nothing, in, cue"),
        ("streets: {Jl. X: {district: Utara}}", "Jl. X: 'district' is not known here"),
        ("areas: {'99.02': {aliases: [x]}}", "areas: areas.csv has no '99.02'"),
        ("outside: [Cimahi]", r"places\.yml"),
    ],
)  # fmt: skip
def test_a_bad_place_is_named(text: str, line: str, tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text(AREAS, encoding="utf-8")
    (tmp_path / "places.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=line):
        place_files.read(tmp_path)


def test_bandung_knows_its_streets_and_landmarks(bandung: Knowledge) -> None:
    kinds = Counter(entry.kind for entry in bandung.gazetteer.entries)
    assert kinds["street"] >= 300
    assert kinds["landmark"] >= 150


def test_a_thousand_characters_are_read_quickly(bandung: Knowledge) -> None:
    """The slowest we know: every word announces a misspelt name. 5 ms on two shared cores.

    Counted in processor time, and four times as long with coverage: a square of the length
    would take a hundred times longer than a tenth of the text, not twenty.
    """
    text = ("jl xanadu " * 100)[:1000]

    def spent(words: str) -> float:
        look = partial(bandung.gazetteer.look, words)
        return min(timeit.repeat(look, timer=process_time, number=3, repeat=5))

    assert spent(text) < 40 * max(spent(text[:100]), 1e-4)


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
