"""Providers that call nobody: recorded answers to our question, and the messages in them."""

from dataclasses import asdict, replace
from typing import Any

import httpx
import pytest

from bot.model import Outbound
from gateway import errors
from gateway.channel import Polled, Received, Webhook
from gateway.channels.youtube import YouTube
from gateway.channels.youtube.api import REASONS, STATUSES, Access
from gateway.errors import BadWebhookError, Fate, RefusedError
from gateway.http import Http, Request
from gateway.outside import tidy
from tests.channels.carriers import Answer, nobody, providers
from tests.channels.test_channels import TABLES, _expected, _other_side

TEN = 1_795_341_600.0  # 2026-11-22T10:00:00Z
ROWS = [pytest.param(row, id=row["name"]) for row in TABLES["youtube"]["polled"]]
COMMENT = {"id": "Ugz1.9z"}


def youtube(answer: Answer, **more: str) -> YouTube:
    provider = providers(answer, **more)["youtube"]
    assert isinstance(provider, YouTube)
    return replace(provider, clock=lambda: TEN)


def test_who_is_polled_is_never_called() -> None:
    polled = {name for name, each in providers(nobody).items() if isinstance(each, Polled)}
    assert polled == {"youtube"}
    provider = youtube(nobody)
    assert (provider.methods, provider.every) == (frozenset(), 60)
    with pytest.raises(BadWebhookError) as caught:
        provider.receive(Webhook(url="https://kota.example", headers={}, body=b""))
    assert caught.value.status == 404


@pytest.mark.parametrize("row", ROWS)
def test_polled(row: dict[str, Any]) -> None:
    calls: list[dict[str, Any]] = []
    provider = youtube(_other_side(row["answers"], calls), **row.get("settings", {}))
    if "error" in row:
        with pytest.raises(getattr(errors, row["error"])) as caught:
            provider.poll()
        assert str(caught.value) == row["says"]
        assert getattr(caught.value, "seconds", None) == row.get("seconds")
    else:
        received = provider.poll()
        told = [asdict(tidy(each)) for each in received.messages]
        assert told == [_expected("youtube", each) for each in row["messages"]]
        assert replace(received, messages=()) == Received()
    assert calls == row["calls"]


class Google:
    """Gives tokens T1, T2 ... and takes every comment, except with a token in `refused`."""

    def __init__(self) -> None:
        self.given = 0
        self.used: list[str] = []
        self.refused: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            self.given += 1
            return httpx.Response(
                200, json={"access_token": f"T{self.given}", "expires_in": 3599}
            )
        token = request.headers["authorization"].removeprefix("Bearer ")
        self.used.append(token)
        return httpx.Response(401 if token in self.refused else 200, json=COMMENT)


def outbound() -> Outbound:
    return Outbound(channel="youtube", recipient="UCsiti", text="halo", answers="Ugz1")


def test_a_token_serves_many_calls() -> None:
    google = Google()
    channel = youtube(google)
    for _ in range(3):
        channel.send(outbound())
    assert google.used == ["T1", "T1", "T1"]


def test_a_refused_token_is_fetched_anew() -> None:
    google = Google()
    google.refused = {"T1"}
    channel = youtube(google)
    with pytest.raises(errors.UnreachableError, match="youtube: 401"):
        channel.send(outbound())
    assert channel.send(outbound()) == "Ugz1.9z"
    assert google.used == ["T1", "T2"]


def test_a_token_is_not_used_in_its_last_minute() -> None:
    moments = iter([0.0, 3538.0, 3539.0, 3539.0, 3540.0])
    exchange = Request(to="youtube", method="POST", url="https://google.example/token")
    access = Access(Http(httpx.MockTransport(Google())), exchange, lambda: next(moments))
    assert [access.token() for _ in range(4)] == ["T1", "T1", "T2", "T2"]


def test_only_the_token_in_use_is_forgotten() -> None:
    exchange = Request(to="youtube", method="POST", url="https://google.example/token")
    access = Access(Http(httpx.MockTransport(Google())), exchange, lambda: 0.0)
    assert access.token() == "T1"
    access.forget("T0")
    assert access.token() == "T1"
    access.forget("T1")
    assert access.token() == "T2"


def test_comments_have_no_files() -> None:
    with pytest.raises(RefusedError, match="youtube: comments have no files"):
        youtube(nobody).file("any")


@pytest.mark.parametrize(
    "name",
    [
        "youtube_channel_id",
        "youtube_client_id",
        "youtube_client_secret",
        "youtube_refresh_token",
    ],
)
def test_youtube_is_off_without_one_of_its_settings(name: str) -> None:
    assert "youtube" not in providers(nobody, **{name: ""})


def test_secrets_are_never_shown() -> None:
    assert "hush" not in repr(youtube(nobody))


CLASSES: dict[Fate, type[errors.CallError]] = {
    Fate.RETRY: errors.UnreachableError,
    Fate.WAIT: errors.ThrottledError,
    Fate.UNCLEAR: errors.AmbiguousError,
    Fate.NEVER: errors.RefusedError,
}


@pytest.mark.parametrize(
    ("status", "reason", "fate"),
    [
        *((status, "", fate) for status, fate in STATUSES.items()),
        *((403, reason, fate) for reason, fate in REASONS.items()),
    ],
)
def test_every_refusal_has_its_fate(status: int, reason: str, fate: Fate) -> None:
    google = Google()

    def answer(request: httpx.Request) -> httpx.Response:
        told = {"error": {"errors": [{"reason": reason, "message": "about @siti"}]}}
        given = google(request)
        token = request.url.path == "/token"
        return given if token else httpx.Response(status, json=told)

    with pytest.raises(errors.CallError) as caught:
        youtube(answer).send(outbound())
    said = f"youtube: {status} {reason}".rstrip()
    assert (type(caught.value), str(caught.value)) == (CLASSES[fate], said)
