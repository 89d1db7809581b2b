"""What staff did, from the command line."""

import click

from gateway.commands import local
from gateway.errors import GatewayError
from gateway.store import audit as store
from gateway.store.database import Database


class BrokenLogError(GatewayError):
    """A row of the log was changed, removed or put in."""


@click.group()
def audit() -> None:
    """What staff did and looked at in the console."""


@audit.command()
def verify() -> None:
    """Check that nobody changed, removed or put in a row; exit with 2 if somebody did."""
    with Database(local.configured().database_url).read() as session:
        count, first = store.broken(session)
    if first:
        raise BrokenLogError(
            f"{count} rows fit; row {first} does not: it or one before changed"
        )
    click.echo(f"{count} rows, and every one fits.")
