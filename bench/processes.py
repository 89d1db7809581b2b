"""Start the processes of a system, wait until it answers, and stop exactly those again."""

import asyncio
import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.wire import Client

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 10.0
READY_SECONDS = 90.0
PREPARE_SECONDS = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program to run: its words, the environment added to ours, and where its log goes."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    folder: Path = ROOT
    log: Path

    def start(self) -> subprocess.Popen[bytes]:
        """Return the running program, in a process group of its own."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603  # the words come from bench/systems.py
                list(self.words),
                cwd=self.folder,
                env=_quiet() | dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def finish(self) -> None:
        """Run to the end. Raises RuntimeError when it fails or takes too long."""
        process = self.start()
        try:
            code = process.wait(PREPARE_SECONDS)
        finally:
            _stop(process)
        if code:
            raise RuntimeError(
                f"{self.name} ended with {code}: see {self.log.relative_to(ROOT)}"
            )


@contextlib.contextmanager
def running(commands: Sequence[Command]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Keep these programs running inside the block; stop them, last first, whatever happens."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.extend(command.start() for command in commands)
        yield started
    finally:
        for process in reversed(started):
            _stop(process)


async def ready(client: Client, path: str, started: Sequence[subprocess.Popen[bytes]]) -> None:
    """Return once `path` answers 200. Raises RuntimeError when a process ends or time is up."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in started):
            break
        with contextlib.suppress(OSError, EOFError):
            if (await client.get(path)).status == 200:  # noqa: PLR2004  # HTTP: OK
                return
        await asyncio.sleep(0.2)
    raise RuntimeError(f"not ready at {path}: see the logs in var/bench")


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold `folder` for this run. Raises SystemExit when another run holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SystemExit("another benchmark is running: wait for it to end") from error
        yield


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _quiet() -> dict[str, str]:
    home = str(ROOT / "var" / "bench" / "home")  # Rasa and matplotlib write to the home folder
    return dict(os.environ) | {
        "HOME": home,
        "XDG_CONFIG_HOME": home,
        "MPLCONFIGDIR": home,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }


def _stop(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
            if sign is signal.SIGTERM and _gone(process.pid):
                return


def _gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False
