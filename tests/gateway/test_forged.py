"""Forged calls: 403 with a constant body, nothing kept, nothing told."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import pytest
from structlog.testing import capture_logs

from gateway.channels import CARRIERS
from tests.channels.carriers import PUBLIC, SECRETS, signed, twilio
from tests.gateway.application import Application

FORM = b"MessageSid=SM1&From=%2B628123456789&Body=lampu+mati"
UPDATE = json.dumps(
    {
        "update_id": 1,
        "message": {
            "message_id": 7,
            "from": {"id": 77, "is_bot": False, "first_name": "Siti"},
            "chat": {"id": 77, "type": "private"},
            "date": 1795319403,
            "text": "lampu mati",
        },
    }
).encode()
GENUINE: Mapping[str, bytes] = {"twilio_sms": FORM, "twilio_whatsapp": FORM, "telegram": UPDATE}
HEADER: Mapping[str, str] = {
    "twilio_sms": "x-twilio-signature",
    "twilio_whatsapp": "x-twilio-signature",
    "telegram": "x-telegram-bot-api-secret-token",
}
FORGED: Mapping[str, Callable[[str], str]] = {
    "empty": lambda _good: "",
    "short": lambda good: good[:-1],
    "long": lambda good: f"{good}=",
    "one letter changed": lambda good: ("A" if good[0] != "A" else "B") + good[1:],
    "other case": str.swapcase,
    "not ASCII": lambda good: good[:-1] + "\xe9",
    "twice in one header": lambda good: f"{good},{good}",
    "a space before": lambda good: f"{good[:3]} {good[3:]}",
    "NaN": lambda _good: "NaN",
}


def good(name: str) -> str:
    return signed(name, f"{PUBLIC}/webhooks/{name}", GENUINE[name])[HEADER[name]]


def refuses(application: Application, name: str, **call: Any) -> None:
    """Assert that the call is refused, kept nowhere, and that nothing tells the secret."""
    with capture_logs() as logs:
        answer = application.client.post(f"/webhooks/{name}", **call)
    assert (answer.status_code, answer.data, answer.content_type) == (
        403,
        b"forbidden",
        "text/plain",
    )
    [line] = logs
    assert line.pop("reason") in {
        "wrong signature",
        "wrong secret token",
        "not a form of Twilio's",
    }
    assert line == {"event": "webhook_refused", "channel": name, "log_level": "warning"}
    assert application.kept() == []
    told = f"{answer.headers}{logs}"
    assert not any(
        secret in told for secret in (*SECRETS.values(), good(name)) if len(secret) > 5
    )


def test_every_carrier_is_tried() -> None:
    assert set(GENUINE) == set(HEADER) == set(CARRIERS)


@pytest.mark.parametrize("name", CARRIERS)
def test_the_genuine_call_is_taken(name: str, application: Application) -> None:
    assert application.post(name, GENUINE[name]).status_code == 200
    assert application.kept() == [(name, "lampu mati", "")]


@pytest.mark.parametrize("name", CARRIERS)
def test_without_a_signature(name: str, application: Application) -> None:
    refuses(application, name, data=GENUINE[name])


@pytest.mark.parametrize("name", CARRIERS)
@pytest.mark.parametrize("forge", FORGED)
def test_with_a_forged_signature(name: str, forge: str, application: Application) -> None:
    value = FORGED[forge](good(name))
    refuses(application, name, data=GENUINE[name], headers={HEADER[name]: value})


@pytest.mark.parametrize("name", CARRIERS)
def test_with_the_header_sent_twice(name: str, application: Application) -> None:
    headers = [(HEADER[name], good(name)), (HEADER[name], good(name))]
    refuses(application, name, data=GENUINE[name], headers=headers)


@pytest.mark.parametrize("name", CARRIERS)
def test_with_another_channels_secret(name: str, application: Application) -> None:
    other = "telegram" if name != "telegram" else "twilio_sms"
    secret = (
        SECRETS["telegram_webhook_secret"]
        if other == "telegram"
        else SECRETS["twilio_auth_token"]
    )
    refuses(application, name, data=GENUINE[name], headers={HEADER[name]: secret})
    forged = twilio(secret, f"{PUBLIC}/webhooks/{name}", parse_qsl(FORM.decode()))
    refuses(application, name, data=GENUINE[name], headers={HEADER[name]: forged})


SIGNING = [name for name in CARRIERS if name != "telegram"]
"""Telegram proves who calls, Twilio what was said and to which address."""


@pytest.mark.parametrize("name", SIGNING)
@pytest.mark.parametrize(
    "body", [FORM + b"!", FORM + b"&x=", FORM[:-1], FORM.replace(b"mati", b"matl"), b""]
)
def test_with_another_body(name: str, body: bytes, application: Application) -> None:
    refuses(application, name, data=body, headers={HEADER[name]: good(name)})


@pytest.mark.parametrize("name", SIGNING)
@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/webhooks/{}",
        "http://kentongan.example/webhooks/{}",
        "https://kentongan.example:444/webhooks/{}",
        "https://kentongan.example/webhooks/{}/",
        "https://kentongan.example/webhooks/{}?",
        "https://kentongan.example/webhooks/{}?a=1",
        "https://kentongan.example/webhooks/{}/status",
        "https://user@kentongan.example/webhooks/{}",
        "/webhooks/{}",
        "",
    ],
)
def test_signed_for_another_address(name: str, url: str, application: Application) -> None:
    headers = signed(name, url.format(name), FORM)
    refuses(application, name, data=FORM, headers=headers)


@pytest.mark.parametrize("name", SIGNING)
def test_other_hosts_in_headers_move_nothing(name: str, application: Application) -> None:
    evil = signed(name, f"https://evil.example/webhooks/{name}", FORM)
    pretending = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Original-URL": "/webhooks/telegram",
        "Forwarded": "host=evil.example;proto=https",
    }
    refuses(application, name, data=FORM, headers=evil | pretending)
    assert application.post(name, FORM, headers=pretending).status_code == 200


def test_the_header_does_not_choose_the_algorithm(application: Application) -> None:
    settings = {"x-twilio-webhooks-signature-settings": "key=k,algorithm=HMAC_SHA256"}
    assert application.post("twilio_sms", FORM, headers=settings).status_code == 200
    application.empty()
    refuses(
        application, "twilio_sms", data=FORM, headers=settings | {HEADER["twilio_sms"]: "x"}
    )
