"""`kentongan doctor`: what works here, what does not, and the cure."""

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from gateway import app, workdays
from gateway.commands import local
from gateway.commands.starting import NLU_PYTHON
from gateway.errors import CallError, RefusedError
from gateway.http import Request
from gateway.models import MODELS
from gateway.settings import Settings
from gateway.store import care, migrate
from gateway.tools import Tools

MONTH = 30 * 86400.0
Finding = tuple[str, str]
"""What was looked at, and what is wrong with it and how to cure that; empty if nothing."""


@click.command()
def doctor() -> None:
    """Check settings, database, model, channels and backend; exit with 1 if one is ill."""
    config = local.configured()
    tools = app.build(config)
    ill = 0
    for name, fault in _findings(tools, config):
        ill += bool(fault)
        click.secho(f"{'x' if fault else 'ok':>3}  {name}{': ' + fault if fault else ''}")
    on = ", ".join(sorted(tools.carriers)) or "none (the simulator works without)"
    click.echo(f"     channels with secrets: {on}")
    sys.exit(1 if ill else 0)


def _findings(tools: Tools, config: Settings) -> Iterator[Finding]:
    yield "settings and city pack", ""
    yield "var/ can be written", "" if os.access(_nearest("var"), os.W_OK) else "it cannot"
    yield "proxies", _proxies(config)
    yield "holidays", holidays(tools)
    fault = _database(tools)
    yield "database", fault
    if not fault:
        yield "dead letters", _dead(tools)
    yield "nlu environment", "" if NLU_PYTHON.exists() else "is missing; run `make nlu`"
    yield "trained model", "" if any(MODELS.glob("*.tar.gz")) else "none; run `make nlu`"
    yield "nlu process", _understanding(tools, config)


def holidays(tools: Tools) -> str:
    """Return which year's holidays are missing for the limits that may begin within a month."""
    soon = datetime.fromtimestamp(tools.clock() + MONTH, tools.pack.timezone).year
    named = any(day.year == soon for day in tools.pack.workdays.off)
    if workdays.knows(soon) or named:
        return ""
    return f"those of {soon} are not known; list them in the city's holidays.yml"


def _proxies(config: Settings) -> str:
    """Return what is wrong where a proxy hides who calls: limits would be for all at once."""
    if config.public_url.startswith("https://") and not config.proxy_hops:
        return "PUBLIC_URL is https, so one stands in front of us; set PROXY_HOPS"
    return ""


def _nearest(path: str) -> Path:
    return Path(path) if Path(path).exists() else Path()


def _database(tools: Tools) -> str:
    try:
        current = migrate.is_current(tools.database)
    except SQLAlchemyError as error:
        return f"does not answer ({type(error).__name__}); look at DATABASE_URL"
    return "" if current else "is not migrated; run `kentongan migrate`"


def _dead(tools: Tools) -> str:
    with tools.database.read() as session:
        dead = care.waiting(session)["dead"]
    return f"{dead} tasks were given up; see the console" if dead else ""


def _understanding(tools: Tools, config: Settings) -> str:
    token = config.rasa_token.get_secret_value()
    if not token:
        return "RASA_TOKEN is not set; give it and us the same long token"
    call = Request(
        to="doctor",
        method="GET",
        url=f"{config.rasa_url}/webhooks/parse/health",
        headers={"Authorization": f"Bearer {token}"},
        timeout=2.0,
    )
    try:
        tools.http.fetch(call)
    except RefusedError:
        return "refuses us; RASA_TOKEN must be the same for both"
    except CallError:
        return "does not answer; start it with `nlu/serve`"
    return ""
