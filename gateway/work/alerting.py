"""New warnings go to whoever wants to be warned: each of them once, however workers die.

A warning is told in batches, each in one transaction with who was told; a worker that takes
over goes on where the last one was. They are bulk: every reply to a citizen overtakes them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.orm import Session

from bot.flows.alerts import AIR, FLOOD, WEATHER
from bot.model import Fact, Say, Words
from gateway import quiet
from gateway.errors import CallError
from gateway.source import Question
from gateway.sources.warning import Warnings
from gateway.store import subscriptions
from gateway.store.lanes import Claim
from gateway.store.subscriptions import Wish
from gateway.tools import Tools
from gateway.work import telling
from gateway.work.outcome import Later, Outcome
from gateway.work.telling import News

log = structlog.get_logger()
EVERY, PATIENCE = 60.0, 120.0
"""Seconds between looks, and after one that failed."""
SEVERE = frozenset({"severe", "extreme"})
"""CAP's severities that are told at night, too."""
RAIN = "hujan"
"""What BMKG's name of an event holds if there may be floods."""
BAD_AIR = frozenset({"unhealthy", "very-unhealthy", "hazardous"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something to warn of: `id` is the same however often it is read.

    It is told to whoever subscribed to one of `topics`. `areas` are the codes of the kecamatan,
    empty if it is the whole city's.
    """

    id: str
    topics: tuple[str, ...]
    say: Say
    areas: Sequence[str]
    severe: bool = False


def watch(_claim: Claim, tools: Tools) -> Outcome:
    """Look for new warnings and tell who wants to hear of them."""
    failed = ""
    for topics, look in LOOKS.items():
        with tools.database.read() as session:
            wanted = subscriptions.are_wanted(session, topics)
        if not wanted:
            continue
        try:
            for alert in look(tools):
                tell(alert, tools)
        except CallError as error:
            log.warning("alerts_down", topics=topics, error=type(error).__name__)
            failed = str(error)
    return Later(PATIENCE if failed else EVERY, failed)


def tell(alert: Alert, tools: Tools) -> int:
    """Warn everybody who was not yet; return how many. At night only of what is severe."""
    total = 0
    while True:
        count = tools.committer.commit(partial(_batch, alert, tools))
        total += count
        if count < telling.BATCH:
            break
    if total:
        log.info("alert_told", alert=alert.id, citizens=total)
    return total


def _batch(alert: Alert, tools: Tools, session: Session) -> int:
    now = tools.database.now(session)
    if not alert.severe and quiet.wait(tools.pack.quiet, tools.pack.timezone, now):
        return 0
    wish = Wish(topics=alert.topics, areas=tuple(alert.areas))
    news = News(key=alert.id, wish=wish, say=lambda _language: alert.say)
    return telling.batch(session, news, tools, now)


def _weather(tools: Tools) -> Iterator[Alert]:
    """Yield the warnings of BMKG for the city that are not over."""
    source = tools.sources["warning"]
    if not isinstance(source, Warnings):
        return
    items = source.decode(tools.http.fetch(source.ask(_question(tools))))
    for each in source.current(items, _question(tools).now):
        severity = source.severity(each, tools.http)
        until = each.until.astimezone(tools.pack.timezone)
        facts: Mapping[str, Fact] = {
            "event": source.event(each),
            "place": source.where(each),
            "until": f"{until:%H.%M}",
        }
        yield Alert(
            id=each.id,
            topics=(WEATHER, FLOOD) if RAIN in source.event(each).casefold() else (WEATHER,),
            say=Say("alert-weather", facts),
            areas=[source.codes[name] for name in each.kecamatan],
            severe=severity.casefold() in SEVERE,
        )


def _air(tools: Tools) -> Iterator[Alert]:
    """Yield that the air is bad, once a day for each band."""
    question = _question(tools)
    say = tools.answers.look_up(tools.sources["air_quality"], question)
    band = say.facts.get("band")
    name = band.key.removeprefix("air_quality-band-") if isinstance(band, Words) else ""
    if say.key != "air_quality-answer" or say.facts.get("age") != 0 or name not in BAD_AIR:
        return
    facts = {"place": tools.pack.name, **say.facts}
    day = question.now.date().isoformat()
    yield Alert(id=f"air {day} {name}", topics=(AIR,), say=Say("alert-air", facts), areas=[])


def _question(tools: Tools) -> Question:
    now = datetime.fromtimestamp(tools.clock(), tools.pack.timezone)
    return Question(text="", now=now)


LOOKS: Mapping[tuple[str, ...], Callable[[Tools], Iterator[Alert]]] = {
    (WEATHER, FLOOD): _weather,
    (AIR,): _air,
}
"""Where the warnings of topics come from."""
