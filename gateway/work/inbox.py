"""Keep what citizens send: nothing is acknowledged before it is committed."""

from collections.abc import Sequence
from dataclasses import replace

import structlog
from prometheus_client import Counter
from sqlalchemy.orm import Session

from bot.model import Inbound, Say
from gateway import flood, outside
from gateway.channel import Party, Receipt, Received
from gateway.flood import Verdict
from gateway.media.links import PREFIX
from gateway.render import render
from gateway.sealing import Seal
from gateway.store import deliveries, floods, lanes, media, messages, threads
from gateway.store.deliveries import NewOutbound
from gateway.store.lanes import NewTask
from gateway.store.media import Waiting
from gateway.tools import Tools
from gateway.work import outbox
from nlu import rules
from nlu.knowledge import lemmas
from nlu.normalise import plain

log = structlog.get_logger()
REPEATED = Counter("kentongan_repeated_total", "Messages delivered again.", ["channel"])
FLOODED = Counter("kentongan_flooded_total", "Messages too fast.", ["channel", "verdict"])
LONGEST = outside.LONGEST
ALBUM = 1.0
"""Seconds in which the photos of an album come together."""
PHONE = "phone"
"""What a sealed telephone number that came with a message is about."""


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
    for receipt in map(_tidy, received.receipts):
        moved = deliveries.receipt(session, receipt)
        failed = deliveries.reopen(session, receipt) if moved and receipt.closed else None
        if failed:
            outbox.again(session, failed, receipt.channel, tools, now)
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
    files = _files(message, tools)
    kept = messages.keep(session, thread, _referring(message, files, tools.seal), now)
    if kept is None:
        REPEATED.labels(message.channel).inc()
        return None
    verdict = _verdict(session, thread, message, now, tools)
    if verdict is not Verdict.ANSWER:
        messages.ignore(session, kept, now)
        if verdict is Verdict.SLOW_DOWN:
            _say(session, thread, Say("slow-down"), now, tools)
        return None
    lane = f"in:{thread}"
    hear = NewTask(lane=lane, kind="hear", subject=kept, delay=ALBUM if message.album else 0.0)
    if files:
        media.add(session, tools.seal, kept, files, now)
        lanes.add(session, [replace(hear, kind="fetch"), hear], now)
    else:
        lanes.add(session, [hear], now)
    return kept, thread


def _files(message: Inbound, tools: Tools) -> list[Waiting]:
    """Return the files that must be fetched from the message's provider."""
    if message.channel not in tools.carriers:
        return []
    return [
        Waiting(
            name=media.name(tools.seal, message.channel, message.external_id, number),
            channel=message.channel,
            attachment=attachment,
        )
        for number, attachment in enumerate(message.attachments)
        if attachment.reference
    ]


def _referring(message: Inbound, files: Sequence[Waiting], seal: Seal) -> Inbound:
    """Return the message with our names for its files, and nothing in it that betrays whose."""
    if files:
        ours = [replace(each.attachment, reference=f"{PREFIX}{each.name}") for each in files]
        message = replace(message, attachments=tuple(ours))
    if message.phone:
        sealed = seal.seal(message.phone, PHONE).hex()
        message = replace(message, phone=sealed)
    return message


def _verdict(
    session: Session, thread: int, message: Inbound, now: float, tools: Tools
) -> Verdict:
    """Return what becomes of a message; one that comes too fast is only kept.

    A cry for help is always heard, unless a machine repeats it.
    """
    digest = tools.seal.index(f"{message.text}\0{message.button}", "flood")[:16]
    level = floods.count(session, thread, digest, flood.PACE, now)
    verdict = flood.judge(level)
    if verdict is Verdict.ANSWER or (not level.repeats and _is_cry(message.text, tools)):
        return Verdict.ANSWER
    FLOODED.labels(message.channel, verdict.name.lower()).inc()
    return verdict


def _is_cry(text: str, tools: Tools) -> bool:
    said = lemmas(plain(text), tools.knowledge)
    return bool(text) and bool(rules.emergency(said, tools.knowledge.rules))


def _say(session: Session, thread: int, say: Say, now: float, tools: Tools) -> None:
    kept = threads.load(session, tools.seal, [thread])[thread]
    rendered = render(
        [say],
        voice=tools.voice,
        language=kept.conversation.language,
        channel=tools.channels[kept.channel],
        recipient=kept.sender,
    )
    if not tools.channels[kept.channel].form.public:
        outbox.put(session, [NewOutbound(thread=thread, outbound=rendered.message)], tools, now)
