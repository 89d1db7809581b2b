"""Names for what Meta calls by ids that tell of the citizen.

A WhatsApp message id holds the sender's telephone number in base64, Instagram's hold both
accounts, and a comment's leads to its author. They are kept encrypted: the same id always gives
the same name (AES-SIV, RFC 5297), and we can still tell Meta which message we mean.
"""

import base64
import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from gateway.errors import RefusedError
from gateway.outside import LONGEST_ID


class Names:
    """Gives ids names and reads them back; the same for every process with one `secret`."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.sha512(b"names of Meta's messages" + secret).digest()
        self._cipher = AESSIV(self._key)

    def name(self, told: str) -> str:
        """Return the name of the id `told`.

        One too long to be kept encrypted is hashed: it can be recognised, not read back.
        """
        plain = told.encode("utf-8", "surrogatepass")
        box = self._cipher.encrypt(plain, None)
        name = base64.urlsafe_b64encode(box).decode().rstrip("=")
        if len(name) > LONGEST_ID:
            return hmac.digest(self._key, plain, "sha256").hex()
        return name

    def told(self, name: str) -> str:
        """Return the id that has this name. Raises `RefusedError` if it cannot be read back."""
        try:
            box = base64.b64decode(f"{name}==", altchars=b"-_")
            return self._cipher.decrypt(box, None).decode("utf-8", "surrogatepass")
        except (InvalidTag, ValueError) as error:
            raise RefusedError("meta: not a name of ours") from error
