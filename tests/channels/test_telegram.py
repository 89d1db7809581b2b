"""What Telegram's channel does besides messages: typing, files, long captions."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.model import Attachment, Outbound
from gateway.channel import Attentive
from gateway.channels.telegram import Telegram
from gateway.channels.telegram.sending import LONGEST, LONGEST_CAPTION
from gateway.channels.telegram.transport import PHRASES, STATUSES
from gateway.errors import (
    AmbiguousError,
    CallError,
    Fate,
    RefusedError,
    StoppedError,
    ThrottledError,
    UnreachableError,
)
from gateway.http import Download
from tests.channels.carriers import carrier

API = "https://api.telegram.org/bot123:TEST"
Seen = list[tuple[str, dict[str, Any]]]


def telegram(status: int, told: Any, seen: Seen, **settings: str) -> Telegram:
    channel = carrier("telegram", answering(status, told, seen), **settings)
    assert isinstance(channel, Telegram)
    return channel


def answering(status: int, told: Any, seen: Seen) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        form = dict(httpx.QueryParams(request.content.decode()))
        seen.append((str(request.url), form))
        return httpx.Response(status, json=told)

    return answer


def found(**more: Any) -> dict[str, Any]:
    return {"ok": True, "result": {"file_id": "F", "file_unique_id": "U", **more}}


def test_the_citizen_sees_that_we_write() -> None:
    seen: Seen = []
    channel = telegram(200, {"ok": True, "result": True}, seen)
    assert isinstance(channel, Attentive)
    channel.attend("77", "any")
    assert seen == [(f"{API}/sendChatAction", {"chat_id": "77", "action": "typing"})]


def test_typing_may_be_too_fast() -> None:
    told = {"ok": False, "error_code": 429, "parameters": {"retry_after": 3}}
    with pytest.raises(ThrottledError, match="telegram: 429"):
        telegram(429, told, []).attend("77", "any")


@pytest.mark.parametrize(
    ("api", "trusted"),
    [
        ("https://api.telegram.org", "api.telegram.org"),
        ("http://127.0.0.1:9", "127.0.0.1"),
    ],
)
def test_a_file_is_fetched_from_the_api(api: str, trusted: str) -> None:
    seen: Seen = []
    channel = telegram(200, found(file_path="photos/file_1.jpg"), seen, telegram_api_url=api)
    assert channel.file("F") == Download(
        to="telegram",
        url=f"{api}/file/bot123:TEST/photos/file_1.jpg",
        hosts=frozenset({"api.telegram.org"}),
        trusted=frozenset({trusted}),
        largest=20_971_520,
    )
    assert seen == [(f"{api}/bot123:TEST/getFile", {"file_id": "F"})]


@pytest.mark.parametrize(
    ("status", "told", "error", "says"),
    [
        (200, found(), RefusedError, "telegram: a file that is not given out"),
        (200, {"ok": True}, UnreachableError, "telegram: the answer is not as documented"),
        (502, {}, UnreachableError, "telegram: 502"),
        (
            400,
            {"ok": False, "description": "Bad Request: file is too big"},
            RefusedError,
            "telegram: 400 file is too big",
        ),
        (
            400,
            {"ok": False, "description": "Bad Request: wrong file_id or temporarily"},
            RefusedError,
            "telegram: 400 wrong file_id",
        ),
    ],
)
def test_a_file_that_is_not_to_be_had(
    status: int, told: Any, error: type[Exception], says: str
) -> None:
    with pytest.raises(error) as caught:
        telegram(status, told, []).file("F")
    assert str(caught.value) == says
    assert "123:TEST" not in repr(caught.value)


@pytest.mark.parametrize("length", [LONGEST_CAPTION, LONGEST_CAPTION + 1, LONGEST + 1])
def test_words_too_long_for_a_caption_are_a_text_that_shows_the_file(length: int) -> None:
    seen: Seen = []
    result = {"message_id": 1, "date": 1, "chat": {"id": 77, "type": "private"}}
    photo = Attachment(kind="photo", reference="https://kentongan.example/1.jpg")
    message = Outbound(channel="telegram", recipient="77", text="a" * length, attachment=photo)
    telegram(200, {"ok": True, "result": result}, seen).send(message)
    [(url, form)] = seen
    shown = '{"prefer_large_media": true, "url": "https://kentongan.example/1.jpg"}'
    captioned = {"chat_id": "77", "photo": photo.reference, "caption": "a" * length}
    text = {"chat_id": "77", "text": "a" * min(length, 4096), "link_preview_options": shown}
    expected = {
        True: (f"{API}/sendPhoto", captioned),
        False: (f"{API}/sendMessage", text),
    }
    assert (url, form) == expected[length <= LONGEST_CAPTION]


CLASSES: dict[Fate, type[CallError]] = {
    Fate.RETRY: UnreachableError,
    Fate.WAIT: ThrottledError,
    Fate.UNCLEAR: AmbiguousError,
    Fate.STOPPED: StoppedError,
    Fate.NEVER: RefusedError,
}


@pytest.mark.parametrize(("status", "fate"), STATUSES.items())
def test_every_status_has_its_fate(status: int, fate: Fate) -> None:
    with pytest.raises(CallError) as caught:
        telegram(status, {"ok": False, "description": "odd"}, []).attend("77", "any")
    assert (type(caught.value), str(caught.value)) == (CLASSES[fate], f"telegram: {status}")


@pytest.mark.parametrize(("phrase", "fate"), PHRASES.items())
def test_every_phrase_has_its_fate(phrase: str, fate: Fate) -> None:
    told = {"ok": False, "description": f"Bad Request: {phrase} of 77"}
    with pytest.raises(CallError) as caught:
        telegram(400, told, []).attend("77", "any")
    assert type(caught.value) is CLASSES[fate]
    assert str(caught.value) == f"telegram: 400 {phrase}"


def test_an_answer_in_another_writing_is_none() -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content='{"ok": true}'.encode("utf-16"))

    message = Outbound(channel="telegram", recipient="77", text="halo")
    with pytest.raises(AmbiguousError, match="telegram: the answer cannot be read"):
        carrier("telegram", answer).send(message)
