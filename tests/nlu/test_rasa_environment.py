"""The environment of Rasa as it really is: train, serve, parse, swap, refuse."""

import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from werkzeug.serving import make_server

from gateway.learning import for_training
from gateway.models import blueprint
from gateway.store.corrections import Example
from nlu.models import figures, newest, roll_back
from tests.nlu.conftest import ROOT
from tests.running import trained

PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"
TOKEN = "a-token-of-this-test"
DATA = """
version: "3.1"
nlu:
- intent: report/street_light
  examples: |
    - lampu jalan mati
    - pju padam sudah lama
    - gelap sekali tidak ada lampu
    - lampu mati di gang
- intent: report/road
  examples: |
    - jalan rusak parah
    - aspal berlubang
    - jalan bolong bolong
    - trotoar hancur
- intent: affirm
  examples: |
    - ya
    - betul
    - iya benar
    - oke
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),  # training takes minutes on a busy machine
    pytest.mark.skipif(not PYTHON.exists(), reason="nlu/.venv is not built: nlu/setup.sh"),
]


def run(module: str, *arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a module of ours in the environment of Rasa."""
    return subprocess.run(  # noqa: S603  our own program
        [PYTHON, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one model trained on very little."""
    folder = tmp_path_factory.mktemp("rasa")
    (folder / "data").mkdir()
    (folder / "data" / "few.yml").write_text(DATA, encoding="utf-8")
    done = run("nlu.train", "--data", folder / "data", "--models", folder / "models")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1
    return folder / "models"


class Server:
    """A running understanding process."""

    def __init__(self, port: int) -> None:
        self.port = port

    def call(self, path: str, body: Any = None, token: str = TOKEN) -> tuple[int, Any]:
        """Return status and JSON of one call to our channel."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        method = "GET" if body is None else "POST"
        headers = {"Authorization": f"Bearer {token}"}
        connection.request(method, f"/webhooks/parse/{path}", content, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text)

    def model(self) -> str:
        """Return the name of the model that serves, or nothing."""
        try:
            return str(self.call("health")[1]["model"])
        except OSError:
            return ""


def wait_for(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Return as soon as `is_so`; fail if that takes too long."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.1)


@contextlib.contextmanager
def serving(models: Path, **settings: str) -> Iterator[Server]:
    """Run the understanding process on `models`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings |= {"RASA_TOKEN": TOKEN, "RASA_URL": f"http://127.0.0.1:{port}"}
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(  # noqa: S603  our own program
            [ROOT / "nlu" / "serve", "--models", models],
            env={"PATH": os.environ["PATH"], **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            running = Server(port)
            wait_for(lambda: running.model() != "")
            yield running
        finally:
            process.terminate()
            code = process.wait(timeout=10)
        assert code in {0, -15}
        log.seek(0)
        assert "lampu" not in log.read()


@pytest.fixture(scope="module")
def server(models: Path) -> Iterator[Server]:
    with serving(models) as running:
        yield running


def test_many_texts_are_parsed_in_one_call(server: Server) -> None:
    texts = ["lampu jalan mati di jl dago", "ya betul", "", "/report{}", "x" * 9000]
    status, answer = server.call("texts", {"texts": texts})
    assert status == 200
    assert [parse["intent"]["name"] for parse in answer["parses"][:2]] == ["report", "affirm"]
    assert answer["parses"][0]["category"][0]["name"] == "street_light"
    assert answer["parses"][0]["entities"][0]["place"]["kecamatan"] == "Coblong"
    assert len(answer["parses"]) == len(texts)


@pytest.mark.parametrize(
    "body", [b"{", {"texts": "a"}, {"texts": [1]}, {}, [], {"texts": ["a"] * 999}]
)
def test_anything_else_is_refused(body: Any, server: Server) -> None:
    assert server.call("texts", body)[0] == 400


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x"])
def test_a_wrong_token_is_refused(token: str, server: Server) -> None:
    assert server.call("texts", {"texts": ["ya"]}, token) == (403, {"error": "forbidden"})
    assert server.call("health", None, token) == (403, {"error": "forbidden"})


def test_a_model_is_swapped_under_load_without_an_error(models: Path, server: Server) -> None:
    statuses: list[int] = []
    swapped = threading.Event()

    def ask() -> None:
        while not swapped.is_set():
            statuses.append(server.call("texts", {"texts": ["lampu mati", "ya"]})[0])

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    try:
        first = server.model()
        shutil.copy(models / first, models / ".part")
        (models / ".part").rename(models / "nlu-99990101-000000.tar.gz")
        wait_for(lambda: server.model() == "nlu-99990101-000000.tar.gz")
        (models / "nlu-99990102-000000.tar.gz").write_bytes(b"no model")
        time.sleep(2)
    finally:
        swapped.set()
        for asker in askers:
            asker.join()
    assert set(statuses) == {200}
    assert server.model() == "nlu-99990101-000000.tar.gz"
    roll_back(models)
    assert roll_back(models) == models / first
    wait_for(lambda: server.model() == first)


def test_every_process_pulls_a_new_model_under_load(
    models: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = newest(models)
    assert first
    shutil.copy(first, tmp_path / "nlu-20260101-000000.tar.gz")
    gateway = Flask(__name__)
    gateway.register_blueprint(blueprint(tmp_path, TOKEN))
    source = make_server("127.0.0.1", 0, gateway, threaded=True)
    threading.Thread(target=source.serve_forever, daemon=True).start()
    where = f"http://127.0.0.1:{source.server_port}/api/nlu/model"
    empty = tmp_path_factory.mktemp("empty")
    statuses: list[int] = []
    try:
        with serving(empty, NLU_MODEL_URL=where, SANIC_WORKERS="2") as server:
            shutil.copy(first, tmp_path / ".part")
            (tmp_path / ".part").rename(tmp_path / "nlu-20260102-000000.tar.gz")

            def swapped() -> bool:
                statuses.append(server.call("texts", {"texts": ["lampu mati"]})[0])
                return {server.model() for _ in range(20)} == {"nlu-20260102-000000.tar.gz"}

            wait_for(swapped)
    finally:
        source.shutdown()
    assert set(statuses) == {200}


def reports() -> Iterator[str]:
    """Yield what citizens of the examples report, once each."""
    seen: set[str] = set()
    for file in sorted((ROOT / "nlu" / "data" / "id").glob("report*.yml")):
        for group in yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            for line in str(group["examples"]).splitlines():
                if line.startswith("- ") and line not in seen:
                    seen.add(line)
                    yield line[2:]


def test_corrections_that_make_the_model_worse_are_refused(tmp_path: Path) -> None:
    models, file = tmp_path / "models", tmp_path / "corrections.yml"
    present = newest(trained())
    assert present
    models.mkdir()
    shutil.copy(present, models)
    spoilt = [Example(text=text, language="id", intent="greet") for text in reports()][:4000]
    file.write_text(for_training(spoilt), encoding="utf-8")
    done = run("nlu.retrain", "--corrections", file, "--models", models)
    assert done.returncode == 1, done.stderr
    assert "; training" in done.stdout
    assert "Refused; the present model stays:\n- " in done.stdout
    assert newest(models) == models / present.name
    assert figures(models / present.name)


def test_a_pipeline_that_needs_tensorflow_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text(
        "recipe: default.v1\npipeline: [{name: DIETClassifier}]\n", encoding="utf-8"
    )
    done = run("nlu.train", "--config", config, "--models", tmp_path / "models")
    assert done.returncode == 2
    assert "DIETClassifier needs TensorFlow" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("settings", "cure"),
    [
        ({}, "RASA_TOKEN is not set"),
        ({"RASA_TOKEN": "x", "RASA_URL": "nowhere"}, "RASA_URL is no address"),
        ({"RASA_TOKEN": "x"}, "there is no model"),
    ],
)
def test_a_server_that_cannot_start_says_why(
    settings: dict[str, str], cure: str, tmp_path: Path
) -> None:
    done = run("nlu.server", "--models", tmp_path, **settings)
    assert done.returncode == 2
    assert cure in done.stderr


def test_the_model_of_these_examples_meets_its_floors(tmp_path: Path) -> None:
    done = run("nlu.score", "--models", trained(), "--page", tmp_path / "SCORES.md")
    assert done.returncode == 0, done.stdout.partition("## Floors")[2] + done.stderr
    assert "All met." in (tmp_path / "SCORES.md").read_text(encoding="utf-8")
