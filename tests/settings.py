"""Settings for tests: the secrets every installation must have, and what a test adds."""

from functools import cache

from gateway.settings import Settings, load

_KEYS = {
    "SECRET_KEY": "s" * 32,
    "PII_KEYS": "k1:" + "A" * 43 + "=",
    "QUIET_HOURS": "none",  # tests run at any hour
}


@cache
def settings(**values: str) -> Settings:
    """Return settings with `values` (names as in the environment, in small letters)."""
    return load({**_KEYS, **{name.upper(): value for name, value in values.items()}})
