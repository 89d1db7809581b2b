"""A reply after the channel's window is sent only knowingly, in the form that is taken."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from gateway.store.tables import Message, Thread
from tests.console.office import Office, office
from tests.console.test_inbox import plain

WHATSAPP = {"twilio_whatsapp_from": "+12025550101"}
HOUR, DAY = 3600.0, 86_400.0
WORDS = "Selamat pagi.\nSudah kami teruskan."


@pytest.fixture(params=["HX" + "0" * 32, ""])
def template(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def desk(template: str, tmp_path: Path) -> Iterator[Office]:
    with office("sqlite", tmp_path, **WHATSAPP, twilio_whatsapp_template=template) as desk:
        desk.enter()
        yield desk


def silent(desk: Office, seconds: float) -> int:
    """Hand over the conversation of a citizen who last wrote so long ago."""
    thread = desk.hand_over(desk.hear("halo", "twilio_whatsapp"))
    with desk.tools.database.write() as session:
        heard = desk.tools.database.now(session) - seconds
        session.execute(update(Thread).values(heard_at=heard))
    return thread


def sent(desk: Office) -> list[tuple[str, bool]]:
    """Return the words that operators sent, and whether as a template."""
    with desk.tools.database.read() as session:
        rows = session.scalars(select(Message).where(Message.author == "operator"))
        return [(row.text, bool(row.content.get("template"))) for row in rows]


def test_time_left_is_told_and_free_words_are_sent(desk: Office) -> None:
    thread = silent(desk, DAY - 3 * HOUR + 30)
    page = desk.get(f"/console/conversations/{thread}").text
    assert "balas bebas 2 j 59 mnt lagi" in plain(page)
    assert 'name="late"' not in page
    told = desk.post(f"/console/conversations/{thread}/reply", {"text": WORDS})
    assert told.headers["Location"].endswith("told=sent")
    assert sent(desk) == [(WORDS, False)]


def test_afterwards_nothing_is_sent_unknowingly(desk: Office, template: str) -> None:
    thread = silent(desk, DAY + 60)
    refused = desk.post(f"/console/conversations/{thread}/reply", {"text": WORDS})
    assert refused.status_code == 409
    assert "Belum dikirim: jendela kanal ini sudah tertutup." in plain(refused.text)
    assert "Sudah kami teruskan.</textarea>" in refused.text
    assert sent(desk) == []
    assert ('name="late"' in refused.text) is bool(template)


def test_afterwards_words_stand_in_the_template(desk: Office, template: str) -> None:
    thread = silent(desk, DAY + 60)
    form = {"text": WORDS, "late": "on"}
    told = desk.post(f"/console/conversations/{thread}/reply", form)
    if not template:
        assert (told.status_code, sent(desk)) == (409, [])
        return
    assert sent(desk) == [("Selamat pagi. Sudah kami teruskan.", True)]
    long = desk.post(f"/console/conversations/{thread}/reply", {**form, "text": "a" * 901})
    assert long.status_code == 409
    assert "paling banyak 900 huruf" in plain(long.text)
    assert "a" * 901 in long.text
    assert len(sent(desk)) == 1


def test_a_canned_reply_is_refused_as_well(desk: Office) -> None:
    thread = silent(desk, 3 * DAY)
    page = desk.get(f"/console/conversations/{thread}").text
    assert "24 jam" in plain(page) or "jendela tertutup" in plain(page)
    desk.post(f"/console/conversations/{thread}/reply", {"canned": "1"})
    assert sent(desk) == []


def test_a_channel_that_is_gone(desk: Office) -> None:
    thread = desk.hand_over(desk.hear("halo", "carrier_pigeon"))
    assert "kanal sudah tidak dipasang" in plain(
        desk.get(f"/console/conversations/{thread}").text
    )
    answer = desk.post(f"/console/conversations/{thread}/reply", {"text": WORDS, "late": "on"})
    assert answer.status_code == 409
    assert sent(desk) == []
    for act in ("take", "back", "take", "resolve"):
        assert desk.post(f"/console/conversations/{thread}/{act}").status_code == 303
