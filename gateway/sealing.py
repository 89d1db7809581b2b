"""Citizens' addresses at rest: encrypted for reading, hashed for finding.

AES-256-GCM with the key's id in front (`PII_KEYS`, newest first), and HMAC-SHA-256 as a blind
index: a plain hash could be undone by trying all telephone numbers.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.errors import GatewayError

NONCE = 12


class SealError(GatewayError):
    """A sealed value cannot be opened: its key is not in `PII_KEYS`, or it was altered."""


class Seal:
    """Seals and opens with the keys of one installation; safe to share between threads."""

    def __init__(self, keys: Mapping[str, bytes], pepper: bytes) -> None:
        self._newest = next(iter(keys))
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._pepper = hashlib.sha256(b"blind index" + pepper).digest()

    def seal(self, value: str, about: str) -> bytes:
        """Return `value` encrypted; `about` (such as the channel) must be told to open it."""
        nonce = os.urandom(NONCE)
        box = self._ciphers[self._newest].encrypt(nonce, value.encode(), about.encode())
        return self._newest.encode() + b":" + nonce + box

    def open(self, sealed: bytes, about: str) -> str:
        """Return what `seal` was given. Raises `SealError`."""
        name, _, box = sealed.partition(b":")
        cipher = self._ciphers.get(name.decode("ascii", "replace"))
        if cipher is None:
            raise SealError("the key is not in PII_KEYS")
        try:
            return cipher.decrypt(box[:NONCE], box[NONCE:], about.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealError("the sealed value was altered") from error

    def index(self, value: str, about: str) -> bytes:
        """Return the blind index of `value`: equal for equal values, and telling nothing."""
        return hmac.digest(self._pepper, f"{about}\0{value}".encode(), "sha256")
