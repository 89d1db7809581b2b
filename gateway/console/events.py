"""What moved, told to open pages as it happens: `GET /console/events` (server-sent events).

An event says only which conversations moved; a page asks for its parts again. `again` says that
anything may have moved, `beat` that there is nothing to say. The id of an event names the last
news in it, so that a browser that lost the line hears at once what it missed.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from gateway import listeners
from gateway.console.guard import Guard
from gateway.console.hub import Hub, News

FULL = 30
"""Seconds after which somebody for whom there is no room may ask again."""
SPREAD = 0.05
"""Seconds that each open browser adds to the time over which all ask for their lists again.

To answer for one list takes about half of it.
"""

BEAT = "event: beat\ndata: {}\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a stream behaves, in seconds.

    It says something at least every `quiet`, sees within `patience` that nobody listens, and
    within `trust` that its operator is not signed in any more.
    """

    quiet: float = 15.0
    patience: float = 1.0
    trust: float = 60.0


def blueprint(hub: Hub, guard: Guard, manners: Manners | None = None) -> Blueprint:
    """Return `/console/events`."""
    page = Blueprint("events", __name__, url_prefix="/console/events")

    @page.get("")
    def stream() -> Response:
        if not hub.enter():
            return listeners.busy(FULL)
        line = _Line(hub, guard.still(), manners or Manners())
        after = _after(hub, request.headers.get("Last-Event-ID", ""))
        gone = listeners.hung_up(request.environ)
        answer = listeners.stream(line.events(after, gone))
        answer.call_on_close(hub.leave)
        return answer

    return page


@dataclass(frozen=True, slots=True)
class _Line:
    """What one browser hears."""

    hub: Hub
    still: Callable[[], bool]
    manners: Manners

    def events(self, after: int, gone: Callable[[], bool]) -> Iterator[str]:
        """Yield events until nobody listens, nobody looks, or nobody is signed in."""
        if after < 0:
            after = self.hub.latest()
            yield self._told("again", {}, after)
        yield "retry: 2000\n" + BEAT
        spoke = trusted = time.monotonic()
        while self.hub.is_open() and not gone():
            news = self.hub.wait(after, self.manners.patience)
            now = time.monotonic()
            if now - trusted > self.manners.trust:
                if not self.still():
                    return
                trusted = now
            if news:
                after, spoke = news.number, now
                yield self._news(news)
            elif now - spoke > self.manners.quiet:
                spoke = now
                yield BEAT

    def _news(self, news: News) -> str:
        if news.moved.everything:
            return self._told("again", {}, news.number)
        moved = news.moved
        facts = {"threads": sorted(moved.threads), "held": moved.held, "alarm": moved.alarm}
        return self._told("moved", facts, news.number)

    def _told(self, name: str, facts: dict[str, Any], number: int) -> str:
        within = round(1000 * SPREAD * self.hub.open)
        data = json.dumps({**facts, "within": within})
        return f"id: {self.hub.era}.{number}\nevent: {name}\ndata: {data}\n\n"


def _after(hub: Hub, told: str) -> int:
    """Return the number of the last news that a browser heard; below 0 if it heard none."""
    era, _, number = told.partition(".")
    known = era == hub.era and number.isascii() and number.isdigit() and len(number) < 16  # noqa: PLR2004 - news
    return int(number) if known and int(number) <= hub.latest() else -1
