"""Secrets are drawn once, for this folder alone; the doctor says what is ill."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.commands import doctor, local
from gateway.settings import load
from gateway.store import migrate
from gateway.store.database import Database
from tests.commands.conftest import Command
from tests.installation import installation


@pytest.mark.usefixtures("folder")
def test_secrets_are_drawn_once() -> None:
    first: dict[str, str] = {}
    local.prepare(first)
    second: dict[str, str] = {}
    local.prepare(second)
    assert first == second
    assert list(first) == [
        "SECRET_KEY",
        "PII_KEYS",
        "RASA_TOKEN",
        "OPERATOR_TOKEN",
        "DESK_KEY",
        "OPEN311_KEY",
    ]
    assert first["DESK_KEY"] == first["OPEN311_KEY"]
    assert len(set(first.values())) == 5
    load(first)


@pytest.mark.usefixtures("folder")
def test_secrets_are_for_the_owner_alone() -> None:
    local.prepare({})
    assert local.SECRETS.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in Path("var").iterdir()] == ["secrets.env"]


@pytest.mark.usefixtures("folder")
def test_the_environment_wins_over_the_file() -> None:
    environment = {"RASA_TOKEN": "ours"}
    local.prepare(environment)
    assert environment["RASA_TOKEN"] == "ours"


def test_commands_take_the_secrets_of_the_folder(
    kentongan: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    local.prepare({})
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.delenv("PII_KEYS")
    assert kentongan("migrate").code == 0
    assert local.configured().secret_key


def whenever(said: str) -> list[str]:
    """Return what the doctor finds at any time: of holidays it says what year it is."""
    return [line for line in said.splitlines() if "holidays" not in line]


def test_the_doctor_sees_a_year_come_whose_holidays_are_unknown(database: Database) -> None:
    tools = installation(database)
    said = [
        doctor.holidays(replace(tools, clock=datetime(*day, tzinfo=UTC).timestamp))
        for day in ((2026, 11, 27), (2027, 11, 30), (2027, 12, 5))
    ]
    assert said == ["", "", "those of 2028 are not known; list them in the city's holidays.yml"]


def test_the_doctor_finds_what_is_ill(kentongan: Command, folder: Path) -> None:
    found = kentongan("doctor")
    assert found.code == 1
    assert whenever(found.out) == [
        " ok  settings and city pack",
        " ok  var/ can be written",
        " ok  proxies",
        "  x  database: is not migrated; run `kentongan migrate`",
        "  x  nlu environment: is missing; run `make nlu`",
        "  x  trained model: none; run `make nlu`",
        "  x  nlu process: RASA_TOKEN is not set; give it and us the same long token",
        "     channels with secrets: none (the simulator works without)",
    ]
    assert folder.exists()


@pytest.mark.usefixtures("database")
def test_the_doctor_finds_what_is_well(
    kentongan: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("nlu/.venv/bin/python", "var/models/nlu-1.tar.gz"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).touch()
    for name in ("RASA_TOKEN", "TELEGRAM_TOKEN", "TELEGRAM_WEBHOOK_SECRET"):
        monkeypatch.setenv(name, "1:" + "t" * 32)
    assert whenever(kentongan("doctor").out) == [
        " ok  settings and city pack",
        " ok  var/ can be written",
        " ok  proxies",
        " ok  database",
        " ok  dead letters",
        " ok  nlu environment",
        " ok  trained model",
        "  x  nlu process: does not answer; start it with `nlu/serve`",
        "     channels with secrets: telegram",
    ]


def test_the_doctor_without_a_database(
    kentongan: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{folder}/nowhere/kentongan.db")
    assert (
        "  x  database: does not answer (OperationalError); look at DATABASE_URL"
        in kentongan("doctor").out.splitlines()
    )


def test_migrate_by_command(kentongan: Command, folder: Path) -> None:
    database = Database(f"sqlite:///{folder}/kentongan.db")
    for arguments, current in (((), True), ((), True), (("--to", "base"), False)):
        assert kentongan("migrate", *arguments).out == "The database is ready.\n"
        assert migrate.is_current(database) is current
    database.close()


def test_the_doctor_sees_a_proxy_that_nobody_told_us_of(
    kentongan: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "  x  proxies: PUBLIC_URL is https, so one stands in front of us; set PROXY_HOPS"
    monkeypatch.setenv("PUBLIC_URL", "https://lapor.example")
    assert told in kentongan("doctor").out
    monkeypatch.setenv("PROXY_HOPS", "1")
    assert told not in kentongan("doctor").out
