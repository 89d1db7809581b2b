"""Reports by command: listed, shown, and moved at the desk."""

import pytest

from bot.place import Place
from gateway.store import desk, reports, threads
from gateway.store.database import Database
from gateway.store.desk import Filing
from gateway.store.reports import NewReport
from tests.commands.conftest import Command, Ran
from tests.installation import installation


@pytest.fixture
def ticket(database: Database) -> str:
    tools = installation(database)
    with database.write() as session:
        thread = threads.open_for(session, tools.seal, "twilio_sms", "+628120001", 1.0)
        new = NewReport(
            ticket="BDG-0000001",
            thread=thread,
            category="road",
            description="jalan rusak",
            place=Place(text="jl dago", kecamatan="Coblong"),
            photos=(),
            agency="dsdabm",
        )
        reports.add(session, [new], 1.0)
    return new.ticket


def test_list_and_show(kentongan: Command, ticket: str) -> None:
    listed = kentongan("report", "list")
    assert listed == Ran("BDG-0000001  received           road               Coblong\n", "", 0)
    assert kentongan("report", "list", "--limit", "0").out == ""
    shown = kentongan("report", "show", ticket.lower())
    assert shown.code == 0
    assert "description  jalan rusak\n" in shown.out


@pytest.mark.usefixtures("database")
def test_an_unknown_report(kentongan: Command) -> None:
    missing = kentongan("report", "show", "BDG-9999999")
    assert missing == Ran("", "kentongan: no report BDG-9999999\n", 2)
    line = "kentongan: the desk has no request BDG-9999999\n"
    assert kentongan("report", "status", "BDG-9999999", "done") == Ran("", line, 2)
    assert kentongan("report", "status", "BDG-9999999", "lost").code == 2


def test_a_status_at_the_desk(kentongan: Command, database: Database) -> None:
    filing = Filing(service_code="road", description="jalan rusak")
    with database.write() as session:
        desk.keep(session, filing, "BDG-0000001", 1.0)
    moved = kentongan("report", "status", "bdg-0000001", "done", "--notes", "sudah diaspal")
    assert moved == Ran("bdg-0000001 is now done.\n", "", 0)
    with database.read() as session:
        [kept] = desk.get(session, ["BDG-0000001"])
    assert (kept.status, kept.notes) == ("done", "sudah diaspal")
