"""What wants to be read, by whom; what rings until somebody has looked."""

import re

import pytest

from gateway.store import attention, sharing, threads
from gateway.store.attention import Attention
from gateway.store.sharing import Look
from tests.console.office import Office


@pytest.fixture
def held(office: Office) -> dict[str, int]:
    """Give conversations in operators' hands: nobody's, rina's, budi's, an emergency."""
    made = {
        "nobodys": office.hand_over(office.hear("a")),
        "rinas": office.hand_over(office.hear("b", "web")),
        "budis": office.hand_over(office.hear("c", "simulator_telegram"), "emergency"),
        "alarm": office.hand_over(office.hear("d", "simulator_whatsapp"), "emergency"),
    }
    office.hear("e", "simulator_sms")  # the bot's
    with office.tools.database.write() as session:
        sharing.assign(session, made["rinas"], "rina")
        sharing.assign(session, made["budis"], "budi")
    return made


def wanted(office: Office, who: str) -> Attention:
    with office.tools.database.read() as session:
        return attention.wanted(session, who, office.tools.database.now(session))


def read(office: Office, thread: int, who: str) -> None:
    look = Look(thread=thread, operator=who, seen=10_000_000, types=False)
    with office.tools.database.write() as session:
        sharing.look(session, look, 1.0)


def test_ones_own_and_nobodys(office: Office, held: dict[str, int]) -> None:
    mine = sorted(held[name] for name in ("nobodys", "rinas", "alarm"))
    assert wanted(office, "rina") == Attention(unread=mine, alarms=[held["alarm"]])
    theirs = sorted(held[name] for name in ("nobodys", "budis", "alarm"))
    urgent = sorted(held[name] for name in ("budis", "alarm"))
    assert wanted(office, "budi") == Attention(unread=theirs, alarms=urgent)


def test_what_one_has_read_wants_nothing(office: Office, held: dict[str, int]) -> None:
    read(office, held["nobodys"], "rina")
    assert held["nobodys"] not in wanted(office, "rina").unread
    assert held["nobodys"] in wanted(office, "budi").unread


def test_an_emergency_is_quiet_once_anybody_looked(
    office: Office, held: dict[str, int]
) -> None:
    read(office, held["alarm"], "budi")
    assert wanted(office, "rina").alarms == []
    assert held["alarm"] in wanted(office, "rina").unread


def test_what_was_given_back_wants_nothing(office: Office, held: dict[str, int]) -> None:
    with office.tools.database.write() as session:
        threads.own(session, held["nobodys"], "bot", 1.0)
    assert held["nobodys"] not in wanted(office, "rina").unread


def test_the_list_names_them(office: Office, held: dict[str, int]) -> None:
    office.enter()
    page = office.get("/console/waiting").text
    [unread] = re.findall(r'data-unread="([\d ]*)"', page)
    assert {int(each) for each in unread.split()} == set(wanted(office, "rina").unread)
    assert f'data-alarms="{held["alarm"]}"' in page
