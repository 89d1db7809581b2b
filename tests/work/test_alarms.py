"""Time limits of a report: which run, who is told that they come near or have passed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import httpx
import pytest
from babel.dates import format_datetime
from sqlalchemy import select, update

from gateway import clocks as limits, post
from gateway.backend import State
from gateway.clocks import Timed
from gateway.store import clocks, events, reports
from gateway.store.database import Database
from gateway.store.lanes import Claim
from gateway.store.report_tables import Clock, Report
from gateway.tools import Tools
from gateway.work import alarms, schedule
from gateway.work.changes import Change, move, reopen
from gateway.work.outcome import Again, Dead, Later
from tests.backends import mail
from tests.installation import Twilio, installation, meaning
from tests.work.working import engine, say, work

LAMP = "lampu jalan mati di jl dago dekat simpang"
TICK = Claim(
    lane="timer:clocks", token=1, task=1, kind="tick", subject=0, attempts=1, begun=None
)
DAY = 86400.0


@pytest.fixture
def letters() -> list[str]:
    return []


@pytest.fixture
def tools(database: Database, letters: list[str]) -> Iterator[Tools]:
    """An installation with a mail server, whose Dishub and city have addresses."""
    twilio = Twilio()

    def world(request: httpx.Request) -> httpx.Response:
        if request.url.host == "api.twilio.com":
            return twilio(request)
        return httpx.Response(200, json=[{"service_request_id": "D-1"}])

    known = {LAMP: meaning("report", "street_light"), "ya": meaning("affirm")}
    made = installation(database, world=world, known=known)
    agencies = dict(made.pack.agencies)
    agencies["dishub"] = replace(agencies["dishub"], email="dishub@example.org")
    pack = replace(made.pack, agencies=agencies, escalation="sekda@example.org")
    with mail.server({}, letters) as settings:
        server = post.connect(settings["smtp_url"], "kota@example.org")
        yield replace(made, pack=pack, post=server)


@pytest.fixture
def report(tools: Tools) -> reports.Kept:
    running = engine(tools)
    say(tools, LAMP, "ya")
    work(tools, running, "in", "out", "report")
    with tools.database.read() as session:
        [kept] = reports.newest(session)
    return kept


def names(tools: Tools, report: reports.Kept) -> list[str]:
    with tools.database.read() as session:
        return sorted(clocks.running(session, report.id))


def told(tools: Tools, report: reports.Kept, status: str) -> None:
    """Let the backend say what state the report is in."""
    with tools.database.write() as session:
        kept = reports.get(session, report.id)
        assert kept is not None
        change = Change(report=kept, state=State(status=status), who="backend:open311")
        move(session, change, tools, tools.database.now(session))


def test_the_limits_follow_the_state(tools: Tools, report: reports.Kept) -> None:
    seen = [names(tools, report)]
    for status in ("verified", "forwarded", "in_progress", "needs_information", "done"):
        told(tools, report, status)
        seen.append(names(tools, report))
    with tools.database.write() as session:
        kept = reports.get(session, report.id)
        assert kept is not None
        reopen(session, kept, "masih gelap", tools, tools.database.now(session))
    seen.append(names(tools, report))
    assert seen == [
        ["forward", "target"],
        ["forward", "target"],
        ["follow_up", "target"],
        ["target"],
        ["target"],
        ["close"],
        ["follow_up", "target"],
    ]
    with tools.database.read() as session:
        ended = [each.name for each in clocks.of(session, report.id) if each.ended_at]
    assert sorted(ended) == ["close", "follow_up", "forward", "target"]


def test_days_are_the_citys_and_the_categorys(tools: Tools, report: reports.Kept) -> None:
    pack = tools.pack
    pack = replace(pack, limits=replace(pack.limits, forward=1, targets={"road": 2}))
    monday = datetime(2026, 8, 10, 9, tzinfo=pack.timezone).timestamp()
    with tools.database.write() as session:
        for category in ("road", "waste"):
            limits.begin(session, [Timed(report.id, category)], pack, monday)
        made = clocks.of(session, report.id)[2:]
    days = [
        (each.name, datetime.fromtimestamp(each.due_at, pack.timezone).strftime("%d %H"))
        for each in made
    ]
    # 17 August is a holiday: seven working days from the 10th end with the 20th
    assert days == [
        ("forward", "12 00"),
        ("target", "13 00"),
        ("forward", "12 00"),
        ("target", "21 00"),
    ]


def pass_time(tools: Tools, name: str, *, warn: float, due: float) -> int:
    """Move a limit in time, in seconds from now, and let the timer ring."""
    with tools.database.write() as session:
        now = tools.database.now(session)
        clock = session.scalars(select(Clock.id).where(Clock.name == name)).one()
        session.execute(update(Clock).values(next_at=None))
        moments = {"warn_at": now + warn, "due_at": now + due}
        rung = now + (due if due < 0 else warn)
        session.execute(update(Clock).where(Clock.id == clock).values(next_at=rung, **moments))
    ring(tools)
    return clock


def ring(tools: Tools) -> None:
    outcome = schedule.tick(TICK, schedule.timers(tools, poll_seconds=60))
    assert isinstance(outcome, Later)
    with tools.database.write() as session:
        outcome.effect(session, tools.database.now(session))


def happened(tools: Tools, report: reports.Kept) -> list[tuple[str, str]]:
    with tools.database.read() as session:
        every = events.of(session, report.id)
    return [(each.what, each.facts["clock"]) for each in every if each.who == events.CLOCK]


def in_words(tools: Tools, clock: int) -> str:
    with tools.database.read() as session:
        kept = clocks.get(session, clock)
    assert kept is not None
    until = datetime.fromtimestamp(kept.due_at - 1, tools.pack.timezone)
    return str(format_datetime(until, "EEEE, d MMMM y", locale="id"))


def test_the_agency_is_warned_once(
    tools: Tools, report: reports.Kept, letters: list[str]
) -> None:
    clock = pass_time(tools, "forward", warn=-1, due=DAY)
    ring(tools)
    work(tools, engine(tools), "report")
    assert happened(tools, report) == [("warned", "forward")]
    sender, reader, letter = letters
    assert (sender.lower(), reader.lower()) == (
        "mail from:<kota@example.org>",
        "rcpt to:<dishub@example.org>",
    )
    heads, _, body = letter.partition("\n\n")
    assert f"Subject: [{report.ticket}] batas waktu mendekat" in heads
    assert f"Message-ID: <{report.ticket}-{clock}-0@example.org>" in heads
    assert body == (
        f"Laporan {report.ticket} (lampu jalan) perlu diteruskan ke dinas paling lambat "
        f"{in_words(tools, clock)}.\nDinas: Dinas Perhubungan\n"
        f"Lokasi: jl dago dekat simpang, Coblong\n\n{LAMP}"
    )


def test_what_is_late_is_escalated_once(
    tools: Tools, report: reports.Kept, letters: list[str]
) -> None:
    pass_time(tools, "target", warn=-2 * DAY, due=-1)
    ring(tools)
    work(tools, engine(tools), "report")
    assert happened(tools, report) == [("breached", "target")]
    assert letters[1].lower() == "rcpt to:<sekda@example.org>"
    assert "batas waktu terlewat" in letters[2]
    assert "seharusnya sudah diselesaikan paling lambat" in letters[2]


def test_a_secret_report_is_not_quoted(
    tools: Tools, report: reports.Kept, letters: list[str]
) -> None:
    with tools.database.write() as session:
        session.execute(update(Report).values(secret=True))
    pass_time(tools, "target", warn=-2 * DAY, due=-1)
    work(tools, engine(tools), "report")
    assert report.ticket in letters[2]
    assert LAMP not in letters[2]


def test_nobody_writes_of_what_was_done_meanwhile(
    tools: Tools, report: reports.Kept, letters: list[str]
) -> None:
    pass_time(tools, "forward", warn=-1, due=DAY)
    told(tools, report, "forwarded")
    work(tools, engine(tools), "report")
    assert letters == []


@pytest.mark.parametrize("without", ["server", "addresses"])
def test_without_anybody_to_write_to_the_history_says_it(
    without: str, tools: Tools, report: reports.Kept, letters: list[str]
) -> None:
    if without == "server":
        tools = replace(tools, post=None)
    else:
        tools = replace(tools, pack=replace(tools.pack, escalation=""))
    pass_time(tools, "target", warn=-2 * DAY, due=-1)
    work(tools, engine(tools), "report")
    assert happened(tools, report) == [("breached", "target")]
    assert letters == []


def test_a_refused_letter_is_a_dead_letter(
    tools: Tools, report: reports.Kept, letters: list[str]
) -> None:
    clock = pass_time(tools, "target", warn=-2 * DAY, due=-1)
    claim = replace(TICK, kind="alarm", subject=clock)
    with mail.server({"rcpt": "550 nobody"}, letters) as settings:
        server = post.connect(settings["smtp_url"], "kota@example.org")
        assert isinstance(alarms.write(claim, replace(tools, post=server)), Dead)
    with mail.server({"down": True}, letters) as settings:
        server = post.connect(settings["smtp_url"], "kota@example.org")
        assert isinstance(alarms.write(claim, replace(tools, post=server)), Again)
    assert report.ticket


def test_silence_is_no_answer(tools: Tools, report: reports.Kept, letters: list[str]) -> None:
    told(tools, report, "done")
    pass_time(tools, "close", warn=-2 * DAY, due=-1)
    work(tools, engine(tools), "report")
    with tools.database.read() as session:
        kept = reports.get(session, report.id)
        every = [each.what for each in events.of(session, report.id)]
    assert kept is not None
    assert (kept.status, kept.outcome, kept.stars) == ("done", "silent", 0)
    assert every[-1] == "silent"
    assert (names(tools, report), letters) == ([], [])


def test_who_has_answered_is_not_silent(tools: Tools, report: reports.Kept) -> None:
    told(tools, report, "done")
    with tools.database.write() as session:
        reports.judge(session, report.id, "solved", 5)
    pass_time(tools, "close", warn=-2 * DAY, due=-1)
    with tools.database.read() as session:
        kept = reports.get(session, report.id)
    assert kept is not None
    assert (kept.outcome, kept.stars) == ("solved", 5)
