"""Whatever is posted: never a 500, and never a lost genuine message. On both databases."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from nlu.understand import Utterance, understand
from tests.channels.callers import CALLERS
from tests.channels.callers.caller import PUBLIC
from tests.channels.callers.telegram import SITI, update
from tests.channels.callers.twilio import form
from tests.gateway.application import FORM, Application


@pytest.mark.parametrize("name", CALLERS)
@pytest.mark.parametrize("size", [300_000, 5_000_000])
def test_too_large_is_refused_unread(name: str, size: int, application: Application) -> None:
    answer = application.post(name, CALLERS[name].says("a" * size))
    assert (answer.status_code, answer.data) == (413, b"request entity too large")
    assert application.kept() == []


@pytest.mark.parametrize("name", CALLERS)
def test_large_but_bearable_is_kept_cut(name: str, application: Application) -> None:
    assert application.post(name, CALLERS[name].says("a" * 200_000)).status_code == 200
    assert application.kept() == [(CALLERS[name].channel or name, "a" * 20_000, "")]


@pytest.mark.parametrize("name", CALLERS)
def test_10000_characters_are_kept_whole_and_cut_before_understanding(
    name: str, application: Application
) -> None:
    text = "lampu jalan mati di dago " * 400
    assert application.post(name, CALLERS[name].says(text)).status_code == 200
    assert application.kept() == [(CALLERS[name].channel or name, text, "")]
    asked: list[str] = []

    def ask(texts: Any) -> Any:
        asked.extend(texts)
        return [None] * len(texts)

    understand(
        [Utterance(text=text, last="id", prefix="BDG")],
        ask=ask,
        knowledge=application.tools.knowledge,
    )
    assert [len(each) <= 1000 for each in asked] == [True]


@pytest.mark.parametrize("name", CALLERS)
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mati\x00 lampu", "mati lampu"),
        ("\x1b[31mmerah\x7f", "[31mmerah"),
        ("baris satu\nbaris dua\ttab", "baris satu\nbaris dua\ttab"),
        ("/restart", "/restart"),
        ('/inform{"x":1}', '/inform{"x":1}'),
        ("/report{{'a': }", "/report{{'a': }"),
        ("{0.__class__} %s ${x} { $y }", "{0.__class__} %s ${x} { $y }"),
        ("<b>&amp;'\";--", "<b>&amp;'\";--"),
        ("😢\u200d\ufeff\u202eabc", "😢\u200d\ufeff\u202eabc"),
        ("\ufffe\uffff", "\ufffe\uffff"),
    ],
)
def test_wild_texts_are_kept(name: str, text: str, kept: str, application: Application) -> None:
    assert application.post(name, CALLERS[name].says(text)).status_code == 200
    kept = CALLERS[name].reads.get(text, kept)
    assert application.kept() == [(CALLERS[name].channel or name, kept, "")]


@pytest.mark.parametrize("text", ["/restart", '/inform{"x":1}', "/start", "//report"])
def test_a_slash_is_no_command_for_the_model(text: str, application: Application) -> None:
    asked: list[str] = []

    def ask(texts: Any) -> Any:
        asked.extend(texts)
        return [None] * len(texts)

    understand(
        [Utterance(text=text, last="id", prefix="BDG")],
        ask=ask,
        knowledge=application.tools.knowledge,
    )
    assert not [each for each in asked if each.startswith("/")]


def test_lone_surrogates_are_replaced(application: Application) -> None:
    body = update("mati").replace(b"mati", rb"\ud83d mati \ud800\u0000")
    assert application.post("telegram", body).status_code == 200
    assert application.kept() == [("telegram", "\ufffd mati \ufffd", "")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"\xff\xfe",
        b"null",
        b"NaN",
        b"{}",
        b'{"update_id": 1e999}',
        b'{"update_id": 1, "update_id": "2"}',
        b'{"update_id": 1, "message": null}',
        b'{"update_id": 1, "message": {"chat": {"id": NaN}}}',
        b'{"update_id": 1, "callback_query": {}}',
        b'{"update_id": 1, "my_chat_member": {"chat": 1}}',
        b'{"update_id": 1, "edited_message": "x"}',
    ],
)
def test_what_is_no_update_is_refused(body: bytes, application: Application) -> None:
    answer = application.post("telegram", body)
    assert (answer.status_code, answer.data) == (400, b"bad request")
    assert application.kept() == []


def test_a_position_that_is_none_harms_no_message(application: Application) -> None:
    body = update("di sini", location={"latitude": float("nan"), "longitude": float("inf")})
    assert application.post("telegram", body).status_code == 200
    assert (
        application.post(
            "twilio_whatsapp", form("situ", Latitude="nan", Longitude="1e999")
        ).status_code
        == 200
    )
    assert application.kept() == [("telegram", "di sini", ""), ("twilio_whatsapp", "situ", "")]


@pytest.mark.parametrize(
    "field", ["MessageSid", "From", "ButtonPayload", "MediaUrl0", "MediaContentType0"]
)
@pytest.mark.parametrize("value", ["\x00", "a\x00b", "\u200b", "x" * 100_000, "😢" * 5000])
def test_wild_values_in_any_field(field: str, value: str, application: Application) -> None:
    answer = application.post("twilio_whatsapp", form("halo", **{field: value}))
    assert answer.status_code == 200
    assert [text for _, text, _ in application.kept()] == ["halo"]


def test_a_button_with_what_no_database_takes(application: Application) -> None:
    query = {"id": "1", "from": SITI, "chat_instance": "-1", "data": "ya\x00\ud800"}
    body = json.dumps({"update_id": 1, "callback_query": query}).encode()
    assert application.post("telegram", body).status_code == 200
    assert application.kept() == [("telegram", "", "ya\ufffd")]


@pytest.mark.parametrize("name", CALLERS)
@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "multipart/form-data", "application/json; charset=utf-16", "x"],
)
def test_the_content_type_does_not_matter(
    name: str, content_type: str, application: Application
) -> None:
    """The signature covers the bytes; what they are called proves nothing."""
    answer = application.post(name, CALLERS[name].says("halo"), content_type=content_type)
    assert answer.status_code == 200
    assert application.kept() == [(CALLERS[name].channel or name, "halo", "")]


@pytest.mark.parametrize("path", [*CALLERS, "twilio_sms/status"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_webhooks_are_posted(path: str, method: str, application: Application) -> None:
    answer = application.client.open(f"/webhooks/{path}", method=method)
    assert (answer.status_code, answer.data) == (405, b"method not allowed")


@pytest.mark.parametrize(
    "path", ["nobody", "nobody/status", "web", "simulator_sms", "..", "%00"]
)
def test_an_unknown_channel_is_not_found(path: str, application: Application) -> None:
    answer = application.client.post(f"/webhooks/{path}", data=form("halo"))
    assert (answer.status_code, answer.data) == (404, b"not found")


def test_receipts_of_the_unknown_are_accepted(application: Application) -> None:
    for sid in ("SM1", "\x00", "x" * 10_000):
        body = urlencode(
            {"MessageSid": sid, "MessageStatus": "read", "ErrorCode": "\x00"}
        ).encode()
        assert application.post("twilio_sms", body).status_code == 200
    assert application.kept() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[" * 100_000, 400),
        (b"\xff", 400),
        (b'{"channel":"web","sender":"s","text":"\\ud800"}', 400),
        (b'{"channel":"web","sender":"s","text":"a\\u0000b"}', 202),
        (b'{"channel":"web","sender":"s","button":"a\\u0000b"}', 202),
        (b'{"channel":"web","sender":"s","text":"a","id":"a\\u0000b"}', 400),
        (b'{"channel":"web","sender":"s","location":{"lat":NaN,"lon":1}}', 400),
        (b'{"channel":"web","sender":"s","text":"' + b"a" * 300_000 + b'"}', 413),
        (b'{"channel":"pigeon","sender":"s","text":"a"}', 400),
    ],
)
def test_the_chat_takes_no_harm(body: bytes, status: int, application: Application) -> None:
    answer = application.client.post("/api/chat/messages", data=body)
    assert answer.status_code == status, answer.data


def test_the_signature_covers_the_raw_address(application: Application) -> None:
    """Flask decodes %7E and %2F; Twilio signed them as sent."""
    path = "/webhooks/twilio_sms?a=%7E&b=%E2%82%AC&c=%2F&d=a+b&e=~"
    headers = CALLERS["twilio_sms"].sign(PUBLIC + path, form("halo"))
    answer = application.client.post(
        path, data=form("halo"), headers=headers, content_type=FORM
    )
    assert answer.status_code == 200
