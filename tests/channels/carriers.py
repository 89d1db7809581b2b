"""Carriers as the tests configure them, and an independent signer for each."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl

import httpx

from gateway.channel import Carrier
from gateway.channels import carriers
from gateway.http import Http
from tests.settings import settings

PUBLIC = "https://kentongan.example"
SECRETS: Mapping[str, str] = {
    "twilio_account_sid": "AC00000000000000000000000000000000",
    "twilio_auth_token": "12345",
    "twilio_sms_from": "+12025550100",
    "twilio_whatsapp_from": "+14155238886",
    "telegram_token": "123:TEST",
    "telegram_webhook_secret": "hush-telegram",
    "public_url": PUBLIC,
}
"""`12345` is the token of the signatures Twilio published."""


def carrier(
    name: str, answer: Callable[[httpx.Request], httpx.Response], **more: str
) -> Carrier:
    """Return the carrier called `name`, over a network where `answer` is everybody."""
    http = Http(httpx.MockTransport(answer))
    return carriers(settings(**{**SECRETS, **more}), http)[name]


def nobody(_request: httpx.Request) -> httpx.Response:
    """Fail: this test calls nobody."""
    raise AssertionError("nobody should be called")


def signed(name: str, url: str, body: bytes) -> dict[str, str]:
    """Return the headers by which the provider of `name` proves that it posted `body`."""
    if name == "telegram":
        return {"x-telegram-bot-api-secret-token": SECRETS["telegram_webhook_secret"]}
    fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {"x-twilio-signature": twilio(SECRETS["twilio_auth_token"], url, fields)}


def twilio(token: str, url: str, fields: Sequence[tuple[str, str]]) -> str:
    """Return Twilio's signature as its documentation describes it, without its library."""
    told = url + "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.new(token.encode(), told.encode("utf-8", "replace"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def hidden(told: str) -> str:
    """Return the name under which the Telegram channel keeps `told`."""
    key = SECRETS["telegram_token"].encode()
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()[:32]
