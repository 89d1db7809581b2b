"""Telegram's channel against a Bot API that others wrote: telemelya, with Redis and moto.

It checks no secret token, knows neither setMyCommands nor positions, and refuses nothing.
"""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.model import Attachment, Inbound, Outbound
from gateway.channel import Webhook
from gateway.channels.telegram import SECRET, Telegram
from gateway.http import Http, Request
from tests.channels.callers.telegram import TOKEN, hidden
from tests.running import BIN, ROOT, answers, eventually, free_port, process
from tests.settings import settings

PEERS = ROOT / "tests" / "peers"
TELEMELYA = PEERS / ".venv-telemelya/bin/python"
MOTO = PEERS / ".venv-moto/bin/moto_server"
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 400
pytestmark = pytest.mark.slow


@dataclass
class BotApi:
    """The other side: what it pushes, what it was told."""

    address: str
    pushed: list[bytes] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """Return the last call that reached it."""
        [*_, last] = self._control("GET", "responses").json()["responses"]
        return dict(last)

    def push(self, **update: Any) -> bytes:
        """Have it post an update to us and return the bytes that came."""
        self._control("POST", f"send_update?bot_token={TOKEN}", json={"chat_id": 77, **update})
        return self.pushed[-1]

    def keep(self, file: bytes) -> str:
        """Give it a file and return the id it has there."""
        files = {"file": ("a.jpg", file, "image/jpeg")}
        return str(self._control("POST", "upload_media", files=files).json()["file_id"])

    def call(self, method: str, **form: str) -> Any:
        """Call a method of the Bot API ourselves and return its result."""
        url = f"{self.address}/bot{TOKEN}/{method}"
        return httpx.post(url, data=form, trust_env=False).raise_for_status().json()["result"]

    def _control(self, method: str, path: str, **more: Any) -> httpx.Response:
        login = {"Authorization": "Bearer k"}
        url = f"{self.address}/api/v1/test/{path}"
        answer = httpx.request(method, url, headers=login, trust_env=False, **more)
        return answer.raise_for_status()


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BotApi]:
    """Start the Bot API, its memory and its store."""
    if not (TELEMELYA.exists() and MOTO.exists() and shutil.which("redis-server")):
        reason = "telemelya is missing; run tests/peers/setup.sh"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    logs = tmp_path_factory.mktemp("telemelya")
    memory, store, port = free_port(), free_port(), free_port()
    redis = ["redis-server", "--port", str(memory), "--bind", "127.0.0.1", "--save", ""]
    environment = {
        "PATH": os.environ["PATH"],
        "MOCK_SERVER_HOST": "127.0.0.1",
        "MOCK_SERVER_PORT": str(port),
        "REDIS_URL": f"redis://127.0.0.1:{memory}/0",
        "MINIO_ENDPOINT": f"127.0.0.1:{store}",
        "AUTH_KEYS": "k",
    }
    with ExitStack() as stack:
        start = partial(_start, stack, logs)
        start("redis", [*redis, "--dir", str(logs)])
        start("moto", [str(MOTO), "-H", "127.0.0.1", "-p", str(store)])
        assert eventually(lambda: answers(f"http://127.0.0.1:{store}/moto-api/data.json"), 30)
        start("telemelya", [str(TELEMELYA), "-m", "telemelya.server.app"], environment)
        peer = BotApi(f"http://127.0.0.1:{port}")
        assert eventually(lambda: answers(peer.address), 30), _read(logs)
        stack.enter_context(_Hook(peer))
        yield peer


def _start(
    stack: ExitStack, logs: Path, name: str, command: list[str], env: Any = None
) -> None:
    stack.enter_context(process(command, logs / f"{name}.log", env))


def _read(logs: Path) -> str:
    return "".join(file.read_text()[-2000:] for file in logs.glob("*.log"))


class _Hook:
    """A server of ours that takes what the Bot API pushes."""

    def __init__(self, peer: BotApi) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                peer.pushed.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: Any) -> None:
                pass

        self.peer = peer
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    def __enter__(self) -> None:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.peer.call("setWebhook", url=f"http://127.0.0.1:{self.server.server_port}/hook")

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def http() -> Iterator[Http]:
    """Give real connections."""
    real = Http()
    yield real
    real.close()


