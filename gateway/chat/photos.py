"""Photos that arrive in a chat: checked, kept under their own fingerprint, shown again."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort

from gateway.errors import GatewayError

LARGEST = 190 * 1024
"""Bytes; the page makes a photo smaller before it sends it."""
TYPES: Mapping[bytes, tuple[str, str]] = {
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
}
_NAME = re.compile(r"[0-9a-f]{64}\.(jpg|png)")
_DATA = re.compile(r"data:image/(jpeg|png);base64,", re.ASCII)


class BadPhotoError(GatewayError):
    """What was sent is not a photo that we take."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A kept photo: `reference` is its path below our public address."""

    reference: str
    type: str


@dataclass(frozen=True, slots=True)
class Photos:
    """The folder the photos are in."""

    folder: Path

    def keep(self, data_url: str) -> Photo:
        """Keep a photo given as a `data:` address. Raises `BadPhotoError`."""
        start = _DATA.match(data_url)
        if start is None:
            raise BadPhotoError("must be a JPEG or PNG as a data: address")
        try:
            content = base64.b64decode(data_url[start.end() :], validate=True)
        except binascii.Error as error:
            raise BadPhotoError("is not base64") from error
        if len(content) > LARGEST:
            raise BadPhotoError(f"has more than {LARGEST // 1024} KiB")
        kind = next((kind for magic, kind in TYPES.items() if content.startswith(magic)), None)
        if kind is None:
            raise BadPhotoError("is neither a JPEG nor a PNG")
        name = f"{hashlib.sha256(content).hexdigest()}.{kind[1]}"
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content)
        return Photo(f"media/{name}", kind[0])


def blueprint(photos: Photos) -> Blueprint:
    """Return `/media/<name>`, which shows a kept photo to whoever knows its fingerprint."""
    media = Blueprint("media", __name__)

    @media.get("/media/<name>")
    def show(name: str) -> Response:
        file = photos.folder / name
        if not _NAME.fullmatch(name) or not file.is_file():
            abort(404)
        kind = "image/jpeg" if name.endswith(".jpg") else "image/png"
        headers = {"Cache-Control": "private, max-age=3600"}
        return Response(file.read_bytes(), content_type=kind, headers=headers)

    return media
