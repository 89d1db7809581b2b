"""The second factor: six digits that change every half minute, and codes for a lost telephone.

TOTP as in RFC 6238 (SHA-1, 30 seconds, 6 digits), which every authenticator knows.
"""

import hashlib
import hmac
import secrets

import pyotp

ISSUER = "Kentongan"
CODES, CODE_LETTERS = 10, 10
_STEP = 30
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody takes for one another."""


def new_secret() -> str:
    """Return a new secret in base 32 (160 bits)."""
    return pyotp.random_base32()


def address(secret: str, name: str, city: str) -> str:
    """Return the address that an authenticator reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=f"{ISSUER} {city}")


def step_of(secret: str, code: str, now: float) -> int:
    """Return the time step whose digits `code` is: now, one before or one after; else 0.

    >>> step_of("JBSWY3DPEHPK3PXP", pyotp.TOTP("JBSWY3DPEHPK3PXP").at(60), 89.0)
    2
    >>> step_of("JBSWY3DPEHPK3PXP", "12345x", 89.0)
    0
    """
    said = "".join(code.split())
    if not (secret and said.isascii() and said.isdigit()):
        return 0
    clock, here = pyotp.TOTP(secret), int(now // _STEP)
    fits = (
        each
        for each in (here, here - 1, here + 1)
        if hmac.compare_digest(_at(clock, each), said)
    )
    return next(fits, 0)


def new_codes() -> list[str]:
    """Return codes for when the telephone is lost, each good once."""
    return [
        "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LETTERS)) for _ in range(CODES)
    ]


def digest(code: str) -> bytes:
    """Return how a code is kept; they are random, so nothing slower is needed."""
    said = "".join(each for each in code.lower() if each in _ALPHABET)
    return hashlib.sha256(said.encode()).digest()


def _at(clock: pyotp.TOTP, step: int) -> str:
    return clock.generate_otp(step)
