"""Commands that become, or call, another process."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tests.commands.conftest import Command
from tests.running import BIN, eventually, free_port, process

TOKEN = "t" * 32


class Rasa(BaseHTTPRequestHandler):
    """Answers like the nlu process, with one meaning for every text."""

    def do_GET(self) -> None:
        good = self.headers.get("authorization") == f"Bearer {TOKEN}"
        self.send_response(200 if good else 403)
        self.end_headers()

    def do_POST(self) -> None:
        texts = json.loads(self.rfile.read(int(self.headers["content-length"])))["texts"]
        light = [{"name": "street_light", "confidence": 0.9}]
        parse = {"intent": {"name": "report", "confidence": 0.9}, "category": light}
        body = json.dumps({"parses": [parse] * len(texts)}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def rasa(
    folder: Path,  # noqa: ARG001 - whose environment it changes
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Rasa)
    thread = Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("RASA_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("RASA_TIMEOUT", "10")
    yield
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.usefixtures("rasa")
def test_parse_prints_what_is_heard(kentongan: Command) -> None:
    said = kentongan("nlu", "parse", "lampu mati di jl dago")
    assert said.err == ""
    heard = json.loads(said.out)
    assert (heard["intent"], heard["category"]) == ("report", "street_light")
    assert heard["place"]["kecamatan"] == "Coblong"


@pytest.mark.usefixtures("rasa")
@pytest.mark.parametrize(
    ("token", "line"),
    [
        (TOKEN, " ok  nlu process"),
        ("x", "  x  nlu process: refuses us; RASA_TOKEN must be the same for both"),
    ],
)
def test_the_doctor_shows_our_token(
    token: str, line: str, kentongan: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASA_TOKEN", token)
    assert line in kentongan("doctor").out.splitlines()


@pytest.mark.parametrize("name", ["train", "score"])
def test_training_runs_where_rasa_lives(name: str, folder: Path, kentongan: Command) -> None:
    python = folder / "nlu" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$RASA_TELEMETRY_ENABLED" "$@" >called\nexit 3\n')
    python.chmod(0o755)
    assert kentongan("nlu", name, "--models", "there").code == 3
    assert (folder / "called").read_text() == f"false -m nlu.{name} --models there\n"


def test_the_benchmark_is_handed_its_arguments(folder: Path, kentongan: Command) -> None:
    (folder / "bench").mkdir()
    (folder / "bench" / "run.py").write_text("import sys; sys.exit(len(sys.argv))")
    assert kentongan("bench", "--quick", "8").code == 3


@pytest.mark.slow
@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("name", ["web", "console"])
def test_web_and_console_become_gunicorn(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = str(free_port())
    monkeypatch.setenv("PORT", port)
    command = ["env", "-C", str(folder), str(BIN / "kentongan"), name]
    with process(command, folder / "log", dict(os.environ)) as running:
        assert eventually(lambda: _answers(f"http://127.0.0.1:{port}/live")), (
            folder / "log"
        ).read_text()
        assert running.poll() is None


@pytest.mark.slow
@pytest.mark.usefixtures("database")
def test_a_worker_ends_when_told(folder: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own program
        [BIN / "kentongan", "worker"], cwd=folder, stderr=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stderr
        assert json.loads(worker.stderr.readline())["event"] == "worker_started"
        worker.send_signal(signal.SIGTERM)
        assert json.loads(worker.stderr.readline())["event"] == "worker_stopped"
        assert worker.wait(10) == 0


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
