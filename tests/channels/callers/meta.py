"""Meta, as its documentation describes it: the caller speaks WhatsApp's Cloud API."""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from tests.channels.callers.caller import Caller

SECRET, VERIFY, TOKEN = "hush-meta", "hush-verify", "EAAG-hush-token"
NUMBER, PAGE, INSTAGRAM = "106540352242922", "1755847768034402", "17841405309211844"
SITI = "ID.1122334455667788"


def sign(_url: str, body: bytes) -> dict[str, str]:
    """Return the headers of a post."""
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return {"x-hub-signature-256": f"sha256={digest}"}


def call(message: dict[str, Any]) -> dict[str, Any]:
    """Return the call that brings one message of Siti's."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "62227654321", "phone_number_id": NUMBER},
        "contacts": [
            {"profile": {"name": "Siti"}, "wa_id": "628123456789", "user_id": SITI},
        ],
        "messages": [
            {
                "from": "628123456789",
                "from_user_id": SITI,
                "id": "wamid.HBgMNjI4MTIzNDU2Nzg5FQIAEhgUM0EA",
                "timestamp": "1795319403",
                **message,
            }
        ],
    }
    changes = [{"field": "messages", "value": value}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "9", "changes": changes}]}


def says(text: str) -> bytes:
    """Return the call that brings a text. Meta escapes what is not ASCII, and slashes."""
    body = json.dumps(call({"type": "text", "text": {"body": text}}))
    return body.replace("/", "\\/").encode()


def hidden(told: str) -> str:
    """Return the name under which the provider keeps the id `told`."""
    key = hashlib.sha512(b"names of Meta's messages" + b"s" * 32).digest()
    box = AESSIV(key).encrypt(told.encode(), None)
    name = base64.urlsafe_b64encode(box).decode().rstrip("=")
    return name if len(name) <= 250 else hmac.digest(key, told.encode(), "sha256").hex()


CALLER = Caller(
    family="meta",
    secrets={
        "meta_app_secret": SECRET,
        "meta_verify_token": VERIFY,
        "meta_access_token": TOKEN,
        "meta_page_token": "EAAG-hush-page",
        "meta_phone_number_id": NUMBER,
        "meta_page_id": PAGE,
        "meta_instagram_id": INSTAGRAM,
        "meta_instagram_username": "kota.bandung",
    },
    sign=sign,
    says=says,
    header="x-hub-signature-256",
    covers=frozenset({"body"}),
    channel="whatsapp",
    nameless=lambda told: hidden(told) if told else "",
)
