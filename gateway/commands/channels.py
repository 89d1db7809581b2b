"""`kentongan channel`: what has to be told to a provider before it calls us."""

import click

from gateway.channels.telegram import Telegram, registration
from gateway.commands import local
from gateway.errors import BadSettingsError
from gateway.http import Http


@click.group()
def channel() -> None:
    """Channels' registration at their providers."""


@channel.group()
def telegram() -> None:
    """The bot on Telegram."""


@telegram.command()
@click.option(
    "--connections",
    type=click.IntRange(1, 100),
    default=40,
    show_default=True,
    help="The most calls that Telegram makes at a time.",
)
def register(connections: int) -> None:
    """Have Telegram call PUBLIC_URL, and offer our commands in its menu."""
    bot, url = _bot()
    registration.register(bot.bot, url, bot.secret, connections)
    _show(bot, url)


@telegram.command()
def show() -> None:
    """Print where Telegram calls, and what went wrong last."""
    _show(*_bot())


@telegram.command()
def remove() -> None:
    """Have Telegram call us no more."""
    bot, url = _bot()
    registration.remove(bot.bot)
    _show(bot, url)


def _bot() -> tuple[Telegram, str]:
    """Return the bot, and the address that Telegram is to call."""
    config = local.configured()
    bot = Telegram.configured(config, Http())
    if bot is None:
        raise BadSettingsError("TELEGRAM_TOKEN and TELEGRAM_WEBHOOK_SECRET: are not set")
    return bot, f"{config.public_url}/webhooks/{bot.name}"


def _show(bot: Telegram, url: str) -> None:
    for line in registration.told(bot.bot, url):
        click.echo(line)
