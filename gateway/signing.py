"""How calls between us and a city's own report system are signed, in both directions."""

import hashlib
import hmac

SIGNATURE, TIMESTAMP = "X-Kentongan-Signature", "X-Kentongan-Timestamp"
TOLERANCE = 300.0
"""Seconds by which the caller's clock may differ from ours."""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return `sha256=` and the HMAC-SHA256 (hex) of `<timestamp>.<body>`."""
    told = timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()


def is_ours(secret: str, headers: tuple[str, str], body: bytes, now: float) -> bool:
    """Return whether a call with these headers (signature, timestamp) knows the secret.

    `now` is Unix seconds. Nothing is believed without a secret, or of another time.
    """
    signature, timestamp = headers
    fresh = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= len("9999999999")
    if not secret or not fresh or abs(now - int(timestamp)) > TOLERANCE:
        return False
    return hmac.compare_digest(signature.encode(), sign(secret, timestamp, body).encode())
