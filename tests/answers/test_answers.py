"""What a citizen is told when a source answers, repeats itself, is slow or is silent."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

import responses
from bot.model import Fact, Say, Words
from gateway.answers import REST, Answers
from gateway.errors import BadAnswerError
from gateway.http import Http, Request
from gateway.source import Json, Question
from gateway.store import answers as store
from gateway.store.answers import Kept
from gateway.store.database import Database
from tests import databases

NOW = 1_795_316_400.0
FRESH: dict[str, Fact] = {"age": 0, "unit": Words("source-hours")}


@dataclass(frozen=True, slots=True)
class Tide(Json):
    """A source for tests: how high the water is."""

    name: str = "tide"
    lifetime: float = 600.0

    def ask(self, question: Question) -> Request | None:
        if not question.text:
            return None
        url = f"https://tide.example/{question.text}"
        return Request(to="tide", method="GET", url=url, timeout=1.0)

    def read(self, answer: Any, _question: Question) -> Say:
        if answer is None:
            return Say("tide-nowhere")
        if "cm" not in answer:
            raise BadAnswerError("tide: no height")
        return Say("tide-answer", {"cm": answer["cm"]})


@dataclass(slots=True)
class World:
    """The other side: what it answers next, how often it was asked, and the time."""

    answer: Callable[[httpx.Request], httpx.Response]
    now: float = NOW
    calls: list[str] = field(default_factory=list[str])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request.url.path)
        return self.answer(request)

    def clock(self) -> float:
        return self.now


def height(cm: int) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(200, json={"cm": cm})


def status(code: int, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(code, headers=headers)


def question(text: str = "north") -> Question:
    return Question(text=text, now=datetime.fromtimestamp(NOW, UTC))


@pytest.fixture
def world() -> World:
    return World(height(30))


@pytest.fixture(params=databases.KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with databases.empty(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def answers(database: Database, world: World) -> Iterator[Answers]:
    http = Http(httpx.MockTransport(world))
    yield Answers(database, http, world.clock)
    http.close()


def test_an_answer_is_repeated_while_it_is_fresh(answers: Answers, world: World) -> None:
    assert answers.look_up(Tide(), question()) == Say("tide-answer", {"cm": 30, **FRESH})
    world.now, world.answer = NOW + 599, height(99)
    assert answers.look_up(Tide(), question()) == Say("tide-answer", {"cm": 30, **FRESH})
    world.now = NOW + 600
    assert answers.look_up(Tide(), question()) == Say("tide-answer", {"cm": 99, **FRESH})
    assert world.calls == ["/north", "/north"]


def test_other_questions_have_other_answers(answers: Answers, world: World) -> None:
    answers.look_up(Tide(), question())
    world.answer = height(7)
    assert answers.look_up(Tide(), question("south")).facts["cm"] == 7
    assert world.calls == ["/north", "/south"]


def test_a_question_nobody_need_be_asked(answers: Answers, world: World) -> None:
    assert answers.look_up(Tide(), question("")) == Say("tide-nowhere")
    assert world.calls == []


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (660, (11, "source-minutes")),
        (5399, (90, "source-minutes")),
        (5400, (2, "source-hours")),
        (86400, (24, "source-hours")),
    ],
)
@pytest.mark.parametrize("code", [500, 404, 429])
def test_an_old_answer_says_its_age(
    answers: Answers, world: World, later: float, said: tuple[int, str], code: int
) -> None:
    answers.look_up(Tide(), question())
    world.now, world.answer = NOW + later, status(code)
    old = Say("tide-answer", {"cm": 30, "age": said[0], "unit": Words(said[1])})
    assert answers.look_up(Tide(), question()) == old


def test_without_an_old_answer_we_say_so(answers: Answers, world: World) -> None:
    world.answer = status(503)
    assert answers.look_up(Tide(), question()) == Say("source-down")


def test_an_answer_nobody_can_read_never_replaces_a_good_one(
    answers: Answers, world: World
) -> None:
    answers.look_up(Tide(), question())
    for broken in ({"m": 1}, "<html>"):
        world.now += 700
        world.answer = lambda _, body=broken: httpx.Response(200, json=body)  # type: ignore[misc]
        assert answers.look_up(Tide(), question()).facts["cm"] == 30
    world.answer = lambda _: httpx.Response(200, text="not json")
    assert answers.look_up(Tide(), question("west")) == Say("source-down")


def test_who_does_not_answer_is_left_alone_for_a_while(answers: Answers, world: World) -> None:
    world.answer = status(503)
    for text in ("north", "south"):
        assert answers.look_up(Tide(), question(text)) == Say("source-down")
    assert world.calls == ["/north"]
    world.now, world.answer = NOW + REST, height(1)
    assert answers.look_up(Tide(), question()) == Say("tide-answer", {"cm": 1, **FRESH})


def test_who_asks_us_to_wait_is_left_alone_as_long(answers: Answers, world: World) -> None:
    world.answer = status(429, **{"Retry-After": "40"})
    answers.look_up(Tide(), question())
    world.now, world.answer = NOW + 39, height(1)
    assert answers.look_up(Tide(), question()) == Say("source-down")
    world.now = NOW + 40
    assert answers.look_up(Tide(), question()).key == "tide-answer"


def test_a_side_is_not_asked_more_often_than_it_allows(
    answers: Answers, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.answers.RATES", {"tide": 2})
    for number in range(4):
        answers.look_up(Tide(), question(f"place{number}"))
    assert len(world.calls) == 2
    world.now += 61
    answers.look_up(Tide(), question("place9"))
    assert len(world.calls) == 3


@pytest.mark.parametrize("code", [200, 404])
def test_many_who_ask_at_once_are_one_call(answers: Answers, world: World, code: int) -> None:
    asked, go = threading.Event(), threading.Event()

    def slow(_: httpx.Request) -> httpx.Response:
        asked.set()
        assert go.wait(10)
        return httpx.Response(code, json={"cm": 5})

    world.answer = slow
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(answers.look_up, Tide(), question())
        assert asked.wait(10)
        others = [pool.submit(answers.look_up, Tide(), question()) for _ in range(7)]
        threading.Timer(0.3, go.set).start()
        said = [each.result(20) for each in (first, *others)]
    expected = Say("tide-answer", {"cm": 5, **FRESH}) if code == 200 else Say("source-down")
    assert said == [expected] * 8
    assert world.calls == ["/north"]


def test_an_older_answer_never_replaces_a_newer(database: Database) -> None:
    with database.write() as session:
        store.put(session, "k", Kept(answer=[1], fetched_at=2.0))
    with database.write() as session:
        store.put(session, "k", Kept(answer=[2], fetched_at=1.0))
    with database.read() as session:
        assert store.get(session, "k") == Kept(answer=[1], fetched_at=2.0)


def test_two_processes_may_fetch_at_once(database: Database) -> None:
    barrier = threading.Barrier(4)

    def put(number: int) -> None:
        barrier.wait(10)
        with database.write() as session:
            store.put(session, "k", Kept(answer=number, fetched_at=float(number)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, range(4)))
    with database.read() as session:
        assert store.get(session, "k") == Kept(answer=3, fetched_at=3.0)


def test_the_age_is_said_in_words() -> None:
    facts: dict[str, Fact] = {
        "place": "Dago",
        "day": Words("weather-today"),
        "sky": Words("weather-sky-fog"),
    }
    voice = responses.load(["id"])
    told: dict[str, Fact] = {**facts, "low": 19, "high": 27}
    fresh = voice.words("weather-answer", {**told, **FRESH}, "id")
    assert fresh == "Cuaca Dago hari ini: berkabut, 19-27 C. Sumber: BMKG."
    old = voice.words("weather-answer", {**told, "age": 3, "unit": Words("source-hours")}, "id")
    assert old == "Cuaca Dago hari ini: berkabut, 19-27 C. Sumber: BMKG, data 3 jam lalu."
