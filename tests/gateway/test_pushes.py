"""News of reports that a city's own system pushes: signed, read, told once."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings as hypothesis, strategies as st
from sqlalchemy import select

from bot.place import Place
from gateway import backend, pushes, signing
from gateway.store import filings, reports, threads
from gateway.store.report_tables import Notice
from gateway.store.reports import NewReport
from gateway.tools import Tools
from tests import databases
from tests.installation import installation

SECRET = "hush"
TICKET = "BDG-0000001"
DONE = {
    "reference": TICKET,
    "status": "done",
    "notes": "Beres.",
    "photo": "https://p.example/1",
}


@pytest.fixture(params=databases.KINDS)
def tools(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tools]:
    with databases.empty(request.param, tmp_path) as database:
        tools = installation(database)
        with database.write() as session:
            thread = threads.open_for(session, tools.seal, "twilio_sms", "+628120001", 1.0)
            new = NewReport(
                ticket=TICKET,
                thread=thread,
                category="road",
                description="jalan rusak",
                place=Place(kecamatan="Coblong"),
                photos=(),
                agency="dsdabm",
            )
            _, [filing] = reports.file(session, [(new, ["webhook"])], 1.0)
            taken = filings.Forwarded(filing=filing, external_id="4711", token="")
            filings.forwarded(session, [taken], 1.0)
        yield tools


@pytest.fixture
def client(tools: Tools) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(pushes.blueprint(tools, SECRET))
    return app.test_client()


def push(client: FlaskClient, tools: Tools, told: Any, **headers: str) -> int:
    """Push and return the status of the answer."""
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    timestamp = headers.get("timestamp", str(int(tools.clock())))
    proof = headers.get("signature", signing.sign(SECRET, timestamp, body))
    answer = client.post(
        "/webhooks/reports",
        data=body,
        headers={signing.SIGNATURE: proof, signing.TIMESTAMP: timestamp},
    )
    return answer.status_code


def owed(tools: Tools) -> list[Mapping[str, Any]]:
    with tools.database.read() as session:
        return list(session.scalars(select(Notice.news).order_by(Notice.id)))


def test_news_are_taken_once(client: FlaskClient, tools: Tools) -> None:
    assert [push(client, tools, DONE) for _ in range(2)] == [200, 200]
    [news] = owed(tools)
    told = [news[name] for name in ("kind", "ticket", "status", "notes", "photo")]
    assert told == ["done", TICKET, "done", "Beres.", "https://p.example/1"]
    with tools.database.read() as session:
        report = reports.by_ticket(session, TICKET)
    assert report
    assert report.status == "done"


@pytest.mark.parametrize(
    "told",
    [
        {"id": 4711, "status": "in_progress"},
        {
            "specversion": "1.0",
            "type": "x",
            "data": {"reference": TICKET.lower(), "status": "Open"},
        },
    ],
)
def test_other_ways_to_say_it(client: FlaskClient, tools: Tools, told: Any) -> None:
    assert push(client, tools, told) == 200


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (b"<html>", 400),
        (b"", 400),
        ([DONE], 400),
        (7, 400),
        ({"status": "done"}, 400),
        ({"reference": TICKET, "status": "fine"}, 400),
        ({"reference": {"a": 1}, "status": "done"}, 400),
        ({"specversion": "1.0", "data": "x"}, 400),
        ({"reference": "BDG-9999999", "status": "done"}, 404),
        ({"id": "0", "status": "done"}, 404),
        ({**DONE, "backend": "open311"}, 404),
    ],
)
def test_what_cannot_be_taken(
    client: FlaskClient, tools: Tools, told: Any, status: int
) -> None:
    assert push(client, tools, told) == status
    assert owed(tools) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"signature": ""},
        {"signature": "sha256=" + "0" * 64},
        {"signature": "\xe9"},
        {"timestamp": ""},
        {"timestamp": "soon"},
        {"timestamp": "1"},
        {"timestamp": "9" * 10},
        {"timestamp": "9" * 400},
    ],
)
def test_a_forged_push_is_refused(
    client: FlaskClient, tools: Tools, headers: dict[str, str]
) -> None:
    assert push(client, tools, DONE, **headers) == 403
    assert owed(tools) == []


def test_without_a_secret_nobody_is_believed(tools: Tools) -> None:
    app = Flask(__name__)
    app.register_blueprint(pushes.blueprint(tools, ""))
    timestamp, body = str(int(tools.clock())), json.dumps(DONE).encode()
    proof = signing.sign("", timestamp, body)
    headers = {signing.SIGNATURE: proof, signing.TIMESTAMP: timestamp}
    answer = app.test_client().post("/webhooks/reports", data=body, headers=headers)
    assert (answer.status_code, answer.text) == (403, "forbidden")


@given(st.binary(max_size=200))
@hypothesis(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_whatever_is_pushed_is_read_or_not(body: bytes) -> None:
    news = pushes.read(body)
    assert news is None or news.state.status in backend.STATUSES.values()
