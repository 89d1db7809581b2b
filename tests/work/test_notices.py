"""News that citizens did not ask for: after quiet hours, between their messages, once."""

from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import select, update

from bot.report import News
from gateway.city import Quiet
from gateway.store import notices as kept_notices, tables, threads
from gateway.store.database import Database
from gateway.store.lanes import Claim
from gateway.store.report_tables import Notice
from gateway.tools import Tools
from gateway.work import notices, schedule
from gateway.work.outcome import Done, Later
from tests.installation import Twilio, installation, meaning
from tests.work.working import engine, say, work

LAMP = "lampu jalan mati sudah lama sekali"
DAY = 86400.0
DONE = News(kind="done", ticket="BDG-0000001", category="road", status="done")


@pytest.fixture
def twilio() -> Twilio:
    return Twilio()


@pytest.fixture
def tools(database: Database, twilio: Twilio) -> Tools:
    known = {
        LAMP: meaning("report", "street_light"),
        "makasih": meaning("thanks"),
        "halo": meaning("greet"),
    }
    return installation(database, world=twilio, known=known)


def heard(tools: Tools, seconds_ago: float) -> None:
    """Let the citizen have been silent for so long."""
    with tools.database.write() as session:
        then = tools.database.now(session) - seconds_ago
        row = update(tables.Thread)
        session.execute(row.where(tables.Thread.draft_at.is_not(None)).values(draft_at=then))
        session.execute(row.values(heard_at=then))


def tick(tools: Tools) -> None:
    """Let the timer of drafts run once."""
    claim = Claim(
        lane="timer:drafts", token=1, task=1, kind="tick", subject=0, attempts=1, begun=None
    )
    outcome = schedule.tick(claim, schedule.timers(tools, poll_seconds=60))
    assert isinstance(outcome, Later)
    with tools.database.write() as session:
        outcome.effect(session, tools.database.now(session))


def test_an_unfinished_report_is_remembered_once_and_then_dropped(
    tools: Tools, twilio: Twilio
) -> None:
    running = engine(tools)
    say(tools, LAMP)
    work(tools, running)
    twilio.taken.clear()
    for hours in (2, 4, 5):
        heard(tools, hours * 3600)
        tick(tools)
        work(tools, running, "notice", "in", "out")
    [(_, text)] = twilio.taken
    assert text.startswith("Laporan Anda belum terkirim, tinggal sedikit lagi.")
    twilio.taken.clear()
    heard(tools, 8 * DAY)
    for _ in range(2):
        tick(tools)
        work(tools, running, "notice", "in", "out")
    [(_, text)] = twilio.taken
    assert "7 hari" in text
    with tools.database.read() as session:
        kept = threads.load(session, tools.seal, [1])[1]
    assert kept.conversation.flow == ""


def test_nobody_is_reminded_who_has_gone_on_meanwhile(tools: Tools, twilio: Twilio) -> None:
    running = engine(tools)
    say(tools, LAMP)
    work(tools, running)
    heard(tools, 4 * 3600)
    tick(tools)
    heard(tools, 0)
    twilio.taken.clear()
    work(tools, running, "notice", "in", "out")
    assert twilio.taken == []


def owe(tools: Tools, news: News) -> int:
    with tools.database.write() as session:
        notices.owe(session, [1], news, tools, tools.database.now(session))
        return session.scalars(select(Notice.id).order_by(Notice.id.desc())).first() or 0


def claim(kind: str, notice: int) -> Claim:
    return Claim(
        lane="notice:1", token=1, task=1, kind=kind, subject=notice, attempts=1, begun=None
    )


def test_at_night_news_wait_for_the_morning(tools: Tools) -> None:
    say(tools, "makasih")
    all_day = Quiet(begins=time(0), ends=time(23, 59, 59))
    night = replace(tools, pack=replace(tools.pack, quiet=all_day))
    outcome = notices.due(claim("notice", owe(night, DONE)), night)
    assert isinstance(outcome, Later)
    assert 0 < outcome.seconds <= DAY


def test_a_question_waits_until_the_citizen_is_done(tools: Tools, twilio: Twilio) -> None:
    running = engine(tools)
    say(tools, LAMP)
    work(tools, running)
    twilio.taken.clear()
    notice = owe(tools, DONE)
    work(tools, running, "in", "out")
    running.turn()
    work(tools, running, "in", "out")
    assert twilio.taken == []
    with tools.database.read() as session:
        assert kept_notices.get(session, notice) is not None


def test_a_citizen_who_wants_none_gets_none(tools: Tools, twilio: Twilio) -> None:
    running = engine(tools)
    say(tools, "berhenti")
    work(tools, running)
    twilio.taken.clear()
    notice = owe(tools, DONE)
    work(tools, running, "notice", "in", "out")
    assert twilio.taken == []
    with tools.database.read() as session:
        assert kept_notices.get(session, notice) is None
    assert notices.tell(claim("tell", notice), tools) == Done()
    assert notices.due(claim("notice", notice), tools) == Done()


def test_news_in_the_middle_leave_the_open_question_answerable(tools: Tools) -> None:
    running = engine(tools)
    say(tools, "halo")
    work(tools, running)
    with tools.database.read() as session:
        before = threads.load(session, tools.seal, [1])[1].conversation
    owe(tools, replace(DONE, kind="changed", status="in_progress"))
    work(tools, running, "notice", "in", "out")
    with tools.database.read() as session:
        after = threads.load(session, tools.seal, [1])[1].conversation
    assert before.labels
    assert (after.labels, after.offered) == (before.labels, before.offered)
