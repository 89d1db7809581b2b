"""Is the process alive, can it serve, and how is it doing."""

from collections.abc import Callable

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import CallError
from gateway.http import Request
from gateway.store import care
from gateway.tools import Tools


def blueprint(tools: Tools, rasa: Request) -> Blueprint:
    """Return `/live`, `/ready` and `/metrics`."""
    health = Blueprint("health", __name__)

    @health.get("/live")
    def live() -> dict[str, str]:
        return {"status": "live"}

    @health.get("/ready")
    def ready() -> tuple[dict[str, str], int]:
        checks = {
            "database": _works(lambda: _waiting(tools)),
            "understanding": _works(lambda: tools.http.fetch(rasa)),
        }
        # Without the model the rules still answer, so only the database decides.
        return checks, 200 if checks["database"] == "ok" else 503

    @health.get("/metrics")
    def metrics() -> Response:
        lines = [
            f'kentongan_waiting_tasks{{queue="{queue}"}} {count}'
            for queue, count in sorted(_waiting(tools).items())
        ]
        text = generate_latest().decode() + "\n".join(lines) + "\n"
        return Response(text, content_type=CONTENT_TYPE_LATEST)

    return health


def _waiting(tools: Tools) -> dict[str, int]:
    with tools.database.read() as session:
        return care.waiting(session)


def _works(check: Callable[[], object]) -> str:
    try:
        check()
    except (SQLAlchemyError, CallError) as error:
        return f"down: {type(error).__name__}"
    return "ok"
