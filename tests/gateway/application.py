"""The real web application on a real, empty database, with nobody at the other end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from flask.testing import FlaskClient
from sqlalchemy import select

from gateway.app import build, create_app
from gateway.store.schema import METADATA
from gateway.store.tables import Message, Task, Thread
from gateway.tools import Tools
from tests import databases
from tests.channels.callers import CALLERS, SECRETS
from tests.channels.callers.caller import PUBLIC
from tests.channels.carriers import nobody
from tests.settings import settings


@dataclass(frozen=True, slots=True)
class Application:
    """The application and what is inside."""

    client: FlaskClient
    tools: Tools

    def post(self, provider: str, body: bytes, **more: Any) -> Any:
        """Post a genuine call of `provider` and return the answer."""
        caller = CALLERS[provider]
        path = f"/webhooks/{provider}{caller.path}"
        headers = caller.sign(PUBLIC + path, body) | more.pop("headers", {})
        more.setdefault("content_type", caller.content_type)
        return self.client.post(path, data=body, headers=headers, **more)

    def kept(self) -> list[tuple[str, str, str]]:
        """Return channel, text and button of every message, oldest first."""
        with self.tools.database.read() as session:
            rows = session.scalars(select(Message).order_by(Message.id))
            return [(row.channel, row.text, row.content.get("button", "")) for row in rows]

    def tasks(self) -> list[tuple[str, str]]:
        """Return kind and lane of every task, oldest first."""
        with self.tools.database.read() as session:
            return [
                (row.kind, row.lane) for row in session.scalars(select(Task).order_by(Task.id))
            ]

    def threads(self) -> list[tuple[str, bool]]:
        """Return channel and whether it is stopped of every conversation, oldest first."""
        with self.tools.database.read() as session:
            rows = session.scalars(select(Thread).order_by(Thread.id))
            return [(row.channel, row.stopped) for row in rows]

    def empty(self) -> None:
        """Forget everything."""
        with self.tools.database.write() as session:
            for table in reversed(METADATA.sorted_tables):
                session.execute(table.delete())


FORM = "application/x-www-form-urlencoded"


@contextmanager
def running(kind: str, folder: Path) -> Iterator[Application]:
    """Give the application on an empty database of `kind`."""
    with databases.empty(kind, folder) as database:
        url = database.engine.url.render_as_string(hide_password=False)
        config = settings(
            **{**SECRETS, "public_url": PUBLIC, "database_url": url, "demo": "true"}
        )
        tools = build(config, transport=httpx.MockTransport(nobody))
        try:
            yield Application(create_app(config, tools).test_client(), tools)
        finally:
            tools.database.close()
