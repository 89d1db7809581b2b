"""City packs, checked and made by command."""

import shutil
from pathlib import Path

import pytest

from gateway import city as packs
from tests.commands.conftest import Command, Ran

BANDUNG = Path(packs.__file__).parent.parent / "cities" / "bandung"


def test_a_good_pack(kentongan: Command) -> None:
    checked = kentongan("city", "check")
    assert checked.code == 0
    assert checked.out.startswith("Kota Bandung: 19 categories, ")
    assert checked.out.endswith("languages id, su, en. Nothing is wrong.\n")


@pytest.mark.parametrize(
    "wrong",
    [
        ("city.yml", "ticket_prefix: BDG", "ticket_prefix: b", "city.yml: ticket_prefix: "),
        ("categories.yml", "agency: dishub", "agency: nobody", "categories.yml: "),
        ("places.yml", "streets:", "streets: [", "places.yml"),
        ("areas.geojson", "", '{"features": []}', "areas.geojson"),
        ("responses/id/own.ftl", "", "greet = Halo { $city", "own.ftl"),
    ],
    ids=lambda wrong: wrong[0],
)
def test_a_bad_pack(
    wrong: tuple[str, str, str, str],
    folder: Path,
    kentongan: Command,
) -> None:
    name, before, after, line = wrong
    file = shutil.copytree(BANDUNG, folder / "cities" / "bandung") / name
    file.parent.mkdir(parents=True, exist_ok=True)
    good = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(good.replace(before, after), encoding="utf-8")
    checked = kentongan("city", "check", "bandung", "--in", str(folder / "cities"))
    assert (checked.out, checked.code) == ("", 2)
    assert line in checked.err
    assert "Traceback" not in checked.err


def test_areas_are_those_of_the_pack(kentongan: Command) -> None:
    written = kentongan("city", "areas", "32.73")
    assert written == Ran((BANDUNG / "areas.csv").read_text(encoding="utf-8"), "", 0)


def test_areas_of_nowhere(kentongan: Command) -> None:
    line = "kentongan: no city has the code '99.99'; write it like 32.73\n"
    assert kentongan("city", "areas", "99.99") == Ran("", line, 2)
