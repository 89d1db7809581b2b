"""Who may write in the chat, and how fast."""

from typing import Any

import pytest

from gateway.chat.guard import CONVERSATIONS, MESSAGES, network
from tests.chat.conftest import PUBLIC, Open, until_refused

PATH = "/api/chat/messages"
AWAY = {"REMOTE_ADDR": "203.0.113.7"}


def hello(sender: str = "abc") -> dict[str, str]:
    return {"channel": "web", "sender": sender, "text": "halo"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 202),
        ({"Sec-Fetch-Site": "same-origin"}, 202),
        ({"Sec-Fetch-Site": "none"}, 202),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": ""}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": PUBLIC}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 202),
        ({"Origin": PUBLIC}, 202),
        ({"Origin": "http://localhost"}, 202),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": f"{PUBLIC}.evil.example"}, 403),
        ({"Origin": "https://chat.example.org:8443"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://["}, 403),
    ],
)
def test_only_our_own_pages_and_programs_write(
    headers: dict[str, str], status: int, chat: Open
) -> None:
    client = chat(demo=True)[0].test_client()
    assert client.post(PATH, json=hello(), headers=headers).status_code == status


def test_another_sites_page_leaves_nothing(chat: Open) -> None:
    client = chat(demo=True)[0].test_client()
    answer = client.post(PATH, json=hello(), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.json == {"errors": ["pages of other sites may not write here"]}
    told = client.get(f"{PATH}?channel=web&sender=abc&history=1").json
    assert told == {"messages": [], "conversation": None}


def test_an_address_may_say_so_much_whoever_speaks(chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    *told, late = until_refused(
        lambda number: client.post(PATH, json=hello(f"citizen{number % 10}"), environ_base=AWAY)
    )
    assert len(told) >= MESSAGES.most
    assert (late.status_code, late.headers["Retry-After"], late.json) == (
        429,
        "1",
        {"errors": ["too many messages from this address"]},
    )
    neighbour = {"REMOTE_ADDR": "203.0.113.8"}
    assert client.post(PATH, json=hello(), environ_base=neighbour).status_code == 202


def test_an_address_may_begin_fewer_conversations(chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    for number in range(int(CONVERSATIONS.most)):
        answer = client.post(PATH, json=hello(f"new{number}"), environ_base=AWAY)
        assert answer.status_code == 202
    late = client.post(PATH, json=hello("stranger"), environ_base=AWAY)
    assert (late.status_code, late.headers["Retry-After"]) == (429, "20")
    assert client.post(PATH, json=hello("new1"), environ_base=AWAY).status_code == 202


@pytest.mark.parametrize(
    ("site", "request_from", "excused"),
    [
        ({"demo": True}, {"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"demo": True}, {"REMOTE_ADDR": "::1"}, True),
        ({"demo": True}, {"REMOTE_ADDR": "::ffff:127.0.0.1"}, True),
        ({"demo": True}, {"REMOTE_ADDR": "203.0.113.7"}, False),
        ({"demo": True}, {"REMOTE_ADDR": ""}, False),
        ({"demo": True}, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "::1"}, False),
        ({"demo": True, "proxy_hops": 1}, {"REMOTE_ADDR": "127.0.0.1"}, False),
        ({"demo": False}, {"REMOTE_ADDR": "127.0.0.1"}, False),
    ],
)
def test_only_a_demos_own_computer_is_excused(
    site: dict[str, Any], request_from: dict[str, str], *, excused: bool, chat: Open
) -> None:
    client = chat(**site)[0].test_client()
    told = until_refused(
        lambda _: client.post(PATH, json=hello(), environ_overrides=request_from)
    )
    assert told[-1].status_code == (202 if excused else 429)


def test_simulated_channels_count_too(chat: Open) -> None:
    client = chat(demo=True)[0].test_client()
    said = {**hello("+628123456789"), "channel": "sms"}
    told = until_refused(lambda _: client.post(PATH, json=said, environ_base=AWAY))
    assert len(told) > MESSAGES.most
    assert [answer.status_code for answer in told[-2:]] == [202, 429]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("", "unix:", True),
    ],
)
def test_who_shares_an_address(one: str, other: str, *, same: bool) -> None:
    assert (network(one) == network(other)) is same
