"""What X's channels do besides messages: the token, files, invitations."""

import httpx
import pytest

from bot.model import Outbound
from gateway.channel import Inviting
from gateway.channels.x import X
from gateway.channels.x.api import CODES, STATUSES
from gateway.errors import (
    AmbiguousError,
    CallError,
    Fate,
    RefusedError,
    StoppedError,
    ThrottledError,
    UnreachableError,
)
from tests.channels.carriers import carrier, nobody, providers


def test_the_token_goes_with_every_call_and_is_never_shown() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(201, json={"data": {"dm_event_id": "1"}})

    carrier("x", answer).send(Outbound(channel="x", recipient="1", text="halo"))
    assert seen == ["Bearer hush-x-bearer"]
    assert "hush" not in repr(providers(nobody)["x"])


@pytest.mark.parametrize("name", ["x", "x_mentions"])
@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("https://ton.twitter.com/1/a.jpg", {"Authorization": "Bearer hush-x-bearer"}),
        ("https://pbs.twimg.com/media/a.jpg", {}),
        ("https://ton.twitter.com.evil.example/a.jpg", {}),
        ("https://evil.example/ton.twitter.com", {}),
    ],
)
def test_the_token_goes_only_where_private_files_are(
    name: str, address: str, headers: dict[str, str]
) -> None:
    file = carrier(name, nobody).file(address)
    assert (file.url, file.headers) == (address, headers)
    assert file.hosts == {"ton.twitter.com", "pbs.twimg.com", "video.twimg.com"}


def test_a_file_without_an_address() -> None:
    with pytest.raises(RefusedError, match="x: a file without an address"):
        carrier("x", nobody).file("https://[bad/a.jpg")


def test_the_invitation_leads_to_a_direct_message_that_carries_the_referral() -> None:
    public = carrier("x_mentions", nobody)
    assert isinstance(public, Inviting)
    assert public.invitation("t7-a_B") == (
        "https://x.com/messages/compose?recipient_id=2244994945&text=%2Fstart+t7-a_B"
    )
    assert not isinstance(carrier("x", nobody), Inviting)


@pytest.mark.parametrize("name", ["x_consumer_secret", "x_bearer_token", "x_user_id"])
def test_x_is_off_without_one_of_its_settings(name: str) -> None:
    assert "x" not in providers(nobody, **{name: ""})


def test_posts_are_public_and_messages_are_not() -> None:
    provider = providers(nobody)["x"]
    assert isinstance(provider, X)
    assert [each.form.public for each in provider.carriers] == [False, True]


CLASSES: dict[Fate, type[CallError]] = {
    Fate.RETRY: UnreachableError,
    Fate.WAIT: ThrottledError,
    Fate.UNCLEAR: AmbiguousError,
    Fate.STOPPED: StoppedError,
    Fate.NEVER: RefusedError,
}


@pytest.mark.parametrize(
    ("status", "code", "fate"),
    [
        *((status, 0, fate) for status, fate in STATUSES.items()),
        *((403, code, fate) for code, fate in CODES.items()),
    ],
)
def test_every_refusal_has_its_fate(status: int, code: int, fate: Fate) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        told = {"errors": [{"code": code, "message": "about 3805104374"}]}
        return httpx.Response(status, json=told)

    with pytest.raises(CallError) as caught:
        carrier("x", answer).send(Outbound(channel="x", recipient="1", text="halo"))
    said = f"x: {status} {code}" if code else f"x: {status}"
    assert (type(caught.value), str(caught.value)) == (CLASSES[fate], said)
