"""The web application with its chat, with and without the demo's doors."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gateway import app as gateway_app
from gateway.chat import Site, api, pages
from gateway.chat.guard import MESSAGES
from gateway.media import shelf, storage
from gateway.tools import Tools
from tests import databases
from tests.installation import nobody, on
from tests.settings import settings

PUBLIC = "https://chat.example.org"


class Open(Protocol):
    """Opens the chat, in demo mode or not; `more` goes into its `Site`."""

    def __call__(self, *, demo: bool, **more: Any) -> tuple[Flask, Tools]: ...


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Open]:
    """Give a function that opens the chat, in demo mode or not."""
    with ExitStack() as stack:

        def opened(*, demo: bool, **more: Any) -> tuple[Flask, Tools]:
            database = stack.enter_context(databases.empty("sqlite", tmp_path))
            kept = storage.connect(str(tmp_path / "media"), "")
            tools = replace(on(database, _built()), storage=kept)
            app = Flask("chat", static_folder=None)
            site = Site(**{"public_url": PUBLIC, "demo": demo, "patience": 0.0, **more})
            app.register_blueprint(api.blueprint(tools, site))
            app.register_blueprint(pages.blueprint(tools, site))
            opens = partial(_opens, tools)
            app.register_blueprint(shelf.blueprint(tools.storage, opens))
            return app, tools

        yield opened


def until_refused(post: Callable[[int], TestResponse]) -> list[TestResponse]:
    """Return the answers to what is posted, up to the first refusal or twice what is allowed.

    An address gains a message each second meanwhile, so a slow machine may say a few more.
    """
    told = [post(0)]
    while told[-1].status_code != 429 and len(told) <= 2 * MESSAGES.most:
        told.append(post(len(told)))
    return told


def _opens(tools: Tools, name: str, until: str, proof: str) -> bool:
    return tools.links.opens(name, until, proof, tools.clock())


@cache
def _built() -> Tools:
    config = settings(database_url="sqlite:///unused.db")
    return gateway_app.build(config, transport=httpx.MockTransport(nobody))
