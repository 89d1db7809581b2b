"""The engine: the loop itself, crashes, lost leases, dead workers, signals."""

import os
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from gateway.store import care, lanes
from gateway.store.commit import Committer
from gateway.store.database import Database
from gateway.store.lanes import Claim, Lease, NewTask, Want
from gateway.store.tables import Lane, Task
from gateway.work import signals
from gateway.work.engine import Ending, Engine, Handler, Line, is_dead, one_by_one
from gateway.work.outcome import Again, Dead, Done, Later, MovedError, Outcome, Part
from gateway.work.record import Recorder
from tests.running import eventually
from tests.work.working import OPEN

KIND = "hear"


def add(database: Database, *subjects: int, lane: str = "in:1") -> None:
    with database.write() as session:
        tasks = [NewTask(lane=lane, kind=KIND, subject=subject) for subject in subjects]
        lanes.add(session, tasks, database.now(session))
        signals.announcer(database)(session)


def made(database: Database, handler: Handler, **values: int) -> Engine:
    line = Line(queue="in", room=values.get("room", 8), handler=handler, batch=4)
    OPEN.append(Engine(database, [line], threads=4))
    return OPEN[-1]


def settle(database: Database, engine: Engine, rounds: int = 200) -> dict[str, int]:
    """Turn until nothing waits any more, and return what is left."""
    for _ in range(rounds):
        engine.turn()
        with database.read() as session:
            left = care.waiting(session)
        if not left.get("in"):
            return left
        time.sleep(0.005)
    raise AssertionError("work is still waiting")


def turned(engine: Engine, database: Database) -> list[tuple[str, int, str]]:
    engine.turn()
    return state(database)


def state(database: Database) -> list[tuple[str, int, str]]:
    with database.read() as session:
        rows = session.query(Task.status, Task.attempts, Task.error).order_by(Task.id)
        return [(status, attempts, error) for status, attempts, error in rows]


@contextmanager
def running(engine: Engine) -> Iterator[None]:
    thread = threading.Thread(target=engine.run, args=(0.2,))
    thread.start()
    try:
        yield
    finally:
        engine.stop()
        thread.join(10)
    assert not thread.is_alive()


def test_the_loop_does_what_comes_and_ends_when_told(database: Database) -> None:
    seen: list[int] = []

    def do(claim: Claim) -> Outcome:
        seen.append(claim.subject)
        return Done()

    line = Line(queue="in", room=4, handler=one_by_one(do))
    with running(Engine(database, [line], threads=2)):
        add(database, 1, 2, 3)
        assert eventually(lambda: seen == [1, 2, 3], 5)
        add(database, 4)
        assert eventually(lambda: seen == [1, 2, 3, 4], 5)
    assert settle(database, made(database, one_by_one(do))) == {"dead": 0}


def test_another_process_is_heard_at_once(database: Database) -> None:
    wake = signals.watch(database, database.seat())
    other = Database(database.engine.url.render_as_string(hide_password=False))
    wake.wait(0.5)
    wake.wait(0.05)
    began = time.monotonic()
    adding = threading.Timer(0.1, lambda: add(other, 1))
    adding.start()
    wake.wait(30.0)
    waited = time.monotonic() - began
    wake.close()
    adding.join()  # it is heard before it has given its connection back
    other.close()
    assert waited < 20.0


def test_a_poke_ends_the_wait(database: Database) -> None:
    wake = signals.watch(database, database.seat())
    wake.wait(0.3)
    wake.poke()
    began = time.monotonic()
    wake.wait(30.0)
    wake.close()
    assert time.monotonic() - began < 20.0


def crash(_claim: Claim) -> Outcome:
    raise ValueError("a fault of ours")


def defer_crash(claims: Sequence[Claim], ending: Ending) -> None:
    for claim in claims:
        ending.defer(claim, lambda: crash(claims[0]))


@pytest.mark.parametrize("handler", [one_by_one(crash), defer_crash])
def test_a_task_that_crashes_is_tried_again_later(database: Database, handler: Handler) -> None:
    add(database, 1)
    engine = made(database, handler)
    assert eventually(lambda: turned(engine, database)[0][2] != "", 5)
    assert state(database) == [("pending", 1, "ValueError: a fault of ours")]


def fail_to_write(_session: Session, _now: float) -> None:
    raise ValueError("cannot be written")


def moved(_session: Session, _now: float) -> None:
    raise MovedError


def settled(outcomes: Mapping[int, Outcome]) -> Handler:
    """Return the handler that ends each task as told by its subject, all in one call."""

    def handler(claims: Sequence[Claim], ending: Ending) -> None:
        ending.finish({claim: outcomes[claim.subject] for claim in claims})

    return handler


