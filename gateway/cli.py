"""The `kentongan` command."""

import sys
from collections.abc import Mapping
from importlib import import_module

import click
from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import GatewayError

COMMANDS: Mapping[str, str] = {
    "run": "starting",
    "web": "processes",
    "console": "processes",
    "worker": "processes",
    "migrate": "processes",
    "bench": "processes",
    "talk": "talk",
    "doctor": "doctor",
    "operator": "people",
    "citizen": "people",
    "channel": "channels",
    "city": "city",
    "nlu": "nlu",
    "report": "reports",
    "audit": "audit",
}
"""The module of `gateway.commands` that each command is in."""


class Lazy(click.Group):
    """Imports a command when it is called: starting is quick, and one fault stays one fault."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands, in the order of their importance."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command called `cmd_name`."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"gateway.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kentongan")
def cli() -> None:
    """Kentongan, a city's civic messaging gateway. Start everything with `kentongan run`."""


def main() -> None:
    """Run the command line; what we refuse is said in one line, without a trace."""
    try:
        cli(prog_name="kentongan")
    except GatewayError as error:
        _refuse(str(error))
    except SQLAlchemyError as error:  # its text may hold what citizens wrote
        _refuse(f"the database: {type(error).__name__}; `kentongan doctor` says more")


def _refuse(reason: str) -> None:
    for line in reason.splitlines():
        click.secho(f"kentongan: {line}", fg="red", err=True)
    sys.exit(2)
