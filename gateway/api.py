"""`POST /api/nlu/parse`, what the pipeline hears; `GET /api/openapi.json`, every address."""

import hmac
from pathlib import Path
from typing import Annotated, Any

import yaml
from flask import Blueprint, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.outside import LONGEST, clean
from gateway.tools import Tools
from nlu.understand import Utterance, as_json, understand

OPENAPI = Path(__file__).parent / "openapi.yml"


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, Field(max_length=LONGEST)]


def blueprint(tools: Tools, *, token: str, demo: bool) -> Blueprint:
    """Return the parse API, open to holders of the operators' token, or to all in demo mode."""
    api = Blueprint("nlu_api", __name__, url_prefix="/api/nlu")

    @api.post("/parse")
    def parse() -> tuple[dict[str, Any], int]:
        if not demo and not _is_allowed(token):
            return {"errors": ["the operators' token is needed"]}, 403
        try:
            asked = _Asked.model_validate_json(request.get_data())
        except ValidationError as error:
            return {"errors": [f"text: {error.errors()[0]['msg']}"]}, 400
        return as_json(heard(asked.text, tools)), 200

    return api


def description() -> Blueprint:
    """Return `/api/openapi.json`, the description of everything outsiders may call."""
    api = Blueprint("openapi", __name__)
    known = yaml.load(OPENAPI.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)

    @api.get("/api/openapi.json")
    def openapi() -> dict[str, Any]:
        document: dict[str, Any] = known
        return document

    return api


def heard(text: str, tools: Tools) -> Any:
    """Return what the pipeline hears in `text` from somebody it does not know."""
    default = tools.pack.city.languages[0]
    utterance = Utterance(text=clean(text), first=default, prefix=tools.pack.ticket_prefix)
    return understand([utterance], ask=tools.ask, knowledge=tools.knowledge)[0]


def _is_allowed(token: str) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())
