"""Keep what citizens send: nothing is acknowledged before it is committed."""

import structlog
from sqlalchemy.orm import Session

from bot.model import Inbound
from gateway import outside
from gateway.channel import Received
from gateway.store import lanes, messages, threads
from gateway.store.lanes import NewTask
from gateway.tools import Tools

log = structlog.get_logger()
LONGEST = outside.LONGEST


def keep(received: Received, channel: str, tools: Tools) -> list[int]:
    """Commit everything in `received` and return the ids of the messages that are new."""
    if not (received.messages or received.receipts or received.stopped):
        return []
    new = tools.committer.commit(lambda session: _keep(session, received, channel, tools))
    if new:
        tools.hint([f"in:{thread}" for _, thread in new])
    return [message for message, _ in new]


def _keep(
    session: Session, received: Received, channel: str, tools: Tools
) -> list[tuple[int, int]]:
    """Return the messages that are new, each with its conversation."""
    now = tools.database.now(session)
    for receipt in received.receipts:
        name, error = outside.clean(receipt.external_id), outside.clean(receipt.error)
        messages.receipt(session, channel, name, receipt.status, error)
    for sender in received.stopped:
        known = threads.find(session, tools.seal, channel, outside.clean(sender))
        if known is not None:
            threads.stop(session, known)
    kept = [_keep_one(session, message, now, tools) for message in received.messages]
    new = [each for each in kept if each is not None]
    if new:
        tools.announce(session)
    return new


def _keep_one(
    session: Session, message: Inbound, now: float, tools: Tools
) -> tuple[int, int] | None:
    message = outside.tidy(message)
    if message.replaces and messages.replace_waiting(session, message):
        return None
    thread = threads.open_for(session, tools.seal, message.channel, message.sender, now)
    kept = messages.keep(session, thread, message, now)
    if kept is None:
        log.info("message_repeated", channel=message.channel)
        return None
    lanes.add(session, [NewTask(lane=f"in:{thread}", kind="hear", subject=kept)], now)
    return kept, thread
