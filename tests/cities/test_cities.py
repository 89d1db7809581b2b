"""City packs: the ones we ship are sound, and a bad one says every fault in one line each."""

from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.place import Place
from gateway import city
from gateway.city import Agency, CityPack, Contact, Limits
from gateway.errors import BadSettingsError
from tests.cases import TESTS

GOOD: dict[str, dict[str, Any]] = {
    "city.yml": {
        "name": "Kota Contoh",
        "code": "99.01",
        "timezone": "Asia/Makassar",
        "languages": ["id", "en"],
        "ticket_prefix": "CTH",
        "emergency_number": "112",
    },
    "categories.yml": {
        "road": {
            "labels": {"id": "jalan", "en": "road"},
            "agency": "dpu",
            "service_code": "26",
            "words": ["aspal"],
        }
    },
    "agencies.yml": {
        "dpu": {
            "name": "Dinas Pekerjaan Umum",
            "short": "DPU",
            "contact": {"source": "s", "dated": "2025", "checked": "2026-11-22", "phone": "1"},
        }
    },
}


def written(folder: Path, files: dict[str, object]) -> CityPack:
    (folder / "contoh").mkdir()
    for name, content in files.items():
        text = content if isinstance(content, str) else yaml.safe_dump(content)
        (folder / "contoh" / name).write_text(text)
    return city.load("contoh", folder)


def test_a_pack_is_one_value(tmp_path: Path) -> None:
    pack = written(tmp_path, dict(GOOD))
    road = pack.city.categories["road"]
    assert (pack.name, pack.code, pack.timezone, pack.ticket_prefix, pack.emergency_number) == (
        "Kota Contoh",
        "99.01",
        ZoneInfo("Asia/Makassar"),
        "CTH",
        "112",
    )
    assert (pack.city.id, pack.city.languages, pack.city.sure, pack.city.sure_category) == (
        "contoh",
        ("id", "en"),
        0.5,
        0.5,
    )
    assert (road.labels, road.agency, road.words) == (
        {"id": "jalan", "en": "road"},
        "dpu",
        ("aspal",),
    )
    assert pack.services == {"road": "26"}
    assert pack.agencies == {
        "dpu": Agency(
            id="dpu",
            name="Dinas Pekerjaan Umum",
            short="DPU",
            contact=Contact(phone="1", source="s", dated="2025", checked="2026-11-22"),
        )
    }
    assert pack.folder == tmp_path / "contoh"


def test_days_and_limits_are_the_citys_own(tmp_path: Path) -> None:
    day = {"date": date(2028, 2, 21), "name": "Hari jadi", "source": "s"}
    files: dict[str, object] = {
        **GOOD,
        "city.yml": {**GOOD["city.yml"], "clocks": {"target": 14}, "escalation": "a@b"},
        "categories.yml": {"road": {**GOOD["categories.yml"]["road"], "days": 2}},
        "holidays.yml": [day, {**day, "date": date(2028, 2, 20), "works": True}],
    }
    pack = written(tmp_path, files)
    assert (pack.limits, pack.escalation) == (Limits(target=14, targets={"road": 2}), "a@b")
    assert [pack.workdays.is_off(date(2028, 2, day)) for day in (19, 20, 21, 22)] == [
        True,
        False,
        True,
        False,
    ]


def rows() -> list[dict[str, object]]:
    found: list[dict[str, object]] = yaml.safe_load((TESTS / "cities" / "bad.yml").read_text())
    return found


@pytest.mark.parametrize("case", rows(), ids=lambda case: case["name"])
def test_a_bad_pack_says_every_fault(case: dict[str, object], tmp_path: Path) -> None:
    changed = case["files"]
    assert isinstance(changed, dict)
    files = {
        name: content for name, content in {**GOOD, **changed}.items() if content != "gone"
    }
    with pytest.raises(BadSettingsError) as caught:
        written(tmp_path, files)
    assert str(caught.value).splitlines() == case["faults"]


@pytest.mark.parametrize("name", ["atlantis", "../bandung", ""])
def test_a_city_nobody_wrote(name: str) -> None:
    with pytest.raises(BadSettingsError) as caught:
        city.load(name)
    assert str(caught.value) == f"CITY: there is no city pack called {name!r} in cities/"


@pytest.mark.parametrize("folder", sorted(city.CITIES.iterdir()), ids=lambda each: each.name)
def test_the_packs_we_ship_are_sound(folder: Path) -> None:
    pack = city.load(folder.name)
    assert pack.city.languages[0] == "id"


def test_bandung_knows_every_agency_it_names() -> None:
    pack = city.load("bandung")
    assert pack.services.keys() == pack.city.categories.keys()
    named = {each.agency for each in pack.city.categories.values()} - {""}
    assert named <= pack.agencies.keys()


AREAS = """code,level,name,parent,lat,lon
99.01,kota,Kota Contoh,99,1.0,100.0
99.01.01,kecamatan,Utara,99.01,1.5,100.5
99.01.01.1001,kelurahan,Mawar,99.01.01,1.25,
"""


def test_a_city_knows_its_areas_by_code(tmp_path: Path) -> None:
    pack = written(tmp_path, {**GOOD, "areas.csv": AREAS})
    assert pack.city.areas == {
        "99.01.01": Place(
            kecamatan="Utara", lat=1.5, lon=100.5, precision="kecamatan", code="99.01.01"
        ),
        "99.01.01.1001": Place(
            kelurahan="Mawar",
            kecamatan="Utara",
            lat=1.25,
            precision="kelurahan",
            code="99.01.01.1001",
        ),
    }


def test_an_area_has_a_position_or_none(tmp_path: Path) -> None:
    with pytest.raises(BadSettingsError, match=r"areas\.csv: Utara: lat, lon: not a number"):
        written(tmp_path, {**GOOD, "areas.csv": AREAS.replace("1.5", "north")})
