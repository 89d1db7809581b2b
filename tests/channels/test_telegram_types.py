"""What Telegram and we exchange, checked by the TypeScript types others wrote of it."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
import yaml

from bot.model import Attachment, Outbound
from gateway.channels.telegram import Telegram, registration
from tests.channels.carriers import carrier

PEERS = Path(__file__).parent.parent / "peers"
TSC = PEERS / "node_modules/typescript/bin/tsc"
TABLE = yaml.load(
    Path(__file__).with_name("telegram.yml").read_text(encoding="utf-8"),
    Loader=yaml.CSafeLoader,
)
HEAD = """import type { ApiMethods, Update } from "@grammyjs/types";
type Methods = ApiMethods<never>;
type Given<M extends keyof Methods> = Parameters<Methods[M]>[0];
type Call<M extends keyof Methods> = Given<M> extends undefined ? {} : Given<M>;
"""
PHOTO = Attachment(kind="photo", reference="https://kentongan.example/1.jpg")
PAPER = Attachment(kind="document", reference="https://kentongan.example/1.pdf")
BUTTONS = (("yes", "Ya, kirim"), ("change", "Ubah"), ("cancel", "Batal"))
MESSAGES: list[dict[str, Any]] = [
    {"text": "Kirim?", "choices": BUTTONS},
    {"text": "Laporan diterima"},
    {"text": "Di mana?", "location_label": "Kirim lokasi"},
    {"text": "Ini?", "attachment": PHOTO, "choices": BUTTONS},
    {"text": "a" * 2000, "attachment": PHOTO},
    {"text": "Surat", "attachment": PAPER},
]
MADE_UP = frozenset(
    {
        "a reply to something the library has never seen",
        "a kind of update of the future",
        "nobody in particular",
        "another change in the citizen's own chat",
        "a message that says nothing to us",
        "a pressed button is answered in the same breath",
        "a venue alone",
        "somebody nameless in a group",
        "made an administrator of a group that heard the sentence",
        "restricted in a group",
    }
)
"""Updates that are not as Telegram sends them today, on purpose."""
JSON = frozenset(
    {
        *("reply_markup", "link_preview_options", "allowed_updates", "commands"),
        *("max_connections", "drop_pending_updates"),
    }
)
"""The fields of a form that the Bot API decodes."""
Calls = list[tuple[str, dict[str, Any]]]
pytestmark = pytest.mark.slow


def calls() -> Calls:
    """Return the method and the parameters of every kind of call that we make."""
    made: Calls = []
    results: dict[str, Any] = {
        "getFile": {"file_id": "F", "file_unique_id": "U", "file_path": "a"},
        "getWebhookInfo": {
            "url": "",
            "has_custom_certificate": False,
            "pending_update_count": 0,
        },
        **dict.fromkeys(
            ("sendChatAction", "setWebhook", "setMyCommands", "deleteWebhook"), True
        ),
    }

    def answer(request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition("/")[2]
        made.append((method, decoded(request.content)))
        sent = {"message_id": 1, "date": 1, "chat": {"id": 77, "type": "private"}}
        return httpx.Response(200, json={"ok": True, "result": results.get(method, sent)})

    channel = carrier("telegram", answer)
    assert isinstance(channel, Telegram)
    for message in MESSAGES:
        channel.send(Outbound(channel="telegram", recipient="77", **message))
    channel.attend("77", "any")
    channel.file("F")
    registration.register(channel.bot, "https://kota.example/webhooks/telegram", "hush", 40)
    registration.told(channel.bot, "")
    registration.remove(channel.bot)
    return made


def decoded(form: bytes) -> dict[str, Any]:
    """Return what a form tells the Bot API."""
    return {
        name: json.loads(value) if name in JSON else value
        for name, value in parse_qsl(form.decode())
    }


def answered() -> Calls:
    """Return the calls that stand in our answers to webhooks."""
    answers = (row["gives"].get("answer") for row in TABLE["inbound"] if "gives" in row)
    told = [json.loads(answer) for answer in answers if answer]
    return [(each.pop("method"), each) for each in told]


def updates() -> list[str]:
    """Return the updates of our table that Telegram could have sent, as they were posted."""
    rows = [
        row for row in TABLE["inbound"] if "error" not in row and row["name"] not in MADE_UP
    ]
    whole = [row["body"] for row in rows if row.get("body", "").isascii() and "body" in row]
    made = [{"update_id": 1, **row["update"]} for row in rows if row.get("update")]
    return whole + [json.dumps(each) for each in made]


def typed(made: Calls) -> list[str]:
    """Return `made` as lines of TypeScript."""
    return [
        f"export const c{number}: Call<'{method}'> = {json.dumps(form)};"
        for number, (method, form) in enumerate(made)
    ]


def complaints(lines: list[str], folder: Path) -> str:
    """Return what the TypeScript compiler says of `lines`; nothing if they are right."""
    if not TSC.exists() or shutil.which("node") is None:
        reason = "typescript is missing; run tests/peers/setup.sh"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    (folder / "calls.ts").write_text(HEAD + "\n".join(lines))
    (folder / "node_modules").symlink_to(PEERS / "node_modules")
    options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext"]
    done = subprocess.run(  # noqa: S603 - a test peer
        ["node", str(TSC), *options, "calls.ts"],  # noqa: S607 - whichever node is installed
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


def test_every_call_fits_the_types(tmp_path: Path) -> None:
    made = calls() + answered()
    assert {method for method, _ in made} == {
        *("sendMessage", "sendPhoto", "sendDocument", "sendChatAction", "getFile"),
        *("setWebhook", "deleteWebhook", "getWebhookInfo", "setMyCommands"),
        *("answerCallbackQuery", "leaveChat"),
    }
    assert complaints(typed(made), tmp_path) == ""


def test_every_update_of_the_table_fits_the_types(tmp_path: Path) -> None:
    found = updates()
    assert len(found) > 40
    lines = [f"export const u{number}: Update = {each};" for number, each in enumerate(found)]
    assert complaints(lines, tmp_path) == ""


def test_the_types_would_catch_a_mistake(tmp_path: Path) -> None:
    [buttons, *_] = calls()
    buttons[1]["reply_markup"]["inline_keyboard"][0][0]["callback_dta"] = "yes"
    assert "callback_dta" in complaints(typed([buttons]), tmp_path)


def test_the_types_would_catch_a_made_up_update(tmp_path: Path) -> None:
    line = 'export const u: Update = {"update_id": 1, "mesage": {}};'
    assert "mesage" in complaints([line], tmp_path)
