"""What is packed on its way, and what never is."""

import gzip

import pytest
from flask import Flask, Response

from gateway.look.packing import pack
from tests.chat.conftest import Open

GZIP = {"Accept-Encoding": "gzip, br"}
REFUSED = {"Accept-Encoding": "gzip;q=0, *;q=0"}


@pytest.mark.parametrize(
    ("path", "packed"),
    [
        ("/chat", True),
        ("/chat/embed.js", True),
        ("/static/chat/talk.js", True),
        ("/static/look/base.css?v=1", True),
        ("/static/look/icons.svg", True),
        ("/static/look/mark.svg", False),  # too small
        ("/chat/plain", False),  # a conversation
        ("/api/chat/messages?sender=a", False),
    ],
)
def test_what_is_packed(path: str, chat: Open, *, packed: bool) -> None:
    client = chat(demo=False, origins=("https://www.example.org",))[0].test_client()
    answer, bare = (
        client.get(path, headers=GZIP, buffered=True),
        client.get(path, buffered=True),
    )
    assert bare.headers.get("Content-Encoding") is None
    assert (answer.headers.get("Content-Encoding") == "gzip") is packed
    if packed:
        assert gzip.decompress(answer.data) == bare.data
        assert len(answer.data) == int(answer.headers["Content-Length"]) < len(bare.data)
        assert answer.headers["Vary"] == bare.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/static/chat/talk.js", "/chat/embed.js"])
def test_what_is_known_is_not_sent_again(path: str, chat: Open) -> None:
    client = chat(demo=False, origins=("https://www.example.org",))[0].test_client()
    tag = client.get(path, headers=GZIP, buffered=True).headers["ETag"]
    assert tag.startswith('W/"')
    again = client.get(path, headers={**GZIP, "If-None-Match": tag}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")


def test_part_of_a_file_is_not_packed(chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    part = client.get(
        "/static/chat/talk.js", headers={**GZIP, "Range": "bytes=0-9"}, buffered=True
    )
    assert (part.status_code, len(part.data)) == (206, 10)


def test_who_cannot_unpack_gets_it_bare(chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    bare = client.get("/chat", headers=REFUSED)
    assert "Content-Encoding" not in bare.headers
    assert "Tulis ke Kota Bandung" in bare.text


def test_nothing_is_packed_twice() -> None:
    """The console calls for our headers, and its pages' blueprint did."""
    with Flask("twice").test_request_context(headers=GZIP):
        page = pack(pack(Response("Tulis saja. " * 99, mimetype="text/html")))
    assert gzip.decompress(page.data) == b"Tulis saja. " * 99
