"""Meta's provider beyond its tables: files, tokens, links, handshake, and any JSON at all."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings as hypothesis, strategies as st

from gateway.channel import Attentive, Inviting, Provider, Webhook
from gateway.channels import configured
from gateway.channels.meta.graph import FATES, fate
from gateway.channels.meta.names import Names
from gateway.errors import BadWebhookError, CallError, Fate, RefusedError, UnreachableError
from gateway.http import Http
from tests.channels.callers.meta import (
    CALLER,
    INSTAGRAM,
    NUMBER,
    PAGE,
    SITI,
    call,
    hidden,
    sign,
)
from tests.channels.carriers import carrier, nobody, providers
from tests.settings import settings

PSID = "5551239876543210"
MEDIA = f"https://graph.facebook.com/v25.0/88?phone_number_id={NUMBER}"
LOOKASIDE = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=88&ext=1&hash=x"
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
FETCHED = {"url": LOOKASIDE, "mime_type": "image/jpeg", "sha256": DIGEST, "id": "88"}


def answering(*answers: httpx.Response) -> tuple[Any, list[httpx.Request]]:
    """Return somebody who gives `answers` in turn, and what they were asked."""
    asked: list[httpx.Request] = []
    left = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return next(left)

    return answer, asked


def test_a_file_of_whatsapps_is_asked_for_and_its_token_goes_to_meta_alone() -> None:
    answer, asked = answering(httpx.Response(200, json=FETCHED))
    download = carrier("whatsapp", answer).file("88")
    [request] = asked
    token = f"Bearer {CALLER.secrets['meta_access_token']}"
    assert (str(request.url), request.headers["authorization"]) == (MEDIA, token)
    assert (download.url, download.sha256) == (LOOKASIDE, DIGEST)
    assert download.headers == {"Authorization": token}
    assert download.hosts == {"fbsbx.com"}
    assert download.trusted == {"graph.facebook.com"}


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (DIGEST.upper(), DIGEST),
        ("n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=", DIGEST),
        ("x", ""),
        ("AAAA", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_a_digest_in_either_writing(told: Any, kept: str) -> None:
    answer, _ = answering(httpx.Response(200, json=FETCHED | {"sha256": told}))
    assert carrier("whatsapp", answer).file("88").sha256 == kept


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(404, json={"error": {"code": 100, "error_subcode": 33}}), RefusedError),
        (httpx.Response(200, json={"id": "88"}), RefusedError),
        (httpx.Response(200, content=b"x"), UnreachableError),
        (httpx.Response(502, content=b"628123456789"), UnreachableError),
    ],
)
def test_a_file_that_is_not_to_be_had(answer: httpx.Response, error: type[CallError]) -> None:
    with pytest.raises(error) as caught:
        carrier("whatsapp", answering(answer)[0]).file("88")
    assert "8123456789" not in str(caught.value)


def test_a_reference_leads_nowhere_else() -> None:
    answer, asked = answering(httpx.Response(200, json=FETCHED))
    carrier("whatsapp", answer).file("../me?x=1#y")
    [request] = asked
    assert request.url.raw_path.startswith(b"/v25.0/..%2Fme%3Fx%3D1%23y?")


@pytest.mark.parametrize("name", ["whatsapp", "messenger", "instagram", "facebook_comments"])
def test_what_is_no_file_is_not_asked_for(name: str) -> None:
    with pytest.raises(RefusedError):
        carrier(name, nobody).file("")


@pytest.mark.parametrize("name", ["messenger", "instagram", "facebook_comments"])
def test_a_file_with_an_address_is_fetched_without_a_token(name: str) -> None:
    download = carrier(name, nobody).file("https://scontent.xx.fbcdn.net/1.jpg")
    assert (download.headers, download.auth) == ({}, None)
    assert download.hosts == {"fbcdn.net", "fbsbx.com", "cdninstagram.com"}


@pytest.mark.parametrize("name", ["messenger", "instagram"])
def test_a_page_shows_that_it_reads_and_writes(name: str) -> None:
    answer, asked = answering(*[httpx.Response(200, json={"recipient_id": PSID})] * 2)
    page = carrier(name, answer)
    assert isinstance(page, Attentive)
    page.attend(PSID, hidden("m_x"))
    assert [json.loads(each.content) for each in asked] == [
        {"recipient": {"id": PSID}, "sender_action": "mark_seen"},
        {"recipient": {"id": PSID}, "sender_action": "typing_on"},
    ]
    token = f"Bearer {CALLER.secrets['meta_page_token']}"
    assert {each.headers["authorization"] for each in asked} == {token}


def test_whatsapp_shows_it_of_no_message_that_it_cannot_name() -> None:
    whatsapp = carrier("whatsapp", nobody)
    assert isinstance(whatsapp, Attentive)
    for name in (hidden("wamid." + "A" * 200), "700_901", "", "é"):
        with pytest.raises(RefusedError, match="meta: not a name of ours"):
            whatsapp.attend(SITI, name)


def test_without_a_page_token_the_other_is_used() -> None:
    answer, asked = answering(httpx.Response(200, json={}), httpx.Response(200, json={}))
    page = carrier("messenger", answer, meta_page_token="")
    assert isinstance(page, Attentive)
    with pytest.raises(CallError):
        page.attend(PSID, "x")
    token = f"Bearer {CALLER.secrets['meta_access_token']}"
    assert asked[0].headers["authorization"] == token


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("facebook_comments", f"https://m.me/{PAGE}?ref=c-41%26x"),
        ("instagram_comments", "https://ig.me/m/kota.bandung?ref=c-41%26x"),
    ],
)
def test_readers_are_invited(name: str, address: str) -> None:
    public = carrier(name, nobody)
    assert isinstance(public, Inviting)
    assert (public.form.public, public.invitation("c-41&x")) == (True, address)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"meta_phone_number_id": NUMBER}, ["whatsapp"]),
        ({"meta_page_id": PAGE}, ["messenger", "facebook_comments"]),
        ({"meta_instagram_id": INSTAGRAM}, ["instagram"]),
        (
            {"meta_instagram_id": INSTAGRAM, "meta_instagram_username": "kota"},
            ["instagram", "instagram_comments"],
        ),
        ({}, []),
    ],
)
def test_a_channel_is_there_when_it_is_set(given: dict[str, str], names: list[str]) -> None:
    secrets = ("meta_app_secret", "meta_verify_token", "meta_access_token")
    on = {name: CALLER.secrets[name] for name in secrets} | given
    http = Http(httpx.MockTransport(nobody))
    provider = configured(settings(**on), http).get("meta")
    assert [each.name for each in (provider.carriers if provider else ())] == names
    for name in secrets:
        assert "meta" not in configured(settings(**{**on, name: ""}), http)


def test_no_secret_shows() -> None:
    shown = repr(providers(nobody)["meta"])
    assert not [each for each in CALLER.secrets.values() if "hush" in each and each in shown]


def test_an_entry_of_a_channel_that_is_off_is_left_alone() -> None:
    body = json.dumps(call({"type": "text", "text": {"body": "halo"}})).encode()
    provider = providers(nobody, meta_phone_number_id="")["meta"]
    told = provider.receive(Webhook(url="", headers=sign("", body), body=body))
    assert told.messages == ()


@given(st.text(min_size=1, max_size=300))
def test_a_name_is_bearable_and_always_the_same(told: str) -> None:
    name = Names(b"s").name(told)
    assert len(name) <= 250
    assert name.isascii()
    assert name == Names(b"s").name(told) != Names(b"t").name(told)
    if len(told.encode()) <= 160:
        assert Names(b"s").told(name) == told


def test_a_code_with_its_subcode_goes_first() -> None:
    assert (fate(10, 2018278), fate(10), fate(551, 1)) == (Fate.WINDOW, None, Fate.STOPPED)
    assert set(FATES.values()) == {Fate.RETRY, Fate.WAIT, Fate.WINDOW, Fate.STOPPED}


WORDS = (
    "id type text body from from_user_id sender message mid attachments payload url postback "
    "referral ref edit interactive image location statuses messages contacts user_id errors "
    "code delivery mids read changes value field item verb comment_id media_id messaging"
)
KEYS = st.sampled_from(WORDS.split())
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@hypothesis(max_examples=400, deadline=None)
@given(
    object_=st.sampled_from(["whatsapp_business_account", "page", "instagram"]) | ANYTHING,
    entry=st.fixed_dictionaries(
        {"id": st.sampled_from([PAGE, INSTAGRAM])},
        optional={
            "messaging": st.lists(ANYTHING, max_size=3) | ANYTHING,
            "changes": st.lists(
                st.fixed_dictionaries(
                    {
                        "field": st.sampled_from(["feed", "comments", "mentions", "messages"]),
                        "value": ANYTHING
                        | st.fixed_dictionaries(
                            {"metadata": st.just({"phone_number_id": NUMBER})},
                            optional=dict.fromkeys(
                                ("messages", "statuses", "contacts", "user_preferences"),
                                st.lists(ANYTHING, max_size=3) | ANYTHING,
                            ),
                        ),
                    }
                )
            )
            | ANYTHING,
        },
    )
    | ANYTHING,
)
def test_any_call_is_read_or_refused(object_: Any, entry: Any, meta: Provider) -> None:
    body = json.dumps({"object": object_, "entry": [entry]}).encode()
    call = Webhook(url="", headers=sign("", body), body=body)
    assert _outcome(meta, call) in {"read", 400}


@pytest.fixture(scope="module")
def meta() -> Provider:
    return providers(nobody)["meta"]


def _outcome(provider: Provider, call: Webhook) -> str | int:
    try:
        provider.receive(call)
    except BadWebhookError as error:
        return error.status
    return "read"
