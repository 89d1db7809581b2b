"""The city's pack, as the console shows it."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from gateway import articles
from gateway.city import load
from gateway.console.city import Lack, facts, lacks
from gateway.workdays import Workdays
from tests.console.office import Office
from tests.console.test_inbox import plain

PACK = load("bandung")
KNOWN = articles.of(PACK)
TODAY = date(2026, 11, 28)


def test_the_pack_is_shown_with_what_it_lacks(office: Office) -> None:
    office.enter()
    page = plain(office.get("/console/city").text)
    for words in ("Kota Bandung", "Perlu dilengkapi", "Disdukcapil", "health.csv", "jalan"):
        assert words.casefold() in page.casefold(), words


def test_what_lacks_is_told_by_name() -> None:
    whole = replace(
        PACK,
        agencies={},
        city=replace(PACK.city, categories={}),
        workdays=Workdays(ZoneInfo("Asia/Jakarta"), {date(2016, 1, 1): True}),
    )
    [one, *_] = KNOWN
    good = replace(one, certain=True, valid_until=None, checked=TODAY)
    assert list(lacks(whole, [good], TODAY)) == []
    over = replace(good, valid_until=date(2026, 11, 27))
    assert list(lacks(whole, [over], TODAY)) == [Lack("articles-over", [one.id])]
    old = replace(good, checked=date(2025, 11, 1))
    assert list(lacks(whole, [old], TODAY)) == [Lack("articles-old", [one.id])]
    assert list(lacks(whole, [], date(1990, 1, 1))) == [Lack("holidays", ["1990"])]
    assert list(lacks(whole, [], date(2016, 6, 1))) == []


def test_a_long_list_is_cut() -> None:
    shown = Lack("articles-old", [str(number) for number in range(20)]).shown
    assert shown.endswith("10, 11 +8")


def test_files_of_facts_are_counted() -> None:
    counted = dict(facts(PACK.folder))
    assert counted["emergency_numbers.csv"] > 3
    assert counted["wifi.csv"] > 3
