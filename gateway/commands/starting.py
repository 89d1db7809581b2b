"""`kentongan run`: everything on one machine, from nothing to a printed address."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import click

from gateway.commands import local
from gateway.commands.people import login_link
from gateway.console.roles import ADMIN
from gateway.errors import GatewayError
from gateway.http import Http, Request
from gateway.models import MODELS
from gateway.store import migrate
from gateway.store.database import Database

READY_SECONDS = 60.0
NLU_PYTHON = Path("nlu/.venv/bin/python")
PROCESSES = ("web", "console", "worker", "nlu")


class NotReadyError(GatewayError):
    """The processes were started and did not get ready."""


@click.command()
def run() -> None:
    """Start every process on this machine and print where they are."""
    sys.exit(_run())


def _run() -> int:
    """Set up, start, tell, and wait until Ctrl-C; return the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)  # also where a shell had them ignored
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    local.prepare()
    config = local.configured()
    _train()
    migrate.upgrade(Database(config.database_url))
    processes = _start()
    try:
        _wait_ready(config.public_url, processes)
        _tell(config.public_url, _console_url())
        return processes.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(processes)


def _train() -> None:
    if any(MODELS.glob("*.tar.gz")):
        return
    if not NLU_PYTHON.exists():
        raise NotReadyError("nlu/.venv is missing; `make run` builds it")
    click.echo("Training the language model (once, some seconds)...")
    done = subprocess.run(
        [str(NLU_PYTHON), "-m", "nlu.train"], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise NotReadyError(f"training failed:\n{(done.stderr or done.stdout)[-2000:]}")


def _start() -> subprocess.Popen[bytes]:
    honcho = Path(sys.executable).parent / "honcho"
    return subprocess.Popen(
        [str(honcho), "start", *PROCESSES], env=environment(), start_new_session=True
    )


def environment() -> dict[str, str]:
    """Return what the processes find in their environment; honcho has a port of its own."""
    return {
        "PORT": "8000",
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONDONTWRITEBYTECODE": "",  # starting from source each time takes seconds
    }


def _wait_ready(url: str, processes: subprocess.Popen[bytes]) -> None:
    http = Http()
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        if processes.poll() is not None:
            raise NotReadyError("a process ended at the start; see the lines above")
        if all(
            _is_ready(http, address) for address in (f"{url}/ready", f"{_console_url()}/live")
        ):
            return
        time.sleep(0.1)
    raise NotReadyError(f"not ready within {READY_SECONDS:.0f} s")


def _is_ready(http: Http, address: str) -> bool:
    try:
        answer = http.call(Request(to="ourselves", method="GET", url=address, timeout=2.0))
    except GatewayError:
        return False
    return answer.status == 200 and b"down" not in answer.body  # noqa: PLR2004 - HTTP


def _console_url(environment: Mapping[str, str] = os.environ) -> str:
    return f"http://127.0.0.1:{environment.get('CONSOLE_PORT', '8001')}"


def _tell(url: str, console: str) -> None:
    lines = [
        "",
        "Kentongan is running.",
        f"  Write as a citizen:    {url}/simulator",
        f"  Answer as an operator: {login_link(console, 'operator', ADMIN)}",
        f"  Filed reports:         {url}/open311/v2/requests.json",
        "  Stop with Ctrl-C.",
        "",
    ]
    click.echo("\n".join(lines))


def _stop(processes: subprocess.Popen[bytes]) -> None:
    """End every process we started; whoever is left after four seconds is killed."""
    if processes.poll() is None:
        os.killpg(processes.pid, signal.SIGTERM)
        try:
            processes.wait(4)
        except subprocess.TimeoutExpired:
            os.killpg(processes.pid, signal.SIGKILL)
            processes.wait()
