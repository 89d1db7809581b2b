"""Photos that arrive in a chat: made harmless and kept under their own fingerprint."""

import base64
import binascii
import hashlib
import re

from bot.model import Attachment
from gateway.errors import GatewayError
from gateway.media import files
from gateway.media.files import BadFileError
from gateway.media.links import PREFIX
from gateway.media.storage import Storage

LARGEST = 190 * 1024
"""Bytes; the page makes a photo smaller before it sends it."""
_DATA = re.compile(r"data:image/(jpeg|png);base64,", re.ASCII)


class BadPhotoError(GatewayError):
    """What was sent is not a photo that we take."""


def keep(data_url: str, storage: Storage) -> Attachment:
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
    try:
        file = files.read(content)
    except BadFileError as error:
        raise BadPhotoError("is neither a JPEG nor a PNG") from error
    if file.kind != "photo":
        raise BadPhotoError("is neither a JPEG nor a PNG")
    name = hashlib.sha256(file.content).hexdigest()[:32]
    storage.put(name, file.content)
    return Attachment(
        kind="photo",
        reference=f"{PREFIX}{name}",
        content_type=file.content_type,
        taken=file.taken,
    )
