"""What the Messenger Platform posts about a page or an Instagram account, read into our values.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from bot.model import Attachment, Inbound
from bot.place import Point
from gateway import outside
from gateway.channel import Receipt, Received
from gateway.channels.meta.names import Names
from gateway.channels.meta.values import UNREADABLE, Part, identifier, text

OURS = "kentongan:"
"""Begins the metadata of our own messages, which come back to us in their echoes."""
KINDS: Mapping[str, str] = {"image": "photo", "video": "video", "audio": "voice"}
"""By the type of an attachment; everything else with an address is a document."""
WORDLESS = frozenset({"location", "fallback"})
"""Attachments that are no files: a position, and the preview of a link that is in the text."""
THUMBS = frozenset({369239263222822, 369239343222814, 369239383222810})
"""Messenger's thumb in its three sizes: an answer, and no picture of anything."""
THUMB = "\N{THUMBS UP SIGN}"


def parts(entry: Any, channel: str, names: Names) -> Iterator[Part]:
    """Yield everything in `entry`, still unread."""
    for event in entry.get("messaging", ()):
        yield partial(_read, event, entry["id"], channel, names)


def _read(event: Any, account: str, channel: str, names: Names) -> Received:
    """Return what is in one event; those we have no use for are empty."""
    if "delivery" in event or "read" in event:
        return _watermark(event, channel, names)
    message = event.get("message") or {}
    if message.get("is_echo"):
        return _echo(message, channel, names)
    sender = event.get("sender", {}).get("id")
    if not sender or sender == account:
        return Received()
    inbound = _inbound(event, channel, names)
    return Received(messages=(inbound,) if inbound else ())


def _inbound(event: Any, channel: str, names: Names) -> Inbound | None:
    for kind, read in _READERS.items():
        if event.get(kind):
            return read(event, channel, names)
    return None


def _message(event: Any, channel: str, names: Names) -> Inbound | None:
    message = event["message"]
    if message.get("is_deleted"):
        return None
    files = message.get("attachments") or []
    said = Inbound(
        channel=channel,
        sender=identifier(event["sender"]["id"]),
        external_id=names.name(identifier(message["mid"])),
        text=text(message.get("text") or "") or (THUMB if any(map(_thumb, files)) else ""),
        button=text((message.get("quick_reply") or {}).get("payload") or ""),
        location=_location(files),
        attachments=_attachments(files),
        referral=_referral(message),
    )
    told = said.text or said.button or said.location or said.attachments or said.referral
    return said if told else replace(said, attachments=UNREADABLE)


def _edit(event: Any, channel: str, names: Names) -> Inbound | None:
    """Return a changed text; Instagram also tells of edits that are none, without any."""
    edit = event["message_edit"]
    if not edit.get("text"):
        return None
    mid = identifier(edit["mid"])
    return Inbound(
        channel=channel,
        sender=identifier(event["sender"]["id"]),
        external_id=names.name(f"{mid}:edit:{edit['num_edit']}"),
        text=text(edit["text"]),
        replaces=names.name(mid),
    )


def _postback(event: Any, channel: str, names: Names) -> Inbound:
    pressed = event["postback"]
    sender = identifier(event["sender"]["id"])
    told = pressed.get("mid") or f"postback:{sender}:{event['timestamp']}"
    return Inbound(
        channel=channel,
        sender=sender,
        external_id=names.name(identifier(told)),
        text=text(pressed.get("title") or ""),
        button=text(pressed.get("payload") or ""),
        referral=_referral(pressed),
    )


def _arrival(event: Any, channel: str, names: Names) -> Inbound | None:
    """Return that somebody came by a link of ours, before they say a word."""
    referral = _referral(event) or text((event.get("optin") or {}).get("ref") or "")
    sender = identifier(event["sender"]["id"])
    if not referral:
        return None
    return Inbound(
        channel=channel,
        sender=sender,
        external_id=names.name(f"arrival:{sender}:{event['timestamp']}"),
        referral=referral,
    )


_READERS = {
    "message": _message,
    "message_edit": _edit,
    "postback": _postback,
    "referral": _arrival,
    "optin": _arrival,
}
"""By the key that tells what an event is; reactions, hand-overs and more are none of ours."""


def _referral(holder: Any) -> str:
    return text((holder.get("referral") or {}).get("ref") or "")


def _location(files: Any) -> Point | None:
    for each in files:
        if each["type"] == "location":
            pin = each["payload"]["coordinates"]
            return outside.point(pin["lat"], pin["long"])
    return None


def _attachments(files: Any) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(kind=_kind(each), reference=_url(each))
        for each in files
        if each["type"] not in WORDLESS and not _thumb(each)
    )


def _url(file: Any) -> str:
    return text((file.get("payload") or {}).get("url") or "")


def _kind(file: Any) -> str:
    """Return the kind of a file. A sticker comes as an image; it is no photo of anything."""
    sticker = (file.get("payload") or {}).get("sticker_id")
    return "document" if sticker else KINDS.get(text(file["type"]), "document")


def _thumb(file: Any) -> bool:
    return (file.get("payload") or {}).get("sticker_id") in THUMBS


def _watermark(event: Any, channel: str, names: Names) -> Received:
    """Return what reached the citizen; Messenger tells of reading by the time alone."""
    status = "delivered" if "delivery" in event else "read"
    told = event.get("delivery") or event.get("read") or {}
    mids = told.get("mids") or ([told["mid"]] if told.get("mid") else [])
    return Received(
        receipts=tuple(
            Receipt(channel=channel, external_id=names.name(identifier(mid)), status=status)
            for mid in mids
        )
    )


def _echo(message: Any, channel: str, names: Names) -> Received:
    """Return that a message of ours was taken, if the echo is of ours; it says nothing new."""
    metadata = text(message.get("metadata") or "")
    if not metadata.startswith(OURS):
        return Received()
    receipt = Receipt(
        channel=channel,
        external_id=names.name(identifier(message["mid"])),
        status="sent",
        reference=metadata.removeprefix(OURS),
    )
    return Received(receipts=(receipt,))
