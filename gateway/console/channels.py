"""How the channels are doing: which are on, when citizens last wrote, what waits and fails."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint

from gateway.chat import SIMULATED
from gateway.console.pages import Pages
from gateway.store import channels as store
from gateway.store.channels import LATELY, Doing
from gateway.tools import Tools

WORRY, ALARM = 5, 20
"""Percent of failed messages from which a channel is marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A channel as it is shown: `provider` names the address its provider calls, if it does."""

    name: str
    doing: Doing
    is_on: bool
    provider: str = ""

    @property
    def mark(self) -> str:
        """How worrying its failures are: empty, `warn` or `bad`."""
        rate = self.doing.rate or 0
        return "bad" if rate >= ALARM else "warn" if rate >= WORRY else ""


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/channels`."""
    page = Blueprint("channels", __name__, url_prefix="/console/channels")

    @page.get("")
    def index() -> str:
        with tools.database.read() as session:
            found = store.doing(session)
        return pages.show("channels.html", rows=_rows(found, tools), lately=LATELY)

    return page


def _rows(found: Mapping[str, Doing], tools: Tools) -> list[Row]:
    """Return the channels that are on, and those of which something is kept."""
    calls = {
        carrier.name: name
        for name, each in tools.providers.items()
        for carrier in each.carriers
    }
    on = [name for name in tools.channels if not name.startswith(SIMULATED)]
    names = dict.fromkeys([*on, *sorted(found)])
    return [
        Row(
            name=name,
            doing=found.get(name, Doing()),
            is_on=name in tools.channels,
            provider=calls.get(name, ""),
        )
        for name in names
    ]
