"""Start one process, or what a release needs."""

import os
import subprocess
import sys
from pathlib import Path

import click

from gateway import app, worker as workers
from gateway.commands import local
from gateway.errors import BadSettingsError
from gateway.settings import Settings
from gateway.store import migrate as migrations
from gateway.store.database import Database
from gateway.work.engine import Engine

GUNICORN = [
    str(Path(sys.executable).parent / "gunicorn"),
    "-c",
    str(Path(app.__file__).parent / "gunicorn.py"),
]


@click.command()
def web() -> None:
    """Serve webhooks, chat and the report desk."""
    _become([*GUNICORN, "gateway.app:from_environment()"])


@click.command()
def console() -> None:
    """Serve the operators' console."""
    os.environ.setdefault("PORT", "8001")
    os.environ["WEB_THREADS"] = os.environ.get("CONSOLE_THREADS", "256")
    _become([*GUNICORN, "gateway.console.app:from_environment()"])


@click.command()
@click.option("--celery", is_flag=True, help="Take hints from BROKER_URL instead of looking.")
def worker(*, celery: bool) -> None:
    """Answer citizens, send replies, forward reports."""
    config = local.configured()
    if celery and not config.broker_url:
        raise BadSettingsError("BROKER_URL: is not set")
    tools = app.build(config)
    engine = workers.engine(tools, config)
    if celery:
        _take_hints(config, engine)
    else:
        workers.work_until_told(engine)


def _take_hints(config: Settings, engine: Engine) -> None:
    from gateway.work import celery  # noqa: PLC0415 - an extra; needed here alone

    celery.serve(celery.connect(config.broker_url, config.broker_queue), engine)


@click.command()
@click.option("--to", "revision", default="head", help="A revision, or `base` to undo all.")
def migrate(revision: str) -> None:
    """Bring the database to the shape this release needs."""
    database = Database(local.configured().database_url)
    if revision == "head":
        migrations.upgrade(database)
    else:
        migrations.downgrade(database, revision)
    click.echo("The database is ready.")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> None:
    """Measure this product and its peer (bench/RESULTS.md); `seed` fills the database."""
    module = "bench.seed" if arguments[:1] == ("seed",) else "bench.run"
    rest = arguments[1:] if module == "bench.seed" else arguments
    call = [sys.executable, "-m", module, *rest]
    sys.exit(subprocess.run(call, check=False).returncode)


def _become(command: list[str]) -> None:
    """Go on as `command`, in this process."""
    local.prepare()
    os.execvp(command[0], command)  # noqa: S606 - our own programs, no shell
