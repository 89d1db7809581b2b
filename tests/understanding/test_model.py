"""The model in its own process: asked once for many, remembered, missed when it is down."""

import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest

from gateway.http import Http
from gateway.understanding import DEAF, REMEMBERED, SECONDS, Model
from nlu.understand import UnavailableError

Answer = Callable[[httpx.Request], httpx.Response]


class Rasa:
    """Answers every text with its own words, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.calls: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        texts = json.loads(request.content)["texts"]
        self.asked.append(texts)
        self.calls.append(request)
        return httpx.Response(200, json={"parses": [{"text": text} for text in texts]})


class Clock:
    """A clock that is put forward by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def model(
    answer: Callable[[httpx.Request], httpx.Response], clock: Clock | None = None
) -> Model:
    http = Http(httpx.MockTransport(answer))
    return Model(http, "http://nlu", "token", timeout=0.5, clock=clock or Clock())


def deaf() -> float:
    return next(iter(DEAF.collect())).samples[0].value


def test_many_texts_are_one_call_with_our_token() -> None:
    rasa = Rasa()
    parses = model(rasa).parse(["a", "b", "a"])
    assert parses == [{"text": "a"}, {"text": "b"}, {"text": "a"}]
    assert rasa.asked == [["a", "b"]]
    [call] = rasa.calls
    assert str(call.url) == "http://nlu/webhooks/parse/texts"
    assert call.headers["authorization"] == "Bearer token"


def test_without_a_token_no_header_is_sent() -> None:
    rasa = Rasa()
    http = Http(httpx.MockTransport(rasa))
    Model(http, "http://nlu", "", timeout=0.5, clock=Clock()).parse(["a"])
    assert "authorization" not in rasa.calls[0].headers


def test_what_was_asked_is_remembered_for_a_while() -> None:
    rasa, clock = Rasa(), Clock()
    asking = model(rasa, clock)
    asking.parse(["a", "b"])
    clock.now += SECONDS - 1
    assert asking.parse(["b", "c"]) == [{"text": "b"}, {"text": "c"}]
    clock.now += 1
    asking.parse(["a", "c"])
    assert rasa.asked == [["a", "b"], ["c"], ["a"]]


def test_the_oldest_is_forgotten() -> None:
    rasa = Rasa()
    asking = model(rasa)
    asking.parse([str(number) for number in range(REMEMBERED + 1)])
    asking.parse(["0", "1"])
    assert rasa.asked[1:] == [["0"]]


def test_nothing_to_ask_is_no_call() -> None:
    rasa = Rasa()
    assert model(rasa).parse([]) == []
    assert rasa.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(403, json={"error": "forbidden"}),
        httpx.Response(429),
        httpx.Response(302, headers={"location": "http://elsewhere"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json=None),
        httpx.Response(200, json="parses"),
        httpx.Response(200, json={"parses": {}}),
        httpx.Response(200, json={"parses": []}),
        httpx.Response(200, json={"parses": [1, 2]}),
        httpx.Response(200, json={"parses": [7]}),
        httpx.Response(200, json={}),
    ],
    ids=lambda answer: f"{answer.status_code} {answer.text[:20]}",
)
def test_nonsense_is_no_answer_and_is_counted(answer: httpx.Response) -> None:
    before = deaf()
    with pytest.raises(UnavailableError):
        model(lambda _: answer).parse(["a"])
    assert deaf() == before + 1


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_silence_is_no_answer_and_nothing_is_remembered(error: Any) -> None:
    rasa = Rasa()
    answers: list[Answer] = [_raising(error), rasa]

    def answer(request: httpx.Request) -> httpx.Response:
        return answers.pop(0)(request)

    asking = model(answer)
    before = deaf()
    with pytest.raises(UnavailableError):
        asking.parse(["a"])
    assert deaf() == before + 1
    assert asking.parse(["a"]) == [{"text": "a"}]


def _raising(error: Any) -> Callable[[httpx.Request], httpx.Response]:
    def raise_it(request: httpx.Request) -> httpx.Response:
        raise error("hush", request=request)

    return raise_it


class Slow(BaseHTTPRequestHandler):
    """Sends its answer a byte at a time, each well within the time allowed for one."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "1000")
        self.end_headers()
        for _ in range(300):
            try:
                self.wfile.write(b" ")
            except OSError:
                return
            time.sleep(0.1)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_deadline_is_for_the_whole_answer() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    thread = Thread(target=server.serve_forever)
    thread.start()
    http = Http()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        asking = Model(http, url, "token", timeout=0.4, clock=time.monotonic)
        started = time.monotonic()
        with pytest.raises(UnavailableError):
            asking.parse(["a"])
        assert time.monotonic() - started < 20
    finally:
        http.close()
        server.shutdown()
        server.server_close()
        thread.join()
