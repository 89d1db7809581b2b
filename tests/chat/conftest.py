"""The web application with its chat, with and without the demo's doors."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import httpx
import pytest
from flask import Flask

from gateway import app as gateway_app
from gateway.chat import api, chats, pages, photos
from gateway.store.tables import Table
from gateway.tools import Tools
from tests.settings import settings


class Open(Protocol):
    """Opens the chat, in demo mode or not."""

    def __call__(self, *, demo: bool) -> tuple[Flask, Tools]: ...


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Open]:
    """Give a function that opens the chat, in demo mode or not."""
    with ExitStack() as stack:

        def opened(*, demo: bool) -> tuple[Flask, Tools]:
            config = settings(database_url=f"sqlite:///{tmp_path}/chat.db")
            tools = gateway_app.build(config, transport=httpx.MockTransport(_nobody))
            stack.callback(tools.database.close)
            Table.metadata.create_all(tools.database.engine)
            app = Flask("chat", static_folder=None)
            kept = photos.Photos(tmp_path / "media")
            app.register_blueprint(api.blueprint(chats(demo=demo), tools, kept, demo=demo))
            app.register_blueprint(pages.blueprint(tools.pack, demo=demo))
            app.register_blueprint(photos.blueprint(kept))
            return app, tools

        yield opened


def _nobody(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)
