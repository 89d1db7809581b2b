"""What we send to Telegram, checked by the TypeScript types others wrote of its Bot API."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from bot.model import Outbound
from tests.channels.carriers import carrier

PEERS = Path(__file__).parent.parent / "peers"
TSC = PEERS / "node_modules/typescript/bin/tsc"
HEAD = """import type { ApiMethods } from "@grammyjs/types";
type Sent = Parameters<ApiMethods<never>["sendMessage"]>[0];
"""
MESSAGES: list[dict[str, Any]] = [
    {"text": "Laporan diterima"},
    {
        "text": "Kirim?",
        "choices": (("yes", "Ya, kirim"), ("change", "Ubah"), ("cancel", "Batal")),
    },
    {"text": "Di mana?", "location_label": "Kirim lokasi"},
]
pytestmark = pytest.mark.slow


def sent(message: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that reach Telegram, decoded as the Bot API decodes a form."""
    forms: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        forms.append(dict(parse_qsl(request.content.decode())))
        result = {"message_id": 1, "date": 1, "chat": {"id": 77, "type": "private"}}
        return httpx.Response(200, json={"ok": True, "result": result})

    carrier("telegram", answer).send(Outbound(channel="telegram", recipient="77", **message))
    [form] = forms
    if "reply_markup" in form:
        form["reply_markup"] = json.loads(form["reply_markup"])
    return form


def complaints(calls: list[dict[str, Any]], folder: Path) -> str:
    """Return what the TypeScript compiler says of `calls`; nothing if they are right."""
    if not TSC.exists() or shutil.which("node") is None:
        reason = "typescript is missing; run tests/peers/setup.sh"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    lines = [f"export const c{n}: Sent = {json.dumps(call)};" for n, call in enumerate(calls)]
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


def test_every_form_of_a_message_fits_the_types(tmp_path: Path) -> None:
    assert complaints([sent(message) for message in MESSAGES], tmp_path) == ""


def test_the_types_would_catch_a_mistake(tmp_path: Path) -> None:
    [_, buttons, _] = [sent(message) for message in MESSAGES]
    buttons["reply_markup"]["inline_keyboard"][0][0]["callback_dta"] = "yes"
    assert "callback_dta" in complaints([buttons], tmp_path)
