"""Citizens who want to be warned: of their area, once, at night only of what is severe."""

from dataclasses import replace
from datetime import datetime, time

import httpx
import pytest
from sqlalchemy import delete, select

from gateway.city import Quiet
from gateway.sources import SOURCES
from gateway.store import subscriptions
from gateway.store.alert_tables import AlertTold, Subscription
from gateway.store.database import Database
from gateway.store.lanes import Claim
from gateway.store.subscriptions import Wish
from gateway.store.tables import Task
from gateway.tools import Tools
from gateway.work import schedule
from gateway.work.engine import Engine
from gateway.work.outcome import Later
from tests.installation import Twilio, installation, meaning
from tests.settings import settings
from tests.work.working import engine, say, work

TICK = Claim(
    lane="timer:alerts", token=1, task=1, kind="tick", subject=0, attempts=1, begun=None
)
NOW = datetime.fromisoformat("2026-11-22T14:20:00+07:00").timestamp()
LINK = "https://www.bmkg.go.id/alerts/nowcast/id/CJB20261122001_alert.xml"
FEED = """<rss version="2.0"><channel><item><title>Hujan Lebat di Jawa Barat</title>
<link>{link}</link>
<description>khususnya di Coblong, Lembang. hingga 22 November 2026, 17:15 WIB</description>
<guid>{guid}</guid></item></channel></rss>"""
CAP = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><info>
<severity>{severity}</severity></info></alert>"""
AIR = {
    "rows": [
        {"nama": "A", "kota": "Kota Bandung", "waktu": "2026-11-22 14:00:00", "val": "180"}
    ]
}
SENSOR = {
    "results": [
        {
            "parameter": {"name": "pm25", "units": "µg/m³"},
            "latest": {"value": 400, "datetime": {"utc": "2026-11-22T07:00:00Z"}},
        }
    ]
}
WARNING = (
    "Peringatan BMKG: Hujan Lebat di Coblong sampai 17.15. Jauhi pohon dan sungai. "
    "Darurat 112. Berhenti: BERHENTI LANGGANAN."
)


class Sky:
    """Twilio that works, and BMKG with one warning."""

    def __init__(self) -> None:
        self.twilio = Twilio()
        self.severity, self.guid, self.down = "Moderate", "w1", False
        self.calls: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "api.twilio.com":
            return self.twilio(request)
        self.calls.append(str(request.url))
        if self.down:
            raise httpx.ConnectError("down", request=request)
        if request.url.host == "ispu.kemenlh.go.id":
            return httpx.Response(200, json=AIR)
        if request.url.host == "api.openaq.org":
            return httpx.Response(200, json=SENSOR)
        if request.url.path.endswith("_alert.xml"):
            return httpx.Response(200, text=CAP.format(severity=self.severity))
        return httpx.Response(200, text=FEED.format(link=LINK, guid=self.guid))


@pytest.fixture
def sky() -> Sky:
    return Sky()


@pytest.fixture
def tools(database: Database, sky: Sky) -> Tools:
    known = {
        "langganan cuaca coblong": meaning("alerts_on"),
        "langganan cuaca cibiru": meaning("alerts_on"),
        "langganan peringatan udara": meaning("alerts_on"),
        "langganan udara coblong": meaning("alerts_on"),
        "peringatan hujan jakarta": meaning("alerts_on"),
        "makasih": meaning("thanks"),
    }
    made = installation(database, world=sky, known=known)
    clock = lambda: NOW  # noqa: E731 - a clock that stands still
    return replace(made, clock=clock, answers=replace(made.answers, clock=clock))


def started(tools: Tools) -> Engine:
    """Return a worker's engine that looks for warnings only when a test does."""
    running = engine(tools)
    with tools.database.write() as session:
        session.execute(delete(Task).where(Task.lane == TICK.lane))
    return running


def look(tools: Tools) -> Later:
    outcome = schedule.tick(TICK, schedule.timers(tools, poll_seconds=60))
    assert isinstance(outcome, Later)
    return outcome


def areas(tools: Tools) -> list[tuple[str, str]]:
    with tools.database.read() as session:
        rows = session.execute(select(Subscription.topic, Subscription.area))
        return sorted((topic, area) for topic, area in rows)


def citizen(number: int) -> str:
    return f"+62812000{number:04d}"


def test_who_asks_is_warned_and_who_does_not_is_not(tools: Tools, sky: Sky) -> None:
    running = started(tools)
    say(tools, "langganan cuaca coblong", sender=citizen(1))
    say(tools, "langganan cuaca cibiru", sender=citizen(2))
    say(tools, "langganan cuaca", sender=citizen(3))
    say(tools, "makasih", sender=citizen(4))
    work(tools, running)
    assert areas(tools) == [("weather", ""), ("weather", "32.73.02"), ("weather", "32.73.25")]
    answered = dict(sky.twilio.taken)
    assert answered[citizen(1)] == (
        "Siap. Kalau ada peringatan cuaca (BMKG) untuk Coblong, kami kabari di sini. "
        "Untuk berhenti, tulis BERHENTI LANGGANAN."
    )
    assert "untuk Kota Bandung" in answered[citizen(3)]
    sky.twilio.taken.clear()
    for _ in range(3):
        look(tools)
        work(tools, running, "bulk")
    assert sorted(sky.twilio.taken) == [(citizen(1), WARNING), (citizen(3), WARNING)]
    sky.guid = "w2"
    look(tools)
    work(tools, running, "bulk")
    assert len(sky.twilio.taken) == 4


