"""Each command on an empty folder and a database of its own, called as a shell calls it."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from gateway.cli import main
from gateway.store import migrate
from gateway.store.database import Database

NAMES = ("PATH", "HOME", "CI", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and its exit code."""

    out: str
    err: str
    code: int


Command = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand in an empty folder with nothing but two secrets in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in set(os.environ) - set(NAMES):
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/kentongan.db")
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.setenv("PII_KEYS", "k1:" + "A" * 43 + "=")
    monkeypatch.setenv("RASA_URL", "http://127.0.0.1:9")
    handlers = list(logging.getLogger().handlers)
    yield tmp_path
    logging.getLogger().handlers[:] = handlers
    structlog.reset_defaults()


@pytest.fixture
def kentongan(
    folder: Path,  # noqa: ARG001 - where it is run
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """Run `kentongan` with arguments and return what it printed."""

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["kentongan", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return Ran(said.out, said.err, int(end.value.code or 0))

    return run


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    """Give the migrated database that the commands use."""
    database = Database(f"sqlite:///{folder}/kentongan.db")
    migrate.upgrade(database)
    yield database
    database.close()
