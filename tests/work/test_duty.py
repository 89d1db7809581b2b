"""Outside their hours operators are not promised for now, but for when they are there."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from gateway.store import operators
from gateway.store.database import Database
from gateway.store.tables import Thread
from gateway.tools import Tools
from tests.installation import Twilio, installation, meaning
from tests.work.working import engine, say, work

WEEK = dict.fromkeys(range(5), "07.30-16.00") | {5: "08.00-12.00"}
WAITS = (
    "Baik, petugas kami akan membalas di sini. Tulis MENU untuk kembali ke layanan otomatis."
)
LATER = "Petugas sedang tidak bertugas; dibalas mulai {day} jam {at}."
SPOKEN = "mau bicara petugas"


def installed(database: Database, twilio: Twilio, moment: str) -> Tools:
    made = installation(database, world=twilio, known={SPOKEN: meaning("want_human")})
    at = datetime.fromisoformat(f"{moment}+07:00").timestamp()
    return replace(made, pack=replace(made.pack, staff=WEEK), clock=lambda: at)


@pytest.mark.parametrize(
    ("moment", "day", "at"),
    [
        ("2026-11-27T09:00:00", "", ""),  # a Friday
        ("2026-11-27T16:00:00", "Sabtu", "08.00"),
        ("2026-11-27T05:00:00", "Jumat", "07.30"),
        ("2026-11-28T12:30:00", "Senin", "07.30"),
        ("2026-12-24T17:00:00", "Sabtu", "08.00"),  # Christmas is a Friday
    ],
)
def test_when_operators_are_there_again(
    moment: str, day: str, at: str, database: Database
) -> None:
    twilio = Twilio()
    tools = installed(database, twilio, moment)
    say(tools, SPOKEN)
    work(tools, engine(tools))
    later = LATER.format(day=day, at=at) if day else ""
    assert twilio.taken[-1][1] == f"{WAITS}\n{later}".rstrip()


def test_an_emergency_hears_of_112_alone(database: Database) -> None:
    twilio = Twilio()
    tools = installed(database, twilio, "2026-11-28T23:00:00")
    say(tools, "tolong ada kebakaran rumah")
    work(tools, engine(tools))
    assert "112" in twilio.taken[-1][1]
    assert "tidak bertugas" not in twilio.taken[-1][1]


@pytest.mark.parametrize(("assigns", "whose"), [(True, "ani"), (False, "")])
def test_what_is_handed_over_becomes_somebodys(
    assigns: bool,  # noqa: FBT001 - a row
    whose: str,
    database: Database,
) -> None:
    made = installed(database, Twilio(), "2026-11-27T09:00:00")
    tools = replace(made, assigns=assigns)
    with database.write() as session:
        now = database.now(session)
        person = operators.add(session, "ani", "", now)
        operators.admit(session, "secret", person, now=now, seconds=60.0)
    say(tools, SPOKEN)
    work(tools, engine(tools))
    with database.read() as session:
        assert [each.assignee for each in session.scalars(select(Thread))] == [whose]
