"""Addresses of kept files that open them to whoever holds one, for a while."""

import hashlib
import hmac
from dataclasses import dataclass

PREFIX = "media/"
"""How a reference to a file of ours begins."""
DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Links:
    """Signs links below `public_url` with `secret`."""

    public_url: str
    secret: bytes
    lasts: float = 30 * DAY

    def path(self, reference: str, now: float) -> str:
        """Return the path and query that open the file of `reference`, valid from `now` on.

        The end of its life is rounded up to a day, so that an address seen twice is the same.
        """
        until = int((now + self.lasts) // DAY + 1) * int(DAY)
        return f"/{reference}?until={until}&proof={self._proof(reference, str(until))}"

    def public(self, reference: str, now: float) -> str:
        """Return the whole address of a file of ours; any other address stays as it is."""
        if not reference.startswith(PREFIX):
            return reference
        return self.public_url + self.path(reference, now)

    def opens(self, name: str, until: str, proof: str, now: float) -> bool:
        """Return whether the link to `media/<name>` is ours and still good."""
        given = proof.encode("utf-8", "surrogateescape")
        genuine = self._proof(f"{PREFIX}{name}", until).encode()
        lives = until.isascii() and until.isdigit() and len(until) < 12 and int(until) > now  # noqa: PLR2004 - seconds
        return hmac.compare_digest(given, genuine) and lives

    def _proof(self, reference: str, until: str) -> str:
        key = hashlib.sha256(b"media links" + self.secret).digest()
        told = f"{reference}\0{until}".encode("utf-8", "surrogateescape")
        return hmac.digest(key, told, "sha256").hex()[:32]
