"""Pins: by the nearest centre, by a city's own polygons, and honest near a border."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.place import Place
from nlu import pins, polygons
from nlu.knowledge import Knowledge
from nlu.pins import Locate
from nlu.place_names import Entry

ANGKREK = Entry(kind="kelurahan", name="Angkrek", kecamatan="Utara", code="99.01.01.1001")
BUNGUR = Entry(kind="kelurahan", name="Bungur", kecamatan="Utara", code="99.01.01.1002")
CEMPAKA = Entry(kind="kelurahan", name="Cempaka", kecamatan="Selatan", code="99.01.02.1001")
ENTRIES = (ANGKREK, BUNGUR, CEMPAKA, Entry(kind="street", name="Jl. Dahlia"))


def square(code: str, west: float, south: float) -> dict[str, object]:
    """A hundredth of a degree each way: about 1,100 metres."""
    east, north = west + 0.01, south + 0.01
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def written(path: Path, *features: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture
def locate(tmp_path: Path) -> Locate:
    """Angkrek and Bungur side by side, Cempaka south of Angkrek."""
    path = written(
        tmp_path / "areas.geojson",
        square(ANGKREK.code, 110.00, -7.01),
        square(BUNGUR.code, 110.01, -7.01),
        square(CEMPAKA.code, 110.00, -7.02),
    )
    return polygons.load(path, ENTRIES).at


@pytest.mark.parametrize(
    ("lat", "lon", "kelurahan", "or_else"),
    [
        (-7.005, 110.005, "Angkrek", ""),
        (-7.005, 110.0099, "Angkrek", "Bungur"),
        (-7.005, 110.0101, "Bungur", "Angkrek"),
        (-7.0099, 110.005, "Angkrek", "Cempaka, Selatan"),
        (-6.9995, 110.005, "Angkrek", ""),  # beyond the border, less than GAP
        (-6.9985, 110.005, "", ""),
        (0.0, 0.0, "", ""),
    ],
)
def test_a_pin_in_polygons(
    lat: float, lon: float, kelurahan: str, or_else: str, locate: Locate
) -> None:
    place = locate(lat, lon)
    assert (place.kelurahan, place.or_else) == (kelurahan, or_else)
    assert place.precision == ("point" if kelurahan else "outside")


@pytest.mark.parametrize(
    "features",
    [
        [],
        [square("99.99.99.9999", 110.0, -7.0)],
        [{"type": "Feature", "properties": {}}],
        [square(ANGKREK.code, 110.0, -7.0) | {"geometry": {"type": "Polygon"}}],
    ],
    ids=["empty", "unknown code", "no code", "no coordinates"],
)
def test_bad_polygons_name_their_file(features: list[object], tmp_path: Path) -> None:
    path = written(tmp_path / "areas.geojson", *features)
    with pytest.raises(ValueError, match=r"areas\.geojson"):
        polygons.load(path, ENTRIES)


@pytest.fixture
def nearest(bandung: Knowledge) -> Locate:
    return pins.centres(bandung.gazetteer.entries).at


def test_a_pin_is_in_the_nearest_kelurahan(nearest: Locate) -> None:
    assert nearest(-6.8750, 107.6150) == Place(
        kelurahan="Dago",
        kecamatan="Coblong",
        lat=-6.8750,
        lon=107.6150,
        precision="point",
        code="32.73.02.1004",
    )


@pytest.mark.parametrize(
    ("lat", "lon", "kelurahan", "or_else"),
    [
        (-6.8815, 107.6182, "Sekeloa", "Dago"),
        (-6.8780, 107.6215, "Cigadung", "Dago, Coblong"),
    ],
)
def test_a_pin_between_two_centres_names_both(
    lat: float, lon: float, kelurahan: str, or_else: str, nearest: Locate
) -> None:
    place = nearest(lat, lon)
    assert (place.kelurahan, place.or_else) == (kelurahan, or_else)


@pytest.mark.parametrize(("lat", "lon"), [(-6.2, 106.8), (0.0, 0.0), (-6.81, 107.62)])
def test_a_pin_elsewhere_is_outside(lat: float, lon: float, nearest: Locate) -> None:
    assert nearest(lat, lon) == Place(lat=lat, lon=lon, precision="outside")


def test_a_kelurahan_alone_reaches_some_way() -> None:
    locate = pins.centres([replace(ANGKREK, lat=-7.0, lon=110.0)]).at
    assert [locate(-7.01, 110.0).precision, locate(-7.03, 110.0).precision] == [
        "point",
        "outside",
    ]


def test_without_areas_every_pin_is_outside() -> None:
    assert pins.centres([Entry(kind="kelurahan", name="X")]).at(0.0, 0.0).precision == "outside"
    assert pins.centres([]).at(0.0, 0.0).precision == "outside"
