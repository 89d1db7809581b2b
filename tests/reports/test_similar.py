"""Earlier reports like a new one: which are alike, who is offered them, what joining does."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.model import Conversation, Say, Words
from bot.place import Place
from bot.report import Draft, Similar, Support
from gateway import city, joining, promises
from gateway.app import locator
from gateway.likeness import Told, is_alike
from gateway.store import events, reports, supporters, threads
from gateway.store.similar import DAY
from gateway.tools import Tools
from nlu import knowledge
from tests import databases
from tests.installation import installation

PACK = city.load("bandung")
KNOWN = knowledge.load(PACK.folder)
LOCATE = locator(PACK, KNOWN)
PAIRS = yaml.safe_load((Path(__file__).parent / "similar.yml").read_text(encoding="utf-8"))
NOW = 1_800_000_000.0
HERE = Place(text="jl dago", kecamatan="Coblong", code="32.73.02", precision="street")
DRAFT = Draft(category="road", place=HERE, description="jalan dago rusak parah")


def told(row: str | Mapping[str, Any]) -> Told:
    """Return a report as it is told, its place as we understand it."""
    if isinstance(row, str):
        return Told(place=KNOWN.gazetteer.find(row) or Place(), description=row)
    return Told(place=LOCATE(*row["pin"]), description=row["text"])


def is_same(pair: Mapping[str, Any]) -> bool:
    return is_alike(told(pair["one"]), told(pair["other"]), KNOWN)


def test_hardly_a_report_is_offered_that_is_another_problem() -> None:
    offered = [pair for pair in PAIRS if is_same(pair)]
    right = [pair for pair in offered if pair["same"]]
    same = [pair for pair in PAIRS if pair["same"]]
    wrong = [pair for pair in offered if not pair["same"]]
    missed = [pair for pair in same if pair not in right]
    assert len(PAIRS) >= 30
    assert len(right) / len(offered) >= 0.95, wrong
    assert len(right) / len(same) >= 0.85, missed


@pytest.mark.parametrize("pair", PAIRS[:12])
def test_likeness_goes_both_ways(pair: Mapping[str, Any]) -> None:
    other = {"one": pair["other"], "other": pair["one"]}
    assert is_same(pair) == is_same(other)


@pytest.fixture(params=databases.KINDS)
def tools(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tools]:
    with databases.empty(request.param, tmp_path) as database:
        yield replace(installation(database), knowledge=KNOWN, clock=lambda: NOW)


def citizen(tools: Tools, sender: str) -> int:
    with tools.database.write() as session:
        return threads.open_for(session, tools.seal, "twilio_sms", sender, 1.0)


def filed(tools: Tools, thread: int, days: float = 2, **told: Any) -> str:
    """File a report so many days ago, and return its ticket."""
    report = promises.new_report(replace(DRAFT, **told), thread, tools)
    with tools.database.write() as session:
        reports.add(session, [report], NOW - days * DAY)
    return report.ticket


def test_somebody_elses_report_is_offered_and_joined_once(tools: Tools) -> None:
    ours, others = citizen(tools, "+628120001"), citizen(tools, "+628120002")
    ticket = filed(tools, others)
    asked = Conversation(flow="report", awaiting="confirm", draft=DRAFT)
    after, actions = joining.offered((asked, [Say("report-confirm")]), ours, tools)
    place = "jl dago, Coblong"
    facts = {"ticket": ticket, "place": place, "days": 2, "supporters": 0}
    [said] = actions
    assert isinstance(said, Say)
    assert (said.key, said.facts) == ("report-similar", facts)
    assert (after.awaiting, after.draft) == ("similar", DRAFT)
    done = joining.answer(Support(ticket), ours, tools)
    assert done.says == [Say("report-supported", {"ticket": ticket})]
    with tools.database.write() as session:
        done.effect(session, NOW)
        done.effect(session, NOW)
    with tools.database.read() as session:
        report = reports.by_ticket(session, ticket)
        assert report
        assert supporters.of(session, report.id) == [ours]
        assert [each.what for each in events.of(session, report.id)] == ["supported"]
    assert joining.find(DRAFT, ours, tools) == Similar(
        ticket=ticket, category="road", place=place, days=2, supporters=1
    )


def test_the_citizens_own_report_is_said_to_be_theirs(tools: Tools) -> None:
    ours = citizen(tools, "+628120001")
    ticket = filed(tools, ours, days=0.1)
    found = joining.find(DRAFT, ours, tools)
    assert found
    assert (found.ticket, found.own, found.days) == (ticket, True, 0)


@pytest.mark.parametrize(
    "told",
    [
        {"days": 15},
        {"category": "waste"},
        {"secret": True},
        {"place": Place(text="jl riau", kecamatan="Bandung Wetan", precision="street")},
    ],
    ids=["too old", "another category", "secret", "elsewhere"],
)
def test_what_is_not_offered(told: Mapping[str, Any], tools: Tools) -> None:
    filed(tools, citizen(tools, "+628120002"), **told)
    assert joining.find(DRAFT, citizen(tools, "+628120001"), tools) is None


def test_pins_are_measured(tools: Tools) -> None:
    others, ours = citizen(tools, "+628120002"), citizen(tools, "+628120001")
    ticket = filed(tools, others, place=LOCATE(-6.8900, 107.6100), description="lubang")
    near = replace(DRAFT, place=LOCATE(-6.8905, 107.6104), description="jalan bolong")
    far = replace(near, place=LOCATE(-6.8920, 107.6100))
    found = joining.find(near, ours, tools)
    assert found
    assert found.ticket == ticket
    assert joining.find(far, ours, tools) is None


def test_only_a_confirmation_is_replaced_and_nobody_is_asked_twice(tools: Tools) -> None:
    ours = citizen(tools, "+628120001")
    filed(tools, citizen(tools, "+628120002"))
    asked = Conversation(flow="report", awaiting="place", draft=DRAFT)
    alone = replace(asked, awaiting="confirm", draft=replace(DRAFT, alone=True))
    for decision in (
        (asked, [Say("report-ask-place")]),
        (alone, [Say("report-confirm")]),
        (replace(asked, awaiting="confirm"), []),
    ):
        assert joining.offered(decision, ours, tools) == decision


def test_a_secret_report_cannot_be_joined_nor_read_by_others(tools: Tools) -> None:
    others, ours = citizen(tools, "+628120002"), citizen(tools, "+628120001")
    ticket = filed(tools, others, secret=True)
    unknown = [Say("report-unknown", {"ticket": ticket})]
    assert joining.answer(Support(ticket), ours, tools).says == unknown
    secret = Say("report-status-secret", {"ticket": ticket})
    assert promises.state_of(ticket, ours, tools) == secret


def test_a_citizens_reports_are_the_newest_three_filed_or_joined(tools: Tools) -> None:
    others, ours = citizen(tools, "+628120002"), citizen(tools, "+628120001")
    assert promises.mine(ours, tools) == [Say("report-none")]
    tickets = [filed(tools, ours) for _ in range(3)]
    joined = filed(tools, others)
    done = joining.answer(Support(joined), ours, tools)
    with tools.database.write() as session:
        done.effect(session, NOW)
    line = {"category": Words("category-road"), "status": Words("status-received")}
    assert promises.mine(ours, tools) == [
        Say("report-mine"),
        Say("report-line-supported", {"ticket": joined, **line}),
        Say("report-line", {"ticket": tickets[2], **line}),
        Say("report-line", {"ticket": tickets[1], **line}),
    ]
