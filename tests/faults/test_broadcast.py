"""A broadcast by two workers: at its rate, below replies, once each in spite of a kill -9."""

import signal
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.flows.alerts import NEWS
from bot.model import Inbound
from gateway.channel import Received
from gateway.store import broadcasts, subscriptions, threads
from gateway.store.broadcasts import Text
from gateway.store.database import Database
from gateway.tools import Tools
from gateway.work import broadcasting, inbox
from tests.faults.test_kills import (
    database,
    environment,
    has_taken,
    left,
    provider,
    start_worker,
)
from tests.installation import installation
from tests.running import BIN, eventually, process

__all__ = ("database", "provider")
pytestmark = pytest.mark.slow
CITIZENS, RATE = 600, 60
MOST = {1.0: 1.25, 5.0: 1.05}
"""How much more than its rate may arrive in so many seconds: what left evenly arrives unevenly
where two processors do everything."""
LEAST = 0.8
"""Share of the rate that two workers keep up beside whatever else a machine does."""
ASKER = "+628559999999"
TEXT = Text(topic=NEWS, area="", texts={"id": "Uji"}, severe=True, without_sms=False)


def approved(database: Database) -> tuple[Tools, int]:
    """Let citizens subscribe, and begin a broadcast to them all."""
    tools = installation(database)
    with database.write() as session:
        for number in range(CITIZENS):
            sender = f"+62813{number:07d}"
            thread = threads.open_for(session, tools.seal, "twilio_sms", sender, 1.0)
            subscriptions.add(session, thread, NEWS, "", 1.0)
        number = broadcasts.add(session, TEXT, "rina", 1.0)
    assert broadcasting.submit(number, tools) == "submitted"
    assert broadcasting.approve(number, "budi", tools) == "sending"
    return tools, number


def arrivals(provider: str) -> dict[str, list[float]]:
    """Return when (seconds) messages reached each citizen."""
    reached: dict[str, list[float]] = {}
    for at, to, _text in httpx.get(f"{provider}/_/records", trust_env=False).json():
        reached.setdefault(to, []).append(at / 1e9)
    return reached


def ask(tools: Tools, number: int) -> float:
    """Ask something while the broadcast is under way, and return when (seconds)."""
    text = f"status BDG-{number:07d}"
    message = Inbound(channel="twilio_sms", sender=ASKER, external_id=text, text=text)
    inbox.keep(Received(messages=(message,)), tools)
    return time.monotonic()


def test_two_workers_keep_one_rate_and_replies_overtake(
    database: Database, provider: str, tmp_path: Path
) -> None:
    tools, number = approved(database)
    settings = {**environment(database, provider), "TWILIO_SMS_RATE": str(RATE)}
    asked = []
    with ExitStack() as stack:
        for worker in (1, 2):
            log = tmp_path / f"worker{worker}.log"
            command = [str(BIN / "kentongan"), "worker"]
            stack.enter_context(process(command, log, settings))
        assert eventually(partial(has_taken, provider, CITIZENS // 4), 60)
        for each in range(5):
            asked.append(ask(tools, each))
            time.sleep(0.3)
        assert eventually(partial(has_taken, provider, CITIZENS + len(asked)), 60)
        assert eventually(lambda: _status(database, number) == "done", 30)
    reached = arrivals(provider)
    answered = sorted(reached.pop(ASKER))
    assert {len(each) for each in reached.values()} == {1}
    assert len(reached) == CITIZENS
    waits = sorted(at - began for at, began in zip(answered, asked, strict=True))
    assert waits[-1] < 2.0
    every = sorted([*(each[0] for each in reached.values()), *answered])
    for seconds, most in MOST.items():
        assert _most_in(seconds, every) <= RATE * seconds * most
    kept = (len(every) - 1) / (every[-1] - every[0])
    assert LEAST * RATE <= kept <= 1.05 * RATE


def test_kill_nine_repeats_nobody(database: Database, provider: str, tmp_path: Path) -> None:
    _, number = approved(database)
    settings = {**environment(database, provider), "TWILIO_SMS_RATE": "200"}
    first = start_worker(settings, tmp_path)
    assert eventually(partial(has_taken, provider, CITIZENS // 4), 60)
    with ExitStack() as stack:
        command = [str(BIN / "kentongan"), "worker"]
        for worker in (1, 2):
            log = tmp_path / f"worker{worker}.log"
            stack.enter_context(process(command, log, settings))
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert eventually(partial(has_taken, provider, CITIZENS), 90)
        assert eventually(lambda: _status(database, number) == "done", 60)
        assert left(database) == 0
    reached = arrivals(provider)
    assert len(reached) == CITIZENS
    assert {len(each) for each in reached.values()} == {1}


def _most_in(seconds: float, moments: list[float]) -> int:
    """Return the most of `moments` (in order) that lie within so many seconds."""
    most = first = 0
    for last, at in enumerate(moments):
        while moments[first] <= at - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def _status(database: Database, number: int) -> str:
    with database.read() as session:
        kept = broadcasts.get(session, number)
    assert kept is not None
    return kept.status
