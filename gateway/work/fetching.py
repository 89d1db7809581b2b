"""Files from providers: fetched after the message is kept, before it is understood."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from prometheus_client import Counter
from sqlalchemy.orm import Session

from gateway.channel import Carrier
from gateway.errors import BadAnswerError, CallError, RefusedError
from gateway.http import Request
from gateway.media import files
from gateway.media.files import BadFileError
from gateway.outside import LONGEST, clean
from gateway.store import lanes, media, messages
from gateway.store.lanes import Claim, NewTask
from gateway.store.media import Settled, Waiting
from gateway.tools import Tools
from gateway.work.outcome import Again, Done, Outcome

log = structlog.get_logger()
FETCHED = Counter("kentongan_files_total", "Files of citizens.", ["channel", "outcome"])
AWAY = "away"
"""Why we have no file: its provider did not give it in time."""
TRANSCRIBER_SECONDS = 20.0
LONG = 5.0
"""Seconds after which the rest of a message's files waits: the lane is leased for a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of a message's files, and the words heard in a voice note.

    `late` says why one of them has to be asked for again.
    """

    settled: tuple[Settled, ...]
    words: str = ""
    late: str = ""


def fetch(claim: Claim, tools: Tools) -> Outcome:
    """Fetch the files of a message. The first try never holds the message up for long.

    A file that cannot be had now is asked for again in a lane of its own.
    """
    with tools.database.read() as session:
        waiting = media.waiting(session, tools.seal, claim.subject)
    fetched = _fetched(waiting, tools)
    effect = partial(_write, claim.subject, fetched)
    lane = f"media:{claim.subject}"
    if not fetched.late:
        return Done(effect)
    if claim.lane == lane:
        return Again(fetched.late, given_up=partial(_give_up, claim.subject, tools))
    later = NewTask(lane=lane, kind="fetch", subject=claim.subject, delay=5.0)
    return Done(partial(_write, claim.subject, fetched, later=later))


def _fetched(waiting: list[Waiting], tools: Tools) -> Fetched:
    settled, words, late = [], "", ""
    start = tools.clock()
    for each in waiting:
        if tools.clock() - start > LONG:
            late = "takes long"
            break
        try:
            done, heard = _one(each, tools)
        except RefusedError as error:
            done, heard = Settled(name=each.name, status="refused", error=error.code), ""
        except CallError as error:
            late = str(error)
            continue
        FETCHED.labels(each.channel, done.status).inc()
        settled.append(done)
        words = words or heard
    return Fetched(settled=tuple(settled), words=words, late=late)


def _one(waiting: Waiting, tools: Tools) -> tuple[Settled, str]:
    """Fetch one file, keep it, and return what became of it and what was heard in it."""
    carrier = _carrier(waiting, tools)
    content = tools.http.download(carrier.file(waiting.attachment.reference))
    try:
        file = files.read(content)
    except BadFileError as error:
        return Settled(name=waiting.name, status="refused", error=str(error)), ""
    tools.storage.put(waiting.name, file.content)
    kept = Settled(
        name=waiting.name,
        status="kept",
        kind=file.kind,
        content_type=file.content_type,
        size=len(file.content),
        taken=file.taken,
    )
    heard = waiting.attachment.kind == "voice" or file.kind == "voice"
    return kept, _words(file, tools) if heard and tools.transcriber else ""


def _carrier(waiting: Waiting, tools: Tools) -> Carrier:
    carrier = tools.carriers.get(waiting.channel)
    if carrier is None:
        raise RefusedError(f"channel {waiting.channel} is not configured", "channel")
    return carrier


def _words(file: files.File, tools: Tools) -> str:
    """Return what a voice note says; nothing if the transcriber cannot tell now."""
    call = Request(
        to="transcriber",
        method="POST",
        url=tools.transcriber,
        content=(file.content_type, file.content),
        timeout=TRANSCRIBER_SECONDS,
    )
    try:
        told: Any = tools.http.fetch(call).json()
        if not isinstance(told, dict) or not isinstance(told.get("text"), str):
            raise BadAnswerError("transcriber: no text")
    except CallError as error:
        log.warning("transcriber_failed", error=str(error)[:200])
        return ""
    return clean(told["text"])[:LONGEST].strip()


def _write(
    message: int,
    fetched: Fetched,
    session: Session,
    now: float,
    *,
    later: NewTask | None = None,
) -> None:
    for each in fetched.settled:
        media.settle(session, each)
    if fetched.words:
        messages.write_down(session, message, fetched.words)
    lanes.add(session, [later] if later else [], now)


def _give_up(message: int, tools: Tools, session: Session, _now: float) -> None:
    for each in media.waiting(session, tools.seal, message):
        media.settle(session, Settled(name=each.name, status="refused", error=AWAY))
