"""Telegram, over the Bot API, with python-telegram-bot's types and its `Bot`.

Facts of the protocol: https://core.telegram.org/bots/api.
"""

import hmac
from dataclasses import dataclass
from typing import Self

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from telegram.error import Forbidden, TelegramError

from bot.model import Outbound
from gateway.channel import POSTED, Form, Received, Webhook
from gateway.channels.telegram import updates
from gateway.channels.telegram.transport import Transport, finish
from gateway.errors import (
    AmbiguousError,
    BadWebhookError,
    CallError,
    RefusedError,
    StoppedError,
)
from gateway.http import Download, Http
from gateway.settings import Settings

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
LONGEST = 4096
FORM = Form(buttons=8, title=40, length=LONGEST, locations=True)
LOCATION = "\N{ROUND PUSHPIN}"


@dataclass(frozen=True, slots=True)
class Telegram:
    """A bot on Telegram."""

    secret: str
    bot: Bot
    rate: float
    gap: float = 1.0
    name: str = "telegram"
    methods: frozenset[str] = POSTED
    form: Form = FORM

    @classmethod
    def configured(cls, settings: Settings, http: Http) -> Self | None:
        """Return the channel, if its token and secret are set."""
        token = settings.telegram_token.get_secret_value()
        secret = settings.telegram_webhook_secret.get_secret_value()
        if not token or not secret:
            return None
        transport = Transport(http)
        bot = Bot(
            token,
            base_url=f"{settings.telegram_api_url}/bot",
            base_file_url=f"{settings.telegram_api_url}/file/bot",
            request=transport,
            get_updates_request=transport,
        )
        return cls(secret, bot, settings.telegram_rate)

    @property
    def carriers(self) -> tuple[Self]:
        """The one channel."""
        return (self,)

    def receive(self, call: Webhook) -> Received:
        """Read one update; kinds we have no use for are accepted and empty."""
        given = call.headers.get(SECRET, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self.secret.encode()):
            raise BadWebhookError("wrong secret token")
        return updates.read(call.body, self._id)

    def send(self, message: Outbound) -> str:
        """Send a text with its buttons."""
        call = self.bot.send_message(
            message.recipient, message.text[:LONGEST], reply_markup=_keyboard(message)
        )
        try:
            sent = finish(call)
        except Forbidden as error:
            raise StoppedError(f"telegram: {error}", "403") from error
        except TelegramError as error:
            if isinstance(error.__cause__, CallError):
                raise error.__cause__ from error
            raise RefusedError(f"telegram: {error}") from error
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise AmbiguousError("telegram: the answer is no message") from error
        return self._id(message.recipient, sent.message_id)

    def sent_already(self, message: Outbound, since: float) -> str | None:  # noqa: ARG002
        """Telegram cannot tell what it took."""
        return None

    def file(self, reference: str) -> Download:
        """Return how to fetch a file; its address holds the bot's token."""
        raise NotImplementedError

    def _id(self, *parts: str | int) -> str:
        """Return our name for something of this bot's; it tells nobody the chat id."""
        told = ":".join(str(part) for part in parts)
        return hmac.digest(self.bot.token.encode(), told.encode(), "sha256").hex()[:32]


def _keyboard(message: Outbound) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if message.choices:
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(label, callback_data=key)] for key, label in message.choices]
        )
    if message.location_label:
        button = KeyboardButton(f"{LOCATION} {message.location_label}", request_location=True)
        return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
    return None
