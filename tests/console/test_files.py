"""Operators send photos and files where the channel carries them."""

from io import BytesIO

import pytest
from sqlalchemy import select

from gateway.media import files
from gateway.store.tables import Message
from tests.console.office import OURS, Office
from tests.console.test_agency import photo
from tests.console.test_inbox import plain
from tests.console.test_sharing import one


def send(office: Office, thread: int, content: bytes, text: str = "") -> tuple[int, str]:
    """Send a file from the reply form and return what comes of it."""
    form = {"text": text, "file": (BytesIO(content), "../../x<b>.png")}
    answer = office.client.post(f"{one(thread)}/reply", data=form, headers=OURS)
    return answer.status_code, answer.text


def sent(office: Office) -> list[tuple[str, str]]:
    """Return the words and the kind of file of everything operators sent."""
    with office.tools.database.read() as session:
        rows = session.scalars(select(Message).where(Message.author == "operator"))
        return [(row.text, row.content["attachments"][0]["kind"]) for row in rows]


@pytest.mark.parametrize(
    ("content", "kind"), [(photo("PNG"), "photo"), (b"%PDF-1.7 ...", "document")]
)
@pytest.mark.parametrize("text", ["", "Ini denahnya"])
def test_a_file_goes_with_or_without_words(
    office: Office, content: bytes, kind: str, text: str
) -> None:
    office.enter()
    thread = office.hear("halo", "simulator_telegram")
    assert 'type="file"' in office.get(one(thread)).text
    assert send(office, thread, content, text)[0] == 303
    assert sent(office) == [(text, kind)]
    page = office.get(one(thread)).text
    assert "/media/" in page
    assert ("<img" in page) is (kind == "photo")


@pytest.mark.parametrize(
    "content", [b"nothing known", b"\x89PNG\r\n\x1a\nbroken", b"PK\x03\x04"]
)
def test_what_is_no_file_of_ours_is_not_sent(office: Office, content: bytes) -> None:
    office.enter()
    thread = office.hear("halo", "web")
    status, page = send(office, thread, content, "Ini denahnya")
    assert (status, sent(office)) == (422, [])
    assert "Berkas itu tidak bisa dikirim" in plain(page)
    assert "Ini denahnya</textarea>" in page


def test_no_file_by_sms(office: Office) -> None:
    office.enter()
    thread = office.hear("halo", "twilio_sms")
    assert 'type="file"' not in office.get(one(thread)).text
    assert send(office, thread, photo("PNG"))[0] == 422
    assert sent(office) == []


def test_too_large(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(files.LARGEST, "document", 1000)
    office.enter()
    thread = office.hear("halo", "web")
    assert send(office, thread, b"%PDF-" + b"0" * 1000)[0] == 422
    assert sent(office) == []
