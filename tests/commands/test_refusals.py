"""What cannot be done is said in one line each, with exit code 2 and no trace."""

import pytest

from gateway.cli import COMMANDS
from tests.commands.conftest import Command, Ran


def test_every_command_has_help(kentongan: Command) -> None:
    overview = kentongan("--help")
    assert overview.code == 0
    for name in COMMANDS:
        assert f"  {name} " in overview.out
        assert kentongan(name, "--help").out.startswith(f"Usage: kentongan {name}")


def test_no_such_command(kentongan: Command) -> None:
    assert kentongan("dance").code == 2


def test_bad_settings_are_told_line_by_line(
    kentongan: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("PUBLIC_URL", "hush")
    lines = (
        "kentongan: PUBLIC_URL: must be an address such as https://example.org\n"
        "kentongan: SECRET_KEY: Field required\n"
    )
    for command in (["doctor"], ["talk", "halo"], ["report", "list"], ["worker"], ["migrate"]):
        assert kentongan(*command) == Ran("", lines, 2)


def test_an_unknown_city(kentongan: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITY", "atlantis")
    line = "kentongan: CITY: there is no city pack called 'atlantis' in cities/\n"
    assert kentongan("doctor") == Ran("", line, 2)
    assert kentongan("city", "check", "atlantis") == Ran("", line, 2)


def test_a_database_without_tables(kentongan: Command) -> None:
    line = "kentongan: the database: OperationalError; `kentongan doctor` says more\n"
    assert kentongan("report", "list") == Ran("", line, 2)


def test_celery_needs_a_broker(kentongan: Command) -> None:
    assert kentongan("worker", "--celery") == Ran("", "kentongan: BROKER_URL: is not set\n", 2)


def test_without_the_nlu_environment(kentongan: Command) -> None:
    line = "kentongan: nlu/.venv is missing; `make nlu` builds it\n"
    assert kentongan("nlu", "train", "--models", "x") == Ran("", line, 2)
    assert kentongan("nlu", "score") == Ran("", line, 2)
    parse = kentongan("nlu", "parse", "lampu mati")
    assert (parse.out, parse.code) == ("", 2)
    assert parse.err.splitlines()[-1] == (
        "kentongan: the nlu process does not answer; start it with `nlu/serve`"
    )
