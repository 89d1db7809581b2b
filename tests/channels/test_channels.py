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

from bot.model import Outbound
from gateway import errors
from gateway.channel import Carrier, Webhook
from gateway.channels import CARRIERS, carriers
from gateway.channels.telegram.transport import Transport, finish
from gateway.errors import BadWebhookError
from gateway.http import Http
from gateway.outside import tidy
from tests.cases import tables
from tests.channels.carriers import PUBLIC, SECRETS, carrier, hidden, nobody, signed, twilio
from tests.settings import settings

HERE = Path(__file__).parent
TABLES = {name: yaml.safe_load((HERE / f"{name}.yml").read_text()) for name in CARRIERS}
BEGUN = 1_795_341_600.7  # 2026-11-22T10:00:00.7Z
ACCEPTED = {
    "twilio_sms": '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    "twilio_whatsapp": '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    "telegram": "",
}
FAMILY = {"twilio_sms": "twilio", "twilio_whatsapp": "twilio", "telegram": "telegram"}
TYPES = {"": "text/plain", "<": "text/xml", "{": "application/json"}


def rows(part: str) -> list[Any]:
    return [
        pytest.param(name, case, id=f"{name}: {case['name']}")
        for name, table in TABLES.items()
        for case in table[part]
    ]


def test_every_carrier_has_a_table() -> None:
    assert tables("channels") == set(CARRIERS)


@pytest.mark.parametrize("name", CARRIERS)
def test_every_table_is_long_enough_to_mean_something(name: str) -> None:
    assert len(TABLES[name]["inbound"]) >= 15
    assert len(TABLES[name]["outbound"]) >= 8


@pytest.mark.parametrize(("name", "case"), rows("inbound"))
def test_received(name: str, case: dict[str, Any]) -> None:
    public = case.get("public", PUBLIC)
    url = public + case.get("path", f"/webhooks/{name}")
    body = _body(case)
    headers = signed(name, case.get("signed", url), body)
    if "signed_as" in case:
        headers = {"x-twilio-signature": twilio("12345", url, list(case["signed_as"].items()))}
    channel = carrier(name, nobody, public_url=public)
    call = Webhook(url=url, headers=headers, body=body)
    if "error" in case:
        with pytest.raises(BadWebhookError) as caught:
            channel.receive(call)
        assert caught.value.status == case["error"]
        return
    received = channel.receive(call)
    answer = case["gives"].get("answer", ACCEPTED[name])
    assert asdict(received) | {
        "messages": [asdict(tidy(each)) for each in received.messages]
    } == {
        "messages": [_expected(name, each) for each in case["gives"].get("messages", ())],
        "receipts": tuple({"error": "", **each} for each in case["gives"].get("receipts", ())),
        "stopped": tuple(case["gives"].get("stopped", ())),
        "answer": answer,
        "content_type": TYPES[answer[:1]],
    }


def _body(case: dict[str, Any]) -> bytes:
    """Return the bytes a row describes in one of its ways."""
    number = case.get("update_id", 1)
    ways: dict[str, Callable[[Any], bytes]] = {
        "body": str.encode,
        "latin1": lambda text: bytes(text.encode("latin-1")),
        "form": lambda form: urlencode(form).encode(),
        "update": lambda update: json.dumps({"update_id": number, **update}).encode(),
        "repeat": lambda times: b"&".join([b"MessageSid=SM1"] * times),
        "digits": lambda times: b'{"update_id": ' + b"9" * times + b"}",
        "nested": lambda times: b"[" * times,
    }
    [way] = ways.keys() & case.keys()
    return ways[way](case[way])


def _expected(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a whole message from what a row says of it."""
    empty = {"text": "", "button": "", "location": None, "replaces": ""}
    files = tuple({"content_type": "", **each} for each in row.get("attachments", ()))
    message = {**empty, **row, "channel": name, "attachments": files}
    if name == "telegram":
        for id_ in ("external_id", "replaces"):
            message[id_] = hidden(message[id_]) if message[id_] else ""
    return message


@pytest.mark.parametrize(("name", "case"), rows("outbound"))
def test_sent(name: str, case: dict[str, Any]) -> None:
    _check(name, case, lambda channel, message: channel.send(message))


@pytest.mark.parametrize(("name", "case"), rows("sent_already"))
def test_sent_already(name: str, case: dict[str, Any]) -> None:
    _check(name, case, lambda channel, message: channel.sent_already(message, BEGUN))


def _check(name: str, case: dict[str, Any], do: Callable[[Carrier, Outbound], Any]) -> None:
    calls: list[dict[str, Any]] = []
    channel = carrier(name, _other_side(case["answers"], calls), **case.get("settings", {}))
    message = Outbound(
        channel=name,
        recipient=case.get("recipient", "77" if name == "telegram" else "+628123456789"),
        text=case["text"],
        choices=tuple((payload, label) for payload, label in case.get("choices", ())),
        location_label=case.get("location_label", ""),
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
        expected = case["id"]
        if name == "telegram" and expected:
            expected = hidden(expected)
        assert do(channel, message) == expected
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
    form: dict[str, Any] = dict(parse_qsl(request.content.decode(), strict_parsing=False))
    if "reply_markup" in form:
        form["reply_markup"] = json.loads(form["reply_markup"])
    call = {"do": f"{request.method} {request.url.copy_with(query=None)}"}
    query = dict(request.url.params)
    return call | ({"form": form} if form else {}) | ({"query": query} if query else {})


VECTOR = "https://mycompany.com/myapp.php?foo=1&bar=2"
VECTOR_FORM = (
    "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212"
    "&Caller=%2B14158675309"
)


@pytest.mark.parametrize(
    ("url", "body", "signature"),
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
def test_signatures_twilio_published(url: str, body: str, signature: str) -> None:
    assert twilio("12345", url, parse_qsl(body)) in {signature, _without_port(url, body)}
    call = Webhook(url=url, headers={"x-twilio-signature": signature}, body=body.encode())
    with pytest.raises(BadWebhookError) as caught:
        carrier("twilio_sms", nobody).receive(call)
    assert caught.value.status == 400, "genuine, though no message"


def _without_port(url: str, body: str) -> str:
    bare = str(httpx.URL(url).copy_with(port=None))
    return twilio("12345", bare, parse_qsl(body))


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


@pytest.mark.parametrize("name", CARRIERS)
def test_a_channel_is_off_without_its_secrets(name: str) -> None:
    secrets = {key: value for key, value in SECRETS.items() if not key.startswith(FAMILY[name])}
    on = carriers(settings(**secrets), Http(httpx.MockTransport(nobody)))
    assert set(on) == {each for each in CARRIERS if FAMILY[each] != FAMILY[name]}


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
