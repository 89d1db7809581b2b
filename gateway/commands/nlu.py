"""Understanding, from the command line."""

import json
import os
import subprocess
import sys

import click

from gateway import api, app
from gateway.commands import local
from gateway.commands.starting import NLU_PYTHON, NotReadyError
from nlu.understand import as_json


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


def _python(module: str, arguments: tuple[str, ...]) -> None:
    if not NLU_PYTHON.exists():
        raise NotReadyError("nlu/.venv is missing; `make nlu` builds it")
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    call = [str(NLU_PYTHON), "-m", module, *arguments]
    sys.exit(subprocess.run(call, check=False, env=environment).returncode)
