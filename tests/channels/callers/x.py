"""X, as its documentation describes it."""

import base64
import hashlib
import hmac
import html
import json

from tests.channels.callers.caller import Caller

SECRET, ACCOUNT = "hush-x-consumer", "2244994945"


def sign(_url: str, body: bytes) -> dict[str, str]:
    """Return the headers of a post."""
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
    return {"x-twitter-webhooks-signature": "sha256=" + base64.b64encode(digest).decode()}


def message(text: str) -> bytes:
    """Return the event that tells of a direct message, in which X escapes three signs."""
    event = {
        "type": "message_create",
        "id": "1234858592",
        "created_timestamp": "1795319403603",
        "message_create": {
            "target": {"recipient_id": ACCOUNT},
            "sender_id": "3805104374",
            "message_data": {"text": html.escape(text, quote=False), "entities": {}},
        },
    }
    return json.dumps({"for_user_id": ACCOUNT, "direct_message_events": [event]}).encode()


CALLER = Caller(
    family="x_",
    secrets={
        "x_consumer_secret": SECRET,
        "x_bearer_token": "hush-x-bearer",
        "x_user_id": ACCOUNT,
    },
    sign=sign,
    says=message,
    header="x-twitter-webhooks-signature",
    covers=frozenset({"body"}),
)
