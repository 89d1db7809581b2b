"""Lanes: order, one worker at a time, fencing, pauses, rates."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from gateway.store import care, claims as ends, lanes
from gateway.store.claims import Pause
from gateway.store.database import Database
from gateway.store.lanes import Claim, Lease, NewTask, Want

NOW = 1_000.0
FOREVER = 2_000.0


def add(database: Database, *tasks: tuple[str, int], pace: str = "") -> None:
    with database.write() as session:
        lanes.add(
            session,
            [
                NewTask(lane=lane, kind="k", subject=subject, pace=pace)
                for lane, subject in tasks
            ],
            NOW,
        )


def claim(
    database: Database,
    *,
    worker: str = "a",
    limit: int = 10,
    at: float = NOW,
    until: float = FOREVER,
    pace: str = "",
    rate: float = 0.0,
) -> list[Claim]:
    with database.write() as session:
        want = Want(queue="in", limit=limit, pace=pace, rate=rate)
        return lanes.claim(session, want, Lease(worker=worker, until=until), at)


def done(database: Database, claims: Sequence[Claim], at: float = NOW) -> set[str]:
    with database.write() as session:
        ours = ends.hold(session, claims)
        ends.done(session, {each: 0.0 for each in claims if each.lane in ours}, at)
    return ours


def subjects(claims: Sequence[Claim]) -> list[int]:
    return [each.subject for each in claims]


def test_a_lane_gives_one_task_at_a_time_in_order(database: Database) -> None:
    add(database, ("in:1", 10), ("in:1", 11), ("in:2", 20))
    seen: dict[str, list[int]] = {}
    while claims := claim(database):
        assert len({each.lane for each in claims}) == len(claims)
        for each in claims:
            seen.setdefault(each.lane, []).append(each.subject)
        done(database, claims)
    assert seen == {"in:1": [10, 11], "in:2": [20]}


def test_a_claimed_lane_is_nobody_elses(database: Database) -> None:
    add(database, ("in:1", 10))
    assert len(claim(database)) == 1
    assert claim(database, worker="b") == []


def test_a_task_added_to_a_claimed_lane_waits_for_its_end(database: Database) -> None:
    add(database, ("in:1", 10))
    first = claim(database)
    add(database, ("in:1", 11))
    assert claim(database, worker="b") == []
    done(database, first)
    assert subjects(claim(database, worker="b")) == [11]


def test_a_lost_lease_writes_nothing(database: Database) -> None:
    add(database, ("in:1", 10))
    [old] = claim(database, until=NOW + 1)
    [new] = claim(database, worker="b", at=NOW + 2)
    assert (new.task, new.begun, new.token) == (old.task, NOW, old.token + 1)
    assert done(database, [old]) == set()
    assert done(database, [new]) == {"in:1"}
    assert claim(database, at=NOW + 3) == []


def test_a_task_put_back_holds_its_lane(database: Database) -> None:
    add(database, ("in:1", 10), ("in:1", 11))
    [first] = claim(database)
    with database.write() as session:
        ends.hold(session, [first])
        ends.later(
            session, first, Pause(until=NOW + 5, error="busy", counted=True, unclear=True)
        )
    assert claim(database, at=NOW + 4) == []
    [again] = claim(database, at=NOW + 6)
    assert (again.subject, again.attempts, again.begun) == (10, 2, NOW)


def test_a_pause_that_is_nobodys_fault_is_not_counted(database: Database) -> None:
    add(database, ("in:1", 10))
    [first] = claim(database)
    with database.write() as session:
        ends.hold(session, [first])
        ends.later(session, first, Pause(until=NOW))
    [again] = claim(database)
    assert (again.attempts, again.begun) == (1, None)


def test_a_buried_task_lets_the_lane_go_on_and_comes_back_when_revived(
    database: Database,
) -> None:
    add(database, ("in:1", 10), ("in:1", 11))
    [first] = claim(database)
    with database.write() as session:
        ends.hold(session, [first])
        ends.bury(session, first, Pause(until=NOW, error="never"))
    second = claim(database)
    assert subjects(second) == [11]
    done(database, second)
    with database.write() as session:
        assert care.waiting(session) == {"dead": 1}
        assert care.dead_task(session, "k", 10) == first.task
        assert care.revive(session, first.task, NOW)
        assert not care.revive(session, first.task, NOW)
    assert subjects(claim(database)) == [10]


def test_lower_priority_goes_first_then_longest_ready(database: Database) -> None:
    with database.write() as session:
        low = NewTask(lane="in:1", kind="k", subject=1, priority=5)
        lanes.add(session, [low], NOW)
        lanes.add(session, [NewTask(lane="in:2", kind="k", subject=2)], NOW + 1)
        lanes.add(session, [NewTask(lane="in:3", kind="k", subject=3)], NOW)
    assert subjects(claim(database, at=NOW + 2)) == [3, 2, 1]


def test_lanes_of_a_dead_worker_are_freed(database: Database) -> None:
    add(database, ("in:1", 10))
    [lost] = claim(database, worker="host:1")
    with database.write() as session:
        assert care.holders(session) == {"host:1"}
        care.free(session, "host:1")
    [again] = claim(database, worker="host:2")
    assert again.begun == NOW
    assert done(database, [lost]) == set()


@pytest.mark.parametrize("rate", [10.0, 30.0])
def test_a_pace_is_kept_over_all_workers(database: Database, rate: float) -> None:
    add(database, *[(f"in:{n}", n) for n in range(100)], pace="sms")
    sent: list[float] = []
    at = NOW
    while len(sent) < 60:
        for worker in ("a", "b"):
            claims = claim(database, worker=worker, at=at, pace="sms", rate=rate)
            sent += [at] * len(claims)
        at += 0.12 / rate
    most = max(sum(each <= other < each + 1.0 for other in sent) for each in sent)
    assert most <= rate + 2
    assert sent[-1] - sent[0] <= 60 / rate


def test_looking_takes_nothing_and_tells_what_waits(database: Database) -> None:
    wants = [
        Want(queue="in", limit=1),
        Want(queue="out", limit=1),
        Want(queue="in", limit=1, pace="p"),
    ]
    add(database, ("in:1", 10))
    with database.read() as session:
        assert lanes.look(session, wants, NOW) == wants[:1]
        assert lanes.look(session, [], NOW) == []
        assert lanes.look(session, wants, NOW - 1) == []
        assert lanes.next_ready(session, NOW - 1) == NOW
        assert lanes.next_ready(session, NOW) is None


def test_one_lane_can_be_claimed_by_name(database: Database) -> None:
    add(database, ("in:1", 10), ("in:2", 20))
    lease = Lease(worker="a", until=FOREVER)
    with database.write() as session:
        assert subjects(lanes.claim_lane(session, "in:2", {}, lease, NOW)) == [20]
        assert lanes.claim_lane(session, "in:2", {}, lease, NOW) == []
        assert lanes.claim_lane(session, "in:9", {}, lease, NOW) == []


def test_a_lane_claimed_by_name_keeps_its_pace(database: Database) -> None:
    add(database, ("in:1", 10), ("in:2", 20), pace="sms")
    lease = Lease(worker="a", until=FOREVER)
    for lane, expected in (("in:1", [10]), ("in:2", [])):
        with database.write() as session:
            claims = lanes.claim_lane(session, lane, {"sms": 0.5}, lease, NOW)
            claims += lanes.claim_lane(session, lane, {"sms": 0.5}, lease, NOW)
        assert subjects(claims)[:1] == (expected or [20])[: len(claims)]


def test_no_wake_up_is_lost_between_adding_and_ending(database: Database) -> None:
    """Race a worker that ends claims against a sender that adds to the same lane."""
    total = 60

    def send() -> None:
        for number in range(total):
            add(database, ("in:1", number))

    seen: list[int] = []
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(send)
        quiet = 0
        while quiet < 3:
            claims = claim(database)
            seen += subjects(claims)
            done(database, claims)
            quiet = quiet + 1 if sending.done() and not claims else 0
    assert seen == list(range(total))


def test_finished_tasks_are_forgotten(database: Database) -> None:
    add(database, ("in:1", 10), ("in:1", 11))
    done(database, claim(database))
    with database.write() as session:
        care.forget_done(session, NOW + 1)
        assert care.has_pending(session, "in:1")
        assert care.waiting(session) == {"in": 1, "dead": 0}
