"""A report between conversation and store: its ticket, and who is told what of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model import Fact, Say, Words
from bot.place import Place
from bot.report import Draft
from gateway import backends, promises, tickets
from gateway.backend import State
from gateway.store import reports, threads
from gateway.store.database import Database
from gateway.store.reports import NewReport
from gateway.tools import Tools
from tests import databases
from tests.installation import installation
from tests.settings import settings

DRAFT = Draft(
    category="road",
    place=Place(text="jl dago", kecamatan="Coblong"),
    description="jalan rusak",
    photos=("a.jpg",),
)


@pytest.fixture(params=databases.KINDS)
def tools(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tools]:
    with databases.empty(request.param, tmp_path) as database:
        yield installation(database)


def citizen(tools: Tools, sender: str) -> int:
    with tools.database.write() as session:
        return threads.open_for(session, tools.seal, "twilio_sms", sender, 1.0)


def file(database: Database, report: NewReport) -> None:
    with database.write() as session:
        reports.add(session, [report], 1.0)


def test_a_ticket_is_never_given_twice(tools: Tools) -> None:
    drawn = iter([7, 7, 8])
    tools = replace(tools, draw=lambda: next(drawn))
    thread = citizen(tools, "+628120001")
    first = promises.new_report(DRAFT, thread, tools)
    file(tools.database, first)
    second = promises.new_report(Draft(category="none"), thread, tools)
    assert first == NewReport(
        ticket="BDG-0000007",
        thread=thread,
        category="road",
        description="jalan rusak",
        place=Place(text="jl dago", kecamatan="Coblong"),
        photos=("a.jpg",),
        agency=tools.pack.city.categories["road"].agency,
        reason="categories.yml: road",
    )
    assert second == NewReport(
        ticket="BDG-0000008",
        thread=thread,
        category="none",
        description="",
        place=Place(),
        photos=(),
        agency="",
    )


def test_its_citizen_hears_everything_and_others_what_is_public(tools: Tools) -> None:
    ours, others = citizen(tools, "+628120001"), citizen(tools, "+628120002")
    report = promises.new_report(DRAFT, ours, tools)
    file(tools.database, report)
    public: dict[str, Fact] = {
        "ticket": report.ticket,
        "category": Words("category-road"),
        "status": Words("status-received"),
    }
    told = Say("report-status", {**public, "place": "jl dago, Coblong"})
    assert promises.state_of(report.ticket, ours, tools) == told
    assert promises.state_of("", ours, tools) == told
    assert promises.state_of(report.ticket, others, tools) == Say(
        "report-status-public", public
    )
    assert promises.state_of("", others, tools) == Say("report-none")
    unknown = Say("report-unknown", {"ticket": "BDG-9999999"})
    assert promises.state_of("BDG-9999999", ours, tools) == unknown


def test_a_status_repeats_what_the_agency_wrote(tools: Tools) -> None:
    ours = citizen(tools, "+628120001")
    file(tools.database, promises.new_report(DRAFT, ours, tools))
    with tools.database.write() as session:
        kept = reports.latest_of(session, [ours])
        assert kept
        assert reports.move(session, kept, State(status="in_progress", notes="n" * 200), 2.0)
    with tools.database.read() as session:
        moved = reports.latest_of(session, [ours])
    assert moved
    facts: dict[str, Fact] = {
        "ticket": moved.ticket,
        "category": Words("category-road"),
        "status": Words("status-in_progress"),
    }
    notes = "n" * 97 + "..."
    assert promises.state_of("", ours, tools) == Say(
        "report-status-notes", {**facts, "place": "jl dago, Coblong", "notes": notes}
    )


def test_tickets_are_easy_to_type() -> None:
    taken = {"GRT-0000001", "GRT-0000002"}
    draw = iter([1, 2, 1, 9_999_999])
    assert tickets.fresh("GRT", lambda: next(draw), taken.__contains__) == "GRT-9999999"


def test_a_category_that_names_a_destination_changes_nothing_for_the_others(
    tools: Tools,
) -> None:
    pack = replace(tools.pack, destinations={"road": ("lapor", "open311")})
    named = replace(tools, pack=pack, backends=backends.configured(settings(), pack))
    assert set(named.backends) == {"open311", "lapor"}
    assert promises.destinations("road", named) == ("lapor", "open311")
    assert promises.destinations("waste", named) == ("open311",)
