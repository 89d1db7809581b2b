"""The web application with its chat, with and without the demo's doors."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
from flask import Flask

from gateway import app as gateway_app
from gateway.chat import Site, api, pages
from gateway.media import shelf
from gateway.store.schema import METADATA
from gateway.tools import Tools
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
            url, folder = f"sqlite:///{tmp_path}/chat.db", str(tmp_path / "media")
            config = settings(database_url=url, media_url=folder)
            tools = gateway_app.build(config, transport=httpx.MockTransport(_nobody))
            stack.callback(tools.database.close)
            METADATA.create_all(tools.database.engine)
            app = Flask("chat", static_folder=None)
            site = Site(**{"public_url": PUBLIC, "demo": demo, "patience": 0.0, **more})
            app.register_blueprint(api.blueprint(tools, site))
            app.register_blueprint(pages.blueprint(tools, site))
            opens = partial(_opens, tools)
            app.register_blueprint(shelf.blueprint(tools.storage, opens))
            return app, tools

        yield opened


def _opens(tools: Tools, name: str, until: str, proof: str) -> bool:
    return tools.links.opens(name, until, proof, tools.clock())


def _nobody(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)
