"""Telegram is told where to call, over a real socket; its answer is put in plain words."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.commands.conftest import Command, Ran

HOOK = "https://kota.example/webhooks/telegram"
INFO = {
    "url": HOOK,
    "has_custom_certificate": False,
    "pending_update_count": 3,
    "max_connections": 20,
    "allowed_updates": ["message", "callback_query"],
}
SHOWN = (
    f"Telegram calls {HOOK}\n"
    "  about message, callback_query\n"
    "  with at most 20 calls at a time\n"
    "  3 updates wait\n"
)


@dataclass
class BotApi:
    """The Bot API: it remembers what it was asked, and answers what a test wants."""

    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    info: dict[str, Any] = field(default_factory=lambda: dict(INFO))
    status: int = 200

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        """Return the answer to a call."""
        method = path.rpartition("/")[2]
        self.calls.append((method, form))
        result = self.info if method == "getWebhookInfo" else True
        return {"ok": self.status == 200, "result": result}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApi]:
    """Give a Bot API on a free port, and the settings that lead there."""
    peer = BotApi()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told = json.dumps(peer.answer(self.path, dict(parse_qsl(body)))).encode()
            self.send_response(peer.status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, value in {
        "TELEGRAM_TOKEN": "123:TEST",
        "TELEGRAM_WEBHOOK_SECRET": "hush-telegram",
        "TELEGRAM_API_URL": f"http://127.0.0.1:{server.server_port}",
        "PUBLIC_URL": "https://kota.example",
    }.items():
        monkeypatch.setenv(name, value)
    yield peer
    server.shutdown()
    server.server_close()


@pytest.fixture
def telegram(
    kentongan: Command,
    api: BotApi,  # noqa: ARG001 - the settings that lead to it
) -> Command:
    """Run `kentongan channel telegram`, after the fixture that empties the environment."""
    return lambda *arguments: kentongan("channel", "telegram", *arguments)


def test_telegram_is_told_where_to_call(telegram: Command, api: BotApi) -> None:
    assert telegram("register", "--connections", "20") == Ran(SHOWN, "", 0)
    hook, commands, english, info = api.calls
    kinds = ["message", "edited_message", "callback_query", "my_chat_member"]
    assert hook[0] == "setWebhook"
    assert {**hook[1], "allowed_updates": json.loads(hook[1]["allowed_updates"])} == {
        "url": HOOK,
        "secret_token": "hush-telegram",
        "allowed_updates": kinds,
        "max_connections": "20",
        "drop_pending_updates": "false",
    }
    assert [commands[0], english[0], info[0]] == [*["setMyCommands"] * 2, "getWebhookInfo"]
    assert ("language_code" in commands[1], english[1]["language_code"]) == (False, "en")
    for _, form in (commands, english):
        named = [each["command"] for each in json.loads(form["commands"])]
        assert named == ["lapor", "status", "bantuan", "start"]


def test_what_telegram_does_is_shown(telegram: Command, api: BotApi) -> None:
    assert telegram("show") == Ran(SHOWN, "", 0)
    api.info |= {
        "url": "https://other.example/hook",
        "allowed_updates": [],
        "last_error_date": 1795341600,
        "last_error_message": "Wrong response from the webhook: 502 Bad Gateway",
    }
    assert telegram("show").out.splitlines() == [
        f"Telegram calls https://other.example/hook, which is not {HOOK}",
        "  about everything but a few kinds",
        "  with at most 20 calls at a time",
        "  3 updates wait",
        "  last failure 2026-11-22 10:00 UTC: Wrong response from the webhook: 502 Bad Gateway",
    ]


def test_telegram_calls_no_more(telegram: Command, api: BotApi) -> None:
    api.info["url"] = ""
    line = "Telegram calls nobody; `kentongan channel telegram register` changes that.\n"
    assert telegram("remove") == Ran(line, "", 0)
    assert [method for method, _ in api.calls] == ["deleteWebhook", "getWebhookInfo"]


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        (
            "PUBLIC_URL=http://kota.example",
            "PUBLIC_URL: must begin with https://, Telegram calls nothing else",
        ),
        (
            "TELEGRAM_WEBHOOK_SECRET=hush, telegram!",
            "TELEGRAM_WEBHOOK_SECRET: must be 1 to 256 letters, digits, _ or -",
        ),
        (
            "TELEGRAM_TOKEN=",
            "TELEGRAM_TOKEN and TELEGRAM_WEBHOOK_SECRET: are not set",
        ),
    ],
)
def test_what_cannot_be_registered(
    telegram: Command, api: BotApi, monkeypatch: pytest.MonkeyPatch, setting: str, line: str
) -> None:
    name, _, value = setting.partition("=")
    monkeypatch.setenv(name, value)
    assert telegram("register") == Ran("", f"kentongan: {line}\n", 2)
    assert api.calls == []


def test_a_refusal_is_one_line(telegram: Command, api: BotApi) -> None:
    api.status = 401
    assert telegram("register") == Ran("", "kentongan: telegram: 401\n", 2)
