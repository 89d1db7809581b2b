"""Streams of events: what their answers carry, and whether anybody still listens."""

from collections.abc import Callable, Iterable, Mapping
from socket import MSG_DONTWAIT, MSG_PEEK, socket
from typing import Any

from flask import Response

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def stream(events: Iterable[str]) -> Response:
    """Return the answer that sends `events` as they come, past every cache and buffer."""
    return Response(events, mimetype="text/event-stream", headers=_HEADERS)


def busy(seconds: int) -> Response:
    """Return the answer that there is no room for one more stream: try again in `seconds`."""
    headers = {"Retry-After": str(seconds)}
    return Response("busy", 503, headers=headers, mimetype="text/plain")


def hung_up(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """Return what says whether the other end of a request has closed its connection.

    Whoever writes nothing would notice only at the next sign of life.
    """
    connection: socket | None = environ.get("gunicorn.socket")

    def look() -> bool:
        if connection is None:
            return False
        try:
            return not connection.recv(1, MSG_PEEK | MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    return look
