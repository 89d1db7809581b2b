"""Whole dialogues on WhatsApp and Messenger, over real processes and a Graph of our own."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from tests.channels.callers.meta import CALLER, NUMBER, PAGE, SITI, hidden
from tests.end_to_end.graph import Graph, delivered, listening, messenger, whatsapp
from tests.running import Running, eventually, running

pytestmark = pytest.mark.slow
TICKET = re.compile(r"BDG-\d{7}")


@pytest.fixture(scope="module")
def meta() -> Iterator[Graph]:
    with listening() as graph:
        yield graph


@pytest.fixture(scope="module")
def city(meta: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("meta")
    settings = {**CALLER.secrets, "meta_graph_url": meta.address, "report_poll_seconds": "1"}
    with running(folder, **settings) as started:
        yield started


def found(text: str) -> str:
    """Return the ticket number in `text`."""
    match = TICKET.search(text)
    assert match, text
    return match[0]


def kept(city: Running, asked: str, *values: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(city.folder / "kentongan.db", timeout=10)) as database:
        return database.execute(asked, values).fetchall()


def test_a_report_on_whatsapp(city: Running, meta: Graph) -> None:
    said = "lampu jalan mati di jl dago dekat simpang udah 3 hari"
    whatsapp(city.web, 1, {"type": "text", "text": {"body": said}})
    [asked] = meta.replies(NUMBER, 1)
    assert asked["recipient"] == SITI
    buttons = asked["interactive"]["action"]["buttons"]
    yes = next(each["reply"] for each in buttons if each["reply"]["title"].startswith("Ya"))
    reply = {"type": "button_reply", "button_reply": yes}
    whatsapp(city.web, 2, {"type": "interactive", "interactive": reply})
    filed = meta.replies(NUMBER, 2)[-1]
    assert filed["text"]["body"].startswith("Terima kasih!"), filed
    number = found(filed["text"]["body"])
    report = f"{city.web}/open311/v2/requests/{number}.json"
    assert eventually(lambda: httpx.get(report, trust_env=False).status_code == 200)
    city.command("report", "status", number, "in_progress")
    news = meta.replies(NUMBER, 3)[-1]
    assert "sedang dikerjakan" in news["text"]["body"]
    place = next(n for n, each in enumerate(meta.calls, 1) if each[2] is filed)
    delivered(city.web, f"wamid.ours{place}")
    status = "SELECT status FROM message WHERE external_id = ?"
    assert kept(city, status, hidden(f"wamid.ours{place}")) == [("delivered",)]
    assert {token for path, token, _ in meta.calls if NUMBER in path} == {
        f"Bearer {CALLER.secrets['meta_access_token']}"
    }
    _silent(city, "8123456789", SITI, "wamid.siti", said)


def test_a_report_on_messenger(city: Running, meta: Graph) -> None:
    said = "lampu jalan pareum di jalan tubagus ismail caket simpang tos 3 dinten"
    messenger(city.web, 1, {"text": said})
    [asked] = meta.replies(PAGE, 1)
    replies = asked["message"]["quick_replies"]
    yes = next(each for each in replies if each["title"].startswith("Muhun"))
    pressed = {"text": yes["title"], "quick_reply": {"payload": yes["payload"]}}
    messenger(city.web, 2, pressed)
    messenger(city.web, 2, pressed)
    filed = meta.replies(PAGE, 2)[-1]["message"]["text"]
    assert filed.startswith("Hatur nuhun!"), filed
    city.command("report", "status", found(filed), "done")
    assert "parantos réngsé" in meta.replies(PAGE, 3)[-1]["message"]["text"]
    assert len(meta.replies(PAGE, 3)) == 3
    assert {token for path, token, _ in meta.calls if PAGE in path} == {
        f"Bearer {CALLER.secrets['meta_page_token']}"
    }
    _silent(city, "5551239876543210", "m_asep", said)


def _silent(city: Running, *told: str) -> None:
    """Assert that no process wrote any of `told`, or a secret of Meta's, anywhere."""
    hush = [value for value in CALLER.secrets.values() if "hush" in value]
    logs = city.logs()
    assert [each for each in (*told, *hush) if each in logs] == []
