"""The real processes on free ports, with everything they write in one folder."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """A running installation: where web and console answer, and what it was told."""

    web: str
    console: str
    environment: Mapping[str, str]
    folder: Path

    def command(self, *arguments: str) -> str:
        """Run `kentongan` with `arguments` and return what it printed."""
        done = subprocess.run(  # noqa: S603 - our own program
            [str(BIN / "kentongan"), *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def logs(self) -> str:
        """Return everything the processes wrote."""
        return "".join(file.read_text() for file in sorted(self.folder.glob("*.log")))


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def eventually[T](look: Callable[[], T], seconds: float = 15.0) -> T:
    """Return the first true result of `look`, or its last one after `seconds`."""
    end = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


@contextmanager
def process(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` with its output in `log`; it is ended by its own id."""
    with log.open("ab") as output:
        running = subprocess.Popen(  # noqa: S603 - programs of ours and of test peers
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield running
        finally:
            running.send_signal(signal.SIGTERM)
            try:
                running.wait(8)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def answers(url: str, headers: Mapping[str, str] | None = None) -> bool:
    """Return whether `url` answers 200."""
    try:
        answer = httpx.get(url, headers=headers, timeout=2, trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200 and b"down" not in answer.content


def trained() -> Path:
    """Return the folder of models, with one in it that is as new as the examples."""
    models = ROOT / "var" / "models"
    known = [
        *(ROOT / "nlu" / "data").glob("*/*.yml"),
        *(ROOT / "cities").glob("*/articles/*.md"),
    ]
    newest = max((model.stat().st_mtime for model in models.glob("nlu-*.tar.gz")), default=0.0)
    if newest < max(file.stat().st_mtime for file in known):
        if not (ROOT / "nlu" / ".venv" / "bin" / "python").exists():
            pytest.skip("nlu/.venv is not built; `make nlu` builds it")
        train = [str(BIN / "kentongan"), "nlu", "train"]
        subprocess.run(train, cwd=ROOT, check=True)  # noqa: S603 - our own program
    return models


@contextmanager
def running(folder: Path, **more: str) -> Iterator[Running]:
    """Start every process, in demo mode, with `more` settings (names in small letters)."""
    trained()
    started = described(folder, **more)
    started.command("migrate")
    environment = started.environment
    with ExitStack() as stack:
        for name, command in COMMANDS.items():
            mine = {"PORT": environment["CONSOLE_PORT"], "WEB_THREADS": "256"}
            here = {**environment, **(mine if name == "console" else {})}
            stack.enter_context(process(command, folder / f"{name}.log", here))
        for ready in (f"{started.web}/ready", f"{started.console}/live"):
            assert eventually(partial(answers, ready), READY_SECONDS), started.logs()[-4000:]
        yield started


def described(folder: Path, **more: str) -> Running:
    """Return an installation on free ports of which nothing runs yet."""
    port, console, nlu = free_port(), free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "CI") if name in os.environ},
        "PORT": str(port),
        "CONSOLE_PORT": str(console),
        "PUBLIC_URL": url,
        "DEMO": "1",
        "QUIET_HOURS": "none",
        "DATABASE_URL": f"sqlite:///{folder}/kentongan.db",
        "SECRET_KEY": "s" * 32,
        "PII_KEYS": "k1:" + "A" * 43 + "=",
        "RASA_URL": f"http://127.0.0.1:{nlu}",
        "RASA_TOKEN": "t" * 32,
        "RASA_TELEMETRY_ENABLED": "false",
        "DESK_KEY": "d" * 32,
        "OPEN311_KEY": "d" * 32,
        "OPEN311_URL": f"{url}/open311/v2",
        "LOG_LEVEL": "DEBUG",
        **{name.upper(): value for name, value in more.items()},
    }
    return Running(url, f"http://127.0.0.1:{console}", environment, folder)


_GUNICORN = [str(BIN / "gunicorn"), "-c", "gateway/gunicorn.py"]
COMMANDS: Mapping[str, Sequence[str]] = {
    "nlu": ["nlu/serve"],
    "web": [*_GUNICORN, "gateway.app:from_environment()"],
    "console": [*_GUNICORN, "gateway.console.app:from_environment()"],
    "worker": [str(BIN / "kentongan"), "worker"],
}
