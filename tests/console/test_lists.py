"""The inbox as lists: whose conversations are, by channel and language, and what was said."""

import pytest

from gateway.store import conversations, sharing
from gateway.store.narrowing import Wanted
from tests.console.office import Office
from tests.console.test_agency import NUMBER, file
from tests.console.test_inbox import HOSTILE, plain


@pytest.fixture
def threads(office: Office) -> dict[str, int]:
    """Give four conversations: nobody's, one's own, an emergency, and one with the bot."""
    made = {
        "nobodys": office.hand_over(office.hear("lampu mati di antapani"), "asked", 1.0),
        "mine": office.hand_over(office.hear("ktp hilang", "web"), "asked", 2.0),
        "urgent": office.hand_over(
            office.hear("ada kebakaran", "simulator_telegram"), "emergency", 3.0
        ),
        "bot": office.hear("makasih ya", "simulator_whatsapp"),
    }
    with office.tools.database.write() as session:
        sharing.assign(session, made["mine"], "rina")
        sharing.assign(session, made["urgent"], "budi")
        sharing.tag(session, made["bot"], "sudah beres")
    return made


def listed(office: Office, query: str = "") -> list[int]:
    """Return the conversations on a page, in order."""
    page = office.get(f"/console/waiting{query}").text
    return [int(each.partition('"')[0]) for each in page.split('id="row-')[1:]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?view=open", ["urgent", "nobodys", "mine", "bot"]),
        ("?view=nonsense", ["urgent", "nobodys", "mine", "bot"]),
        ("?view=mine", ["mine"]),
        ("?view=nobodys", ["nobodys"]),
        ("?view=urgent", ["urgent"]),
        ("?view=open&channel=web", ["mine"]),
        ("?view=mine&channel=twilio_sms", []),
        ("?q=Antapani", ["nobodys"]),
        ("?q=sudah+beres", ["bot"]),
        ("?q=makasih", ["bot"]),
        ("?q=ktp+hilang&channel=web", ["mine"]),
        ("?q=100%25", []),
        ("?language=su", []),
    ],
)
def test_a_list_is_what_its_address_says(
    query: str, names: list[str], office: Office, threads: dict[str, int]
) -> None:
    office.enter()
    assert listed(office, query) == [threads[name] for name in names]


def test_the_default_shows_what_waits_and_what_the_bot_holds(
    office: Office, threads: dict[str, int]
) -> None:
    office.enter()
    assert listed(office)[:3] == [threads[name] for name in ("urgent", "nobodys", "mine")]
    page = plain(office.get("/console").text)
    assert "Semua 3 Milik saya 1 Belum dipegang 1 Darurat 1 Ditunda Selesai Bot" in page


def test_a_report_number_leads_to_its_conversation(office: Office) -> None:
    file(office)
    office.enter()
    [found] = listed(office, f"?q={NUMBER.lower()}")
    assert office.get(f"/console/conversations/{found}?q={NUMBER}").status_code == 200


def test_a_row_keeps_the_list_it_is_in(office: Office, threads: dict[str, int]) -> None:
    office.enter()
    page = office.get("/console?view=mine&channel=web").text
    row = f'href="/console/conversations/{threads["mine"]}?view=mine&amp;channel=web"'
    assert row in page
    assert 'data-live="/console/waiting?view=mine&amp;channel=web"' in page


def test_what_is_hostile_finds_nothing_and_stays_text(
    office: Office, threads: dict[str, int]
) -> None:
    office.enter()
    asked = dict.fromkeys(("view", "channel", "language", "q"), HOSTILE)
    answer = office.client.get("/console", query_string=asked)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "Tidak ada yang cocok" in plain(answer.text)
    assert threads


def test_every_view_has_a_count(office: Office, threads: dict[str, int]) -> None:
    with office.tools.database.read() as session:
        counted = conversations.counts(session, "rina", 10.0)
        assert counted == {"open": 3, "mine": 1, "nobodys": 1, "urgent": 1, "snoozed": 0}
        for view in counted:
            found = conversations.listed(session, Wanted(who="rina", view=view, now=10.0))
            assert len(found) == counted[view]
    assert threads


def test_what_one_has_not_seen_is_marked_for_them(
    office: Office, threads: dict[str, int]
) -> None:
    office.enter()
    assert plain(office.get("/console/waiting").text).count("belum dibaca") == 3
    newest = max(threads.values()) * 100
    office.post(f"/console/conversations/{threads['mine']}/look", {"seen": str(newest)})
    assert plain(office.get("/console/waiting").text).count("belum dibaca") == 2
    office.enter("supervisor")
    assert plain(office.get("/console/waiting").text).count("belum dibaca") == 3
