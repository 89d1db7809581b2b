"""Alive, ready, measured; the parse API; what is logged."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from flask.testing import FlaskClient

from gateway import log
from gateway.app import create_app
from gateway.store.database import Database
from tests import databases
from tests.installation import installation, meaning, nobody
from tests.settings import settings

SAID = "lampu mati di jl dago"
TOKEN = "o" * 32
Web = Callable[..., FlaskClient]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with databases.empty("sqlite", tmp_path) as database:
        yield database


@pytest.fixture
def web(database: Database) -> Web:
    """Return a client of the real application, whose world is made of functions."""

    def client(world: Any = nobody, **values: str) -> FlaskClient:
        known = {SAID: meaning("report", "street_light")}
        tools = installation(database, world=world, known=known)
        config = settings(**{"database_url": "sqlite:///unused.db", **values})
        return create_app(config, tools).test_client()

    return client


def rasa(request: httpx.Request) -> httpx.Response:
    assert request.url.path == "/webhooks/parse/health"
    return httpx.Response(200, json={"ready": True, "model": "nlu-1"})


def test_live_needs_nobody(web: Web) -> None:
    answer = web().get("/live")
    assert (answer.status_code, answer.json) == (200, {"status": "live"})


def test_ready(web: Web) -> None:
    answer = web(rasa).get("/ready")
    assert (answer.status_code, answer.json) == (200, {"database": "ok", "understanding": "ok"})


def test_ready_without_the_model_and_saying_so(web: Web) -> None:
    answer = web().get("/ready")
    told = {"database": "ok", "understanding": "down: UnreachableError"}
    assert (answer.status_code, answer.json) == (200, told)


def test_not_ready_without_the_database(tmp_path: Path) -> None:
    lost = Database(f"sqlite:///{tmp_path}/nowhere/kentongan.db")
    config = settings(database_url="sqlite:///unused.db")
    client = create_app(config, installation(lost, world=rasa)).test_client()
    answer = client.get("/ready")
    told = {"database": "down: OperationalError", "understanding": "ok"}
    assert (answer.status_code, answer.json) == (503, told)
    lost.close()


def test_metrics_say_what_waits(web: Web) -> None:
    client = web(demo="true")
    said = {"channel": "web", "sender": "siti-siti-siti", "text": "halo"}
    assert client.post("/api/chat/messages", json=said).status_code == 202
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    lines = answer.text.splitlines()
    assert 'kentongan_waiting_tasks{queue="in"} 1' in lines
    assert any(line.startswith("kentongan_understanding_down_total ") for line in lines)
    assert "halo" not in answer.text


HEARD = {
    "intent": "report",
    "confidence": 0.9,
    "language": "id",
    "category": "street_light",
    "category_confidence": 0.9,
    "place": {
        "kelurahan": "",
        "kecamatan": "Coblong",
        "lat": -6.884883,
        "lon": 107.61538,
        "precision": "street",
        "text": "jl dago",
    },
    "entities": [{"entity": "street", "value": "Jl. Ir. H. Juanda", "start": 14, "end": 21}],
    "emergency": False,
    "asks": None,
    "questions": [],
    "categories": [{"category": "street_light", "confidence": 0.9}],
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A call of the parse API: who asks, in an installation with which settings."""

    settings: dict[str, str]
    header: dict[str, str]
    status: int


@pytest.mark.parametrize(
    "asked",
    [
        Asked({"demo": "true"}, {}, 200),
        Asked({"operator_token": TOKEN}, {"Authorization": f"Bearer {TOKEN}"}, 200),
        Asked({"operator_token": TOKEN}, {"Authorization": f"Bearer {TOKEN}x"}, 403),
        Asked({"operator_token": TOKEN}, {"Authorization": "Bearer \u00e9"}, 403),
        Asked({"operator_token": TOKEN}, {}, 403),
        Asked({}, {"Authorization": "Bearer "}, 403),
        Asked({}, {}, 403),
    ],
)
def test_who_may_ask_what_is_heard(asked: Asked, web: Web) -> None:
    client = web(**asked.settings)
    answer = client.post("/api/nlu/parse", json={"text": SAID}, headers=asked.header)
    told = HEARD if asked.status == 200 else {"errors": ["the operators' token is needed"]}
    assert (answer.status_code, answer.json) == (asked.status, told)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"text": 7}',
        b'{"text": null}',
        b'{"text": "a", "more": 1}',
        b"\xff\xfe",
        b'{"text": "\\ud800"}',
        b'{"text": ' + b"[" * 5000,
        json.dumps({"text": "x" * 20_001}).encode(),
    ],
    ids=lambda body: body[:24],
)
def test_bad_questions(body: bytes, web: Web) -> None:
    answer = web(demo="true").post("/api/nlu/parse", data=body)
    assert answer.status_code == 400
    [told] = answer.get_json()["errors"]
    assert told.startswith("text: ")


def test_any_text_can_be_asked_about(web: Web) -> None:
    client = web(demo="true")
    for text in ("", "\x00", "/intent{}", "x" * 10_000, "\u202e😀"):
        assert client.post("/api/nlu/parse", json={"text": text}).status_code == 200


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], list[Any]]]:
    """Return what was logged since, each line decoded."""
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    structlog.reset_defaults()


def test_a_log_line_is_json(lines: Callable[[], list[Any]]) -> None:
    log.configure("info")
    logger = structlog.get_logger()
    logger.debug("unheard")
    logger.info("message_answered", channel="web", ms=7)
    [line] = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "message_answered", "channel": "web", "ms": 7, "level": "info"}


def test_an_error_is_one_line_with_its_trace(lines: Callable[[], list[Any]]) -> None:
    log.configure("WARNING")
    try:
        int("broken")
    except ValueError:
        structlog.get_logger().exception("work_failed")
    [line] = lines()
    assert line["exception"].splitlines()[-1].startswith("ValueError: ")


def test_a_terminal_gets_words(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        said = ""

        def write(self, text: str) -> int:
            self.said += text
            return len(text)

        def flush(self) -> None:
            """Nothing waits."""

        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    log.configure("nonsense")
    structlog.get_logger().info("worker_started")
    structlog.reset_defaults()
    assert "worker_started" in terminal.said
    assert "{" not in terminal.said


def test_logs_never_hold_what_citizens_wrote(web: Web, lines: Callable[[], list[Any]]) -> None:
    log.configure("DEBUG")
    client = web(demo="true")
    said = {"channel": "web", "sender": "siti-siti-siti", "text": "rahasia sekali"}
    for _ in range(2):
        client.post("/api/chat/messages", json=said)
    client.post("/api/nlu/parse", json={"text": "rahasia sekali"})
    client.get("/ready")
    told = json.dumps(lines())
    assert "call_failed" in told
    assert "rahasia" not in told
    assert "siti" not in told
