"""The only module that opens a connection to anybody else."""

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import httpx
import structlog
from prometheus_client import Counter, Histogram

from gateway import fences
from gateway.errors import (
    DEFAULT_WAIT,
    AmbiguousError,
    BadAnswerError,
    RefusedError,
    ThrottledError,
    UnreachableError,
)

log = structlog.get_logger()
CALLS = Counter("kentongan_calls_total", "Calls made to others.", ["to", "outcome"])
SECONDS = Histogram("kentongan_call_seconds", "How long calls to others took.", ["to"])
LARGEST_ANSWER = 16 * 1024 * 1024
LONGEST_WAIT = 3600.0
MOST_REDIRECTS = 4
_LIMITS = httpx.Limits(max_connections=8, max_keepalive_connections=4)
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A call we want made. Integrations build these; nothing else of HTTP concerns them.

    `to` names the other side in logs and metrics, where the address (which may hold a token)
    never appears. `timeout` is in seconds, for each step and for the whole answer. What it
    carries is a `form`, `json`, or `content`: a content type and bytes.
    """

    to: str
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    form: Mapping[str, Any] | None = None
    json: Any = None
    auth: tuple[str, str] | None = None
    timeout: float = 10.0
    content: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file we want fetched from a provider: untrusted, so fenced in.

    Only `https` addresses whose host is one of `hosts`, or below one, are asked, and only if it
    is a public address; a host in `trusted` (where the provider's API is by our own settings)
    may be any. `headers` and `auth` go to `url`'s own host alone, redirects or not. A file of
    more than `largest` bytes is refused, and so is one whose SHA-256 is not `sha256` (hex), if
    that is given. `timeout` is in seconds, for the whole file.
    """

    to: str
    url: str
    hosts: frozenset[str]
    trusted: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    auth: tuple[str, str] | None = None
    largest: int = 16 * 1024 * 1024
    sha256: str = ""
    timeout: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: an HTTP status, lower-cased headers and the body's bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def text(self) -> str:
        """Return the body as text; bytes that are not UTF-8 become U+FFFD."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return the decoded body, or raise `BadAnswerError`."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise BadAnswerError("the answer is not JSON") from error


class Http:
    """A pool of connections; one per process, safe to share between threads."""

    def __init__(
        self,
        transport: httpx.BaseTransport | None = None,
        resolve: Callable[[str], Sequence[str]] = fences.resolve,
    ) -> None:
        self._given = transport
        self._resolve = resolve
        self._mine = threading.local()
        self._made: list[httpx.BaseTransport] = []
        self._certificates: ssl.SSLContext | None = None

    def close(self) -> None:
        """End every connection."""
        for each in self._made:
            each.close()

    def call(self, request: Request) -> Answer:
        """Make the call and return whatever was answered.

        Raises `UnreachableError` if nothing was sent, `AmbiguousError` if it was sent and no
        answer came.
        """
        with SECONDS.labels(request.to).time():
            try:
                answer = self._make(request)
            except _NOTHING_SENT as error:
                raise _failed(
                    request, UnreachableError(f"{request.to}: not reached")
                ) from error
            except (httpx.TransportError, httpx.DecodingError) as error:
                raise _failed(request, AmbiguousError(f"{request.to}: no answer")) from error
        CALLS.labels(request.to, str(answer.status)).inc()
        return answer

    def _make(self, request: Request) -> Answer:
        end = time.monotonic() + request.timeout
        answer = self._transport().handle_request(_written(request))
        try:
            return Answer(
                status=answer.status_code,
                headers={name.lower(): value for name, value in answer.headers.items()},
                body=_read(answer, end),
            )
        finally:
            answer.close()

    def _transport(self) -> httpx.BaseTransport:
        """Return this thread's own connections: a shared pool costs more than the calls."""
        if self._given is not None:
            return self._given
        if not hasattr(self._mine, "transport"):
            if self._certificates is None:  # made once: reading them takes 40 ms
                self._certificates = httpx.create_ssl_context(trust_env=False)
            self._mine.transport = httpx.HTTPTransport(
                verify=self._certificates, limits=_LIMITS, trust_env=False
            )
            self._made.append(self._mine.transport)
        transport: httpx.BaseTransport = self._mine.transport
        return transport

    def fetch(self, request: Request) -> Answer:
        """Make the call and return its 2xx answer, or raise the `CallError` that fits.

        For a GET, which changes nothing, silence is `UnreachableError` and not ambiguous.
        """
        try:
            answer = self.call(request)
        except AmbiguousError as error:
            if request.method == "GET":
                raise UnreachableError(str(error)) from error
            raise
        check(answer, request.to)
        return answer

    def download(self, wanted: Download) -> bytes:
        """Return the file, or raise the `CallError` that fits.

        Raises `RefusedError` for an address behind the fences of `Download`, a file too large,
        and a file that is not there; nothing of a refused address is asked.
        """
        end, url = time.monotonic() + wanted.timeout, wanted.url
        for _ in range(MOST_REDIRECTS):
            answer = self._opened(wanted, url)
            try:
                if not answer.has_redirect_location:
                    return _file(answer, wanted, end)
                url = str(httpx.URL(url).join(answer.headers["location"]))
            except httpx.TransportError as error:
                raise UnreachableError(f"{wanted.to}: the file broke off") from error
            finally:
                answer.close()
        raise RefusedError(f"{wanted.to}: too many redirects", "redirects")

    def _opened(self, wanted: Download, url: str) -> httpx.Response:
        """Return the beginning of the answer at `url`, asked at an address we have seen."""
        where = fences.fenced(url, wanted.hosts, wanted.trusted, self._resolve)
        if where is None:
            raise RefusedError(f"{wanted.to}: the address is not allowed", "address")
        own = where.host == httpx.URL(wanted.url).host
        call = _written(
            Request(
                to=wanted.to,
                method="GET",
                url=where.url,
                headers={**(wanted.headers if own else {}), "Host": where.netloc},
                auth=wanted.auth if own else None,
                timeout=wanted.timeout,
            )
        )
        call.extensions["sni_hostname"] = where.host
        try:
            answer = self._transport().handle_request(call)
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise UnreachableError(f"{wanted.to}: no file") from error
        CALLS.labels(wanted.to, str(answer.status_code)).inc()
        return answer


