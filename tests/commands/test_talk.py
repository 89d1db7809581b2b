"""The simulator in a terminal, with a worker beside it."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest
from click.testing import CliRunner

from gateway.cli import cli
from gateway.store.database import Database
from tests.commands.conftest import Command
from tests.installation import installation, meaning
from tests.work.working import engine

SAID = "lampu mati di jl dago"


@pytest.fixture
def worker(database: Database) -> Iterator[None]:
    """Let a worker answer in a thread of this process."""
    tools = installation(database, known={SAID: meaning("report", "street_light")})
    working, end = engine(tools), Event()

    def work() -> None:
        while not end.wait(0.01):
            working.turn()

    thread = Thread(target=work)
    thread.start()
    yield
    end.set()
    thread.join()


@pytest.mark.usefixtures("worker")
def test_one_text(kentongan: Command) -> None:
    said = kentongan("talk", "--channel", "telegram", *SAID.split())
    assert said.out.splitlines() == [
        'Pengaduan lampu jalan di jl dago, Coblong: "lampu mati di jl dago". Kirim?',
        "  [1] Ya, kirim",
        "  [2] Ubah/anonim",
        "  [3] Batal",
    ]


@pytest.mark.usefixtures("worker")
def test_line_by_line() -> None:
    ran = CliRunner().invoke(cli, ["talk", "--sender", "siti"], input=f"{SAID}\n3\n")
    assert ran.exit_code == 0, ran.output
    assert "Kirim?\n1. Ya, kirim\n2. Ubah/anonim\n3. Batal\n" in ran.output
    assert "you> 3\nBaik, dibatalkan. Tidak ada yang dikirim.\n" in ran.output


@pytest.mark.usefixtures("database")
def test_without_a_worker(kentongan: Command) -> None:
    said = kentongan("talk", "--wait", "0.1", "halo")
    assert (said.out, said.err.splitlines()[-1]) == (
        "",
        "(no answer yet; is a worker running?)",
    )
