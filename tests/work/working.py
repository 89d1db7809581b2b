"""Run the real engine in a test until nothing is left to do."""

import time

from bot.model import Inbound
from gateway import worker
from gateway.channel import Received
from gateway.store import care
from gateway.tools import Tools
from gateway.work import inbox
from gateway.work.engine import Engine
from tests.settings import settings

OPEN: list[Engine] = []
"""Engines of the running test; the database's fixture closes them."""


def engine(tools: Tools, **values: str) -> Engine:
    """Return the engine of a worker process; its timers have run once already."""
    OPEN.append(worker.engine(tools, settings(**values)))
    return OPEN[-1]


def say(
    tools: Tools, *texts: str, sender: str = "+628120000001", channel: str = "twilio_sms"
) -> None:
    """Keep texts of one citizen, as a webhook does."""
    for number, text in enumerate(texts):
        message = Inbound(
            channel=channel,
            sender=sender,
            external_id=f"{sender}:{text}:{number}",
            text=text,
        )
        inbox.keep(Received(messages=(message,)), tools)


def work(tools: Tools, engine: Engine, *queues: str) -> None:
    """Work until nothing waits in `queues` (messages in and out unless named)."""
    for _ in range(400):
        engine.turn()
        with tools.database.read() as session:
            waiting = care.waiting(session)
        if not any(waiting.get(queue) for queue in queues or ("in", "out")):
            return
        time.sleep(0.01)
    raise AssertionError("work is still waiting")
