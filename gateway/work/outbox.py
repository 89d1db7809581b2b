"""Everything that leaves: queued with the state that promised it, sent afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import structlog
from prometheus_client import Counter
from sqlalchemy.orm import Session

from bot.model import Outbound
from gateway.channel import Carrier
from gateway.errors import (
    AmbiguousError,
    CallError,
    RefusedError,
    StoppedError,
    ThrottledError,
    UnreachableError,
)
from gateway.store import lanes, messages, threads
from gateway.store.lanes import Claim, NewTask
from gateway.store.messages import NewOutbound, Waiting
from gateway.tools import Tools
from gateway.work.engine import Ending
from gateway.work.outcome import Again, Dead, Done, Later, Outcome, Part

log = structlog.get_logger()
SENT = Counter("kentongan_sent_total", "Messages handed to a provider.", ["channel"])


def put(session: Session, new: Sequence[NewOutbound], tools: Tools, now: float) -> list[int]:
    """Queue messages in this transaction, or show them at once where citizens fetch them.

    Returns their ids, in order.
    """
    called = [each.outbound.channel in tools.carriers for each in new]
    stated = [
        replace(each, status="queued" if call else "sent")
        for each, call in zip(new, called, strict=True)
    ]
    made = messages.put(session, stated, now)
    tasks = [
        NewTask(
            lane=f"out:{each.thread}",
            kind="send",
            subject=message,
            pace=_pace(tools.carriers[each.outbound.channel]),
        )
        for each, message, call in zip(new, made, called, strict=True)
        if call
    ]
    lanes.add(session, tasks, now)
    if tasks:
        tools.announce(session)
    return made


def _pace(carrier: Carrier) -> str:
    return carrier.name if carrier.rate else ""


def send(claims: Sequence[Claim], ending: Ending, tools: Tools) -> None:
    """Send the claimed messages, each beside the others: one slow provider holds up none."""
    with tools.database.read() as session:
        waiting = messages.outbound(session, tools.seal, [claim.subject for claim in claims])
    gone = [claim for claim in claims if claim.subject not in waiting]
    if gone:  # sent, or withdrawn
        ending.finish(dict.fromkeys(gone, Done()))
    for claim in claims:
        if claim.subject in waiting:
            ending.defer(claim, partial(_send, claim, waiting[claim.subject], tools))


def _send(claim: Claim, waiting: Waiting, tools: Tools) -> Outcome:
    """Send one message, unless its provider already took it from a worker that died."""
    message = waiting.message
    carrier = tools.carriers.get(message.channel)
    if carrier is None:
        return _give_up(claim, f"channel {message.channel} is not configured")
    try:
        taken = _taken_before(claim, message, carrier)
        external_id = taken or carrier.send(message)
    except CallError as error:
        return _failed(claim, waiting.thread, error)
    SENT.labels(message.channel).inc()
    return Done(Part(_sent, (claim.subject, external_id)))


def _taken_before(claim: Claim, message: Outbound, carrier: Carrier) -> str:
    """Return the provider's id if an earlier, unfinished try got through.

    Where the provider cannot tell, it is sent again: a reply twice is better than none.
    """
    if claim.begun is None:
        return ""
    taken = carrier.sent_already(message, claim.begun)
    log.info("send_probed", channel=message.channel, found=bool(taken), known=taken is not None)
    return taken or ""


def _failed(claim: Claim, thread: int, error: CallError) -> Outcome:
    reason = str(error)
    match error:
        case StoppedError():
            return Dead(reason, partial(_stopped, claim.subject, thread, reason))
        case ThrottledError(seconds=seconds):
            return Later(seconds, reason)
        case AmbiguousError():
            return Again(reason, unclear=True, given_up=partial(_lost, claim.subject, reason))
        case UnreachableError():
            return Again(reason, given_up=partial(_lost, claim.subject, reason))
        case RefusedError() | _:
            return _give_up(claim, reason)


def _give_up(claim: Claim, reason: str) -> Dead:
    return Dead(reason, partial(_lost, claim.subject, reason))


def _sent(session: Session, now: float, given: Sequence[tuple[int, str]]) -> None:
    messages.sent(session, given, now)


def _lost(message: int, reason: str, session: Session, _now: float) -> None:
    messages.failed(session, message, reason)


def _stopped(message: int, thread: int, reason: str, session: Session, _now: float) -> None:
    messages.failed(session, message, reason)
    threads.stop(session, thread)
