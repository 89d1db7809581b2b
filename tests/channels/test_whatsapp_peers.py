"""The WhatsApp we speak, against two clients that others wrote: npm's kapso and pywa.

Both were written from Meta's documentation as ours was; neither proves what Meta does.
"""

import json
import logging
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bot.model import Inbound
from gateway.channel import Attentive, Received, Webhook
from gateway.errors import BadWebhookError
from tests.channels.callers.meta import NUMBER, SECRET, hidden, says, sign
from tests.channels.carriers import carrier, nobody, providers
from tests.gateway.test_forged import FORGED

pytestmark = pytest.mark.slow
PEERS = Path(__file__).parent.parent / "peers"
TABLE = yaml.load(
    (Path(__file__).parent / "whatsapp.yml").read_text(encoding="utf-8"),
    Loader=yaml.CSafeLoader,
)
CALLS = {row["name"]: row["json"] for row in TABLE["inbound"] if "json" in row}
NOT_PYWA = {
    "a citizen known by number alone, as before April 2026": "it needs a user id",
    "switched on again, by number": "it needs a user id",
    "many messages of many, and a receipt": "it reads the first of a call",
    "one that cannot be read costs the others nothing": "it reads the first of a call",
    "a group": "it reads groups",
    "a kind of the future is answered": "it warns",
    "a status that tells us nothing": "it warns",
    "an error without a number": "it needs a code",
}
"""Rows that it reads otherwise than we do, and why."""
STUMBLES = "one that cannot be read costs the others nothing"
"""The row that kapso cannot read at all."""
LAX = frozenset({"long", "twice in one header"})
"""Forged signatures that kapso takes: it reads hex as far as it goes."""
SIGNATURE = "x-hub-signature-256"


def received(call: Any) -> Received:
    body = json.dumps(call).encode()
    webhook = Webhook(url="https://x.example", headers=sign("", body), body=body)
    return providers(nobody)["meta"].receive(webhook)


def readable() -> dict[str, Any]:
    """Return the calls of the table that we do not refuse, by name."""
    refused = {row["name"] for row in TABLE["inbound"] if "error" in row}
    return {name: call for name, call in CALLS.items() if name not in refused}


