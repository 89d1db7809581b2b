"""Every source, against its table: what it asks, and the whole reply it gives."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

import responses
from bot.model import Say, Words, Written
from bot.place import Place, Point, metres
from gateway import bmkg, city, facts, hours
from gateway.city import Agency, Contact
from gateway.errors import BadAnswerError, BadSettingsError
from gateway.hours import Hours
from gateway.source import Question, Source
from gateway.sources import SOURCES, configured
from nlu import knowledge
from tests.cases import cases, tables
from tests.settings import settings

HERE = Path(__file__).parent
PACK = city.load("bandung")
LANGUAGES = PACK.city.languages
VOICE = responses.load(LANGUAGES)
TOPICS = (*SOURCES, "source")
HEALTH = "name,kind,words,address,kecamatan,kelurahan,phone,lat,lon,hours,source,dated,checked"
TRANSPORT = "mode,line,ends,words,hours,fare,reduced,certain,source,dated,checked"


def test_every_source_has_a_table() -> None:
    assert tables("sources") == set(SOURCES)


def made(name: str, case: dict[str, Any], folder: Path) -> Source:
    """Return a source as the row's settings, city and facts have it."""
    changed: dict[str, Any] = {"sources": {**PACK.sources, **case.get("city", {})}}
    if {"facts", "articles"} & case.keys():
        changed["folder"] = _written(case, folder)
    if "agency" in case:
        changed["agencies"] = {"own": _agency(**case["agency"])}
    if "offices" in case:
        changed["offices"] = _hours(case["offices"])
    pack = replace(PACK, **changed)
    return SOURCES[name].configured(settings(**case.get("settings", {})), pack)


def _written(case: dict[str, Any], folder: Path) -> Path:
    """Return `folder` with the files of the row, and with the city's areas."""
    (folder / "areas.csv").write_text((PACK.folder / "areas.csv").read_text())
    for part in ("facts", "articles"):
        (folder / part).mkdir()
        for file, content in case.get(part, {}).items():
            (folder / part / file).write_text(content)
    return folder


def _agency(name: str, short: str, **more: Any) -> Agency:
    contact = {"source": "s", "dated": "2025-03", "checked": "2026-11-22"}
    return Agency(
        id="own",
        name=name,
        short=short,
        words=tuple(more.get("words", ())),
        contact=Contact(**contact, **more["contact"]) if "contact" in more else None,
        hours=_hours(more.get("week")),
        office=more.get("office", True),
    )


def _hours(week: Mapping[str, str] | None) -> Hours | None:
    if not week:
        return None
    return Hours(week=hours.week(week), source="SK 1/2025", dated="2025-02", checked="2026")


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
        name: fact.key if isinstance(fact, Words) else fact
        for name, fact in say.facts.items()
        if not isinstance(fact, Written)
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
        ("health.csv", "name,kind", "health.csv: has no column words, address, kecamatan"),
        (
            "health.csv",
            f"{HEALTH}\nKlinik,clinic,,,Regol,,,,,,s,2025,2026",
            "health.csv: Klinik: kind: 'clinic' is not one of puskesmas, hospital, special",
        ),
        (
            "health.csv",
            f"{HEALTH}\nRS Uji,hospital,,,Atlantis,,,,,,s,2025,2026",
            "health.csv: RS Uji: kecamatan: 'Atlantis' is not in areas.csv",
        ),
        (
            "health.csv",
            f"{HEALTH}\nRS Uji,hospital,,,,,,-6.9,east,,s,2025,2026",
            "health.csv: RS Uji: lat, lon: not a number",
        ),
        (
            "transport.csv",
            f"{TRANSPORT}\nBus,1,A-B,bus,,cheap,,yes,s,2025,2026",
            "transport.csv: Bus 1 A-B: fare: not a number",
        ),
        (
            "transport.csv",
            f"{TRANSPORT}\nBus,1,A-B,bus,,,,maybe,s,2025,2026",
            "transport.csv: Bus 1 A-B: certain: must be yes or no",
        ),
        (
            "transport.csv",
            f"{TRANSPORT}\nBus,1,A-B,,,,,yes,s,2025,2026",
            "transport.csv: row 1: words: is empty",
        ),
        (
            "accounts.csv",
            "owner,platform,handle,words,source,dated,checked\nPemkot,X,@a,x,,2025,2026",
            "accounts.csv: row 1: source: is empty",
        ),
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


