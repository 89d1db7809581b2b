"""A turn: a message with its conversation, and everything in it that is not words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from bot.model import Attachment, Heard, Inbound
from bot.place import Point
from gateway.channel import Inviting
from gateway.store import links, media, messages, reports, threads
from gateway.store.lanes import Claim
from gateway.store.media import Settled
from gateway.store.messages import Arrived
from gateway.store.threads import Kept
from gateway.tools import Tools
from gateway.work.inbox import PHONE
from nlu import privacy

START = "/start"
"""What somebody says who only followed a link to us."""
DAY = 86400.0
"""Seconds after filing in which what is sent besides belongs to the report."""
REFERRAL = "k"
"""How the name of a message begins that is continued in private."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A claimed message and the conversation it belongs to; `received` is Unix seconds.

    `others` are the rest of its album, `recent` is the ticket filed within the last day (if
    something is sent that could belong to it), `files` what is known of what was sent with it
    all.
    """

    claim: Claim
    kept: Kept
    message: Inbound
    received: float
    others: tuple[int, ...] = ()
    recent: str = ""
    files: Mapping[str, Settled] = field(default_factory=dict[str, Settled])


def load(claims: Sequence[Claim], tools: Tools) -> Mapping[Claim, Turn]:
    """Return the turns of those claimed messages that wait to be answered."""
    with tools.database.read() as session:
        found = messages.inbound(session, [claim.subject for claim in claims])
        ids = {each.thread for each in found.values()}
        kept = threads.load(session, tools.seal, ids)
        return {
            claim: _turn(
                session, claim, kept[found[claim.subject].thread], found[claim.subject], tools
            )
            for claim in claims
            if claim.subject in found
        }


def whole(turn: Turn, heard: Heard, tools: Tools) -> Heard:
    """Add to what was understood of the text everything that is not text."""
    message, before = turn.message, turn.kept.heard_at
    pin, taken = message.location, _taken(turn)
    channel = tools.channels[turn.kept.channel]
    sealed = bytes.fromhex(message.phone)
    return replace(
        heard,
        place=tools.locate(pin.lat, pin.lon) if pin else heard.place,
        button=message.button,
        attachments=tuple(_known(each, turn.files) for each in message.attachments),
        edited=bool(message.replaces),
        pause=turn.received - before if before else 0.0,
        taken=tools.locate(taken.lat, taken.lon) if taken else None,
        phone=tools.seal.open(sealed, PHONE) if sealed else "",
        masked=privacy.mask(heard.text, tools.knowledge.gazetteer),
        public=channel.form.public,
        recent=turn.recent,
        invitation=channel.invitation(f"{REFERRAL}{turn.claim.subject}")
        if isinstance(channel, Inviting)
        else "",
    )


def _turn(session: Session, claim: Claim, kept: Kept, arrived: Arrived, tools: Tools) -> Turn:
    """Return the turn of a message, with the rest of its album and what it refers to."""
    message = arrived.inbound
    others: tuple[int, ...] = ()
    if message.album:
        album = messages.album(session, claim.subject, arrived)
        message, others = _together(message, album.values()), tuple(album)
    if message.referral:
        message = _referred(session, message, tools)
    references = [each.reference for each in message.attachments]
    return Turn(
        claim=claim,
        kept=kept,
        message=message,
        received=arrived.at,
        others=others,
        recent=_recent(session, kept, message, arrived.at),
        files=media.of(session, references) if references else {},
    )


def _recent(session: Session, kept: Kept, message: Inbound, at: float) -> str:
    """Return the ticket to which a photo or a pin belongs that comes after the report."""
    if kept.conversation.flow or not (message.attachments or message.location):
        return ""
    report = reports.since(session, links.together(session, kept.id), at - DAY)
    return report.ticket if report else ""


def _referred(session: Session, message: Inbound, tools: Tools) -> Inbound:
    """Return the message with the words said in public that it continues."""
    public = [name for name, each in tools.channels.items() if each.form.public]
    head, _, told = message.referral.partition(REFERRAL)
    number = None if head else messages.number(told)
    said = "" if number is None else messages.said_in_public(session, number, public)
    return replace(message, text=said or message.text or START)


def _together(message: Inbound, album: Iterable[Arrived]) -> Inbound:
    """Return an album as one message: every photo, and the words under any of them."""
    others = [each.inbound for each in album]
    return replace(
        message,
        text=next((each.text for each in (message, *others) if each.text), ""),
        attachments=tuple(file for each in (message, *others) for file in each.attachments),
    )


def _known(attachment: Attachment, files: Mapping[str, Settled]) -> Attachment:
    """Return an attachment by what its file turned out to be."""
    file = files.get(attachment.reference)
    if file is None:
        return attachment
    return replace(attachment, kind="refused" if file.status == "refused" else file.kind)


def _taken(turn: Turn) -> Point | None:
    """Return where one of the photos says that it was taken."""
    told = [each.taken for each in turn.files.values()]
    told += [each.taken for each in turn.message.attachments]
    return next((each for each in told if each), None)
