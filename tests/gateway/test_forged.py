"""Forged calls: 403 with a constant body, nothing kept, nothing told."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.channels.callers import CALLERS, SECRETS
from tests.channels.callers.caller import PUBLIC
from tests.gateway.application import Application

PROVEN = [name for name, caller in CALLERS.items() if caller.header]
"""Those whose calls carry a proof in a header."""
FORM = CALLERS["twilio_sms"].says("lampu mati")
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


def genuine(name: str) -> bytes:
    return CALLERS[name].says("lampu mati")


def good(name: str) -> str:
    caller = CALLERS[name]
    return caller.sign(f"{PUBLIC}/webhooks/{name}{caller.path}", genuine(name))[caller.header]


def refuses(application: Application, name: str, **call: Any) -> None:
    """Assert that the call is refused, kept nowhere, and that nothing tells the secret."""
    with capture_logs() as logs:
        path = f"/webhooks/{name}{CALLERS[name].path}"
        answer = application.client.post(path, **call)
    assert (answer.status_code, answer.data, answer.content_type) == (
        403,
        b"forbidden",
        "text/plain",
    )
    [line] = logs
    assert line.pop("reason")
    assert line == {"event": "webhook_refused", "provider": name, "log_level": "warning"}
    assert application.kept() == []
    told = f"{answer.headers}{logs}"
    assert not any(
        secret in told for secret in (*SECRETS.values(), good(name)) if len(secret) > 5
    )


def test_every_provider_that_calls_is_tried(application: Application) -> None:
    calling = {name for name, each in application.tools.providers.items() if each.methods}
    assert set(CALLERS) == calling


@pytest.mark.parametrize("name", CALLERS)
def test_the_genuine_call_is_taken(name: str, application: Application) -> None:
    assert application.post(name, genuine(name)).status_code == 200
    assert application.kept() == [(CALLERS[name].channel or name, "lampu mati", "")]


@pytest.mark.parametrize("name", PROVEN)
def test_without_a_signature(name: str, application: Application) -> None:
    refuses(application, name, data=genuine(name))


@pytest.mark.parametrize("name", PROVEN)
@pytest.mark.parametrize("forge", FORGED)
def test_with_a_forged_signature(name: str, forge: str, application: Application) -> None:
    value = FORGED[forge](good(name))
    refuses(application, name, data=genuine(name), headers={CALLERS[name].header: value})


@pytest.mark.parametrize("name", PROVEN)
def test_with_the_header_sent_twice(name: str, application: Application) -> None:
    headers = [(CALLERS[name].header, good(name)), (CALLERS[name].header, good(name))]
    refuses(application, name, data=genuine(name), headers=headers)


@pytest.mark.parametrize("name", PROVEN)
def test_with_another_channels_secret(name: str, application: Application) -> None:
    for other in PROVEN:
        caller = CALLERS[other]
        if caller.family == CALLERS[name].family:
            continue
        url = f"{PUBLIC}/webhooks/{name}{CALLERS[name].path}"
        forged = caller.sign(url, genuine(name))[caller.header]
        refuses(application, name, data=genuine(name), headers={CALLERS[name].header: forged})
        for secret in caller.secrets.values():
            headers = {CALLERS[name].header: secret}
            refuses(application, name, data=genuine(name), headers=headers)


SIGNING = [name for name in PROVEN if "body" in CALLERS[name].covers]
ADDRESSED = [name for name in PROVEN if "url" in CALLERS[name].covers]
"""Some prove who calls, others what was said, some of them to which address, too."""


@pytest.mark.parametrize("name", SIGNING)
@pytest.mark.parametrize(
    "change",
    [
        lambda body: body + b"!",
        lambda body: body + b"&x=",
        lambda body: body[:-1],
        lambda body: body.replace(b"mati", b"matl"),
        lambda _body: b"",
    ],
)
def test_with_another_body(
    name: str, change: Callable[[bytes], bytes], application: Application
) -> None:
    headers = {CALLERS[name].header: good(name)}
    refuses(application, name, data=change(genuine(name)), headers=headers)


@pytest.mark.parametrize("name", ADDRESSED)
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
    headers = CALLERS[name].sign(url.format(name), FORM)
    refuses(application, name, data=FORM, headers=headers)


@pytest.mark.parametrize("name", ADDRESSED)
def test_other_hosts_in_headers_move_nothing(name: str, application: Application) -> None:
    evil = CALLERS[name].sign(f"https://evil.example/webhooks/{name}", FORM)
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
        application, "twilio_sms", data=FORM, headers=settings | {"x-twilio-signature": "x"}
    )
