"""Reports, from the command line."""

import click

from gateway.commands import local
from gateway.errors import GatewayError
from gateway.store import desk, reports
from gateway.store.database import Database
from gateway.store.desk import Change
from gateway.work.changes import RANK


class UnknownReportError(GatewayError):
    """There is no report of that number."""


@click.group()
def report() -> None:
    """Citizens' reports."""


@report.command("list")
@click.option("--limit", default=50, show_default=True)
def list_reports(limit: int) -> None:
    """List the newest reports."""
    with _database().read() as session:
        for each in reports.newest(session, limit):
            where = each.place.kecamatan or each.place.text
            click.echo(f"{each.ticket}  {each.status:<18} {each.category:<18} {where}")


@report.command()
@click.argument("ticket")
def show(ticket: str) -> None:
    """Print everything kept of a report."""
    with _database().read() as session:
        kept = reports.by_ticket(session, ticket.upper())
    if kept is None:
        raise UnknownReportError(f"no report {ticket}")
    for name in kept.__slots__:
        click.echo(f"{name:>12}  {getattr(kept, name)}")


@report.command()
@click.argument("number")
@click.argument("status", type=click.Choice(list(RANK)))
@click.option("--notes", default="", help="What the citizen is told besides.")
def status(number: str, status: str, notes: str) -> None:
    """Set the status of a request at the embedded desk; its citizen is told."""
    database = _database()
    with database.write() as session:
        now = database.now(session)
        wanted = Change(number=number.upper(), status=status, notes=notes, who="operator:cli")
        if not desk.change(session, wanted, now):
            raise UnknownReportError(f"the desk has no request {number}")
    click.echo(f"{number} is now {status}.")


def _database() -> Database:
    return Database(local.configured().database_url)
