"""Kannel, as its user guide describes it and as 1.4.5 was seen to call."""

from tests.channels.callers.caller import Caller

TOKEN = "hush-kannel"
QUERY = "?id=0f0c&from=%2B628123456789&to=98765&smsc=TELCO&T=1795319403&coding=0&charset=UTF-8"


def sms(text: str) -> bytes:
    """Return the body of a call that tells of a message."""
    return text.encode("utf-8", "replace")


CALLER = Caller(
    family="kannel",
    secrets={
        "kannel_username": "gateway",
        "kannel_password": "hush-sendsms",
        "kannel_from": "98765",
        "kannel_webhook_token": TOKEN,
    },
    sign=lambda _url, _body: {},
    says=sms,
    header="",
    path=f"/{TOKEN}{QUERY}",
    content_type='text/plain; charset="UTF-8"',
    reads={"mati\x00 lampu": "mati@ lampu"},
)