def kapso(**told: Any) -> Any:
    """Return what kapso makes of `told`."""
    if not (PEERS / "node_modules/@kapso").exists() or shutil.which("node") is None:
        reason = "@kapso/whatsapp-cloud-api is missing; run tests/peers/setup.sh"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    done = subprocess.run(  # noqa: S603 - a test peer
        ["node", str(PEERS / "kapso.mjs")],  # noqa: S607 - whichever node is installed
        input=json.dumps({"secret": SECRET, **told}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_kapso_reads_the_same_messages_and_statuses() -> None:
    calls = [call for name, call in readable().items() if name != STUMBLES]
    read = kapso(calls=[_signed(call) for call in calls])["read"]
    compared = 0
    for call, theirs in zip(calls, read, strict=True):
        assert theirs["genuine"]
        ours = received(call)
        said = {hidden(each["id"]): _said(each, theirs) for each in theirs["messages"]}
        for each in ours.messages:
            assert said[each.external_id] == (each.sender, each.text, each.button)
        statuses = {
            (hidden(each["id"]), each.get("bizOpaqueCallbackData", ""))
            for each in theirs["statuses"]
        }
        assert {(each.external_id, each.reference) for each in ours.receipts} <= statuses
        compared += len(ours.messages) + len(ours.receipts)
    assert compared > 35


def _signed(call: Any) -> dict[str, str]:
    body = json.dumps(call).encode()
    return {"body": body.decode(), "signature": sign("", body)[SIGNATURE]}


def _said(message: dict[str, Any], read: dict[str, Any]) -> tuple[str, str, str]:
    """Return who wrote, the words, and the payload of a button."""
    number = message.get("from", "")
    users = {each.get("waId"): each.get("userId") for each in read["contacts"]}
    sender = message.get("fromUserId") or users.get(number) or number
    content = message.get("edit", {}).get("message", message)
    part = content.get(content["type"], {})
    if not isinstance(part, dict):
        return sender, "", ""
    pressed = part.get("buttonReply") or part.get("listReply") or {}
    form = part.get("nfmReply") or {}
    words = {"text": "body", "button": "text"}.get(content["type"], "caption")
    text = part.get(words) or pressed.get("title") or form.get("body") or ""
    return sender, text, pressed.get("id") or part.get("payload") or ""


@pytest.mark.parametrize("forge", FORGED)
def test_both_refuse_the_signatures_that_we_refuse(forge: str) -> None:
    from pywa.utils import webhook_updates_validator  # noqa: PLC0415 - a test peer

    body = says("lampu mati")
    good = sign("", body)[SIGNATURE]
    forged = FORGED[forge](good)
    assert (_takes(body, good), _takes(body, forged)) == (True, False)
    calls = [{"body": body.decode(), "signature": each} for each in (good, forged)]
    genuine, taken = (each["genuine"] for each in kapso(calls=calls)["read"])
    assert (genuine, taken) == (True, forge in LAX)
    assert webhook_updates_validator(SECRET, body, good)
    if forged.isascii():  # on others it raises
        assert not webhook_updates_validator(SECRET, body, forged)


def _takes(body: bytes, signature: str) -> bool:
    call = Webhook(url="https://x.example", headers={SIGNATURE: signature}, body=body)
    try:
        providers(nobody)["meta"].receive(call)
    except BadWebhookError:
        return False
    return True


def pywa_reads(call: Any) -> list[Any]:
    """Return what pywa reads in a call."""
    from pywa import handlers  # noqa: PLC0415 - a test peer
    from pywa.client import WhatsApp  # noqa: PLC0415

    logging.getLogger("pywa").setLevel(logging.CRITICAL)
    read: list[Any] = []
    client = WhatsApp(phone_id=NUMBER, token="t", server=None, skip_duplicate_updates=False)
    for kind in (
        handlers.MessageHandler,
        handlers.EditedMessageHandler,
        handlers.DeletedMessageHandler,
        handlers.CallbackButtonHandler,
        handlers.CallbackSelectionHandler,
        handlers.FlowCompletionHandler,
        handlers.MessageStatusHandler,
    ):
        client.add_handlers(kind(lambda _client, update: read.append(update)))
    client.webhook_update_handler(json.dumps(call).encode())
    return read


@pytest.mark.parametrize("name", sorted(readable().keys() - NOT_PYWA))
def test_pywa_reads_the_same(name: str) -> None:
    ours, read = received(CALLS[name]), pywa_reads(CALLS[name])
    if ours.messages and _kind(CALLS[name]) != "call_permission_reply":
        [message], [theirs] = ours.messages, read
        assert _pywa(theirs) == _ours(message)
    elif ours.receipts:
        [receipt], [theirs] = ours.receipts, read
        status = {"played": "read"}.get(theirs.status.value, theirs.status.value)
        code = str(theirs.error.code) if theirs.error else ""
        assert (hidden(theirs.id), status.lower(), theirs.tracker or "", code) == (
            receipt.external_id,
            receipt.status,
            receipt.reference,
            receipt.error,
        )


def _kind(call: Any) -> str:
    message = call["entry"][0]["changes"][0]["value"]["messages"][0]
    return str(message.get("interactive", {}).get("type", message["type"]))


def _ours(message: Inbound) -> dict[str, Any]:
    [file] = [each.reference for each in message.attachments] or [""]
    pin = message.location
    return {
        "id": message.external_id,
        "sender": message.sender,
        "phone": message.phone.removeprefix("+"),
        "text": message.text,
        "button": message.button,
        "file": file,
        "location": (pin.lat, pin.lon) if pin else None,
        "replaces": message.replaces,
    }


def _pywa(theirs: Any) -> dict[str, Any]:
    original = getattr(theirs, "original_message_id", "")
    said = theirs.message if original else theirs
    file: Any = getattr(said, "media", None)
    pin: Any = getattr(said, "location", None)
    text = getattr(said, "text", None) or getattr(said, "caption", None)
    there = pin and abs(pin.latitude) <= 90
    return {
        "id": hidden(theirs.id),
        "sender": theirs.from_user.bsuid,
        "phone": _own_number(theirs),
        "text": text or getattr(said, "title", None) or getattr(said, "body", None) or "",
        "button": getattr(said, "data", None) or "",
        "file": file.id if file else "",
        "location": (pin.latitude, pin.longitude) if there else None,
        "replaces": hidden(original) if original else "",
    }


def _own_number(theirs: Any) -> str:
    """Return the sender's number if the message is a card with it."""
    cards, number = getattr(theirs, "contacts", None) or (), theirs.from_user.wa_id or ""
    numbers = {each.wa_id for card in cards for each in card.phones}
    return number if len(cards) == 1 and number in numbers else ""


@contextmanager
def graph() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Give the address of a Graph that takes every message, and what it took."""
    taken: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append({"path": self.path, "json": json.loads(body)})
            told = json.dumps({"messages": [{"id": "wamid.ours"}]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", taken
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


SENT = [
    row
    for row in TABLE["outbound"]
    if row["calls"] and "id" in row and len(row["text"]) <= 1024
]


def test_kapso_would_send_what_we_send() -> None:
    with graph() as (url, taken):
        sends = [_parameters(row) for row in SENT]
        assert kapso(url=url, sends=sends)["sent"] == [""] * len(sends)
    for row, theirs in zip(SENT, taken, strict=True):
        [call] = row["calls"]
        assert call["do"] == f"POST https://graph.facebook.com{theirs['path']}"
        asked = theirs["json"].get("interactive", {})
        if asked.get("type") == "location_request_message":
            asked["action"].pop("parameters")  # which Meta does not document and kapso demands
        assert theirs["json"] == call["json"], row["name"]


def _parameters(row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return how kapso is asked for the message of a row."""
    to = row["recipient"]
    base = {"phoneNumberId": NUMBER, ("recipient" if "." in to else "to"): to}
    if "reference" in row:
        base["bizOpaqueCallbackData"] = row["reference"]
    for kind, ask in _KINDS.items():
        if row.get(kind):
            method, parameters = ask(row)
            return method, base | parameters
    return "sendText", base | {"body": row["text"], "previewUrl": False}


def _template(row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    sent = row["calls"][0]["json"]["template"]
    return "sendTemplate", {"template": sent}


def _file(row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    kind = {"photo": "image", "video": "video"}.get(row["attachment"]["kind"], "document")
    caption = {"caption": row["text"]} if row["text"] else {}
    file = {"link": row["attachment"]["reference"], **caption}
    return f"send{kind.capitalize()}", {kind: file}


def _choices(row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    options = [{"id": key, "title": label} for key, label in row["choices"]]
    if len(options) <= 3:
        return "sendInteractiveButtons", {"bodyText": row["text"], "buttons": options}
    button = row["calls"][0]["json"]["interactive"]["action"]["button"]
    lists = {"buttonText": button, "sections": [{"rows": options}]}
    return "sendInteractiveList", {"bodyText": row["text"], **lists}


def _location(row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    asked = {"parameters": {"requestMessage": row["text"]}}
    return "sendInteractiveLocationRequest", {"bodyText": row["text"], **asked}


_KINDS = {
    "template": _template,
    "attachment": _file,
    "choices": _choices,
    "location_label": _location,
}


def test_kapso_shows_that_we_are_reading_as_we_do() -> None:
    shown = {"messageId": "wamid.x", "typingIndicator": {"type": "text"}}
    with graph() as (url, taken):
        kapso(url=url, sends=[("markRead", {"phoneNumberId": NUMBER, **shown})])
    ours: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        ours.append({"path": request.url.path, "json": json.loads(request.content)})
        return httpx.Response(200, json={"success": True})

    whatsapp = carrier("whatsapp", answer)
    assert isinstance(whatsapp, Attentive)
    whatsapp.attend("628123456789", hidden("wamid.x"))
    assert ours == taken


def test_kapso_would_refuse_what_whatsapp_refuses() -> None:
    """The judge is awake."""
    options = [{"id": str(n), "title": str(n)} for n in range(11)]
    base = {"phoneNumberId": NUMBER, "to": "628123456789", "bodyText": "x"}
    rows = {"buttonText": "Pilih", "sections": [{"rows": options}]}
    sends = [
        ("sendInteractiveButtons", {**base, "buttons": options[:4]}),
        ("sendInteractiveList", {**base, **rows}),
        ("sendInteractiveButtons", {**base, "buttons": [{"id": "1", "title": "x" * 21}]}),
        ("sendInteractiveButtons", {**base, "bodyText": "x" * 1025, "buttons": options[:1]}),
    ]
    assert all(kapso(sends=sends)["sent"])