def test_one_effect_that_fails_takes_no_other_with_it(database: Database) -> None:
    written: list[int] = []

    def write(_session: Session, _now: float, values: Sequence[int]) -> None:
        written.extend(values)

    add(database, 1, lane="in:1")
    add(database, 2, lane="in:2")
    add(database, 3, lane="in:3")
    outcomes: dict[int, Outcome] = {
        1: Done(Part(write, 1)),
        2: Done(fail_to_write),
        3: Done(Part(write, 3)),
    }
    engine = made(database, settled(outcomes))
    assert eventually(lambda: turned(engine, database)[2][0] == "done", 5)
    assert state(database) == [
        ("done", 1, ""),
        ("pending", 1, "ValueError: cannot be written"),
        ("done", 1, ""),
    ]
    assert {1, 3} <= set(written)


def test_what_changed_hands_is_taken_again_at_once(database: Database) -> None:
    tries: list[int] = []

    def handler(claims: Sequence[Claim], ending: Ending) -> None:
        tries.append(len(claims))
        ending.finish(dict.fromkeys(claims, Done(moved) if len(tries) == 1 else Done()))

    add(database, 1)
    assert settle(database, made(database, handler)) == {"dead": 0}
    assert (tries, state(database)) == ([1, 1], [("done", 1, "")])


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Done(), ("done", 1, "")),
        (Dead("never"), ("dead", 1, "never")),
        (Later(60.0, "busy"), ("pending", 0, "busy")),
        (Again("no answer"), ("pending", 1, "no answer")),
    ],
)
def test_how_a_task_may_end(
    database: Database, outcome: Outcome, expected: tuple[str, int, str]
) -> None:
    add(database, 1)
    engine = made(database, one_by_one(lambda _claim: outcome))
    for _ in range(50):
        engine.turn()
        if state(database) == [expected]:
            break
        time.sleep(0.01)
    assert state(database) == [expected]


def test_patience_ends(database: Database) -> None:
    add(database, 1)
    engine = made(database, one_by_one(lambda _claim: Again("no")))
    for _ in range(400):
        engine.turn()
        with database.write() as session:
            session.execute(update(Lane).where(Lane.ready_at.is_not(None)).values(ready_at=0))
        if state(database)[0][0] == "dead":
            break
        time.sleep(0.002)
    assert state(database) == [("dead", 6, "no")]


def test_an_outcome_of_a_lost_claim_is_dropped(database: Database) -> None:
    add(database, 1)
    with database.write() as session:
        now = database.now(session)
        lease = Lease(worker="old", until=now - 1)
        [lost] = lanes.claim(session, Want(queue="in", limit=1), lease, now)
    with database.write() as session:
        now = database.now(session)
        lease = Lease(worker="new", until=now + 60)
        assert lanes.claim(session, Want(queue="in", limit=1), lease, now)
    Recorder(database, database.seat()).record({lost: Done(fail_to_write)}, lambda _session: [])
    assert state(database) == [("pending", 2, "")]


def test_the_dead_are_told_from_the_living(database: Database) -> None:
    here = socket.gethostname()
    assert not is_dead(f"{here}:{os.getpid()}")
    assert not is_dead(f"{here}:1")
    assert is_dead(f"{here}:4194305")
    assert not is_dead("elsewhere:4194305")
    assert not is_dead("nonsense")
    add(database, 1)
    with database.write() as session:
        now = database.now(session)
        lease = Lease(worker=f"{here}:4194305", until=now + 60)
        assert lanes.claim(session, Want(queue="in", limit=1), lease, now)
    with running(made(database, one_by_one(lambda _claim: Done()))):
        assert eventually(lambda: state(database)[0][0] == "done", 5)


def test_a_lane_is_drained_with_what_follows_from_it(database: Database) -> None:
    def do(claim: Claim) -> Outcome:
        if claim.subject > 2:
            return Done()

        def follow(session: Session, now: float) -> None:
            task = NewTask(lane="in:2", kind=KIND, subject=claim.subject + 1)
            lanes.add(session, [task], now)

        return Done(follow)

    add(database, 1)
    made(database, one_by_one(do)).drain("in:1")
    assert [status for status, _, _ in state(database)] == ["done", "done", "done"]


def test_commits_of_many_threads_are_kept_each_for_itself(database: Database) -> None:
    committer = Committer(database)
    failed: list[int] = []

    def keep(number: int) -> None:
        def work(session: Session) -> int:
            task = NewTask(lane=f"in:{number}", kind=KIND, subject=number)
            lanes.add(session, [task], 1.0)
            if number % 5 == 0:
                raise ValueError(number)
            return number

        try:
            assert committer.commit(work) == number
        except ValueError:
            failed.append(number)

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with database.read() as session:
        kept = (
            session.execute(text("SELECT subject FROM task ORDER BY subject")).scalars().all()
        )
    assert sorted(failed) == [0, 5, 10, 15, 20, 25]
    assert kept == [number for number in range(30) if number % 5]
