"""What moved is told to open pages as it happens, and a lost line loses nothing."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from gateway.console import events
from gateway.console.events import Manners
from gateway.console.hub import KEPT, RESERVE, Hub
from gateway.store import operators, pulse, sharing, threads
from gateway.store.pulse import RECENT, Moved
from gateway.store.sharing import Noted
from gateway.store.tables import Message
from tests import databases
from tests.console.office import Office, office as opened

PATH = "/console/events"


@pytest.fixture(params=databases.KINDS)
def live(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """Give an office with room for two streams, in which nobody is patient."""
    quick = Manners(quiet=0.3, patience=0.05, trust=0.2)
    monkeypatch.setattr(events, "Manners", lambda: quick)
    with opened(request.param, tmp_path) as office:
        hub = office.app.extensions["hub"]
        hub.hold(RESERVE + 2)
        yield office
        hub.close()


class Ear:
    """A browser that listens to the stream of a signed-in operator."""

    def __init__(self, office: Office, last: str = "") -> None:
        headers = {"Last-Event-ID": last} if last else {}
        self._answer = office.client.get(PATH, headers=headers)
        assert self._answer.status_code == 200
        self._parts = self._answer.iter_encoded()
        self._rest = ""
        self.last = last

    def next(self, wanted: str = "") -> tuple[str, dict[str, Any]]:
        """Return the next event that is not a beat, or the next one called `wanted`."""
        while True:
            name, facts = self._event()
            if name == wanted or (name != "beat" and not wanted):
                return name, facts

    def ends(self) -> bool:
        """Return whether the stream ends by itself."""
        try:
            while True:
                self._event()
        except StopIteration:
            return True

    def close(self) -> None:
        """Hang up."""
        self._answer.close()

    def _event(self) -> tuple[str, dict[str, Any]]:
        while "\n\n" not in self._rest:
            part = next(self._parts)
            self._rest += part.decode()
        said, _, self._rest = self._rest.partition("\n\n")
        fields = dict(line.split(": ", 1) for line in said.splitlines())
        self.last = fields.get("id", self.last)
        return fields["event"], json.loads(fields["data"])


def threads_of(told: tuple[str, dict[str, Any]]) -> tuple[list[int], bool]:
    assert told[0] == "moved"
    return told[1]["threads"], told[1]["held"]


def settled(office: Office) -> Ear:
    """Return a browser that has heard that it must look at everything."""
    ear = Ear(office)
    assert ear.next()[0] == "again"
    assert ear.next()[0] == "again"  # those who watch look for the first time
    return ear


def test_what_moves_is_told(live: Office) -> None:
    live.enter()
    ear = settled(live)
    thread = live.hear("lampu mati")
    assert threads_of(ear.next()) == ([thread], False)
    live.hand_over(thread)
    assert threads_of(ear.next()) == ([thread], True)
    with live.tools.database.write() as session:
        sharing.tag(session, thread, "pju")
    assert threads_of(ear.next()) == ([thread], True)
    with live.tools.database.write() as session:
        threads.own(session, thread, "bot", 2.0)
    assert threads_of(ear.next()) == ([thread], True)
    live.hand_over(thread, "emergency")
    assert ear.next()[1]["alarm"] is True
    ear.close()


def test_a_lost_line_loses_nothing(live: Office) -> None:
    live.enter()
    ear, other = settled(live), Ear(live)
    ear.close()
    first = live.hear("satu")
    second = live.hear("dua", "web")
    heard: set[int] = set()
    while heard != {first, second}:
        heard |= set(other.next("moved")[1]["threads"])
    again = Ear(live, ear.last)
    assert threads_of(again.next()) == ([first, second], False)
    again.close()
    same = Ear(live, other.last)
    assert same.next("beat")[0] == "beat"  # it missed nothing, and hears that at once
    same.close()
    other.close()


@pytest.mark.parametrize("last", ["nonsense", "0.1", "\x00", "{era}.999999", "{era}.-1"])
def test_a_line_lost_too_long_ago_looks_at_everything(last: str, live: Office) -> None:
    live.enter()
    ear = Ear(live, last.format(era=live.app.extensions["hub"].era))
    assert ear.next()[0] == "again"
    ear.close()


def test_there_is_room_for_so_many(live: Office) -> None:
    live.enter()
    ears = [Ear(live), Ear(live)]
    refused = live.get(PATH)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    ears[0].close()
    last = Ear(live)
    assert last.next()[0] == "again"
    for each in (*ears[1:], last):
        each.close()
    assert live.app.extensions["hub"].open == 0


def test_headers_keep_it_out_of_caches_and_buffers(live: Office) -> None:
    live.enter()
    answer = live.client.get(PATH)
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    answer.close()


def test_the_stream_ends_with_the_session(live: Office) -> None:
    operator = live.enter()
    ear = settled(live)
    with live.tools.database.write() as session:
        operators.disable(session, operator)
    assert ear.ends()
    ear.close()


def test_the_stream_ends_when_the_process_does(live: Office) -> None:
    live.enter()
    ear = settled(live)
    live.app.extensions["hub"].stop()
    assert ear.ends()
    ear.close()
    assert live.get(PATH).status_code == 503


def test_only_what_is_kept_is_told_again(office: Office) -> None:
    hub = Hub(office.tools.database)
    for number in range(KEPT + 10):
        hub.tell(Moved(threads=frozenset({number})))
    told = hub.wait(hub.latest() - 2, 0.0)
    assert told is not None
    assert told.moved.threads == {KEPT + 8, KEPT + 9}
    early = hub.wait(5, 0.0)
    assert early is not None
    assert early.moved.everything
    assert hub.wait(hub.latest(), 0.0) is None


STEPS: Mapping[str, Callable[[Session, int], object]] = {
    "read": lambda session, _: session.execute(update(Message).values(status="handled")),
    "note": lambda session, thread: sharing.note(
        session, Noted(thread=thread, operator="rina", text="x", at=1.0), []
    ),
    "handed over": lambda session, thread: threads.flag(session, thread, "asked", 1.0),
    "assigned": lambda session, thread: sharing.assign(session, thread, "budi"),
    "tagged": lambda session, thread: sharing.tag(session, thread, "x"),
    "untagged": lambda session, thread: sharing.untag(session, thread, "x"),
}


def test_a_picture_sees_everything_young(office: Office) -> None:
    thread = office.hear("halo")
    for name, step in STEPS.items():
        with office.tools.database.write() as session:
            before = pulse.take(session)
            step(session, thread)
            after = pulse.take(session)
        assert pulse.moved(before, after).threads == {thread}, name
        assert not pulse.moved(after, after)


def test_more_than_is_looked_at_is_everything(office: Office) -> None:
    with office.tools.database.read() as session:
        before = pulse.take(session)
    after = replace(before, newest=before.newest + RECENT + 1)
    assert pulse.moved(before, after).everything
