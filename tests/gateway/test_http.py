"""The one way out: every silence and every answer is the right error, in bounded time."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from structlog.testing import capture_logs

from gateway import http as module
from gateway.errors import (
    AmbiguousError,
    BadAnswerError,
    CallError,
    RefusedError,
    ThrottledError,
    UnreachableError,
)
from gateway.http import Answer, Http, Request, check, hosts, wait

URL = "https://them.example/secret-token/?key=hush"


def fails(error: type[Exception]) -> Callable[[httpx.Request], httpx.Response]:
    def answer(_request: httpx.Request) -> httpx.Response:
        raise error("as the test says")

    return answer


def fetch(
    answer: Callable[[httpx.Request], httpx.Response], method: str = "POST"
) -> Answer | CallError:
    try:
        return Http(httpx.MockTransport(answer)).fetch(
            Request(to="them", method=method, url=URL)
        )
    except CallError as error:
        return error


@pytest.mark.parametrize(
    ("error", "method", "ours"),
    [
        (httpx.ConnectError, "POST", UnreachableError),
        (httpx.ConnectTimeout, "POST", UnreachableError),
        (httpx.PoolTimeout, "POST", UnreachableError),
        (httpx.ReadTimeout, "POST", AmbiguousError),
        (httpx.WriteTimeout, "POST", AmbiguousError),
        (httpx.ReadError, "POST", AmbiguousError),
        (httpx.WriteError, "PUT", AmbiguousError),
        (httpx.RemoteProtocolError, "POST", AmbiguousError),
        (httpx.DecodingError, "POST", AmbiguousError),
        (httpx.ReadTimeout, "GET", UnreachableError),
        (httpx.ConnectError, "GET", UnreachableError),
    ],
)
def test_silence(error: type[Exception], method: str, ours: type[Exception]) -> None:
    with capture_logs() as logs:
        assert type(fetch(fails(error), method)) is ours
    assert [each["event"] for each in logs] == ["call_failed"]
    assert "hush" not in str(logs)
    assert "secret-token" not in str(logs)


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        (301, RefusedError),
        (304, RefusedError),
        (400, RefusedError),
        (404, RefusedError),
        (409, RefusedError),
        (429, ThrottledError),
        (500, UnreachableError),
        (503, UnreachableError),
        (599, UnreachableError),
    ],
)
def test_answers_that_are_no_success(status: int, ours: type[Exception]) -> None:
    elsewhere = {"Location": "https://evil.example/"}
    found = fetch(lambda _request: httpx.Response(status, headers=elsewhere, text="no"))
    assert type(found) is ours
    assert str(found) == f"them: {status} no"


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_success(status: int) -> None:
    found = fetch(lambda _request: httpx.Response(status, headers={"X-A": "1"}, text="é"))
    assert isinstance(found, Answer)
    assert (found.status, found.headers["x-a"], found.text()) == (status, "1", "é")


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"[" * 100_000, b'{"a":'])
def test_an_answer_that_is_not_json(body: bytes) -> None:
    with pytest.raises(BadAnswerError):
        Answer(status=200, headers={}, body=body).json()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "0"}, 0),
        ({"retry-after": "120"}, 120),
        ({"retry-after": "999999999999"}, 3600),
        ({"retry-after": "-5"}, 30),
        ({"retry-after": "²"}, 30),
        ({"retry-after": "1.5"}, 30),
        ({"retry-after": "Sun, 22 Nov 2026 10:00:09 GMT"}, 30),
        (
            {
                "retry-after": "Sun, 22 Nov 2026 10:00:09 GMT",
                "date": "Sun, 22 Nov 2026 10:00:00 GMT",
            },
            9,
        ),
        (
            {
                "retry-after": "Sun, 22 Nov 2026 09:00:00 GMT",
                "date": "Sun, 22 Nov 2026 10:00:00 GMT",
            },
            0,
        ),
        (
            {
                "retry-after": "Sun, 22 Nov 2026 10:00:09",
                "date": "Sun, 22 Nov 2026 10:00:00 GMT",
            },
            30,
        ),
        ({"retry-after": "soon", "date": "now"}, 30),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], seconds: float) -> None:
    assert wait(headers) == seconds
    with pytest.raises(ThrottledError) as caught:
        check(Answer(status=429, headers=headers, body=b""), "them")
    assert caught.value.seconds == seconds


@pytest.fixture
def http() -> Iterator[Http]:
    made = Http()
    yield made
    made.close()


def test_no_proxy_of_the_environment_is_used(
    monkeypatch: pytest.MonkeyPatch, http: Http
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") as url:
        assert http.call(Request(to="them", method="GET", url=url)).body == b"ok"


@contextmanager
def server(start: bytes, drip: bytes = b"", pause: float = 0.1) -> Iterator[str]:
    """Give the address of a server that sends `start`, then `drip` again and again."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            try:
                connection.sendall(start)
                while drip and not over.wait(pause):
                    connection.sendall(drip)
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        over.set()
        thread.join(5)
        listener.close()


def test_an_answer_that_never_ends_is_left_in_time(http: Http) -> None:
    begun = time.monotonic()
    with server(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x") as url:
        with pytest.raises(AmbiguousError):
            http.call(Request(to="them", method="POST", url=url, timeout=0.5))
        with pytest.raises(UnreachableError):
            http.fetch(Request(to="them", method="POST", url="http://127.0.0.1:1/", timeout=1))
    assert time.monotonic() - begun < 30, "all of it would take a quarter of an hour"


def test_an_answer_without_measure_is_left() -> None:
    body = b"x" * (module.LARGEST_ANSWER + 1)
    found = fetch(lambda _request: httpx.Response(200, content=body), "GET")
    assert type(found) is UnreachableError


def test_a_server_that_hangs_up_is_ambiguous(http: Http) -> None:
    with server(b"") as url, pytest.raises(AmbiguousError):
        http.call(Request(to="them", method="POST", url=url, timeout=2))


def test_hosts() -> None:
    assert hosts(["https://a.example/x", "http://b.example:1"]) == {"a.example", "b.example"}
