"""News of reports that a city's own system pushes to us, at `/webhooks/reports`.

JSON, or a CloudEvent with it as `data`, signed as `gateway.signing` says: `reference` (our
ticket) or `id` (the system's own), `status`, and perhaps `notes`, `agency`, `photo`, and
`backend` if it is not `webhook` that the report went to.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from gateway import outside, signing
from gateway.backend import STATUSES, State
from gateway.store import filings, reports
from gateway.store.filings import Kept as Filing
from gateway.tools import Tools
from gateway.work import following

log = structlog.get_logger()
LARGEST = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class News:
    """A report, by our ticket or by its number at `backend`, and the state it is in."""

    reference: str
    number: str
    backend: str
    state: State


def blueprint(tools: Tools, secret: str) -> Blueprint:
    """Return `/webhooks/reports`; without a secret it refuses everybody."""
    routes = Blueprint("pushes", __name__)

    @routes.post("/webhooks/reports")
    def push() -> Response:
        request.max_content_length = LARGEST
        body = request.get_data()
        signed = tuple(
            request.headers.get(each, "") for each in (signing.SIGNATURE, signing.TIMESTAMP)
        )
        if not signing.is_ours(secret, (signed[0], signed[1]), body, tools.clock()):
            log.warning("push_forged")
            return _answer("forbidden", 403)
        news = read(body)
        if news is None:
            return _answer("bad request", 400)
        return _answer("ok", 200) if _keep(news, tools) else _answer("not found", 404)

    return routes


def read(body: bytes) -> News | None:
    """Return the news in a call, or nothing if it cannot be read."""
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(told, dict) and "specversion" in told:
        told = told.get("data")
    if not isinstance(told, dict):
        return None
    status = STATUSES.get(_text(told, "status").lower())
    reference, number = _text(told, "reference").upper(), _text(told, "id")
    if status is None or not (reference or number):
        return None
    photo = _text(told, "photo")
    state = State(
        status=status,
        notes=_text(told, "notes")[: filings.LONGEST_NOTES],
        agency=_text(told, "agency"),
        photo=photo if photo.startswith("https://") else "",
    )
    return News(reference, number, _text(told, "backend") or "webhook", state)


def _keep(news: News, tools: Tools) -> bool:
    """Commit the news; return whether the report is known. A repeat changes nothing."""

    def work(session: Session) -> bool:
        filing = _filing(session, news)
        if filing is not None:
            now = tools.database.now(session)
            following.said(session, filing, news.state, tools, now)
        return filing is not None

    return tools.committer.commit(work)


def _filing(session: Session, news: News) -> Filing | None:
    if not news.reference:
        return filings.by_external(session, news.backend, news.number)
    report = reports.by_ticket(session, news.reference)
    found = filings.of(session, report.id) if report else ()
    return next((each for each in found if each.backend == news.backend), None)


def _text(told: Mapping[str, Any], name: str) -> str:
    said = told.get(name)
    return (
        ""
        if said is None or isinstance(said, dict | list)
        else outside.clean(str(said)).strip()
    )


def _answer(words: str, status: int) -> Response:
    return Response(words, status, content_type="text/plain")
