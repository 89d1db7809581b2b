"""Tell Telegram where to call us and which commands to offer, and read what it says of that."""

import re
from collections.abc import Mapping, Sequence

from telegram import Bot, WebhookInfo

from gateway.channels.telegram.transport import ask
from gateway.channels.telegram.updates import KINDS
from gateway.errors import BadSettingsError

COMMANDS: Mapping[str | None, Sequence[tuple[str, str]]] = {
    None: (
        ("lapor", "Laporkan masalah di kota"),
        ("status", "Tanyakan kabar laporan Anda"),
        ("bantuan", "Apa saja yang bisa saya bantu"),
        ("start", "Mulai dari awal"),
    ),
    "en": (
        ("lapor", "Report a problem in the city"),
        ("status", "Ask what became of your report"),
        ("bantuan", "What I can do for you"),
        ("start", "Start over"),
    ),
}
"""By the language of the app, which is never Sundanese. They belong to the bot's menu, which is
written once; `responses/` is for conversations."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def register(bot: Bot, url: str, secret: str, connections: int) -> None:
    """Have Telegram call `url`, by at most `connections` at a time, and offer our commands.

    What waits there already is kept. Raises `BadSettingsError` or a `CallError`.
    """
    if not url.startswith("https://"):
        raise BadSettingsError(
            "PUBLIC_URL: must begin with https://, Telegram calls nothing else"
        )
    if not _SECRET.fullmatch(secret):
        raise BadSettingsError(
            "TELEGRAM_WEBHOOK_SECRET: must be 1 to 256 letters, digits, _ or -"
        )
    ask(
        bot.set_webhook(
            url,
            secret_token=secret,
            allowed_updates=list(KINDS),
            max_connections=connections,
            drop_pending_updates=False,
        )
    )
    for language, commands in COMMANDS.items():
        ask(bot.set_my_commands(commands, language_code=language))


def remove(bot: Bot) -> None:
    """Have Telegram call us no more; updates wait there for a day. Raises a `CallError`."""
    ask(bot.delete_webhook(drop_pending_updates=False))


def told(bot: Bot, url: str) -> list[str]:
    """Return in plain words what Telegram does for the bot. Raises a `CallError`."""
    info = ask(bot.get_webhook_info())
    if not info.url:
        return ["Telegram calls nobody; `kentongan channel telegram register` changes that."]
    return [
        f"Telegram calls {info.url}{'' if info.url == url else f', which is not {url}'}",
        f"  about {', '.join(info.allowed_updates or ['everything but a few kinds'])}",
        f"  with at most {info.max_connections or 40} calls at a time",
        f"  {info.pending_update_count} updates wait",
        *_trouble(info),
    ]


def _trouble(info: WebhookInfo) -> list[str]:
    if info.last_error_date is None:
        return []
    at = info.last_error_date.strftime("%Y-%m-%d %H:%M UTC")
    return [f"  last failure {at}: {info.last_error_message or 'for no reason told'}"]
