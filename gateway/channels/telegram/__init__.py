"""Telegram, over the Bot API, with python-telegram-bot's types and its `Bot`.

Facts of the protocol: https://core.telegram.org/bots/api.
"""

import hmac
from dataclasses import dataclass
from typing import Self

from telegram import Bot
from telegram.constants import ChatAction

from bot.model import Outbound
from gateway.channel import POSTED, Form, Received, Webhook
from gateway.channels.telegram import sending, updates
from gateway.channels.telegram.transport import Transport, ask
from gateway.errors import AmbiguousError, BadWebhookError, RefusedError, UnreachableError
from gateway.http import Download, Http, hosts
from gateway.settings import Settings

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
FORM = Form(buttons=8, title=40, length=sending.LONGEST, locations=True)
HOSTS = frozenset({"api.telegram.org"})
LARGEST = 20 * 1024 * 1024
"""Bytes of the largest file that Telegram gives to a bot."""


@dataclass(frozen=True, slots=True)
class Telegram:
    """A bot on Telegram."""

    secret: str
    bot: Bot
    rate: float
    username: str = ""
    trusted: frozenset[str] = HOSTS
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
        transport, api = Transport(http), settings.telegram_api_url
        bot = Bot(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=transport,
            get_updates_request=transport,
        )
        username = settings.telegram_username.removeprefix("@")
        trusted, gap = frozenset(hosts([api])), settings.telegram_gap
        return cls(secret, bot, settings.telegram_rate, username, trusted, gap)

    @property
    def carriers(self) -> tuple[Self]:
        """The one channel."""
        return (self,)

    def receive(self, call: Webhook) -> Received:
        """Read one update; kinds we have no use for are accepted and empty."""
        given = call.headers.get(SECRET, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self.secret.encode()):
            raise BadWebhookError("wrong secret token")
        return updates.read(call.body, self._id, self.username)

    def send(self, message: Outbound) -> str:
        """Send a text with its buttons, or a file with its caption."""
        sent = ask(sending.call(self.bot, message))
        return self._id(message.recipient, sent.message_id)

    def sent_already(self, message: Outbound, since: float) -> str | None:  # noqa: ARG002
        """Telegram cannot tell what it took."""
        return None

    def attend(self, recipient: str, external_id: str) -> None:  # noqa: ARG002
        """Show typing; a bot cannot mark a message as read."""
        ask(self.bot.send_chat_action(recipient, ChatAction.TYPING))

    def file(self, reference: str) -> Download:
        """Return how to fetch a file; its address holds the bot's token and lives an hour."""
        try:
            found = ask(self.bot.get_file(reference))
        except AmbiguousError as error:  # asking changed nothing
            raise UnreachableError(str(error)) from error
        if not found.file_path:
            raise RefusedError("telegram: a file that is not given out")
        return Download(
            to="telegram",
            url=found.file_path,
            hosts=HOSTS,
            trusted=self.trusted,
            largest=LARGEST,
        )

    def _id(self, *parts: str | int) -> str:
        """Return our name for something of this bot's; it tells nobody the chat id."""
        told = ":".join(str(part) for part in parts)
        return hmac.digest(self.bot.token.encode(), told.encode(), "sha256").hex()[:32]
