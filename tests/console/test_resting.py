"""Conversations are laid aside until a moment, or ended; citizens bring them back."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from gateway.store import resting, threads
from gateway.store.tables import Thread
from gateway.store.threads import Step
from tests.console.office import Office
from tests.console.test_inbox import plain
from tests.console.test_lists import listed
from tests.console.test_sharing import one, told

DAY = 86_400.0


def day(office: Office, ahead: float) -> str:
    """Return a moment of the city's clock as a form writes it."""
    with office.tools.database.read() as session:
        then = office.tools.database.now(session) + ahead
    there = datetime.fromtimestamp(then, UTC).astimezone(office.tools.pack.timezone)
    return f"{there:%Y-%m-%dT%H:%M}"


def write_again(office: Office, thread: int) -> None:
    """Let the citizen's next message be taken in."""
    with office.tools.database.write() as session:
        kept = threads.load(session, office.tools.seal, [thread])[thread]
        assert threads.save(session, [Step(kept, kept.conversation)], 20.0)


@pytest.mark.parametrize("when", ["hour", "tomorrow", "week"])
def test_laid_aside_until_a_moment(office: Office, when: str) -> None:
    office.enter()
    thread = office.hand_over(office.hear("halo"))
    assert told(office, f"{one(thread)}/snooze", {"until": when}) == "snoozed"
    assert (listed(office, "?view=nobodys"), listed(office, "?view=snoozed")) == ([], [thread])
    assert 'data-count="0"' in office.get("/console/waiting").text
    assert "ditunda sampai" in plain(office.get(one(thread)).text)
    with office.tools.database.write() as session:
        session.execute(update(Thread).values(snoozed_until=5.0))
    assert (listed(office, "?view=nobodys"), listed(office, "?view=snoozed")) == ([thread], [])
    assert "kembali 1 Jan" in plain(office.get("/console/waiting").text)


@pytest.mark.parametrize(
    ("ahead", "says"),
    [(2 * DAY, "snoozed"), (59 * DAY, "snoozed"), (61 * DAY, "when"), (-60.0, "when")],
)
def test_laid_aside_until_a_date(office: Office, ahead: float, says: str) -> None:
    office.enter()
    thread = office.hand_over(office.hear("halo"))
    assert told(office, f"{one(thread)}/snooze", {"at": day(office, ahead)}) == says


@pytest.mark.parametrize("said", ["", "never", "<script>", "9999-12-31T23:59", "2026-13-01"])
def test_no_moment(office: Office, said: str) -> None:
    office.enter()
    thread = office.hand_over(office.hear("halo"))
    assert told(office, f"{one(thread)}/snooze", {"until": said, "at": said}) == "when"
    assert listed(office, "?view=nobodys") == [thread]


def test_brought_back_by_an_operator_or_the_citizen(office: Office) -> None:
    office.enter()
    thread = office.hand_over(office.hear("halo"))
    office.post(f"{one(thread)}/snooze", {"until": "week"})
    assert told(office, f"{one(thread)}/wake") == "woken"
    assert listed(office, "?view=nobodys") == [thread]
    office.post(f"{one(thread)}/snooze", {"until": "week"})
    write_again(office, thread)
    assert listed(office, "?view=nobodys") == [thread]


def test_an_emergency_and_the_bots_are_not_laid_aside(office: Office) -> None:
    office.enter()
    urgent = office.hand_over(office.hear("kebakaran"), "emergency")
    bots = office.hear("halo", "web")
    for thread in (urgent, bots):
        assert told(office, f"{one(thread)}/snooze", {"until": "hour"}) == "nothing"
        assert "/snooze" not in office.get(one(thread)).text
    assert listed(office, "?view=urgent") == [urgent]


def test_done_and_opened_again(office: Office) -> None:
    office.enter()
    thread = office.hand_over(office.hear("halo"))
    assert told(office, f"{one(thread)}/resolve") == "resolved"
    assert told(office, f"{one(thread)}/resolve") == "nothing"
    assert office.said()[-1][1].startswith("Terima kasih. Percakapan ini kami tutup.")
    assert (listed(office, "?view=resolved"), listed(office, "?view=nobodys")) == ([thread], [])
    page = plain(office.get(one(thread)).text)
    assert "Buka lagi" in page
    assert told(office, f"{one(thread)}/take") == "taken"
    assert listed(office, "?view=resolved") == []
    assert listed(office, "?view=mine") == [thread]


def test_done_is_over_once_it_is_handed_over_again(office: Office) -> None:
    office.enter()
    thread = office.hand_over(office.hear("halo"))
    office.post(f"{one(thread)}/resolve")
    office.hand_over(thread)
    with office.tools.database.read() as session:
        assert resting.states(session, thread) == (None, None)


def test_done_opens_the_next(office: Office) -> None:
    office.enter()
    first, second = (office.hand_over(office.hear("halo", each)) for each in ("web", "x"))
    answer = office.post(f"{one(first)}/resolve", {"next": str(second)})
    assert answer.location == f"{one(second)}?told=resolved"
    answer = office.post(f"{one(second)}/resolve", {"next": ""})
    assert answer.location == "/console?told=resolved"
