"""The settings of an installation on one machine: made once, kept in `var/`."""

import base64
import os
import secrets
from collections.abc import MutableMapping
from pathlib import Path

from gateway import log, settings
from gateway.settings import Settings

VAR = Path("var")
SECRETS = VAR / "secrets.env"


def secret() -> str:
    """Return a new random secret."""
    return secrets.token_urlsafe(32)


def prepare(environment: MutableMapping[str, str] | None = None) -> None:
    """Give the environment the secrets of this folder, drawing them the first time.

    What the environment already says wins.
    """
    environment = os.environ if environment is None else environment
    if not SECRETS.exists():
        _draw()
    for line in SECRETS.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name and not name.startswith("#"):
            environment.setdefault(name, value)


def _draw() -> None:
    key = secret()
    lines = [
        "# Drawn at the first start. Keep it: without PII_KEYS no citizen can be answered.",
        f"SECRET_KEY={secret()}",
        f"PII_KEYS=k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        f"RASA_TOKEN={secret()}",
        f"OPERATOR_TOKEN={secret()}",
        f"DESK_KEY={key}",
        f"OPEN311_KEY={key}",
    ]
    VAR.mkdir(exist_ok=True)
    part = SECRETS.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.replace(SECRETS)


def configured() -> Settings:
    """Return the settings for a command: the environment, and this folder's secrets."""
    if SECRETS.exists():
        prepare()
    config = settings.load()
    log.configure(config.log_level)
    return config