@pytest.fixture
def telegram(api: BotApi, http: Http) -> Telegram:
    """Give our channel, over real connections."""
    config = settings(
        telegram_token=TOKEN, telegram_webhook_secret="hush", telegram_api_url=api.address
    )
    channel = Telegram.configured(config, http)
    assert channel is not None
    return channel


def outbound(**more: Any) -> Outbound:
    return Outbound(channel="telegram", recipient="77", **more)


def received(telegram: Telegram, body: bytes) -> tuple[Inbound, str]:
    """Return the one message in what was pushed, and the answer to it."""
    url = "https://kentongan.example/webhooks/telegram"
    got = telegram.receive(Webhook(url=url, headers={SECRET: "hush"}, body=body))
    [message] = got.messages
    return message, got.answer


def test_a_text_with_buttons(telegram: Telegram, api: BotApi) -> None:
    sent = telegram.send(outbound(text="Kirim? <b>", choices=(("yes", "Ya"), ("no", "Tidak"))))
    told = api.told()
    assert sent == hidden(f"77:{told['message_id']}")
    assert (told["method"], told["chat_id"], told["text"]) == ("sendMessage", 77, "Kirim? <b>")
    assert told["reply_markup"]["inline_keyboard"] == [
        [{"text": "Ya", "callback_data": "yes"}],
        [{"text": "Tidak", "callback_data": "no"}],
    ]


def test_a_photo_with_its_caption(telegram: Telegram, api: BotApi) -> None:
    photo = Attachment(kind="photo", reference="https://kentongan.example/media/1.jpg")
    sent = telegram.send(outbound(text="Sudah diperbaiki", attachment=photo))
    told = api.told()
    assert sent == hidden(f"77:{told['message_id']}")
    assert (told["method"], told["caption"]) == ("sendPhoto", "Sudah diperbaiki")
    assert told["file_id"] == photo.reference


def test_typing(telegram: Telegram, api: BotApi) -> None:
    telegram.attend("77", "any")
    told = api.told()
    assert (told["method"], told["chat_id"]) == ("sendChatAction", 77)


def test_a_command(telegram: Telegram, api: BotApi) -> None:
    message, answer = received(telegram, api.push(command="start"))
    assert (message.sender, message.text, answer) == ("77", "/start", "")


def test_a_pressed_button_is_answered(telegram: Telegram, api: BotApi) -> None:
    message, answer = received(telegram, api.push(callback_data="yes"))
    assert (message.sender, message.button) == ("77", "yes")
    call = json.loads(answer)
    assert api.call(call.pop("method"), **call) is True
    assert api.told()["callback_query_id"] == call["callback_query_id"]


def test_a_photo_is_fetched(telegram: Telegram, api: BotApi, http: Http) -> None:
    body = api.push(photo_file_id=api.keep(JPEG), photo_caption="lubang")
    message, _ = received(telegram, body)
    [photo] = message.attachments
    assert (message.text, photo.kind) == ("lubang", "photo")
    file = telegram.file(photo.reference)
    assert file.trusted == {"127.0.0.1"}
    got = http.fetch(Request(to=file.to, method="GET", url=file.url, headers=file.headers))
    assert got.body == JPEG


def test_the_command_sets_the_webhook(api: BotApi) -> None:
    before = api.call("getWebhookInfo")["url"]
    hook = "https://kota.example/webhooks/telegram"
    register = command(api, "register")
    assert (register.returncode, register.stderr) == (2, "kentongan: telegram: 404\n")
    assert api.call("getWebhookInfo")["url"] == hook, "then it asked for setMyCommands"
    assert command(api, "show").stdout.startswith(f"Telegram calls {hook}\n")
    assert command(api, "remove").stdout.startswith("Telegram calls nobody")
    api.call("setWebhook", url=before)


def command(api: BotApi, word: str) -> subprocess.CompletedProcess[str]:
    """Run `kentongan channel telegram` with `word`."""
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "s" * 32,
        "PII_KEYS": "k1:" + "A" * 43 + "=",
        "PUBLIC_URL": "https://kota.example",
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": "hush",
        "TELEGRAM_API_URL": api.address,
    }
    line = [str(BIN / "kentongan"), "channel", "telegram", word]
    return subprocess.run(  # noqa: S603 - our own program
        line, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
