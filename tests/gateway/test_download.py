"""Files from addresses that strangers name: fenced in, counted, never trusted."""

import hashlib
from collections.abc import Callable, Iterator, Sequence

import httpx
import pytest

from gateway.errors import CallError, RefusedError, ThrottledError, UnreachableError
from gateway.http import Download, Http

PUBLIC = "93.184.215.14"
NAMES = {"media.example": [PUBLIC], "rebind.media.example": ["10.0.0.1", PUBLIC]}
FILE = b"x" * 1000


def resolve(host: str) -> Sequence[str]:
    return NAMES.get(host, [])


def wanted(url: str, **more: object) -> Download:
    given = {"to": "peer", "hosts": frozenset({"media.example"}), "largest": 2000, **more}
    return Download(url=url, **given)  # type: ignore[arg-type]


def download(
    url: str, answer: Callable[[httpx.Request], httpx.Response], **more: object
) -> bytes:
    return Http(httpx.MockTransport(answer), resolve).download(wanted(url, **more))


def file(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=FILE)


def nobody(_request: httpx.Request) -> httpx.Response:
    raise AssertionError("nobody should be asked")


def test_the_address_that_was_looked_at_is_the_one_that_is_asked() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return file(request)

    assert download("https://media.example/a?b=1", answer, auth=("AC1", "t")) == FILE
    [call] = asked
    assert str(call.url) == f"https://{PUBLIC}/a?b=1"
    assert call.headers["host"] == "media.example"
    assert call.extensions["sni_hostname"] == "media.example"
    assert call.headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    "url",
    [
        "http://media.example/a",
        "https://media.example:8443/a",
        "https://user@media.example/a",
        "https://media.example@evil.example/a",
        "https://evil.example/a",
        "https://evilmedia.example/a",
        "https://media.example.evil.example/a",
        "https://rebind.media.example/a",
        "https://unknown.media.example/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://[::ffff:127.0.0.1]/a",
        "https://2130706433/a",
        "https://169.254.169.254/latest/meta-data",
        "ftp://media.example/a",
        "file:///etc/passwd",
        "//media.example/a",
        "https://[broken/a",
        "https://media.example:99999999/a",
        "",
    ],
)
def test_what_is_fenced_off_is_not_asked(url: str) -> None:
    with pytest.raises(RefusedError) as caught:
        download(url, nobody)
    assert (caught.value.code, "media.example" in str(caught.value)) == ("address", False)


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:10.0.0.1",
        "ff02::1",
        "nonsense",
    ],
)
def test_a_name_that_leads_inside_is_not_asked(address: str) -> None:
    http = Http(httpx.MockTransport(nobody), lambda _host: [PUBLIC, address])
    with pytest.raises(RefusedError):
        http.download(wanted("https://media.example/a"))


def test_an_ipv6_address_is_asked_in_brackets() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return file(request)

    http = Http(httpx.MockTransport(answer), lambda _host: ["2606:2800:220:1::1"])
    http.download(wanted("https://media.example/a"))
    assert seen == ["https://[2606:2800:220:1::1]/a"]


def redirecting(*to: str) -> Callable[[httpx.Request], httpx.Response]:
    left = iter(to)

    def answer(request: httpx.Request) -> httpx.Response:
        url = next(left, "")
        return httpx.Response(302, headers={"location": url}) if url else file(request)

    return answer


def test_a_redirect_within_the_fence_is_followed() -> None:
    answer = redirecting("https://media.example/b", "/c")
    assert download("https://media.example/a", answer) == FILE


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1/", "https://evil.example/", "https://10.0.0.1/"]
)
def test_a_redirect_out_of_the_fence_is_not(to: str) -> None:
    with pytest.raises(RefusedError) as caught:
        download("https://media.example/a", redirecting(to))
    assert caught.value.code == "address"


def test_redirects_end() -> None:
    with pytest.raises(RefusedError) as caught:
        download("https://media.example/a", redirecting(*["/a"] * 9))
    assert caught.value.code == "redirects"


def test_secrets_stay_with_their_host() -> None:
    seen: list[tuple[str, str]] = []
    NAMES["files.media.example"] = [PUBLIC]

    def answer(request: httpx.Request) -> httpx.Response:
        told = request.headers.get("authorization", "") + request.headers.get("x-secret", "")
        seen.append((request.headers["host"], told))
        if len(seen) == 1:
            return httpx.Response(307, headers={"location": "https://files.media.example/b"})
        return file(request)

    secret = {"auth": ("AC1", "token"), "headers": {"x-secret": "s"}}
    download("https://media.example/a", answer, **secret)
    assert [bool(told) for _, told in seen] == [True, False]


def test_a_file_too_large_is_broken_off() -> None:
    taken = 0

    def parts() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield b"x" * 500

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=parts())

    with pytest.raises(RefusedError) as caught:
        download("https://media.example/a", answer)
    assert (caught.value.code, taken <= 6) == ("size", True)


def test_the_hash_is_checked() -> None:
    good = hashlib.sha256(FILE).hexdigest()
    assert download("https://media.example/a", file, sha256=good.upper()) == FILE
    with pytest.raises(RefusedError) as caught:
        download("https://media.example/a", file, sha256="0" * 64)
    assert caught.value.code == "hash"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, RefusedError),
        (403, RefusedError),
        (410, RefusedError),
        (429, ThrottledError),
        (500, UnreachableError),
        (503, UnreachableError),
    ],
)
def test_refusals(status: int, kind: type[CallError]) -> None:
    with pytest.raises(kind):
        download("https://media.example/a", lambda _request: httpx.Response(status))


@pytest.mark.parametrize(
    "fault", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_no_answer_is_asked_again(fault: type[httpx.TransportError]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise fault("no", request=request)

    with pytest.raises(UnreachableError):
        download("https://media.example/a", answer)


def test_a_file_that_takes_too_long_is_asked_again() -> None:
    with pytest.raises(UnreachableError, match="broke off"):
        download("https://media.example/a", file, timeout=0.0)


def test_our_own_settings_may_name_any_host() -> None:
    assert download("http://127.0.0.1:8081/a", file, trusted=frozenset({"127.0.0.1"})) == FILE
