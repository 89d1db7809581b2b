"""The chat API and its pages, without a worker: what is kept, told, shown and refused."""

import base64
import json
from socket import socketpair
from typing import Any

import pytest
from sqlalchemy import insert, update

from gateway.chat import api, telling
from gateway.chat.pages import places
from gateway.chat.writer import LANGUAGES
from gateway.store.tables import Message, Thread
from gateway.tools import Tools
from tests.chat.conftest import Open
from tests.media.pictures import picture

JPEG = "data:image/jpeg;base64," + base64.b64encode(picture()).decode()
HELLO = {"channel": "web", "sender": "abc", "text": "halo"}
WHO = "channel=web&sender=abc"


def reply(tools: Tools, answers: int) -> int:
    """Answer a message as the worker does, and return the reply's id."""
    with tools.database.write() as session:
        session.execute(update(Message).values(status="handled", heard={"intent": "greet"}))
        row = session.get_one(Message, answers)
        new = insert(Message).values(
            thread_id=row.thread_id,
            channel=row.channel,
            direction="out",
            author="bot",
            text="Halo",
            content={"choices": [["report", "Lapor"]], "location_label": "Kirim lokasi"},
            status="sent",
            error="",
            answers_id=answers,
            created_at=2.0,
            done_at=2.0,
        )
        session.execute(update(Thread).values(language="id", state={"flow": "report"}))
        made = session.scalar(new.returning(Message.id))
    assert made is not None
    return int(made)


@pytest.mark.parametrize(
    ("body", "status", "errors"),
    [
        ("{", 400, ["body: Invalid JSON: EOF while parsing an object at line 1 column 1"]),
        (
            {**HELLO, "text": " "},
            400,
            ["text: say something, press a button or send a location"],
        ),
        (
            {**HELLO, "photo": "data:x"},
            400,
            ["photo: must be a JPEG or PNG as a data: address"],
        ),
        ({**HELLO, "sender": ""}, 400, ["sender: String should have at least 1 character"]),
        (
            {**HELLO, "location": {"lat": 91, "lon": 0}},
            400,
            ["location.lat: Input should be less than or equal to 90"],
        ),
        ({**HELLO, "channel": "sms"}, 404, ["channel: sms is not open here"]),
    ],
)
def test_refused(body: Any, status: int, errors: list[str], chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    data = body if isinstance(body, str) else json.dumps(body)
    answer = client.post("/api/chat/messages", data=data)
    assert (answer.status_code, answer.json) == (status, {"errors": errors})


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("channel=web", "sender: is missing"),
        ("sender=a&after=x", "after: must be the id of a message"),
        ("sender=a&after=" + "9" * 20, "after: must be the id of a message"),
    ],
)
@pytest.mark.parametrize("path", ["messages", "stream"])
def test_bad_question(path: str, query: str, error: str, chat: Open) -> None:
    answer = chat(demo=True)[0].test_client().get(f"/api/chat/{path}?{query}")
    assert (answer.status_code, answer.json) == (400, {"errors": [error]})


