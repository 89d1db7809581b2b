"""An installation for tests: real database and city, a model and a world of functions."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import httpx

from gateway import app
from gateway.shelf import Shelf
from gateway.store.commit import Committer
from gateway.store.database import Database
from gateway.tools import Tools
from gateway.work import signals
from tests.settings import settings

ACCOUNT = "AC" + "0" * 31 + "1"
TWILIO = {
    "twilio_account_sid": ACCOUNT,
    "twilio_auth_token": "t" * 32,
    "twilio_sms_from": "+12025550100",
    "twilio_sms_rate": "0",
}
World = Callable[[httpx.Request], httpx.Response]


def nobody(request: httpx.Request) -> httpx.Response:
    """Answer like a world in which nothing can be reached."""
    raise httpx.ConnectError("refused", request=request)


def meaning(intent: str, category: str = "") -> dict[str, Any]:
    """Return a parse as the model gives it."""
    categories = [{"name": category, "confidence": 0.9}] if category else []
    return {"intent": {"name": intent, "confidence": 0.9}, "category": categories}


def model(
    known: Mapping[str, dict[str, Any]],
) -> Callable[[Sequence[str]], list[dict[str, Any]]]:
    """Return a model that knows these texts, and is unsure about all others."""
    unsure = {"intent": {"name": "out_of_scope", "confidence": 0.2}, "category": []}
    return lambda texts: [known.get(text, unsure) for text in texts]


def installation(
    database: Database,
    *,
    world: World = nobody,
    known: Mapping[str, dict[str, Any]] | None = None,
    **values: str,
) -> Tools:
    """Return an installation on `database` whose model knows the texts in `known`."""
    built, outside = _built(**values)
    outside.world = world
    return replace(on(database, built), ask=model(known or {}))


def on(database: Database, built: Tools) -> Tools:
    """Return what was `built`, on `database`."""
    return replace(
        built,
        database=database,
        committer=Committer(database),
        answers=replace(built.answers, database=database),
        announce=signals.announcer(database),
        shelf=Shelf(),
    )


class Outside(httpx.BaseTransport):
    """The network of an installation: whatever world the running test has made."""

    world: World = staticmethod(nobody)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the world does."""
        return httpx.MockTransport(self.world).handle_request(request)


@cache
def _built(**values: str) -> tuple[Tools, Outside]:
    """Return an installation and its network; reading a city takes a quarter of a second."""
    outside = Outside()
    config = settings(**{**TWILIO, "database_url": "sqlite:///unused.db", **values})
    return app.build(config, transport=outside), outside


class Twilio:
    """A provider that takes messages and can list them, as Twilio does."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.answers: list[httpx.Response] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a call of Twilio's client."""
        if request.method == "GET":
            wanted = request.url.params.get("To", "")
            rows = [
                {
                    "sid": f"SM{number:032d}",
                    "body": body,
                    "to": to,
                    "direction": "outbound-api",
                    "date_created": None,
                }
                for number, (to, body) in enumerate(self.taken)
                if to == wanted
            ]
            return httpx.Response(200, json={"messages": rows, "next_page_uri": None})
        if self.answers:
            return self.answers.pop(0)
        form = dict(httpx.QueryParams(request.content.decode()))
        self.taken.append((form["To"], form["Body"]))
        sid = f"SM{len(self.taken) - 1:032d}"
        return httpx.Response(201, json={"sid": sid, "status": "queued"})


def body(request: httpx.Request) -> Any:
    """Return the decoded JSON of a request."""
    return json.loads(request.content)
