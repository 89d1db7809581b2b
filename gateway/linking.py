"""One citizen, several channels: what a number that links them does."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from bot.model import Fact, GiveCode, Link, LinkPhone, Say, TakeCode, Unlink, Words
from gateway.render import render
from gateway.store import budgets, links, threads
from gateway.store.budgets import Bucket
from gateway.store.deliveries import NewOutbound
from gateway.store.threads import Kept
from gateway.tools import Tools
from gateway.work import outbox
from gateway.work.outcome import MovedError, nothing

LASTS = 600.0
"""Seconds for which a number is good."""
TRIES = Bucket(most=5.0, each=600.0)
"""How many numbers one conversation may try: five at once, then one in ten minutes."""
DIGITS = 1_000_000

Effect = Callable[[Session, float], None]


@dataclass(frozen=True, slots=True)
class Linked:
    """What to say about a link, and what to write with it."""

    say: Say
    effect: Effect = nothing


def answer(action: Link, kept: Kept, tools: Tools) -> Linked:
    """Return what to say and to write for what the citizen asked."""
    match action:
        case GiveCode():
            return _given(kept, tools)
        case TakeCode(code):
            return _taken(code, kept, tools)
        case LinkPhone(phone):
            return _by_phone(phone, kept, tools)
        case Unlink():
            return _ended(kept, tools)


def _given(kept: Kept, tools: Tools) -> Linked:
    code = f"{tools.draw() % DIGITS:06d}"
    digest = _digest(code, tools)
    with tools.database.read() as session:
        if links.owner(session, digest, tools.database.now(session)) not in {None, kept.id}:
            return _given(kept, tools)

    def give(session: Session, now: float) -> None:
        links.give(session, kept.id, digest, now + LASTS)

    return Linked(Say("link-code", {"code": code}), give)


def _taken(code: str, kept: Kept, tools: Tools) -> Linked:
    """Link with the conversation the number was given to.

    Not by SMS: its sender can be forged, and a stranger's number would open the reports of
    whoever the forged one is. The number can be asked for by SMS and sent from elsewhere.
    """
    if tools.channels[kept.channel].form.gsm7:
        return Linked(Say("link-not-by-sms"))
    digest = _digest(code, tools)

    def look(session: Session) -> int | None:
        now = tools.database.now(session)
        may = budgets.take(session, f"link:{kept.id}", TRIES, now)
        return links.owner(session, digest, now) if may else None

    other = tools.committer.commit(look)
    if other is None or other == kept.id:
        return Linked(Say("link-wrong"))

    def take(session: Session, now: float) -> None:
        if not links.take(session, digest):
            raise MovedError
        _join(kept, other, tools, session, now)

    return Linked(Say("link-done"), take)


def _by_phone(phone: str, kept: Kept, tools: Tools) -> Linked:
    names = {phone, phone.removeprefix("+")}
    with tools.database.read() as session:
        found = {
            threads.find(session, tools.seal, channel, name)
            for channel in tools.carriers
            for name in names
        }
    others = sorted(each for each in found if each is not None and each != kept.id)
    if not others:
        return Linked(Say("link-phone-none"))

    def take(session: Session, now: float) -> None:
        for other in others:
            _join(kept, other, tools, session, now)

    return Linked(Say("link-done"), take)


def _ended(kept: Kept, tools: Tools) -> Linked:
    with tools.database.read() as session:
        alone = len(links.together(session, kept.id)) == 1
    if alone:
        return Linked(Say("link-none"))
    return Linked(Say("link-ended"), partial(_leave, kept.id))


def _leave(thread: int, session: Session, _now: float) -> None:
    links.leave(session, thread)


def _join(kept: Kept, other: int, tools: Tools, session: Session, now: float) -> None:
    """Link both, and tell the other one: whoever did not ask for it must hear of it."""
    links.join(session, kept.id, other)
    theirs = threads.load(session, tools.seal, [other])[other]
    if theirs.conversation.stopped:
        return
    rendered = render(
        [Say("link-told", {"channel": _named(kept.channel, tools)})],
        voice=tools.voice,
        language=theirs.conversation.language,
        channel=tools.channels[theirs.channel],
        recipient=theirs.sender,
    )
    outbox.put(session, [NewOutbound(thread=other, outbound=rendered.message)], tools, now)


def _named(channel: str, tools: Tools) -> Fact:
    """Return the channel by its name in the citizen's language, if we have one for it."""
    key = f"channel-{_plain(channel)}"
    return Words(key) if key in tools.voice.keys(tools.pack.city.languages[0]) else channel


def _plain(channel: str) -> str:
    """Return the channel as citizens call it.

    >>> _plain("twilio_whatsapp"), _plain("kannel")
    ('whatsapp', 'sms')
    """
    name = channel.removeprefix("simulator_").removeprefix("twilio_")
    return "sms" if name == "kannel" else name


def _digest(code: str, tools: Tools) -> bytes:
    return tools.seal.index(code, "link code")
