"""Texts of SMS as Twilio gives them."""

import base64
import binascii
import re

_ENCODED = re.compile(r"(?:[A-Za-z0-9+/]{4}){15,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
"""At least 60 letters: only long messages come so (seen in RapidPro's courier)."""
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def readable(body: str) -> str:
    """Return what was written, where a long SMS arrives as base64 of its text.

    Only what is base64 beyond doubt: whole groups, nothing between them, and inside them UTF-8
    of several words without control characters. No long word of a citizen's reads like that.
    """
    if not _ENCODED.fullmatch(body):
        return body
    try:
        text = base64.b64decode(body, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return body
    return text if " " in text.strip() and not _NO_TEXT.search(text) else body
