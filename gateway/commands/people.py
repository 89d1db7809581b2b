"""Operators and citizens, from the command line."""

import click
from argon2 import PasswordHasher
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway import city
from gateway.commands import local
from gateway.console import passwords
from gateway.console.roles import AGENCY, OPERATOR, ROLES
from gateway.errors import GatewayError
from gateway.sealing import Seal
from gateway.settings import keyring
from gateway.store import accounts, operators, threads, transcripts
from gateway.store.database import Database

LINK_SECONDS = 3600.0


class UnknownPersonError(GatewayError):
    """There is nobody of that name."""


@click.group()
def operator() -> None:
    """People who answer citizens."""


@operator.command()
@click.argument("name")
@click.password_option(help="At least 12 characters.")
@click.option("--agency", default="", help="A key of agencies.yml: sees only its reports.")
@click.option("--role", type=click.Choice(ROLES), help="What they may do; see docs.")
def add(name: str, password: str, agency: str, role: str | None) -> None:
    """Add an operator, or give one a new password (and an agency or a role)."""
    _need_good(password, name)
    _need_agency(agency)
    secret = PasswordHasher().hash(password)
    database = _database()
    with database.write() as session:
        known = operators.by_name(session, name)
        if known:
            operators.set_password(session, known.id, secret)
        person = known.id if known else _add(session, name, secret, database.now(session))
        if agency or role:
            operators.assign(session, person, _role(agency, role), agency)
    click.echo(f"{name} can sign in.")


@operator.command()
@click.argument("name")
@click.option("--console", default="http://127.0.0.1:8001", help="Address of the console.")
def link(name: str, console: str) -> None:
    """Print a link that signs NAME in once, within an hour."""
    click.echo(login_link(console, name))


@operator.command("list")
def list_operators() -> None:
    """List the operators."""
    with _database().read() as session:
        for each in operators.everyone(session):
            click.echo(f"{each.name}  {each.agency or each.role}")


@operator.command()
@click.argument("name")
@click.argument("agency", default="")
@click.option("--role", type=click.Choice(ROLES), help="What they may do; see docs.")
def assign(name: str, agency: str, role: str | None) -> None:
    """Give NAME a role, or let them see the reports of AGENCY (a key of agencies.yml) alone."""
    _need_agency(agency)
    with _database().write() as session:
        known = operators.by_name(session, name)
        if known is None:
            raise UnknownPersonError(f"no operator called {name}")
        operators.assign(session, known.id, _role(agency, role), agency)
    click.echo(f"{name} sees {'the reports of ' + agency if agency else 'everything'}.")


@operator.command()
@click.argument("name")
def disable(name: str) -> None:
    """Let NAME in no more."""
    with _database().write() as session:
        known = operators.by_name(session, name)
        if known is None:
            raise UnknownPersonError(f"no operator called {name}")
        operators.disable(session, known.id)
    click.echo(f"{name} is signed out and cannot sign in.")


@click.group()
def citizen() -> None:
    """What is kept of a citizen."""


@citizen.command()
@click.argument("channel")
@click.argument("sender")
def show(channel: str, sender: str) -> None:
    """Print the conversation with SENDER (a number or chat id) on CHANNEL."""
    config = local.configured()
    seal = Seal(keyring(config.pii_keys), config.secret_key.get_secret_value().encode())
    with Database(config.database_url).read() as session:
        thread = threads.find(session, seal, channel, sender)
        if thread is None:
            raise UnknownPersonError(f"nobody with that id wrote on {channel}")
        for line in transcripts.read(session, thread, limit=1000):
            click.echo(f"{line.author:>8}  {line.text}")


def login_link(console: str, name: str, role: str = OPERATOR) -> str:
    """Return an address that signs `name` in once, within an hour.

    Whoever is not known yet is added with this role.
    """
    secret = local.secret()
    database = _database()
    with database.write() as session:
        now = database.now(session)
        known = operators.by_name(session, name)
        person = known.id if known else _add(session, name, "", now)
        if not known:
            operators.assign(session, person, role, "")
        operators.admit(session, secret, person, once=True, now=now, seconds=LINK_SECONDS)
    return f"{console}/console/login/{secret}"


def _need_good(password: str, name: str) -> None:
    wrong = {
        "short": f"must have at least {passwords.SHORTEST} characters",
        "common": "is easily guessed, or has leaked; use words that have nothing in common",
    }.get(passwords.fault(password, (name, local.configured().city, "kentongan")))
    if wrong:
        raise click.BadParameter(wrong, param_hint="password")


@operator.command("reset-second-factor")
@click.argument("name")
def reset_second_factor(name: str) -> None:
    """Let NAME sign in without their second factor: the telephone is lost."""
    with _database().write() as session:
        known = operators.by_name(session, name)
        if known is None:
            raise UnknownPersonError(f"no operator called {name}")
        accounts.drop_second(session, known.id)
    click.echo(f"{name} signs in by password alone, until they set up a new one.")


def _need_agency(agency: str) -> None:
    known = city.load(local.configured().city).agencies
    if agency and agency not in known:
        raise click.BadParameter(
            f"{agency!r} is none of {', '.join(known)}", param_hint="agency"
        )


def _role(agency: str, role: str | None) -> str:
    if agency and role not in {None, AGENCY}:
        raise click.BadParameter("is for a whole city, not for an agency", param_hint="role")
    if role == AGENCY and not agency:
        raise click.BadParameter("needs an agency", param_hint="role")
    return role or (AGENCY if agency else OPERATOR)


def _add(session: Session, name: str, secret: str, now: float) -> int:
    try:
        return operators.add(session, name, secret, now)
    except IntegrityError as error:
        raise UnknownPersonError(f"{name} was disabled; choose another name") from error


def _database() -> Database:
    return Database(local.configured().database_url)
