"""Operators come and go by command; a citizen's conversation can be read."""

import re

import pytest
from argon2 import PasswordHasher

from bot.model import Inbound
from gateway.channel import Received
from gateway.store import operators
from gateway.store.database import Database
from gateway.work import inbox
from tests.commands.conftest import Command, Ran
from tests.installation import installation

PASSWORD = "twelve letters"


@pytest.mark.usefixtures("database")
def test_operators_come_and_go(kentongan: Command) -> None:
    assert kentongan("operator", "list") == Ran("", "", 0)
    for name in ("siti", "asep"):
        added = kentongan("operator", "add", name, "--password", PASSWORD)
        assert added == Ran(f"{name} can sign in.\n", "", 0)
    assert kentongan("operator", "list") == Ran("asep  operator\nsiti  operator\n", "", 0)
    gone = kentongan("operator", "disable", "asep")
    assert gone == Ran("asep is signed out and cannot sign in.\n", "", 0)
    assert kentongan("operator", "list") == Ran("siti  operator\n", "", 0)
    again = kentongan("operator", "disable", "asep")
    assert again == Ran("", "kentongan: no operator called asep\n", 2)
    line = "kentongan: asep was disabled; choose another name\n"
    assert kentongan("operator", "add", "asep", "--password", PASSWORD) == Ran("", line, 2)
    assert kentongan("operator", "link", "asep") == Ran("", line, 2)


def test_a_password_is_hashed_and_can_be_changed(
    kentongan: Command, database: Database
) -> None:
    for password in (PASSWORD, "another password"):
        kentongan("operator", "add", "siti", "--password", password)
        with database.read() as session:
            siti = operators.by_name(session, "siti")
        assert siti
        assert PasswordHasher().verify(siti.password, password)


def test_somebody_of_an_agency(kentongan: Command, database: Database) -> None:
    add = ("operator", "add", "siti", "--password", PASSWORD)
    assert kentongan(*add, "--agency", "dishub").code == 0
    with database.read() as session:
        siti = operators.by_name(session, "siti")
    assert siti
    assert (siti.role, siti.agency) == ("agency", "dishub")
    assert kentongan("operator", "list").out == "siti  dishub\n"
    moved = kentongan("operator", "assign", "siti", "dlh")
    assert moved == Ran("siti sees the reports of dlh.\n", "", 0)
    assert kentongan(*add).code == 0  # a new password leaves the role
    assert kentongan("operator", "list").out == "siti  dlh\n"
    assert kentongan("operator", "assign", "siti").out == "siti sees everything.\n"
    assert kentongan("operator", "list").out == "siti  operator\n"
    kentongan("operator", "assign", "siti", "--role", "supervisor")
    assert kentongan("operator", "list").out == "siti  supervisor\n"
    both = kentongan("operator", "assign", "siti", "dlh", "--role", "supervisor")
    assert (both.code, "not for an agency" in both.err) == (2, True)
    for wrong in (
        ("assign", "siti", "nobody"),
        ("add", "ani", "--password", PASSWORD, "--agency", "x"),
    ):
        refused = kentongan("operator", *wrong)
        assert refused.code == 2
        assert "is none of dsdabm, dishub" in refused.err
    unknown = kentongan("operator", "assign", "ani", "dlh")
    assert unknown == Ran("", "kentongan: no operator called ani\n", 2)


@pytest.mark.usefixtures("database")
def test_a_short_password_is_refused(kentongan: Command) -> None:
    refused = kentongan("operator", "add", "siti", "--password", "short")
    assert refused.code == 2
    assert "must have at least 12 characters" in refused.err
    assert kentongan("operator", "list").out == ""


def test_a_link_signs_in_once(kentongan: Command, database: Database) -> None:
    printed = kentongan("operator", "link", "siti", "--console", "https://c.example")
    found = re.fullmatch(r"https://c\.example/console/login/(\S{40,})\n", printed.out)
    assert found
    again = kentongan("operator", "link", "siti")
    assert again.out.startswith("http://127.0.0.1:8001/console/login/")
    with database.write() as session:
        now = database.now(session)
        taken = [operators.redeem(session, found[1], now) for _ in range(2)]
    assert [each is not None for each in taken] == [True, False]


def test_a_citizens_conversation(kentongan: Command, database: Database) -> None:
    tools = installation(database)
    message = Inbound(channel="twilio_sms", sender="+628120001", external_id="1", text="halo")
    inbox.keep(Received(messages=(message,)), tools)
    shown = kentongan("citizen", "show", "twilio_sms", "+628120001")
    assert shown == Ran(" citizen  halo\n", "", 0)
    nobody = kentongan("citizen", "show", "twilio_sms", "+628120002")
    assert nobody == Ran("", "kentongan: nobody with that id wrote on twilio_sms\n", 2)
