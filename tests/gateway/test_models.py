"""The address where understanding processes on other hosts fetch the model."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.models import blueprint

TOKEN = "t" * 32
ALLOWED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    app = Flask(__name__)
    app.register_blueprint(blueprint(tmp_path, TOKEN))
    with app.test_client() as client:
        yield client


def test_the_newest_model_is_sent_once(client: FlaskClient, tmp_path: Path) -> None:
    assert client.get("/api/nlu/model", headers=ALLOWED).status_code == 404
    (tmp_path / "nlu-20260101-000000.tar.gz").write_bytes(b"old")
    (tmp_path / "nlu-20260102-000000.tar.gz").write_bytes(b"new")
    with client.get("/api/nlu/model", headers=ALLOWED) as answer:
        assert (answer.status_code, answer.data) == (200, b"new")
        assert answer.headers["filename"] == "nlu-20260102-000000.tar.gz"
    again = {**ALLOWED, "If-None-Match": answer.headers["ETag"]}
    assert client.get("/api/nlu/model", headers=again).status_code == 304
    (tmp_path / "nlu-20260102-000000.tar.gz").unlink()  # as `kentongan nlu rollback` does
    with client.get("/api/nlu/model", headers=again) as answer:
        assert answer.data == b"old"


@pytest.mark.parametrize("given", ["", "Bearer wrong", f"Bearer {TOKEN}x"])
def test_nobody_else_gets_it(given: str, client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "nlu-20260101-000000.tar.gz").write_bytes(b"old")
    assert client.get("/api/nlu/model", headers={"Authorization": given}).status_code == 403


def test_without_a_token_nobody_gets_it(tmp_path: Path) -> None:
    app = Flask(__name__)
    app.register_blueprint(blueprint(tmp_path, ""))
    answer = app.test_client().get("/api/nlu/model", headers={"Authorization": "Bearer "})
    assert answer.status_code == 403
