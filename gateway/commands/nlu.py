"""Understanding, from the command line: measuring it, and teaching it."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TextIO

import click

from gateway import api, app, city, learning
from gateway.commands import local
from gateway.commands.starting import NLU_PYTHON, NotReadyError
from gateway.errors import GatewayError
from gateway.models import MODELS
from gateway.store import corrections
from gateway.store.database import Database
from nlu import models
from nlu.understand import as_json


class BadExampleError(GatewayError):
    """A correction whose labels do not exist; nothing was kept."""


@click.group()
def nlu() -> None:
    """What citizens mean."""


@nlu.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def train(arguments: tuple[str, ...]) -> None:
    """Train a model from nlu/data; a running server takes it over by itself."""
    _python("nlu.train", arguments)


@nlu.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def score(arguments: tuple[str, ...]) -> None:
    """Measure understanding, write nlu/SCORES.md, fail below nlu/scores.yml."""
    _python("nlu.score", arguments)


@nlu.command()
@click.argument("text")
def parse(text: str) -> None:
    """Print what the pipeline hears in TEXT; needs the nlu process."""
    heard = api.heard(text, app.build(local.configured()))
    if heard.by == "none":
        raise NotReadyError("the nlu process does not answer; start it with `nlu/serve`")
    click.echo(json.dumps(as_json(heard), indent=2, ensure_ascii=False))


@nlu.command()
@click.argument("text")
@click.option("--intent", required=True, help="What the citizen wants; see docs/labelling.md.")
@click.option("--category", default="", help="What is reported; see categories.yml.")
@click.option("--language", default="id", show_default=True)
@click.option("--by", required=True, help="Your name: it is kept with the correction.")
def correct(text: str, intent: str, category: str, language: str, by: str) -> None:
    """Say what TEXT really means; kept for review."""
    example = corrections.Example(
        text=text, language=language, intent=intent, category=category
    )
    _check(example, text[:40])
    database = _database()
    with database.write() as session:
        number = corrections.propose(session, example, by=by, now=database.now(session))
    click.echo(f"kept as {number}; review it with `kentongan nlu export`")


@nlu.command()
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
@click.option("--all", "everything", is_flag=True, help="Also those reviewed before.")
def export(file: TextIO, *, everything: bool) -> None:
    """Write the corrections that wait for review as YAML to FILE."""
    states = corrections.STATES if everything else ("proposed",)
    with _database().read() as session:
        file.write(learning.for_review(corrections.listed(session, states)))


@nlu.command("import")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--by", required=True, help="Your name: it is kept with the correction.")
def take_in(file: TextIO, by: str) -> None:
    """Take over the review in FILE: all of it, or nothing if a row is wrong."""
    reviews = learning.reviewed(file.read())
    for row in reviews:
        _check(row.example(), f"correction {row.id}")
    database = _database()
    with database.write() as session:
        for row in reviews:
            known = corrections.review(
                session,
                row.id,
                row.example(),
                state=row.state,
                by=by,
                now=database.now(session),
            )
            if not known:
                raise BadExampleError(f"correction {row.id} does not exist; nothing was kept")
    approved = sum(row.state == "approved" for row in reviews)
    click.echo(f"{len(reviews)} reviewed, {approved} approved; `kentongan nlu retrain` learns")


@nlu.command()
def retrain() -> None:
    """Train with all approved corrections; take the model over unless it is worse."""
    with _database().read() as session:
        approved = corrections.listed(session, ("approved",))
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "corrections.yml"
        file.write_text(learning.for_training(each.example for each in approved), "utf-8")
        _python("nlu.retrain", ("--corrections", str(file)))


@nlu.command()
def rollback() -> None:
    """Go back to the model before this one; running servers follow within seconds."""
    before = models.roll_back(MODELS)
    if before is None:
        raise NotReadyError("there is no earlier model in var/models")
    click.echo(f"{before.name} is the model now")


def _check(example: corrections.Example, what: str) -> None:
    pack = city.load(local.configured().city)
    wrong = learning.problem(
        example, languages=pack.city.languages, categories=pack.city.categories
    )
    if wrong:
        raise BadExampleError(f"{what}: {wrong}")


def _database() -> Database:
    return Database(local.configured().database_url)


def _python(module: str, arguments: tuple[str, ...]) -> None:
    if not NLU_PYTHON.exists():
        raise NotReadyError("nlu/.venv is missing; `make nlu` builds it")
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    call = [str(NLU_PYTHON), "-m", module, *arguments]
    sys.exit(subprocess.run(call, check=False, env=environment).returncode)
