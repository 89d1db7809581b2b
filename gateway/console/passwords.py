"""Which passwords are taken: long enough, and none that is guessed or has leaked often."""

from collections.abc import Sequence

from zxcvbn import zxcvbn

SHORTEST = 12
_LOOKED_AT = 72
"""Characters that are looked at; more only make a password better."""
_GOOD = 3
"""Of zxcvbn's 0 to 4: 10^8 guesses and more, with lists of leaked passwords and of names."""


def fault(password: str, about: Sequence[str]) -> str:
    """Return what is wrong with a new password: `short`, `common`, or nothing.

    `about` is what somebody would try first: the name, the city.

    >>> [fault(each, ["rina"]) for each in ("kentongan", "password1234", "rina12345678")]
    ['short', 'common', 'common']
    >>> fault("kucing terbang lewat", ["rina"])
    ''
    """
    if len(password) < SHORTEST:
        return "short"
    guessed = zxcvbn(password[:_LOOKED_AT], user_inputs=list(about))
    return "" if guessed["score"] >= _GOOD else "common"