def test_openaq_needs_a_sensor() -> None:
    with pytest.raises(
        BadSettingsError, match=r"city\.yml: sources\.air_quality\.sensor: not a number"
    ):
        configured(settings(air_provider="openaq"), PACK)


def test_a_corridor_needs_a_position(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "corridors.csv").write_text(
        "name,words,lat,lon,kelurahan,source,checked\nDago,dago,x,1,Dago,s,2026\n"
    )
    with pytest.raises(BadSettingsError, match=r"corridors\.csv: Dago: not a position"):
        SOURCES["traffic"].configured(settings(), replace(PACK, folder=tmp_path))


KNOWN = knowledge.load(PACK.folder)


@pytest.mark.parametrize("row", facts.rows(PACK.folder / "facts" / "corridors.csv", ()))
def test_a_corridor_of_the_city(row: dict[str, str]) -> None:
    """It lies in the city, its words are answered for, and its cameras can be asked for."""
    assert row["source"]
    assert row["checked"]
    assert set(row["words"].split("|")) <= set(PACK.city.roads)
    there = KNOWN.gazetteer.find(f"CCTV kel {row['kelurahan']}")
    assert there is not None
    assert there.lat is not None
    here = Point(lat=float(row["lat"]), lon=float(row["lon"]))
    assert there.lon is not None
    assert metres(here, Point(lat=there.lat, lon=there.lon)) < 3000


@pytest.mark.parametrize("language", LANGUAGES)
def test_traffic_near_any_kelurahan_fits_one_sms(language: str) -> None:
    traffic = SOURCES["traffic"].configured(settings(tomtom_key="k"), PACK)
    flow = {"flowSegmentData": {"currentSpeed": 14, "freeFlowSpeed": 38, "confidence": 1}}
    for row in facts.rows(PACK.folder / "areas.csv", ("name", "lat", "lon")):
        place = Place(kelurahan=row["name"], lat=float(row["lat"]), lon=float(row["lon"]))
        now = datetime.fromisoformat("2026-11-22T07:30+07:00")
        say = traffic.read(flow, Question(text="macet ga", now=now, place=place))
        aged = {**say.facts, "age": 85, "unit": Words("source-minutes")}
        text = VOICE.words(say.key, aged, language)
        assert len(text) <= 160, text


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


@pytest.mark.parametrize("text", ["wifi", "faskes", "puskesmas", "rumah sakit"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_near_any_kelurahan_fits_one_sms(language: str, text: str) -> None:
    nearest = SOURCES["wifi" if text == "wifi" else "health"].configured(settings(), PACK)
    for row in facts.rows(PACK.folder / "areas.csv", ("name", "lat", "lon")):
        place = Place(kelurahan=row["name"], lat=float(row["lat"]), lon=float(row["lon"]))
        said = _said(nearest, text, language, place)
        assert len(said) <= 160, said


def _said(source: Source, text: str, language: str, place: Place | None = None) -> str:
    now = datetime.fromisoformat("2026-11-22T07:30+07:00")
    say = source.read(None, Question(text=text, now=now, place=place))
    return VOICE.words(say.key, say.facts, language)


def _column(file: str, name: str) -> list[str]:
    return [row[name] for row in facts.rows(PACK.folder / "facts" / file, (name,))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_of_the_city_fits_one_sms(language: str) -> None:
    """Every health centre by its name, every end of a line, every platform."""
    names = [("health", words.partition("|")[0]) for words in _column("health.csv", "words")]
    ends = [("transport", each) for each in _column("transport.csv", "ends")]
    lines = [("transport", f"ke {end}") for _, each in ends for end in each.split("-")]
    accounts = [("social", each) for each in _column("accounts.csv", "platform")]
    for name, text in (*names, *ends, *lines, *accounts):
        said = _said(SOURCES[name].configured(settings(), PACK), text, language)
        assert len(said) <= 160, said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", ["", "senin", "sabtu", "25 desember"])
def test_the_hours_of_every_agency_fit_one_sms(language: str, day: str) -> None:
    source = SOURCES["service_hours"].configured(settings(), PACK)
    for each in PACK.agencies.values():
        said = _said(source, f"{each.name} buka {day}", language)
        assert len(said) <= 160, said
