"""Twilio, as its documentation describes it."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

from tests.channels.callers.caller import Caller

TOKEN = "12345"
"""The token of the signatures that Twilio published."""


def signature(token: str, url: str, fields: Sequence[tuple[str, str]]) -> str:
    """Return the signature of a form posted to `url`."""
    told = url + "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.new(token.encode(), told.encode("utf-8", "replace"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def sign(url: str, body: bytes) -> dict[str, str]:
    """Return the headers of a post."""
    fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {"x-twilio-signature": signature(TOKEN, url, fields)}


def form(text: str, **more: str) -> bytes:
    """Return the form that tells of a message."""
    fields = {"MessageSid": "SM1", "From": "+628123456789", "Body": text, **more}
    return urlencode(fields).encode()


CALLER = Caller(
    family="twilio",
    secrets={
        "twilio_account_sid": "AC00000000000000000000000000000000",
        "twilio_auth_token": TOKEN,
        "twilio_sms_from": "+12025550100",
        "twilio_whatsapp_from": "+14155238886",
    },
    sign=sign,
    says=form,
    header="x-twilio-signature",
    covers=frozenset({"body", "url"}),
    content_type="application/x-www-form-urlencoded",
)
