"""A city's own report system, called with signed JSON in a CloudEvents envelope.

CloudEvents 1.0, structured mode: https://github.com/cloudevents/spec. The receiver must take a
repeated `Idempotency-Key` as the same report; then a call whose answer was lost is safely
repeated, and nothing need be asked.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Self

from gateway import signing
from gateway.backend import Filed, Report, State, Update
from gateway.city import CityPack
from gateway.errors import AmbiguousError, BadSettingsError
from gateway.http import Answer, Http, Request, check
from gateway.settings import Settings

FILED, ADDED = "id.kentongan.report.filed", "id.kentongan.report.added"
TYPE = "application/cloudevents+json; charset=utf-8"
_HALFWAY = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that takes reports, and the secret we sign with. `clock`: Unix seconds."""

    url: str
    secret: str
    source: str
    clock: Callable[[], float] = time.time
    name: str = "webhook"

    @classmethod
    def configured(cls, settings: Settings, _pack: CityPack) -> Self:
        """Take address and secret. Raises `BadSettingsError` if one is missing."""
        secret = settings.report_webhook_secret.get_secret_value()
        if not settings.report_webhook_url or not secret:
            raise BadSettingsError(
                "REPORT_WEBHOOK_URL, REPORT_WEBHOOK_SECRET: the webhook backend needs both"
            )
        return cls(url=settings.report_webhook_url, secret=secret, source=settings.public_url)

    def file(self, report: Report, http: Http) -> Filed:
        """POST the report; the answer may give an `id`, else our ticket is it."""
        event = self._event(FILED, report.reference, report.reference, _content(report))
        answer = self._call(event, http)
        return Filed(id=_id(answer) or report.reference)

    def find(self, _report: Report, _http: Http) -> None:
        """Return that it never arrived: the receiver knows a repeat by its key."""

    def states(self, _ids: Sequence[str], _http: Http) -> Mapping[str, State]:
        """Return nothing: news are pushed to `/webhooks/reports`."""
        return {}

    def resolve(self, _token: str, _http: Http) -> str:
        """Return nothing: there are no tokens."""
        return ""

    def add(self, update: Update, http: Http) -> None:
        """POST what the citizen adds, as an event of its own."""
        content = {
            "reference": update.reference,
            "id": update.external_id,
            "text": update.text,
            "status": update.status,
            "media_urls": list(update.media_urls),
        }
        self._call(self._event(ADDED, update.id, update.reference, content), http)

    def _event(
        self, kind: str, number: str, ticket: str, content: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        return {
            "specversion": "1.0",
            "id": number,
            "source": self.source,
            "type": kind,
            "subject": ticket,
            "time": _w3c(self.clock()),
            "datacontenttype": "application/json",
            "data": content,
        }

    def _call(self, event: Mapping[str, Any], http: Http) -> Answer:
        body = json.dumps(event, ensure_ascii=False).encode()
        timestamp = str(int(self.clock()))
        answer = http.call(
            Request(
                to=self.name,
                method="POST",
                url=self.url,
                headers={
                    "Idempotency-Key": str(event["id"]),
                    signing.TIMESTAMP: timestamp,
                    signing.SIGNATURE: signing.sign(self.secret, timestamp, body),
                },
                content=(TYPE, body),
            )
        )
        if answer.status in _HALFWAY:
            raise AmbiguousError(f"{self.name}: {answer.status}")
        check(answer, self.name)
        return answer


def _content(report: Report) -> Mapping[str, Any]:
    return {
        "reference": report.reference,
        "kind": report.kind,
        "category": report.category,
        "description": report.description,
        "place": asdict(report.place),
        "happened": report.happened,
        "answers": dict(report.answers),
        "anonymous": report.anonymous,
        "secret": report.secret,
        "agency": report.office.name,
        "filed": _w3c(report.filed),
        "media_url": report.media_url,
    }


def _id(answer: Answer) -> str:
    """Return the id in an answer; one that says nothing, or no JSON, gives none."""
    try:
        said: Any = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    number = said.get("id") if isinstance(said, dict) else None
    return "" if number is None or isinstance(number, dict | list) else str(number).strip()


def _w3c(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
