"""Whatever the other side does, a citizen gets words: of every source that calls somebody."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.model import Say
from bot.place import Place
from gateway.answers import Answers
from gateway.city import load
from gateway.errors import BadAnswerError, BadSettingsError
from gateway.http import Answer, Http
from gateway.source import Question, Source
from gateway.sources import SOURCES
from gateway.sources.event import Events
from gateway.store.database import Database
from tests import databases
from tests.settings import settings

NOW = "2026-11-22T14:20:00+07:00"
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Peringatan</title>
<item><title>Hujan Lebat di Jawa Barat</title><link>https://x.example/1</link>
<description>khususnya di Coblong, Lembang.
 Berlangsung hingga 22 November 2026, 17:15 WIB.</description>
<pubDate>Sun, 22 Nov 2026 14:05:00 +0700</pubDate></item></channel></rss>"""
ICS = b"""BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Pasar Seni\r
LOCATION:Jalan Ganesha\r\nDTSTART;TZID=Asia/Jakarta:20261123T090000\r\nEND:VEVENT\r
BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Hari Guru\r\nDTSTART;VALUE=DATE:20261125\r\nEND:VEVENT\r
BEGIN:VEVENT\r\nUID:3\r\nSUMMARY:Batal\r\nSTATUS:CANCELLED\r\nDTSTART:20261124T020000Z\r\nEND:VEVENT\r
BEGIN:VEVENT\r\nUID:4\r\nSUMMARY:Tanpa waktu\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"""
FORECAST = (Path(__file__).parent / "answers" / "bmkg.json").read_bytes()
GOOD: dict[str, tuple[bytes, str]] = {
    "weather": (FORECAST, "weather-"),
    "warning": (RSS, "warning-answer"),
    "earthquake": (
        b'{"Infogempa": {"gempa": {"DateTime": "2026-11-22T00:00:00Z", "Magnitude": "4"}}}',
        "earthquake-answer",
    ),
    "air_quality": (
        b'{"rows": [{"nama": "A", "waktu": "2026-11-22 14:00:00", "val": "63"}]}',
        "air_quality-answer",
    ),
    "cctv": (
        b'[{"cctv_name": "A", "lat": -6.876, "lng": 107.616, "stream_cctv": "https://c/a.m3u8"}]',
        "cctv-answer",
    ),
    "event": (ICS, "event-answer"),
    "traffic": (
        b'{"flowSegmentData": {"currentSpeed": 14, "freeFlowSpeed": 38, "confidence": 1}}',
        "traffic-answer",
    ),
    "open_data": (b'{"data": [{"name": "Jumlah Penduduk"}]}', "open_data-answer"),
}
"""A good answer of each source that calls somebody, and the reply it gives."""


def answered(status: int, body: bytes) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: httpx.Response(status, content=body)


