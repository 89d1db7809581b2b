"""The real console on a real, empty database, with citizens who write to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from bot.model import Inbound
from gateway import app as gateway_app
from gateway.channel import Received
from gateway.console.app import create_app
from gateway.settings import Settings
from gateway.store import deliveries, operators, threads
from gateway.store.tables import Message, Task
from gateway.tools import Tools
from gateway.work import inbox
from tests import databases
from tests.installation import nobody, on
from tests.settings import settings

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashes as the real one does, in no time; a hash says itself what it cost."""
PASSWORD = "kentongan di pos ronda"
NUMBER = "+6281234567890"
OURS = {"Sec-Fetch-Site": "same-origin"}
TWILIO = {
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": "t" * 32,
    "twilio_sms_from": "+12025550100",
}


@dataclass(frozen=True, slots=True)
class Office:
    """The console, what is behind it, and a browser that is not signed in."""

    app: Flask
    tools: Tools
    client: FlaskClient

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path, headers=headers, buffered=True)

    def post(
        self, path: str, form: Mapping[str, str] | None = None, headers: Any = None
    ) -> TestResponse:
        """Press a button on one of our own pages."""
        return self.client.post(
            path, data=form or {}, headers=OURS if headers is None else headers
        )

    def hire(self, name: str = "rina", password: str = "") -> int:
        """Add an operator, who has no password unless one is given."""
        secret = QUICK.hash(password) if password else ""
        with self.tools.database.write() as session:
            return operators.add(session, name, secret, 0.0)

    def link(self, operator: int, secret: str = "first", seconds: float = 60.0) -> str:  # noqa: S107
        """Return the path that signs `operator` in once."""
        with self.tools.database.write() as session:
            now = self.tools.database.now(session)
            operators.admit(session, secret, operator, once=True, now=now, seconds=seconds)
        return f"/console/login/{secret}"

    def enter(self, role: str = "operator", agency: str = "") -> int:
        """Sign somebody of this role (and agency) in and return their id."""
        operator = self.hire(f"rina {role} {agency}".removesuffix(" operator ").strip())
        with self.tools.database.write() as session:
            operators.assign(session, operator, role, agency)
        assert self.post(self.link(operator, f"first {operator}")).status_code == 303
        return operator

    def hear(self, text: str = "", channel: str = "twilio_sms", **more: Any) -> int:
        """Keep a citizen's message and return their conversation."""
        number = more.pop("external_id", text or "1")
        message = Inbound(channel=channel, sender=NUMBER, external_id=number, text=text, **more)
        inbox.keep(Received(messages=(message,)), self.tools)
        with self.tools.database.read() as session:
            thread = threads.find(session, self.tools.seal, channel, NUMBER)
        assert thread is not None
        return thread

    def hand_over(self, thread: int, reason: str = "asked", now: float = 1.0) -> int:
        """Hand a conversation over to operators."""
        with self.tools.database.write() as session:
            threads.flag(session, thread, reason, now)
        return thread

    def fail(self, message: int, error: str = "21610 blocked") -> int:
        """Let a queued message be given up and return its task."""
        with self.tools.database.write() as session:
            deliveries.failed(session, message, error)
            of_it = Task.kind == "send", Task.subject == message
            session.execute(update(Task).where(*of_it).values(status="dead", error=error))
            found = session.scalar(select(Task.id).where(*of_it))
        assert found is not None
        return found

    def said(self) -> list[tuple[str, str, str]]:
        """Return author, text and status of everything that was sent."""
        with self.tools.database.read() as session:
            rows = session.scalars(
                select(Message).where(Message.direction == "out").order_by(Message.id)
            )
            return [(row.author, row.text, row.status) for row in rows]

    def owed(self) -> list[tuple[str, str]]:
        """Return kind and status of every task that sends or files."""
        with self.tools.database.read() as session:
            rows = session.scalars(select(Task).where(Task.kind != "hear").order_by(Task.id))
            return [(row.kind, row.status) for row in rows]


@contextmanager
def office(kind: str, folder: Path, **values: str) -> Iterator[Office]:
    """Give the console on an empty database of `kind`."""
    with databases.empty(kind, folder) as database:
        config = settings(**{**TWILIO, "database_url": "sqlite:///unused.db", **values})
        tools = on(database, _built(config))
        app = create_app(config, tools)
        yield Office(app, tools, app.test_client())


@cache
def _built(config: Settings) -> Tools:
    return gateway_app.build(config, transport=httpx.MockTransport(nobody))
