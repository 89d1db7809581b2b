"""Our Rasa channel: many texts in, a parse for each out, without a conversation.

`POST /webhooks/parse/texts {"texts": ["...", ...]}` answers `{"parses": [...]}`, each parse
with `text`, `intent` {name, confidence}, `intent_ranking`, `category` [{name, confidence},
...], `alarm` (how sure of an emergency) and `entities`. `GET /webhooks/parse/health` answers
`{"ready": true, "model": "..."}`. Both need the header `Authorization: Bearer <RASA_TOKEN>`:
the token of Rasa's own routes does not cover ours.
"""

# Rasa and Sanic have no types.
# mypy: disable-error-code="misc, untyped-decorator"

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from nlu.components.classifier import ALARM, CATEGORY
from nlu.normalise import LONGEST

MOST = 256  # texts in one call
_NO_INTENT = {"name": "", "confidence": 0.0}


class ParseChannel(InputChannel):
    """Understanding as a service for the gateway."""

    def __init__(self, token: str) -> None:
        self._wanted = f"Bearer {token}".encode()

    @classmethod
    def name(cls) -> str:
        """Return the path of the channel under /webhooks/."""
        return "parse"

    def blueprint(self, on_new_message: Callable[..., Awaitable[Any]]) -> Blueprint:
        """Return the routes; no message ever enters a conversation of Rasa's."""
        del on_new_message
        routes = Blueprint("kentongan_parse")

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            if not self._is_allowed(request):
                return json({"error": "forbidden"}, status=403)
            name = model_name(_agent(request.app))
            return json({"ready": bool(name), "model": name}, 200 if name else 503)

        @routes.post("/texts")
        async def texts(request: Request) -> HTTPResponse:
            if not self._is_allowed(request):
                return json({"error": "forbidden"}, status=403)
            asked = _texts(request)
            if asked is None:
                return json({"error": f'expected {{"texts": [at most {MOST} strings]}}'}, 400)
            agent = _agent(request.app)
            if agent is None:
                return json({"error": "no model"}, status=503)
            return json({"parses": parse(asked, agent)})

        return routes

    def _is_allowed(self, request: Request) -> bool:
        """Return whether the request carries our token, in constant time."""
        given = str(request.headers.get("authorization", ""))
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._wanted)


def parse(texts: Sequence[str], agent: Agent) -> list[dict[str, Any]]:
    """Return what the model of `agent` makes of each text.

    The components are called in order, without the task graph around them: that takes three
    quarters of the time of a parse.
    """
    messages = [Message({TEXT: text[:LONGEST]}) for text in texts]
    for component in _components(agent):
        messages = component.process(messages)
    return [
        {
            "text": message.get(TEXT),
            "intent": message.get(INTENT) or _NO_INTENT,
            "intent_ranking": message.get(INTENT_RANKING_KEY) or [],
            CATEGORY: message.get(CATEGORY) or [],
            ALARM: message.get(ALARM) or 0.0,
            "entities": message.get(ENTITIES) or [],
        }
        for message in messages
    ]


def model_name(agent: Agent | None) -> str:
    """Return the name of the model that serves, or nothing.

    Rasa keeps a pulled model under a name of its own; its ETag tells which it is.
    """
    if agent is None:
        return ""
    pulled = str(agent.fingerprint).strip('"') if agent.model_server else ""
    return pulled or str(agent.model_name or "")


def _agent(app: Sanic) -> Agent | None:
    """Return the agent if it has a model."""
    agent = getattr(app.ctx, "agent", None)
    return agent if agent is not None and agent.is_ready() else None


def _texts(request: Request) -> list[str] | None:
    """Return the texts of a request, or None if it is not as documented."""
    try:
        texts = request.json["texts"]
    except Exception:  # noqa: BLE001  Sanic has an error of its own for every kind of bad body
        return None
    is_good = isinstance(texts, list) and all(isinstance(text, str) for text in texts)
    return texts if is_good and len(texts) <= MOST else None


def _components(agent: Agent) -> list[Any]:
    """Return the steps of the agent's present model in order; a hot swap brings new ones."""
    processor = agent.processor
    known = getattr(processor, "kentongan_components", None)
    if known is None:
        nodes = processor.graph_runner._instantiated_nodes  # noqa: SLF001  there is no other way
        order = processor.model_metadata.predict_schema.nodes
        known = [
            nodes[name]._component  # noqa: SLF001
            for name, node in order.items()
            if node.uses.__module__.startswith("nlu.components.")
        ]
        processor.kentongan_components = known
    return list(known)
