"""Three Open311 servers that keep to the specification as real ones did: not quite.

A: strict. Ids are numbers from 0, booleans are words, an unknown form field is refused, an
unknown id is an HTTP 500, there is no discovery. B: errors in a shape of its own, numbers for
ids, nulls, no service code in what it tells. C: objects under `data`, UUIDs, 501 for most. None
takes anything after filing.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, request

FIELDS = {
    "api_key",
    "jurisdiction_id",
    "service_code",
    "lat",
    "long",
    "address_string",
    "description",
    "media_url",
}
KEY = "hush"


@dataclass
class City:
    """A server's reports, by the id it gave them (as text); `hang_up` is called after each."""

    dialect: str
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    hang_up: Callable[[], None] = lambda: None

    def app(self) -> Flask:
        """Return the server."""
        app = Flask(__name__)
        app.add_url_rule("/v2/services.json", view_func=self.services)
        app.add_url_rule("/v2/services/<code>.json", view_func=self.definition)
        app.add_url_rule("/v2/requests.json", view_func=self.file, methods=["POST"])
        app.add_url_rule("/v2/requests.json", view_func=self.requests)
        app.add_url_rule("/v2/requests/<number>.json", view_func=self.one)
        return app

    def services(self) -> Any:
        """GET the services; C has no such thing."""
        if self.dialect == "C":
            return Response("", 501)
        metadata = "false" if self.dialect == "A" else None
        return jsonify(
            [
                {
                    "service_code": "street_light",
                    "service_name": "Lampu",
                    "metadata": metadata,
                    "type": "realtime",
                    "keywords": "" if self.dialect == "A" else None,
                }
            ]
        )

    def definition(self, code: str) -> Any:
        """GET a definition: nobody has one."""
        return Response(code, 501 if self.dialect == "C" else 404)

    def file(self) -> Any:
        """POST a report."""
        fault = self._fault(request.form)
        if fault is not None:
            return fault
        number: Any = uuid.uuid4().hex if self.dialect == "C" else len(self.kept)
        self.kept[str(number)] = {
            "service_request_id": number,
            "description": request.form.get("description", ""),
            "status": "open",
            "requested_datetime": "2026-11-22T03:00:00Z",
            **({} if self.dialect == "B" else {"service_code": request.form["service_code"]}),
        }
        self.hang_up()
        told = {"service_request_id": number, "account_id": None, "service_notice": None}
        return jsonify({"data": told, "success": True} if self.dialect == "C" else [told])

    def requests(self) -> Any:
        """GET reports by their ids, or all."""
        wanted = request.args.get("service_request_id")
        if wanted is None:
            return jsonify(list(self.kept.values()))
        numbers = wanted.split(",")
        if self.dialect == "A" and not set(numbers) <= self.kept.keys():
            return Response("Internal Server Error", 500)
        return jsonify([self.kept[each] for each in numbers if each in self.kept])

    def one(self, number: str) -> Any:
        """GET one report."""
        if number not in self.kept:
            return Response("", 501 if self.dialect == "C" else 500)
        return jsonify([self.kept[number]])

    def _fault(self, form: Mapping[str, str]) -> Any:
        if form.get("api_key") != KEY:
            if self.dialect == "B":
                wrong = {"type": "error", "code": "middleware_26", "message": "no"}
                return jsonify(wrong), 403
            return jsonify([{"code": 400, "description": "api_key"}]), 400
        strange = set(form) - FIELDS
        if self.dialect == "A" and strange:
            return jsonify([{"code": 400, "description": f"{sorted(strange)} not known"}]), 400
        return None
