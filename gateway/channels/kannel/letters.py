"""Letters of an SMS that its SMSC labelled wrongly, as far as they can be made out.

An SMSC that says `data_coding` 1 for GSM-7 makes Kannel pass the septets on as if they were
ASCII. Figures: 3GPP TS 23.038 section 6.2.1. Seen on Kannel 1.4.5.
"""

import re
from collections.abc import Mapping

_CONTROLS: Mapping[str, str] = dict(
    zip(
        "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f"
        "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1c\x1d\x1e\x1f",
        "@£$¥èéùìòØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ",
        strict=True,
    )
)
"""What GSM-7 has where ASCII has control characters; tab (Ç) is left, people do write it."""
_ESCAPED: Mapping[str, str] = {
    "\x0a": "\n",
    "\x14": "^",
    "(": "{",
    ")": "}",
    "/": "\\",
    "<": "[",
    "=": "~",
    ">": "]",
    "@": "|",
    "e": "€",
}
_DAMAGE = re.compile(r"\x1b([\n\x14()/<=>@e]?)|([\x00-\x08\x0b\x0c\x0e-\x1f])")


def repaired(text: str) -> str:
    r"""Return `text` with its GSM-7 letters, where it holds septets instead of characters.

    Only what cannot mean anything else: a `{` may be one, or an ä. A text with letters beyond
    ASCII was converted, so its control characters are no septets and are left to be stripped.

    >>> repaired("siti\x00kota \x1b<1\x1b> \x02 5\x11\x1b[")
    'siti@kota [1] $ 5_['
    """
    return _DAMAGE.sub(_letter, text) if text.isascii() else text


def _letter(found: re.Match[str]) -> str:
    escaped, control = found.groups()
    return _CONTROLS[control] if control else _ESCAPED.get(escaped, "")
