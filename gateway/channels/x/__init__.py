"""X, formerly Twitter: direct messages and mentions. Every call of its API costs money.

Facts of the protocol: https://docs.x.com/x-api/webhooks/introduction and
https://docs.x.com/x-api/direct-messages/manage/introduction. Payloads and errors are as the
vendor documents them; they were never tried live. The token must be one of the account itself
(`dm.read dm.write tweet.read tweet.write users.read`): the application's own sends nothing.
"""

import base64
import hmac
import json
import re
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs, urlsplit

from gateway.channel import Received, Webhook
from gateway.channels.x import events
from gateway.channels.x.api import Api
from gateway.channels.x.carriers import Direct, Mentions
from gateway.errors import BadWebhookError
from gateway.http import Http
from gateway.settings import Settings

SIGNATURE = "x-twitter-webhooks-signature"
_TOKEN = re.compile(r"[A-Za-z0-9+/=_.-]{1,250}")
"""What we sign for anybody who asks: nothing that could be the body of an event."""


@dataclass(frozen=True, slots=True)
class X:
    """One account on X."""

    secret: bytes = field(repr=False)
    account: str
    carriers: tuple[Direct, Mentions]
    methods: frozenset[str] = frozenset({"GET", "POST"})

    @classmethod
    def configured(cls, settings: Settings, http: Http) -> Self | None:
        """Return the account, if its id and its secrets are set."""
        secret = settings.x_consumer_secret.get_secret_value()
        token, account = settings.x_bearer_token.get_secret_value(), settings.x_user_id
        if not secret or not token or not account:
            return None
        api, rate = Api(http, settings.x_api_url, token), settings.x_rate
        carriers = Direct(api, account, rate), Mentions(api, account, rate)
        return cls(secret.encode(), account, carriers)

    def receive(self, call: Webhook) -> Received:
        """Answer X's challenge, or read events."""
        if call.method == "GET":
            return self._challenged(call.url)
        given = call.headers.get(SIGNATURE, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._signed(call.body).encode()):
            raise BadWebhookError("wrong signature")
        return events.read(call.body, self.account)

    def _challenged(self, url: str) -> Received:
        """Prove that we hold the secret, too."""
        [token, *more] = parse_qs(urlsplit(url).query).get("crc_token", [""])
        if more or not _TOKEN.fullmatch(token):
            raise BadWebhookError("no challenge of X's")
        answer = {"response_token": self._signed(token.encode())}
        return Received(answer=json.dumps(answer), content_type="application/json")

    def _signed(self, told: bytes) -> str:
        digest = hmac.digest(self.secret, told, "sha256")
        return f"sha256={base64.b64encode(digest).decode()}"
