"""Every source, against its table: what it asks, and the whole reply it gives."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

import responses
from bot.model import Say, Words
from bot.place import Place
from gateway import bmkg, city, facts
from gateway.errors import BadAnswerError, BadSettingsError
from gateway.source import Question, Source
from gateway.sources import SOURCES, configured
from tests.cases import cases, tables
from tests.settings import settings

HERE = Path(__file__).parent
PACK = city.load("bandung")
LANGUAGES = PACK.city.languages
VOICE = responses.load(LANGUAGES)
TOPICS = (*SOURCES, "source")


def test_every_source_has_a_table() -> None:
    assert tables("sources") == set(SOURCES)


def made(name: str, case: dict[str, Any], folder: Path) -> Source:
    """Return a source as the row's settings, city and facts have it."""
    pack = replace(PACK, sources={**PACK.sources, **case.get("city", {})})
    if "facts" in case:
        (folder / "facts").mkdir()
        for file, content in case["facts"].items():
            (folder / "facts" / file).write_text(content)
        pack = replace(pack, folder=folder)
    if "articles" in case:
        (folder / "articles").mkdir()
        for file, content in case["articles"].items():
            (folder / "articles" / file).write_text(content)
        pack = replace(pack, folder=folder)
    return SOURCES[name].configured(settings(**case.get("settings", {})), pack)


@pytest.mark.parametrize(("name", "case"), cases("sources"))
def test_source(name: str, case: dict[str, Any], tmp_path: Path) -> None:
    source = made(name, case, tmp_path)
    question = Question(
        text=case["text"],
        now=datetime.fromisoformat(case.get("now", "2026-11-22T07:30:00+07:00")),
        place=Place(**case["place"]) if "place" in case else None,
        page=case.get("page", 0),
    )
    call = source.ask(question)
    assert (call and {"url": call.url, **call.params}) == case.get("call")
    answer = _answer(case.get("answer"))
    if case["say"] == "bad answer":
        with pytest.raises(BadAnswerError):
            source.read(answer, question)
        return
    say = source.read(answer, question)
    assert _told(say) == case["say"]
    assert bool(say.choices) is case.get("choices", False)


def _answer(answer: Any) -> Any:
    """Return the answer written in the table, or in the file it names."""
    if not isinstance(answer, str) or not answer.startswith("file "):
        return answer
    return yaml.safe_load((HERE / "answers" / answer.removeprefix("file ")).read_text())


def _told(say: Say) -> dict[str, Any]:
    told = {
        name: fact.key if isinstance(fact, Words) else fact for name, fact in say.facts.items()
    }
    return {"key": say.key, **told, **({"ask_location": True} if say.ask_location else {})}


def _keys(language: str) -> set[str]:
    keys = VOICE.keys(language)
    return {key for key in keys if key.partition("-")[0] in TOPICS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    assert _keys(language) == _keys(LANGUAGES[0])


def test_every_word_of_the_forecast_has_words() -> None:

    said = {f"weather-sky-{sky}" for sky in {*bmkg.SKIES.values(), *bmkg.CODES.values()}}
    assert said == {key for key in _keys("id") if key.startswith("weather-sky-")}


@pytest.mark.parametrize(
    ("file", "content", "line"),
    [
        ("wifi.csv", "", "wifi.csv: has no column name, lat, lon, position"),
        (
            "wifi.csv",
            "name,lat,lon,position,source,dated,checked\nTaman,x,1,,s,2022,2026",
            "wifi.csv: Taman: lat, lon: not a number",
        ),
        (
            "wifi.csv",
            "# a comment\nname,lat,lon,position,source,dated,checked\nTaman,1",
            "wifi.csv: row 1: wrong number of columns",
        ),
        (
            "emergency_numbers.csv",
            "kind,number,words,source,checked\nall,112,darurat,s,2026\n",
            "emergency_numbers.csv: kind: check ambulance, electricity, fire, police, rescue",
        ),
        ("wifi.csv", None, "wifi.csv: cannot be read"),
    ],
)
def test_bad_facts_stop_the_start(
    file: str, content: str | None, line: str, tmp_path: Path
) -> None:
    (tmp_path / "facts").mkdir()
    for name in ("wifi.csv", "emergency_numbers.csv"):
        good = (PACK.folder / "facts" / name).read_text()
        (tmp_path / "facts" / name).write_text(good)
    (tmp_path / "areas.csv").write_text(
        "code,level,parent,name,lat,lon\n32.73,kota,32,Kota Bandung,-6.9,107.6\n"
    )
    if content is None:
        (tmp_path / "facts" / file).unlink()
    else:
        (tmp_path / "facts" / file).write_text(content)
    with pytest.raises(BadSettingsError) as caught:
        configured(settings(), replace(PACK, folder=tmp_path))
    assert str(caught.value).startswith(line)


def test_weather_needs_a_kelurahan_for_the_city() -> None:
    with pytest.raises(
        BadSettingsError, match=r"city\.yml: sources\.weather\.kelurahan: not a code"
    ):
        configured(settings(), replace(PACK, sources={}))


def test_no_list_of_wifi_is_said(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    header = (PACK.folder / "facts" / "wifi.csv").read_text().splitlines()[0]
    (tmp_path / "facts" / "wifi.csv").write_text(header)
    wifi = SOURCES["wifi"].configured(settings(), replace(PACK, folder=tmp_path))
    now = datetime.fromisoformat("2026-11-22T07:30:00+07:00")
    assert wifi.read(None, Question(text="wifi", now=now)) == Say("wifi-none")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_agency_of_the_city_fits_one_sms(language: str) -> None:
    agencies = SOURCES["agency"].configured(settings(), PACK)
    for each in PACK.agencies.values():
        question = Question(
            text=each.name, now=datetime.fromisoformat("2026-11-22T07:30+07:00")
        )
        say = agencies.read(None, question)
        assert say.facts["agency"] == each.short
        assert len(VOICE.words(say.key, say.facts, language)) <= 160


@pytest.mark.parametrize("language", LANGUAGES)
def test_wifi_near_any_kelurahan_fits_one_sms(language: str) -> None:
    wifi = SOURCES["wifi"].configured(settings(), PACK)
    for row in facts.rows(PACK.folder / "areas.csv", ("name", "lat", "lon")):
        place = Place(kelurahan=row["name"], lat=float(row["lat"]), lon=float(row["lon"]))
        now = datetime.fromisoformat("2026-11-22T07:30+07:00")
        say = wifi.read(None, Question(text="wifi", now=now, place=place))
        text = VOICE.words(say.key, say.facts, language)
        assert len(text) <= 160, text
