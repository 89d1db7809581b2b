"""Events of X's Account Activity API, read into our values."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.model import Attachment, Inbound
from bot.place import Point
from gateway import outside
from gateway.channel import Received
from gateway.errors import BadWebhookError

DIRECT, MENTIONS = "x", "x_mentions"
_START = re.compile(r"/start\s+([A-Za-z0-9_-]{1,64})\s*", re.IGNORECASE)
"""What our own invitation writes into the citizen's first direct message."""
_MALFORMED = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
    OverflowError,
)


def read(body: bytes, account: str) -> Received:
    """Return what was said to `account`. Raises `BadWebhookError` if it is no event."""
    try:
        told = json.loads(body)
        if told.get("for_user_id") != account:
            return Received()
        direct = [
            _direct(each)
            for each in told.get("direct_message_events", ())
            if _is_to_us(each, account)
        ]
        public = [
            _mention(each, account)
            for each in told.get("tweet_create_events", ())
            if _mentions_us(each, account)
        ]
    except _MALFORMED as error:
        raise BadWebhookError("not an event of X's", 400) from error
    said = [each for each in direct + public if _says(each)]
    return Received(messages=tuple(said))


def _says(message: Inbound) -> bool:
    return bool(
        message.text or message.button or message.attachments or message.location is not None
    )


def _is_to_us(event: Mapping[str, Any], account: str) -> bool:
    """Return whether a citizen wrote to us; what we wrote comes back as an event, too."""
    if event["type"] != "message_create":
        return False
    told = event["message_create"]
    return bool(told["sender_id"] != account == told["target"]["recipient_id"])


def _direct(event: Mapping[str, Any]) -> Inbound:
    told = event["message_create"]
    data = told["message_data"]
    attached = data.get("attachment") or {}
    media = [attached["media"]] if attached.get("type") == "media" else []
    pressed = data.get("quick_reply_response") or {}
    text, referral = _begun(_written(_string(data.get("text") or ""), media))
    return Inbound(
        channel=DIRECT,
        sender=_id(told["sender_id"]),
        external_id=_id(event["id"]),
        text="" if pressed else text,
        button=_string(pressed.get("metadata") or ""),
        location=_shared(attached) if attached.get("type") == "location" else None,
        attachments=_files(media),
        referral=referral,
    )


def _begun(text: str) -> tuple[str, str]:
    """Return the text, and what the invitation that brought it carried."""
    invited = _START.fullmatch(text)
    return ("/start", invited[1]) if invited else (text, "")


def _mentions_us(post: Mapping[str, Any], account: str) -> bool:
    if post["user"]["id_str"] == account or "retweeted_status" in post:
        return False
    return any(each["id_str"] == account for each in _mentioned(post))


def _mentioned(post: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = _whole(post)["entities"].get("user_mentions", [])
    return found


def _whole(post: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return where the text and its entities are: a long post keeps them apart."""
    whole: Mapping[str, Any] = post.get("extended_tweet") or post
    return whole


def _mention(post: Mapping[str, Any], account: str) -> Inbound:
    whole = _whole(post)
    media = (whole.get("extended_entities") or {}).get("media", [])
    text = _written(_string(whole.get("full_text") or whole.get("text") or ""), media)
    for each in _mentioned(post):
        if each["id_str"] == account:
            name = re.escape(_string(each["screen_name"]))
            text = re.sub(rf"@{name}\b", "", text, flags=re.IGNORECASE)
    return Inbound(
        channel=MENTIONS,
        sender=_id(post["user"]["id_str"]),
        external_id=_id(post["id_str"]),
        text=text.strip(),
        location=_point(post["coordinates"]) if post.get("coordinates") else None,
        attachments=_files(media),
    )


def _written(text: str, media: Iterable[Mapping[str, Any]]) -> str:
    """Return what was typed: X adds the address of each file, and escapes three signs."""
    files = [_string(each["url"]) for each in media if each.get("url")]
    for added in files:
        text = text.replace(added, "")
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text.strip() if files else text


def _files(media: Iterable[Mapping[str, Any]]) -> tuple[Attachment, ...]:
    return tuple(_file(each) for each in media)


def _file(media: Mapping[str, Any]) -> Attachment:
    """Return a photo, or the best film of a video or an animation."""
    films = [
        each
        for each in (media.get("video_info") or {}).get("variants", ())
        if each.get("content_type") == "video/mp4"
    ]
    if not films:
        return Attachment(kind="photo", reference=_string(media["media_url_https"]))
    best = max(films, key=lambda each: int(each.get("bitrate", 0)))
    return Attachment(kind="video", reference=_string(best["url"]), content_type="video/mp4")


def _shared(attached: Mapping[str, Any]) -> Point | None:
    shared = attached["location"].get("shared_coordinate")
    return _point(shared["coordinates"]) if shared else None


def _point(shape: Mapping[str, Any]) -> Point | None:
    """Return a GeoJSON point, which says longitude first."""
    lon, lat = shape["coordinates"]
    return outside.point(lat, lon)


def _id(value: Any) -> str:
    """Return an id of X's, whose numbers are too large to be sent as such."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return value
    raise TypeError("not an id")


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise TypeError("not a text")
