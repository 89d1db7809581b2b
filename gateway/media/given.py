"""Files that staff give: looked at as those of citizens are, and kept under their digest."""

import hashlib

from bot.model import Attachment
from gateway.media import files
from gateway.media.links import PREFIX
from gateway.media.storage import Storage

LARGEST = max(files.LARGEST.values())
"""Bytes of the largest file."""


def keep(content: bytes, storage: Storage) -> Attachment:
    """Keep a file; return it as an attachment. Raises `BadFileError`, `UnreachableError`."""
    file = files.read(content)
    name = hashlib.sha256(file.content).hexdigest()[:32]
    storage.put(name, file.content)
    return Attachment(
        kind=file.kind, reference=f"{PREFIX}{name}", content_type=file.content_type
    )
