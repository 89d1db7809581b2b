"""Every channel against its table: real payloads in, exact calls out, answers understood."""

import base64
import json
from collections.abc import Callable, Generator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
import yaml

from bot.model import Attachment, Outbound
from gateway import errors
from gateway.channel import Carrier, Webhook
from gateway.channels import PROVIDERS, configured
from gateway.channels.telegram.transport import Transport, finish
from gateway.errors import BadWebhookError
from gateway.http import Http
from gateway.outside import tidy
from tests.cases import tables
from tests.channels.callers import CALLERS, SECRETS
from tests.channels.callers.caller import PUBLIC
from tests.channels.callers.twilio import signature
from tests.channels.carriers import CHANNELS, carrier, nobody, providers
from tests.settings import settings

HERE = Path(__file__).parent
TABLES = {
    name: yaml.load((HERE / f"{name}.yml").read_text(), Loader=yaml.CSafeLoader)
    for name in CHANNELS
}
BEGUN = 1_795_341_600.7  # 2026-11-22T10:00:00.7Z
RESPONSE = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
ACCEPTED = {"twilio_sms": RESPONSE, "twilio_whatsapp": RESPONSE}
"""What stands in the answer to a call, unless a row says otherwise."""
TYPES = {"": "text/plain", "<": "text/xml", "{": "application/json"}


def rows(part: str) -> list[Any]:
    return [
        pytest.param(name, case, id=f"{name}: {case['name']}")
        for name, table in TABLES.items()
        for case in table[part]
    ]


def test_every_channel_has_a_table() -> None:
    assert tables("channels") == set(CHANNELS)


def test_every_provider_is_on_in_the_tests() -> None:
    assert set(providers(nobody)) == set(PROVIDERS)


@pytest.mark.parametrize("name", CHANNELS)
def test_every_table_is_long_enough_to_mean_something(name: str) -> None:
    assert len(TABLES[name]["inbound"] or TABLES[name]["polled"]) >= 25
    assert len(TABLES[name]["outbound"]) >= 15


@pytest.mark.parametrize(("name", "case"), rows("inbound"))
def test_received(name: str, case: dict[str, Any]) -> None:
    public, caller = case.get("public", PUBLIC), CALLERS[CHANNELS[name]]
    url = public + case.get("path", f"/webhooks/{CHANNELS[name]}{caller.path}")
    body = _body(case)
    headers = caller.sign(case.get("signed", url), body) | case.get("headers", {})
    if "signed_as" in case:
        fields = list(case["signed_as"].items())
        headers = {"x-twilio-signature": signature("12345", url, fields)}
    settings = {"public_url": public, **case.get("settings", {})}
    provider = providers(nobody, **settings)[CHANNELS[name]]
    call = Webhook(
        url=url,
        headers=headers,
        body=body,
        method=case.get("method", "POST"),
        address=case.get("address", "127.0.0.1"),
    )
    if "error" in case:
        with pytest.raises(BadWebhookError) as caught:
            provider.receive(call)
        assert caught.value.status == case["error"]
        return
    received, gives = provider.receive(call), case["gives"]
    answer = gives.get("answer", ACCEPTED.get(name, ""))
    assert asdict(received) | {
        "messages": [asdict(tidy(each)) for each in received.messages]
    } == {
        "messages": [_expected(name, each) for each in gives.get("messages", ())],
        "receipts": tuple(_receipt(name, each) for each in gives.get("receipts", ())),
        "stopped": tuple(
            {"channel": name, "sender": each} for each in gives.get("stopped", ())
        ),
        "returned": tuple(
            {"channel": name, "sender": each} for each in gives.get("returned", ())
        ),
        "answer": answer,
        "content_type": gives.get("content_type", TYPES.get(answer[:1], "text/plain")),
    }


def _body(case: dict[str, Any]) -> bytes:
    """Return the bytes a row describes in one of its ways."""
    number = case.get("update_id", 1)
    ways: dict[str, Callable[[Any], bytes]] = {
        "body": str.encode,
        "latin1": lambda text: bytes(text.encode("latin-1")),
        "form": lambda form: urlencode(form).encode(),
        "update": lambda update: json.dumps({"update_id": number, **update}).encode(),
        "json": lambda told: json.dumps(told).encode(),
        "repeat": lambda times: b"&".join([b"MessageSid=SM1"] * times),
        "digits": lambda times: b'{"update_id": ' + b"9" * times + b"}",
        "nested": lambda times: b"[" * times,
    }
    [way] = ways.keys() & case.keys()
    return ways[way](case[way])