def test_warnings_are_bulk_and_end_when_wanted(tools: Tools, sky: Sky) -> None:
    running = started(tools)
    say(tools, "langganan cuaca coblong")
    work(tools, running)
    look(tools)
    with tools.database.read() as session:
        lanes = session.scalars(
            select(Task.lane).where(Task.kind == "send").order_by(Task.id)
        ).all()
    assert lanes[-1].startswith("bulk:")
    work(tools, running, "bulk")
    say(tools, "berhenti langganan")
    work(tools, running)
    assert sky.twilio.taken[-1][1].startswith("Langganan peringatan dihentikan.")
    assert areas(tools) == []
    sky.guid, before = "w3", len(sky.calls)
    look(tools)
    assert len(sky.calls) == before  # nobody wants to know: nobody is asked


def test_stop_ends_warnings_too(tools: Tools, sky: Sky) -> None:
    running = started(tools)
    say(tools, "langganan cuaca")
    say(tools, "berhenti")
    work(tools, running)
    sky.twilio.taken.clear()
    look(tools)
    work(tools, running, "bulk")
    assert sky.twilio.taken == []


@pytest.mark.parametrize(("severity", "told"), [("Moderate", 0), ("Severe", 1), ("Extreme", 1)])
def test_at_night_only_what_is_severe(severity: str, told: int, tools: Tools, sky: Sky) -> None:
    running = started(tools)
    say(tools, "langganan cuaca")
    work(tools, running)
    sky.twilio.taken.clear()
    sky.severity = severity
    all_day = Quiet(begins=time(0), ends=time(23, 59, 59))
    look(replace(tools, pack=replace(tools.pack, quiet=all_day)))
    work(tools, running, "bulk")
    assert len(sky.twilio.taken) == told


def test_a_feed_that_is_away_is_asked_later(tools: Tools, sky: Sky) -> None:
    running = started(tools)
    say(tools, "langganan cuaca")
    work(tools, running)
    sky.down = True
    assert look(tools).error
    sky.down = False
    assert look(tools).error == ""


def test_bad_air_is_told_once_a_day(tools: Tools, sky: Sky) -> None:
    running = started(tools)
    say(tools, "langganan peringatan udara", sender=citizen(1))
    say(tools, "langganan udara coblong", sender=citizen(2))
    work(tools, running)
    assert areas(tools) == [("air", ""), ("air", "32.73.02")]
    sky.twilio.taken.clear()
    for _ in range(2):
        look(tools)
        work(tools, running, "bulk")
    assert sorted(to for to, _ in sky.twilio.taken) == [citizen(1), citizen(2)]
    assert {text.partition(".")[0] for _, text in sky.twilio.taken} == {
        "Udara di Kota Bandung sekarang tidak sehat (ISPU 180)"
    }


def test_micrograms_have_no_band_to_warn_of(tools: Tools, sky: Sky) -> None:
    chosen = settings(air_provider="openaq", air_key="k")
    pack = replace(tools.pack, sources={"air_quality": {"sensor": "7"}})
    openaq = SOURCES["air_quality"].configured(chosen, pack)
    tools = replace(tools, sources={**tools.sources, "air_quality": openaq})
    running = started(tools)
    say(tools, "langganan peringatan udara")
    work(tools, running)
    sky.twilio.taken.clear()
    look(tools)
    work(tools, running, "bulk")
    assert "https://api.openaq.org/v3/sensors/7" in sky.calls
    assert sky.twilio.taken == []


def test_elsewhere_we_warn_of_nothing(tools: Tools, sky: Sky) -> None:
    running = started(tools)
    say(tools, "peringatan hujan jakarta")
    work(tools, running)
    assert areas(tools) == []
    assert "hanya untuk Kota Bandung" in sky.twilio.taken[-1][1]


def test_a_worker_that_dies_in_between_repeats_nobody(tools: Tools, sky: Sky) -> None:
    running = started(tools)
    for number in range(1, 8):
        say(tools, "langganan cuaca", sender=citizen(number))
    work(tools, running)
    sky.twilio.taken.clear()
    with tools.database.write() as session:  # the first three had been told
        some = subscriptions.untold(session, Wish(topics=("weather",)), "w1", 3)
        subscriptions.tell(session, "w1", [each.thread for each in some], 1.0)
    look(tools)
    work(tools, running, "bulk")
    assert sorted(to for to, _ in sky.twilio.taken) == [
        citizen(number) for number in range(4, 8)
    ]
    with tools.database.write() as session:
        subscriptions.forget(session, 2.0)
        assert len(session.scalars(select(AlertTold.thread_id)).all()) == 4
