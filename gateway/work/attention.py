"""Show the citizen that we read, where an answer takes a while."""

import structlog

from bot.model import Inbound
from gateway.channel import Attentive
from gateway.errors import CallError
from gateway.store.threads import Kept
from gateway.tools import Tools

log = structlog.get_logger()


def show(kept: Kept, message: Inbound, tools: Tools) -> None:
    """Mark `message` as read and show typing, on channels that can; a failure is no harm."""
    carrier: object = tools.carriers.get(kept.channel)
    if not isinstance(carrier, Attentive):
        return
    try:
        carrier.attend(kept.sender, message.external_id)
    except CallError as error:
        log.info("attention_failed", channel=kept.channel, error=type(error).__name__)