def test_repeated_message_is_kept_once(chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    ids = [client.post("/api/chat/messages", json={**HELLO, "id": "1"}).json for _ in range(2)]
    assert ids == [{"id": 1}, {"id": 1}]


def test_a_citizen_is_told_replies_and_no_more(chat: Open) -> None:
    app, tools = chat(demo=False)
    client = app.test_client()
    client.post("/api/chat/messages", json=HELLO)
    made = reply(tools, 1)
    told = client.get(f"/api/chat/messages?{WHO}").json
    assert told == {
        "messages": [
            {
                "id": made,
                "direction": "out",
                "author": "bot",
                "text": "Halo",
                "choices": [{"button": "report", "label": "Lapor"}],
                "location_label": "Kirim lokasi",
                "at": 2.0,
            }
        ]
    }
    assert client.get(f"/api/chat/messages?{WHO}&after={made}").json == {"messages": []}


def test_demo_tells_what_was_heard_and_where_it_stands(chat: Open) -> None:
    app, tools = chat(demo=True)
    client = app.test_client()
    say = {**HELLO, "location": {"lat": -6.9, "lon": 107.6}, "photo": JPEG}
    client.post("/api/chat/messages", json=say)
    reply(tools, 1)
    told = client.get(f"/api/chat/messages?{WHO}&history=1").json
    assert told is not None
    first, second = told["messages"]
    assert (first["heard"], first["status"], first["location"]["lat"]) == (
        {"intent": "greet"},
        "handled",
        -6.9,
    )
    assert (second["answers"], second["sms"]) == (1, {"alphabet": "GSM-7", "segments": 1})
    assert told["conversation"] == {
        "owner": "bot",
        "language": "",
        "flow": "report",
        "awaiting": "",
        "ticket": "",
    }
    shown = client.get(first["attachments"][0]["url"])
    assert (shown.status_code, shown.content_type) == (200, "image/jpeg")


@pytest.mark.parametrize("query", ["channel=web&sender=stranger", "channel=fax&sender=a"])
def test_nobody_said_nothing(query: str, chat: Open) -> None:
    client = chat(demo=True)[0].test_client()
    told = client.get(f"/api/chat/messages?{query}&history=1").json
    assert told == {"messages": [], "conversation": None}


def test_stream_tells_both_sides_and_goes_on_where_it_was(chat: Open) -> None:
    app, tools = chat(demo=True)
    client = app.test_client()
    client.post("/api/chat/messages", json=HELLO)
    made = reply(tools, 1)
    with client.get(f"/api/chat/stream?{WHO}") as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        chunks = answer.iter_encoded()
        said = [next(chunks).decode() for _ in range(3)]
    assert said[0] == ": hello\n\n"
    assert [part.split("\n")[0] for part in said[1:]] == ["id: 1", f"id: {made}"]
    with client.get(f"/api/chat/stream?{WHO}", headers={"Last-Event-ID": "1"}) as answer:
        chunks = answer.iter_encoded()
        assert [next(chunks)[:8] for _ in range(2)] == [
            b": hello\n",
            f"id: {made}\nda".encode()[:8],
        ]


def test_streams_are_few_and_come_back(chat: Open) -> None:
    client = chat(demo=True)[0].test_client()
    path = f"/api/chat/stream?{WHO}"
    opened = [client.get(path) for _ in range(api.STREAMS)]
    refused = client.get(path)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    opened.pop().close()
    opened.append(client.get(path))
    assert opened[-1].status_code == 200
    for each in opened:
        each.close()


@pytest.mark.parametrize("leaves", ["closes", "breaks"])
def test_stream_ends_when_nobody_listens(leaves: str, chat: Open) -> None:
    client = chat(demo=True)[0].test_client()
    ours, theirs = socketpair()
    path = f"/api/chat/stream?{WHO}"
    with ours, client.get(path, environ_overrides={"gunicorn.socket": ours}) as answer:
        chunks = answer.iter_encoded()
        assert next(chunks) == b": hello\n\n"
        client.post("/api/chat/messages", json=HELLO)
        assert next(chunks).startswith(b"id: 1\n")
        (theirs if leaves == "closes" else ours).close()
        assert list(chunks) == []
    theirs.close()


def test_quiet_stream_breathes_and_ends(chat: Open) -> None:
    _, tools = chat(demo=True)
    teller = telling.Teller(chats={}, tools=tools, demo=True, lasts=0.4, quiet=0.15)
    said = list(teller.events(telling.Asked("web", "a", 0)))
    assert said[0] == ": hello\n\n"
    assert set(said[1:]) == {": still here\n\n"}


@pytest.mark.parametrize(
    ("demo", "front", "status"), [(True, "/simulator", 200), (False, "/chat", 404)]
)
def test_pages(*, demo: bool, front: str, status: int, chat: Open) -> None:
    client = chat(demo=demo)[0].test_client()
    assert client.get("/").location == front
    assert client.get("/chat").status_code == 200
    assert client.get("/simulator").status_code == status


@pytest.mark.parametrize(
    ("query", "accepts", "title"),
    [
        ("", "", "Tulis ke Kota Bandung"),
        ("?lang=su", "en", "Nyerat ka Kota Bandung"),
        ("?lang=xx", "en-GB,en;q=0.9", "Write to Kota Bandung"),
    ],
)
def test_language_of_a_page(query: str, accepts: str, title: str, chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    page = client.get(f"/chat{query}", headers={"Accept-Language": accepts})
    assert f"<title>{title}</title>" in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self';")


def test_presets_are_in_the_city(chat: Open) -> None:
    _, tools = chat(demo=True)
    found = list(places(tools.pack.folder))
    assert {name for name, _, _ in found} >= {"ITB", "Gedung Sate"}
    assert all(-7.0 < lat < -6.8 and 107.5 < lon < 107.8 for _, lat, lon in found)
    assert LANGUAGES == ("id", "su", "en")


@pytest.mark.parametrize(
    ("photo", "fault"),
    [
        ("data:image/jpeg;base64,%%%", "photo: is not base64"),
        ("data:image/png;base64,AAAA", "photo: is neither a JPEG nor a PNG"),
        (f"data:image/png;base64,{'AAAA' * 66_000}", "photo: has more than 190 KiB"),
    ],
)
def test_photo_refused(photo: str, fault: str, chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    answer = client.post("/api/chat/messages", json={**HELLO, "photo": photo})
    assert (answer.status_code, answer.json) == (400, {"errors": [fault]})


@pytest.mark.parametrize("name", ["..%2fchat.db", "a.jpg", "a" * 64 + ".jpg"])
def test_only_kept_photos_are_shown(name: str, chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    assert client.get(f"/media/{name}").status_code == 404
    until = "99999999999"
    assert client.get(f"/media/{name}?until={until}&proof=0").status_code == 404
