"""Keep what citizens send: nothing is acknowledged before it is committed."""

from dataclasses import replace

import structlog
from sqlalchemy.orm import Session

from bot.model import Inbound
from gateway import outside
from gateway.channel import Party, Receipt, Received
from gateway.store import lanes, messages, threads
from gateway.store.lanes import NewTask
from gateway.tools import Tools

log = structlog.get_logger()
LONGEST = outside.LONGEST


def keep(received: Received, tools: Tools) -> list[int]:
    """Commit everything in `received` and return the ids of the messages that are new."""
    told = received.messages or received.receipts or received.stopped or received.returned
    if not told:
        return []
    new = tools.committer.commit(lambda session: _keep(session, received, tools))
    if new:
        tools.hint([f"in:{thread}" for _, thread in new])
    return [message for message, _ in new]


def _keep(session: Session, received: Received, tools: Tools) -> list[tuple[int, int]]:
    """Return the messages that are new, each with its conversation."""
    now = tools.database.now(session)
    for receipt in received.receipts:
        messages.receipt(session, _tidy(receipt))
    for each, stopped in _wishes(received):
        known = threads.find(session, tools.seal, each.channel, outside.clean(each.sender))
        if known is not None:
            threads.stop(session, known, stopped=stopped)
    kept = [_keep_one(session, message, now, tools) for message in received.messages]
    new = [each for each in kept if each is not None]
    if new:
        tools.announce(session)
    return new


def _tidy(receipt: Receipt) -> Receipt:
    """Return `receipt` with every text in it clean and of bearable length."""
    return replace(
        receipt,
        external_id=outside.short(receipt.external_id),
        error=outside.short(receipt.error),
        reference=outside.short(receipt.reference),
    )


def _wishes(received: Received) -> list[tuple[Party, bool]]:
    """Return who wants no more messages, and who wants them again."""
    stopped = [(each, True) for each in received.stopped]
    return stopped + [(each, False) for each in received.returned]


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
