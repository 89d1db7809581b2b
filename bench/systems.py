"""The systems under test: the commands that prepare and run each, and where it listens."""

import base64
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.citizens import Door
from bench.processes import ROOT, Command, free_port

FOLDER = ROOT / "var" / "bench"
ACCOUNT = "AC" + "0" * 31 + "1"
AUTH_TOKEN = "bench-auth-token-of-no-account-at-all"  # noqa: S105  # opens nothing
BOT_TOKEN = "990001:bench-token-of-no-bot-at-all-00000"  # noqa: S105  # likewise
SECRET = "bench-secret-that-opens-nothing-anywhere"  # noqa: S105  # likewise
NUMBER = "+12025550100"
PUBLIC_URL = "https://kentongan.example"
PROVIDER: Mapping[str, str] = {
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    "TWILIO_SMS_FROM": NUMBER,
    "TELEGRAM_TOKEN": BOT_TOKEN,
    "TELEGRAM_WEBHOOK_SECRET": SECRET,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One system: `prepare` runs to the end first, `run` stays up while it is measured.

    Each (port, path) of `ready` must answer 200 before the first message.
    """

    name: str
    port: int
    ready: Sequence[tuple[int, str]]
    prepare: Sequence[Command]
    run: Sequence[Command]
    doors: Sequence[Door]


def stand_in(port: int) -> Command:
    """Return the stand-in provider, under the Python that runs the benchmark."""
    words = [sys.executable, "-m", "bench.provider", str(port)]
    return Command(name="provider", words=words, log=FOLDER / "provider.log")


def echo(provider: int) -> System:
    """Return a server that does nothing but answer: what the load generator itself can do."""
    web = free_port()
    words = [sys.executable, "-m", "bench.echo", str(web), str(provider)]
    paths = {"twilio_sms": "/webhooks/twilio_sms", "telegram": "/webhooks/telegram"}
    return System(
        name="echo",
        port=web,
        ready=[(web, "/")],
        doors=_doors(paths),
        prepare=(),
        run=[Command(name="echo", words=words, log=FOLDER / "echo.log")],
    )


def product(provider: int) -> System:
    """Return this product as its Procfile runs it, by settings alone, with an empty store."""
    folder = FOLDER / "product"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    web, nlu = free_port(), free_port()
    settings = _product_settings(folder, provider, web, nlu)
    tool = str(ROOT / ".venv" / "bin")
    commands = {
        "migrate": [f"{tool}/kentongan", "migrate"],
        "nlu": [str(ROOT / "nlu" / "serve")],
        "web": [
            f"{tool}/gunicorn",
            "-c",
            "gateway/gunicorn.py",
            "gateway.app:from_environment()",
        ],
        "worker": [f"{tool}/kentongan", "worker"],
    }
    ports = {"web": web, "nlu": nlu}
    made = [
        Command(
            name=name,
            words=words,
            log=folder / f"{name}.log",
            environment=settings | {"PORT": str(ports.get(name, 0))},
        )
        for name, words in commands.items()
    ]
    paths = {"twilio_sms": "/webhooks/twilio_sms", "telegram": "/webhooks/telegram"}
    return System(
        name="kentongan",
        port=web,
        ready=[(nlu, "/"), (web, "/ready")],
        prepare=made[:1],
        run=made[1:],
        doors=_doors(paths),
    )


def peer(provider: int, data: Path, *, diet: bool = False) -> System:
    """Return Rasa as a whole bot: its own channels, form, action server and tracker."""
    folder, here = FOLDER / "peer", ROOT / "bench" / "peer"
    web, action = free_port(), free_port()
    python = str(ROOT / "nlu" / "full" / ".venv" / "bin" / "python")
    settings = dict(PROVIDER) | {
        "PROVIDER_URL": f"http://127.0.0.1:{provider}",
        "TELEGRAM_WEBHOOK": f"{PUBLIC_URL}/webhooks/telegram/webhook",
        "ACTION_URL": f"http://127.0.0.1:{action}/webhook",
        "SANIC_HOST": "127.0.0.1",
    }
    serve = [
        python,
        str(here / "serve.py"),
        "run",
        "--model",
        "peer.tar.gz",
        "--interface",
        "127.0.0.1",
        "--port",
        str(web),
        "--log-file",
        "rasa.log",
        "--credentials",
        str(here / "credentials.yml"),
        "--quiet",
        "--endpoints",
        str(here / "endpoints.yml"),
    ]
    actions = [python, "-m", "rasa_sdk", "--actions", "actions", "-p", str(action), "--quiet"]
    train = [
        python,
        str(here / "train.py"),
        str(folder),
        "--data",
        str(data.resolve()),
        *(["--diet"] if diet else []),
    ]

    def command(name: str, words: Sequence[str], place: Path) -> Command:
        log = FOLDER / f"peer-{name}.log"
        return Command(name=name, words=words, environment=settings, folder=place, log=log)

    paths = {"twilio_sms": "/webhooks/twilio/webhook", "telegram": "/webhooks/telegram/webhook"}
    return System(
        name="rasa-diet" if diet else "rasa",
        port=web,
        ready=[(web, "/")],
        doors=_doors(paths),
        prepare=[command("train", train, ROOT)],
        run=[command("actions", actions, here), command("serve", serve, folder)],
    )


def _product_settings(folder: Path, provider: int, web: int, nlu: int) -> dict[str, str]:
    there = f"http://127.0.0.1:{provider}"
    return dict(PROVIDER) | {
        "DATABASE_URL": f"sqlite:///{folder / 'kentongan.db'}",
        "DEMO": "0",
        "CITY": "bandung",
        "PUBLIC_URL": PUBLIC_URL,
        "SECRET_KEY": SECRET,
        "PII_KEYS": "bench:" + base64.b64encode(bytes(range(32))).decode(),
        "RASA_URL": f"http://127.0.0.1:{nlu}",
        "RASA_TOKEN": SECRET,
        "TWILIO_API_URL": there,
        "TELEGRAM_API_URL": there,
        "BMKG_URL": there,
        "TWILIO_SMS_RATE": "0",
        "TELEGRAM_RATE": "0",
        "TELEGRAM_GAP": "0",
        "SMS_CITIZEN_SEGMENTS": "0",
        "SMS_DAILY_SEGMENTS": "0",
        "BROKER_URL": "",
        "OPEN311_URL": f"http://127.0.0.1:{web}/open311/v2",
        "OPEN311_KEY": SECRET,
        "DESK_KEY": SECRET,
        "LOG_LEVEL": "WARNING",
    }


def _doors(paths: Mapping[str, str]) -> list[Door]:
    secrets = {"twilio_sms": AUTH_TOKEN, "telegram": SECRET}
    return [
        Door(
            channel=channel,
            path=path,
            public_url=PUBLIC_URL,
            secret=secrets[channel],
            account=ACCOUNT,
            number=NUMBER,
        )
        for channel, path in paths.items()
    ]
