"""Everything that leaves: queued with the state that promised it, sent afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import structlog
from prometheus_client import Counter
from sqlalchemy.orm import Session

from bot.model import Outbound
from gateway import render, window
from gateway.channel import Carrier
from gateway.errors import (
    AmbiguousError,
    CallError,
    StoppedError,
    ThrottledError,
    UnreachableError,
    WindowError,
)
from gateway.store import deliveries, lanes, threads
from gateway.store.deliveries import NewOutbound, Waiting
from gateway.store.lanes import Claim, NewTask
from gateway.tools import Tools
from gateway.work import costs
from gateway.work.engine import Ending
from gateway.work.outcome import Again, Dead, Done, Later, Outcome, Part

log = structlog.get_logger()
SENT = Counter("kentongan_sent_total", "Messages handed to a provider.", ["channel"])
HOLD, LOOK = 300.0, 20.0
"""Seconds a message that may have arrived waits for its receipt, and between looks."""
STOPPED, UNCLEAR = "stopped", "unclear"
"""Why a message was not sent: the citizen wants none; it may have arrived, nobody can tell."""


def put(session: Session, new: Sequence[NewOutbound], tools: Tools, now: float) -> list[int]:
    """Queue messages in this transaction, or show them at once where citizens fetch them.

    Returns their ids, in order. A text longer than its channel takes becomes several messages:
    sent one after the other, a failed one is tried again without those before it.
    """
    every = [
        replace(each, outbound=part)
        for each in new
        for part in render.parts(each.outbound, tools.channels[each.outbound.channel].form)
    ]
    stated = costs.allowed(session, [_stated(each, tools) for each in every], tools, now)
    made = deliveries.put(session, stated, now)
    tasks = [
        _task(each, message, tools.carriers[each.outbound.channel])
        for each, message in zip(stated, made, strict=True)
        if each.status == "queued"
    ]
    lanes.add(session, tasks, now)
    if tasks:
        tools.announce(session)
    return made


def again(
    session: Session, failed: tuple[int, int], channel: str, tools: Tools, now: float
) -> None:
    """Send a message (told with its conversation) once more: its provider failed with it."""
    carrier = tools.carriers.get(channel)
    if carrier is None:
        return
    message, thread = failed
    pace = carrier.name if carrier.rate else ""
    task = NewTask(lane=f"out:{thread}", kind="send", subject=message, pace=pace)
    lanes.add(session, [task], now)
    tools.announce(session)


def _stated(new: NewOutbound, tools: Tools) -> NewOutbound:
    called = new.outbound.channel in tools.carriers
    return replace(new, status="queued" if called else "sent")


def _task(new: NewOutbound, message: int, carrier: Carrier) -> NewTask:
    lane = f"bulk:{new.thread}" if new.bulk else f"out:{new.thread}"
    if new.broadcast:
        lane = f"cast:{new.broadcast}:{new.thread}"
    pace = carrier.name if carrier.rate else ""
    return NewTask(lane=lane, kind="send", subject=message, pace=pace)


def send(claims: Sequence[Claim], ending: Ending, tools: Tools) -> None:
    """Send the claimed messages, each beside the others: one slow provider holds up none."""
    with tools.database.read() as session:
        now = tools.database.now(session)
        waiting = deliveries.outbound(session, tools.seal, [claim.subject for claim in claims])
    gone = [claim for claim in claims if claim.subject not in waiting]
    if gone:  # sent, told of by a receipt, or withdrawn
        ending.finish(dict.fromkeys(gone, Done()))
    for claim in claims:
        if claim.subject in waiting:
            ending.defer(claim, partial(_send, claim, waiting[claim.subject], tools, now))


def _send(claim: Claim, waiting: Waiting, tools: Tools, now: float) -> Outcome:
    """Send one message, unless its provider already took it from a worker that died."""
    carrier = tools.carriers.get(waiting.message.channel)
    if carrier is None:
        return _give_up(claim, f"channel {waiting.message.channel} is not configured")
    if waiting.stopped and not waiting.answers:
        return Done(partial(_lost, claim.subject, STOPPED))
    message = _formed(waiting, carrier, tools, now)
    try:
        taken = "" if claim.begun is None else carrier.sent_already(message, claim.begun)
        if taken is None:
            return _held(claim, now)
        external_id = taken or carrier.send(message)
    except CallError as error:
        return _failed(claim, waiting, error)
    if claim.begun is not None:
        log.info("send_probed", channel=message.channel, found=bool(taken))
    SENT.labels(message.channel).inc()
    return Done(Part(_sent, (claim.subject, external_id)), rest=carrier.gap)


def _formed(waiting: Waiting, carrier: Carrier, tools: Tools, now: float) -> Outbound:
    """Return the message as its provider wants it now: files by address, or as a template."""
    message = waiting.message
    closed = window.closed(carrier.form, waiting.heard_at, now)
    file = message.attachment
    if file is not None:
        file = replace(file, reference=tools.links.public(file.reference, now))
    return replace(message, attachment=file, template=message.template or closed)


def _held(claim: Claim, now: float) -> Outcome:
    """Wait for the receipt of a message that may have arrived: it is never sent blindly."""
    if claim.begun is not None and now - claim.begun < HOLD:
        return Later(LOOK, UNCLEAR, unclear=True)
    return _give_up(claim, UNCLEAR)


def _failed(claim: Claim, waiting: Waiting, error: CallError) -> Outcome:
    reason, unclear = str(error), claim.begun is not None
    lost = partial(_lost, claim.subject, reason)
    outcome: Outcome = Dead(reason, lost)
    match error:
        case StoppedError():
            outcome = Dead(reason, partial(_stopped, claim.subject, waiting.thread, reason))
        case WindowError() if not waiting.message.template:
            outcome = Later(0.0, reason, partial(_as_template, claim.subject))
        case ThrottledError(seconds=seconds):
            outcome = Later(seconds, reason, unclear=unclear)
        case AmbiguousError() | UnreachableError():
            unclear |= isinstance(error, AmbiguousError)
            outcome = Again(reason, unclear=unclear, given_up=lost)
        case _:
            pass
    return outcome


def _give_up(claim: Claim, reason: str) -> Dead:
    return Dead(reason, partial(_lost, claim.subject, reason))


def _sent(session: Session, now: float, given: Sequence[tuple[int, str]]) -> None:
    deliveries.sent(session, given, now)


def _lost(message: int, reason: str, session: Session, _now: float) -> None:
    deliveries.failed(session, message, reason)


def _as_template(message: int, session: Session, _now: float) -> None:
    deliveries.use_template(session, message)


def _stopped(message: int, thread: int, reason: str, session: Session, _now: float) -> None:
    deliveries.failed(session, message, reason)
    threads.stop(session, thread)