def _file(answer: httpx.Response, wanted: Download, end: float) -> bytes:
    """Return the body of a file's answer, no larger than wanted and what it should be."""
    status = Answer(status=answer.status_code, headers=dict(answer.headers), body=b"")
    check(status, wanted.to)
    body, digest = bytearray(), hashlib.sha256()
    for part in answer.iter_bytes():
        body += part
        digest.update(part)
        if len(body) > wanted.largest:
            raise RefusedError(f"{wanted.to}: the file is too large", "size")
        if time.monotonic() > end:
            raise httpx.ReadError("the file does not end")
    if wanted.sha256 and not hmac.compare_digest(digest.hexdigest(), wanted.sha256.lower()):
        raise RefusedError(f"{wanted.to}: the file is another one", "hash")
    return bytes(body)


def _written(request: Request) -> httpx.Request:
    """Return the call with every header in place: httpx takes long to fill in its own."""
    url = httpx.URL(request.url)
    if request.params:
        url = url.copy_merge_params(dict(request.params))
    kind, body = _body(request)
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Accept-Encoding": "gzip",
        "User-Agent": "kentongan",
        **({"Content-Type": kind} if kind else {}),
        **({"Content-Length": str(len(body))} if body or request.method != "GET" else {}),
        **request.headers,
    }
    if request.auth:
        pair = base64.b64encode(":".join(request.auth).encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    waits = dict.fromkeys(("connect", "read", "write", "pool"), request.timeout)
    return httpx.Request(
        request.method,
        url,
        headers=headers,
        stream=httpx.ByteStream(body),
        extensions={"timeout": waits},
    )


def _body(request: Request) -> tuple[str, bytes]:
    """Return the content type and the bytes of what the call carries."""
    if request.form is not None:
        form = {name: value for name, value in request.form.items() if value is not None}
        return "application/x-www-form-urlencoded", urlencode(form, doseq=True).encode()
    if request.json is not None:
        return "application/json", json.dumps(request.json).encode()
    return request.content or ("", b"")


def _read(answer: httpx.Response, end: float) -> bytes:
    """Return the body, unless it is larger or slower than anything we could mean."""
    body = bytearray()
    for part in answer.iter_bytes():
        body += part
        if len(body) > LARGEST_ANSWER or time.monotonic() > end:
            raise httpx.ReadError("the answer does not end")
    return bytes(body)


def check(answer: Answer, to: str) -> None:
    """Raise the `CallError` that fits unless `answer` is a 2xx."""
    if 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP; HTTPStatus knows no 299 or 520
        return
    reason = f"{to}: {answer.status} {answer.text()[:300]}"
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ThrottledError(reason, wait(answer.headers))
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise UnreachableError(reason)
    raise RefusedError(reason, str(answer.status))


def wait(headers: Mapping[str, str]) -> float:
    """Return the seconds a `Retry-After` header asks for (RFC 9110 section 10.2.3).

    >>> wait({"retry-after": "7"}), wait({}), wait({"retry-after": "soon"})
    (7.0, 30.0, 30.0)
    """
    asked = headers.get("retry-after", "")
    if asked.isascii() and asked.isdigit():
        return min(float(asked), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(asked)
        seconds = (moment - parsedate_to_datetime(headers["date"])).total_seconds()
    except (ValueError, KeyError, TypeError):
        return DEFAULT_WAIT
    return min(max(seconds, 0.0), LONGEST_WAIT)


def hosts(urls: Iterable[str]) -> set[str]:
    """Return the host names of `urls`."""
    return {httpx.URL(url).host for url in urls}


def _failed[E: Exception](request: Request, error: E) -> E:
    CALLS.labels(request.to, type(error).__name__).inc()
    log.info("call_failed", to=request.to, error=type(error).__name__)
    return error