def silence(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("no answer", request=request)


FAULTS: dict[str, Callable[[httpx.Request], httpx.Response]] = {
    "429": answered(429, b"slow down"),
    "500": answered(500, b"{}"),
    "timeout": silence,
    "HTML": answered(200, b"<html><body>Sedang dalam perbaikan</body></html>"),
    "half": answered(200, b'{"Infogempa": {"gemp'),
    "empty": answered(200, b""),
    "another shape": answered(200, b'{"ok": true}'),
}


@pytest.fixture(params=databases.KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with databases.empty(request.param, tmp_path) as database:
        yield database


def source(name: str) -> Source:
    pack = load("bandung")
    calendar = {"url": "https://acara.example/kota.ics"}
    pack = replace(pack, sources={**pack.sources, "event": calendar})
    return SOURCES[name].configured(settings(tomtom_key="k"), pack)


def question() -> Question:
    place = Place(kelurahan="Dago", kecamatan="Coblong", lat=-6.876, lon=107.616)
    return Question(text="data penduduk", now=datetime.fromisoformat(NOW), place=place)


def told(database: Database, name: str, now: float, *worlds: object) -> list[Say]:
    """Return what is said, one after the other, an hour and a day apart."""
    said = []
    for number, world in enumerate(worlds):
        http = Http(httpx.MockTransport(world))  # type: ignore[arg-type]
        at = now + number * 90_000.0
        answers = Answers(database=database, http=http, clock=partial(float, at))
        said.append(answers.look_up(source(name), question()))
    return said


def test_every_source_that_calls_somebody_is_here() -> None:
    calls = {name for name in SOURCES if source(name).ask(question()) is not None}
    assert calls == GOOD.keys()


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_said(fault: str, name: str, database: Database) -> None:
    [say] = told(database, name, 1e9, FAULTS[fault])
    assert say == Say("source-down")


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_good_is_told_with_its_age(fault: str, name: str, database: Database) -> None:
    body, key = GOOD[name]
    fresh, old = told(database, name, 1e9, answered(200, body), FAULTS[fault])
    assert fresh.key.startswith(key)
    assert (fresh.facts["age"], old.facts["age"]) == (0, 25)
    assert old.key == fresh.key


SENSOR = b"""{"results": [{"parameter": {"name": "pm25", "units": "\xc2\xb5g/m\xc2\xb3"},
"latest": {"value": 41.6, "datetime": {"utc": "2026-11-22T07:00:00Z"}}}]}"""


@pytest.mark.parametrize("fault", FAULTS)
def test_openaq_is_told_with_its_age_and_asked_with_its_key(
    fault: str, database: Database
) -> None:
    pack = load("bandung")
    pack = replace(pack, sources={**pack.sources, "air_quality": {"sensor": "7"}})
    openaq = SOURCES["air_quality"].configured(
        settings(air_provider="openaq", air_key="k"), pack
    )
    asked: list[str] = []

    def good(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["x-api-key"])
        return httpx.Response(200, content=SENSOR)

    said = []
    for number, world in enumerate((good, FAULTS[fault])):
        at = partial(float, 1e9 + number * 90_000.0)
        http = Http(httpx.MockTransport(world))
        answers = Answers(database=database, http=http, clock=at)
        said.append(answers.look_up(openaq, question()))
    assert asked == ["k"]
    assert [say.key for say in said] == ["air_quality-measured"] * 2
    assert [say.facts["age"] for say in said] == [0, 25]
    assert "band" not in said[0].facts


def test_traffic_of_another_hour_is_not_told(database: Database) -> None:
    body, _key = GOOD["traffic"]
    dated = httpx.Response(200, content=body, headers={"date": "Sun, 22 Nov 2026 07:00:00 GMT"})
    http = Http(httpx.MockTransport(lambda _: dated))
    answers = Answers(database=database, http=http, clock=lambda: 1e9)
    assert answers.look_up(source("traffic"), question()).key == "traffic-answer"
    later = replace(question(), now=question().now + timedelta(hours=2))
    down = Answers(
        database=database, http=Http(httpx.MockTransport(silence)), clock=lambda: 1e9 + 7200
    )
    assert down.look_up(source("traffic"), later) == Say("source-down")


def test_a_list_is_no_flow() -> None:
    with pytest.raises(BadAnswerError):
        source("traffic").decode(Answer(status=200, headers={}, body=b"[]"))


def test_the_catalogue_is_kept_short() -> None:
    body = b'{"data": [{"name": "A", "slug": "a", "deskripsi": "x", "organisasi_name": "B"}]}'
    kept = source("open_data").decode(Answer(status=200, headers={}, body=body))
    assert kept == {"data": [{"name": "A", "organisasi_name": "B", "slug": "a"}]}


def test_the_calendar_is_read() -> None:
    [seni, guru] = source("event").decode(Answer(status=200, headers={}, body=ICS))
    assert seni == {
        "name": "Pasar Seni",
        "place": "Jalan Ganesha",
        "start": "2026-11-23T09:00:00+07:00",
        "end": "2026-11-23T12:00:00+07:00",
        "whole": "",
    }
    assert (guru["start"], guru["end"], guru["whole"]) == (
        "2026-11-25T00:00:00+07:00",
        "2026-11-26T00:00:00+07:00",
        "yes",
    )


def test_a_calendar_of_the_citys_own(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    file = tmp_path / "facts" / "events.ics"
    file.write_bytes(ICS)
    pack = replace(load("bandung"), folder=tmp_path)
    mine = Events.configured(settings(), pack)
    assert mine.ask(question()) is None
    say = mine.read(None, question())
    assert say.facts["events"] == "23/11 09.00 Pasar Seni, Jalan Ganesha; 25/11 Hari Guru"
    file.write_bytes(b"BEGIN:VCALENDAR\r\nnonsense")
    with pytest.raises(BadSettingsError, match=r"events\.ics: no calendar"):
        Events.configured(settings(), pack)


@pytest.mark.parametrize(
    "body", [b"<rss><!DOCTYPE", b"<html/>", b'<!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>']
)
def test_a_feed_that_is_none(body: bytes) -> None:
    with pytest.raises(BadAnswerError):
        source("warning").decode(Answer(status=200, headers={}, body=body))


def test_a_calendar_in_another_zone() -> None:
    body = ICS.replace(b"Asia/Jakarta", b"Asia/Makassar")
    first = source("event").decode(Answer(status=200, headers={}, body=body))[0]
    assert datetime.fromisoformat(first["start"]).astimezone(ZoneInfo("Asia/Jakarta")).hour == 8