def _expected(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a whole message from what a row says of it."""
    empty = ("text", "button", "replaces", "album", "referral", "phone")
    nothing = dict.fromkeys(empty, "")
    files = tuple(
        {"content_type": "", "taken": None, **each} for each in row.get("attachments", ())
    )
    message = {"channel": name, **nothing, "location": None, **row, "attachments": files}
    for id_ in ("external_id", "replaces", "album"):
        message[id_] = nameless(name, message[id_])
    return message


def nameless(name: str, told: str) -> str:
    """Return the id under which we keep what a channel's provider calls `told`."""
    caller = CALLERS.get(CHANNELS[name])
    return caller.nameless(told) if caller else told


def _receipt(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a whole receipt from what a row says of it."""
    named = nameless(name, row["external_id"])
    plain = {"error": "", "reference": "", "closed": False}
    return {**plain, "channel": name, **row, "external_id": named}


@pytest.mark.parametrize(("name", "case"), rows("outbound"))
def test_sent(name: str, case: dict[str, Any]) -> None:
    _check(name, case, lambda channel, message: channel.send(message))


@pytest.mark.parametrize(("name", "case"), rows("sent_already"))
def test_sent_already(name: str, case: dict[str, Any]) -> None:
    _check(name, case, lambda channel, message: channel.sent_already(message, BEGUN))


def _check(name: str, case: dict[str, Any], do: Callable[[Carrier, Outbound], Any]) -> None:
    calls: list[dict[str, Any]] = []
    channel = carrier(name, _other_side(case["answers"], calls), **case.get("settings", {}))
    file = case.get("attachment")
    message = Outbound(
        channel=name,
        recipient=case.get("recipient", "77" if name == "telegram" else "+628123456789"),
        text=case["text"],
        choices=tuple((payload, label) for payload, label in case.get("choices", ())),
        location_label=case.get("location_label", ""),
        attachment=Attachment(**file) if file else None,
        answers=nameless(name, case.get("answers_to", "")),
        reference=case.get("reference", ""),
        template=case.get("template", False),
        language=case.get("language", ""),
    )
    if "error" in case:
        with pytest.raises(errors.CallError) as caught:
            do(channel, message)
        told = {
            "error": type(caught.value).__name__,
            "says": str(caught.value),
            "seconds": getattr(caught.value, "seconds", None),
        }
        assert told == {"seconds": None, **{key: case[key] for key in told if key in case}}
    else:
        known = case["id"]
        assert do(channel, message) == (known and nameless(name, known))
    assert calls == case["calls"]


def _other_side(
    answers: list[dict[str, Any]], calls: list[dict[str, Any]]
) -> Callable[[httpx.Request], httpx.Response]:
    left = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(_told(request))
        row = next(left)
        if "fails" in row:
            raise getattr(httpx, row["fails"])("as the table says")
        content = json.dumps(row["json"]) if "json" in row else row["body"]
        return httpx.Response(row["status"], headers=row.get("headers"), content=content)

    return answer


def _told(request: httpx.Request) -> dict[str, Any]:
    call: dict[str, Any] = {"do": f"{request.method} {request.url.copy_with(query=None)}"}
    if request.headers.get("content-type") == "application/json":
        call["json"] = json.loads(request.content)
    else:
        form: dict[str, Any] = dict(parse_qsl(request.content.decode(), strict_parsing=False))
        if "reply_markup" in form:
            form["reply_markup"] = json.loads(form["reply_markup"])
        call |= {"form": form} if form else {}
    query = dict(request.url.params)
    return call | ({"query": query} if query else {})


VECTOR = "https://mycompany.com/myapp.php?foo=1&bar=2"
VECTOR_FORM = (
    "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212"
    "&Caller=%2B14158675309"
)


@pytest.mark.parametrize(
    ("url", "body", "published"),
    [
        (VECTOR, VECTOR_FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (VECTOR.replace(".com", ".com:443"), VECTOR_FORM, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (VECTOR.replace("https", "http"), VECTOR_FORM, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        (
            VECTOR.replace("https", "http").replace(".com", ".com:1234"),
            VECTOR_FORM,
            "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=",
        ),
        (
            VECTOR,
            "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
            "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
        ),
    ],
)
def test_signatures_twilio_published(url: str, body: str, published: str) -> None:
    assert signature("12345", url, parse_qsl(body)) in {published, _without_port(url, body)}
    call = Webhook(url=url, headers={"x-twilio-signature": published}, body=body.encode())
    with pytest.raises(BadWebhookError) as caught:
        providers(nobody)["twilio_sms"].receive(call)
    assert caught.value.status == 400, "genuine, though no message"


def _without_port(url: str, body: str) -> str:
    bare = str(httpx.URL(url).copy_with(port=None))
    return signature("12345", bare, parse_qsl(body))


def test_a_basic_login_goes_with_every_call_to_twilio() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(201, json={"sid": "SM1"})

    carrier("twilio_sms", answer).send(
        Outbound(channel="twilio_sms", recipient="+628123456789", text="halo")
    )
    login = base64.b64encode(f"AC{'0' * 32}:12345".encode()).decode()
    assert seen == [f"Basic {login}"]


@pytest.mark.parametrize("name", CALLERS)
def test_a_provider_is_off_without_its_secrets(name: str) -> None:
    family = CALLERS[name].family
    secrets = {key: value for key, value in SECRETS.items() if not key.startswith(family)}
    on = configured(settings(**secrets), Http(httpx.MockTransport(nobody)))
    assert set(on) == {
        each for each in PROVIDERS if each not in CALLERS or CALLERS[each].family != family
    }


def test_a_call_that_waits_for_an_event_loop_is_a_mistake_of_ours() -> None:
    async def waits() -> None:
        await Forever()

    with pytest.raises(RuntimeError, match="the call waited for an event loop"):
        finish(waits())


class Forever:
    def __await__(self) -> Generator[None]:
        yield None


def test_telegrams_transport_needs_no_start_and_no_end() -> None:
    transport = Transport(Http(httpx.MockTransport(nobody)))
    finish(transport.initialize())
    finish(transport.shutdown())
    assert transport.read_timeout == 10
