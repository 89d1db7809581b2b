"""Lists narrowed and sorted by what reports, tags, hearing and waiting say of conversations."""

from typing import Any

import pytest
from sqlalchemy import insert, update

from gateway.store import sharing
from gateway.store.report_tables import Clock, Report
from gateway.store.tables import Message, Thread
from tests.console.office import Office
from tests.console.test_inbox import plain
from tests.console.test_lists import listed

HOUR = 3600.0
HEARD = {"intent": "report", "confidence": 0.93, "category": "", "by": "model"}


def report(office: Office, thread: int, due: float, **more: Any) -> None:
    """File a report of the conversation, with a limit."""
    values = {
        "ticket": f"BDG-{thread:07d}",
        "thread_id": thread,
        "category": "street_light",
        "agency": "dishub",
        "area": "32.73.01.1001",
        "description": "",
        "place": {},
        "photos": {},
        "filed_at": 1.0,
        "updated_at": 1.0,
        **more,
    }
    limit = {"name": "target", "started_at": 1.0, "warn_at": 2.0, "due_at": due}
    with office.tools.database.write() as session:
        made = session.scalar(insert(Report).values(values).returning(Report.id))
        session.execute(insert(Clock).values(report_id=made, **limit))
        ended = {**limit, "due_at": 1.0, "ended_at": 1.0}  # over: nobody waits for it
        session.execute(insert(Clock).values(report_id=made, **ended))


def hears(office: Office, thread: int, **heard: Any) -> None:
    """Remember what the bot heard in a conversation."""
    with office.tools.database.write() as session:
        where = update(Message).where(Message.thread_id == thread)
        session.execute(where.values(heard={**HEARD, **heard}, status="handled"))


@pytest.fixture
def threads(office: Office) -> dict[str, int]:
    """Give four conversations that wait, since the moment their name says."""
    with office.tools.database.read() as session:
        now = office.tools.database.now(session)
    made = {
        "day": office.hand_over(office.hear("satu"), "asked", now - 30 * HOUR),
        "hours": office.hand_over(office.hear("dua", "web"), "unsure", now - 5 * HOUR),
        "hour": office.hand_over(
            office.hear("tiga", "simulator_telegram"), "emergency", now - 1.5 * HOUR
        ),
        "now": office.hand_over(office.hear("empat", "simulator_whatsapp"), "asked", now),
    }
    report(office, made["day"], now + 9 * HOUR)
    report(office, made["hours"], now - HOUR, category="road", agency="dsdabm", area="32.73.02")
    hears(office, made["hour"], category="road")
    hears(office, made["now"], confidence=0.2)
    hears(office, made["day"], confidence=0.1, by="rules")
    with office.tools.database.write() as session:
        sharing.tag(session, made["now"], "pju")
    return made


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?view=nobodys", ["hour", "day", "hours", "now"]),
        (
            "?sort=nonsense&longer=forever&unsure=perhaps&view=nobodys",
            ["hour", "day", "hours", "now"],
        ),
        ("?view=nobodys&sort=due", ["hours", "day", "hour", "now"]),
        ("?category=street_light", ["day"]),
        ("?category=road", ["hour", "hours"]),  # heard, and filed
        ("?agency=dsdabm", ["hours"]),
        ("?area=32.73.01", ["day"]),
        ("?area=32.73.02", ["hours"]),
        ("?area=32.73.0", []),
        ("?area=%25", []),
        ("?tag=pju", ["now"]),
        ("?unsure=1", ["hours", "now"]),  # handed over because of it, and heard so
        ("?longer=15m", ["hour", "day", "hours"]),
        ("?longer=4h", ["day", "hours"]),
        ("?longer=1d", ["day"]),
        ("?longer=1h&category=road&sort=due", ["hours", "hour"]),
        ("?q=dua&category=road", ["hours"]),
        ("?q=satu&category=road", []),
    ],
)
def test_an_address_narrows_and_sorts(
    query: str, names: list[str], office: Office, threads: dict[str, int]
) -> None:
    office.enter()
    assert listed(office, query) == [threads[name] for name in names]


def test_who_wrote_last_comes_first(office: Office, threads: dict[str, int]) -> None:
    with office.tools.database.write() as session:
        for number, thread in enumerate(threads.values()):
            row = update(Thread).where(Thread.id == thread)
            session.execute(row.values(heard_at=float(number)))
    office.enter()
    newest = [threads[name] for name in ("now", "hour", "hours", "day")]
    assert listed(office, "?view=nobodys&sort=newest") == newest


def test_a_row_says_how_long_it_waits_and_until_when(
    office: Office, threads: dict[str, int]
) -> None:
    office.enter()
    page = office.get("/console?area=32.73.02")
    assert "5 j 0 mnt" in plain(page.text)
    assert '<span class="tag bad">paling lambat' in page.text
    assert 'value="32.73.02" selected>Coblong' in page.text.replace("  ", " ")
    assert "Saringan (1)" in page.text
    assert f'href="/console/conversations/{threads["hours"]}?area=32.73.02"' in page.text


def test_the_bots_are_narrowed_too(office: Office) -> None:
    thread = office.hear("halo")
    report(office, thread, 9.0)
    office.enter()
    assert listed(office, "?view=bot&agency=dishub&sort=due") == [thread]
    assert listed(office, "?view=bot&agency=dlh") == []
