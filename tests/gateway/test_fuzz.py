"""Random bytes, updates, forms and chats, all proven genuine: never a 5xx."""

import json
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import HealthCheck, given, settings as hypothesis, strategies as st

from tests.channels.callers import CALLERS
from tests.channels.callers.kannel import TOKEN
from tests.channels.callers.telegram import CHAT, SITI
from tests.channels.callers.x import ACCOUNT
from tests.gateway.application import Application

FUZZ = hypothesis(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FUZZ
@given(body=st.binary(max_size=400))
@pytest.mark.parametrize("name", CALLERS)
def test_any_bytes(name: str, body: bytes, shared: Application) -> None:
    assert shared.post(name, body).status_code in {200, 400, 403}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "text", "chat", "from", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
FIELDS = [
    "message_id",
    "date",
    "chat",
    "from",
    "text",
    "caption",
    "photo",
    "location",
    "venue",
    "voice",
    "sticker",
    "document",
]


@FUZZ
@given(
    kind=st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]),
    broken=st.dictionaries(
        st.sampled_from([*FIELDS, "data", "id", "new_chat_member"]), JSON, max_size=4
    ),
)
def test_any_update(kind: str, broken: dict[str, Any], shared: Application) -> None:
    whole: dict[str, Any] = {
        "message_id": 7,
        "id": "1",
        "from": SITI,
        "chat": CHAT,
        "date": 1795319403,
        "text": "halo",
        "data": "yes",
        "chat_instance": "-1",
        "old_chat_member": {"user": SITI, "status": "member"},
        "new_chat_member": {"user": SITI, "status": "kicked", "until_date": 0},
    }
    body = json.dumps({"update_id": 1, kind: whole | broken}).encode()
    assert shared.post("telegram", body).status_code in {200, 400}


@FUZZ
@given(
    event=st.dictionaries(st.sampled_from(["type", "id", "message_create"]), JSON),
    message=st.dictionaries(st.sampled_from(["target", "sender_id", "message_data"]), JSON),
    data=st.dictionaries(
        st.sampled_from(["text", "attachment", "quick_reply_response"]),
        JSON | st.fixed_dictionaries({"type": st.just("media"), "media": JSON}),
    ),
    post=st.dictionaries(
        st.sampled_from(["id_str", "text", "user", "entities", "coordinates"]), JSON
    ),
)
def test_any_event_of_x(
    event: Any, message: Any, data: Any, post: Any, shared: Application
) -> None:
    told = {"target": {"recipient_id": ACCOUNT}, "sender_id": "1", "message_data": data}
    named = {"user_mentions": [{"id_str": ACCOUNT, "screen_name": "a"}]}
    public = {"id_str": "1", "text": "a", "user": {"id_str": "1"}, "entities": named}
    body = {
        "for_user_id": ACCOUNT,
        "direct_message_events": [
            {"type": "message_create", "id": "1", "message_create": told | message} | event
        ],
        "tweet_create_events": [public | post],
    }
    assert shared.post("x", json.dumps(body).encode()).status_code in {200, 400}


@FUZZ
@given(
    fields=st.dictionaries(
        st.sampled_from(
            [
                "MessageSid",
                "From",
                "Body",
                "Latitude",
                "Longitude",
                "NumMedia",
                "MediaUrl0",
                "OptOutType",
                "MessageStatus",
                "ErrorCode",
                "To",
                "ButtonPayload",
            ]
        ),
        st.text(max_size=20)
        | st.sampled_from(["STOP", "failed", "21610", "1", "whatsapp:", "-6.9"]),
    )
)
def test_any_form(fields: dict[str, str], shared: Application) -> None:
    body = "&".join(
        f"{key}={quote_plus(value, errors='replace')}" for key, value in fields.items()
    ).encode()
    assert shared.post("twilio_whatsapp", body).status_code in {200, 400}


SENDERS = st.text(max_size=20) | st.from_regex(r"\+?[0-9 ]{1,16}", fullmatch=True)


@FUZZ
@given(
    query=st.dictionaries(
        st.sampled_from(["id", "from", "charset", "coding", "m", "d", "A"]),
        SENDERS | st.sampled_from(["1", "16", "err:1", "utf-16", "idna", "punycode"]),
    ),
    kind=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=30),
    body=st.binary(max_size=60),
)
def test_any_call_of_kannel(
    query: dict[str, str], kind: str, body: bytes, shared: Application
) -> None:
    told = urlencode(query, errors="replace")
    headers = {"Content-Type": f"text/plain; charset={kind}"}
    for method, place in (("POST", ""), ("GET", "/status")):
        path = f"/webhooks/kannel/{TOKEN}{place}?{told}"
        answer = shared.client.open(path, method=method, data=body, headers=headers)
        assert answer.status_code in {200, 400}


@FUZZ
@given(
    message=JSON
    | st.fixed_dictionaries(
        {
            "channel": st.sampled_from(["web", "sms", "telegram"]),
            "sender": st.text("ab1+:", min_size=1, max_size=9),
        },
        optional={"text": JSON, "button": JSON, "location": JSON, "photo": JSON, "id": JSON},
    )
)
def test_any_message_to_the_chat(message: Any, shared: Application) -> None:
    answer = shared.client.post("/api/chat/messages", data=json.dumps(message))
    assert answer.status_code in {202, 400}
