"""Staff write a citizen's report down: as a draft in the conversation, or filed at once."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from bot.flows import asking
from bot.model import Conversation, Heard, Say
from bot.report import Draft
from bot.turn import Turn
from gateway import joining, numbers, promises
from gateway.render import render
from gateway.sheets import Sheet
from gateway.store import reports, sharing, threads
from gateway.store.deliveries import NewOutbound
from gateway.store.reports import CHAT, NewReport
from gateway.store.threads import DRAFTING, Kept, Step
from gateway.tools import Tools
from gateway.work import outbox
from gateway.work.outcome import Effect

WRITTEN = "staff"
"""The channel of those whom we cannot write to: a call without a number, a post."""
BACK, RESOLVED = "handover-back", "handover-resolved"
"""What the citizen hears when operators give a conversation back, and when they are done."""
AGAIN = 600.0
"""Seconds within which the same words are the same report, pressed twice."""
_SMS = ("kannel", "twilio_sms")


class ChangedError(Exception):
    """The conversation went on while staff wrote: what they wrote is not kept yet."""


def keep(thread: int, sheet: Sheet, seen: str, by: str, tools: Tools) -> None:
    """Keep the draft in the conversation, which is the operator's from now on.

    Raises `ChangedError` if it is not as it was `seen` (see `version`).
    """

    def work(session: Session) -> None:
        kept = _kept(session, thread, tools)
        after, _ = _asking(replace(kept.conversation, flow="", misses=0), sheet.draft, tools)
        _take(session, Step(kept, after), seen, by, tools)

    tools.committer.commit(work)


def file(thread: int, sheet: Sheet, seen: str, by: str, tools: Tools) -> str:
    """File the report in its citizen's name, tell them, and return the ticket number.

    Raises `ChangedError` as in `keep`: it is never filed twice.
    """
    origin = sheet.origin or CHAT
    new = _new(sheet, thread, origin, by, tools)

    def work(session: Session) -> None:
        kept = _kept(session, thread, tools)
        after = replace(closed(kept.conversation), ticket=new.ticket)
        _take(session, Step(kept, after), seen, by, tools)
        _promise(session, new, kept, tools)

    tools.committer.commit(work)
    return new.ticket


def write_down(sheet: Sheet, number: str, key: str, by: str, tools: Tools) -> str:
    """File what was told elsewhere and return its ticket number.

    Whoever gave a telephone `number` (E.164) hears of it by SMS, if there is such a channel;
    nobody else does. `key` is drawn once for each form: sent twice it is one report.
    """
    channel = next((each for each in _SMS if number and each in tools.channels), WRITTEN)
    sender = number if channel != WRITTEN else key

    def begin(session: Session) -> int:
        now = tools.database.now(session)
        thread = threads.open_for(session, tools.seal, channel, sender, now)
        if channel == WRITTEN:
            threads.stop(session, thread)
        return thread

    thread = tools.committer.commit(begin)
    new = _new(sheet, thread, sheet.origin, by, tools)

    def work(session: Session) -> str:
        sharing.hold(session, thread)
        since = tools.database.now(session) - AGAIN
        known = reports.since(session, [thread], since)
        if known is not None and known.description == new.description:
            return known.ticket
        _promise(session, new, _kept(session, thread, tools), tools)
        return new.ticket

    return tools.committer.commit(work)


def join(thread: int, ticket: str, seen: str, by: str, tools: Tools) -> bool:
    """Let the citizen join the report with this number instead of filing a draft of their own.

    Returns whether there is such a report; raises `ChangedError` as in `keep`.
    """
    answered = joining.join(ticket, thread, tools)
    if answered is None:
        return False

    def work(session: Session) -> None:
        kept = _kept(session, thread, tools)
        _take(session, Step(kept, closed(kept.conversation)), seen, by, tools)
        effect: Effect = answered.effect
        effect(session, tools.database.now(session))
        _tell(session, kept, answered.says[0], tools)

    tools.committer.commit(work)
    return True


def number_of(said: str, tools: Tools) -> str | None:
    """Return a telephone number as we write to it; `None` if it is none that we may.

    Nothing stays nothing: a caller need not give one.
    """
    if not said:
        return ""
    number = numbers.international(said, tools.limits.sms_countries)
    allowed = number and numbers.may_be_sent_to(number, tools.limits.sms_countries)
    return number if allowed else None


def version(kept: Kept) -> str:
    """Return what changes with every change by staff, and with every report that was filed.

    >>> version(Kept(id=1, channel="web", sender="", conversation=Conversation(ticket="X-1")))
    '0.X-1'
    """
    return f"{kept.edits}.{kept.conversation.ticket}"


def passed(
    conversation: Conversation, key: str, tools: Tools
) -> tuple[Conversation, Sequence[Say]]:
    """Return the conversation as it changes hands by `key`, and what its citizen is told.

    The bot goes on with a report that is still being told: it asks what is missing, or shows
    what staff made of it. With `RESOLVED` it is dropped.
    """
    told = Say(key)
    if key == RESOLVED:
        return closed(conversation), [told]
    if key != BACK or conversation.flow != DRAFTING:
        return conversation, [told]
    after, asked = _asking(conversation, conversation.draft, tools)
    return after, [told, *asked]


def closed(conversation: Conversation) -> Conversation:
    """Return the conversation without any report that is being told."""
    return replace(
        conversation,
        flow="",
        awaiting="",
        offered=(),
        labels=(),
        draft=Draft(),
        later=Draft(),
        misses=0,
    )


def _asking(
    conversation: Conversation, draft: Draft, tools: Tools
) -> tuple[Conversation, Sequence[Say]]:
    """Return the conversation with what `draft` lacks as its open question, and its words."""
    nothing = Heard(text="", intent="", language=conversation.language)
    turn = Turn(conversation=conversation, heard=nothing, city=tools.pack.city)
    after, actions = asking.go_on(turn, draft)
    return after, [each for each in actions if isinstance(each, Say)]


def _new(sheet: Sheet, thread: int, origin: str, by: str, tools: Tools) -> NewReport:
    made = promises.new_report(sheet.draft, thread, tools)
    return replace(made, origin=origin, link=sheet.link, by=f"operator:{by}")


def _take(session: Session, step: Step, seen: str, by: str, tools: Tools) -> None:
    """Write the conversation as staff changed it, and make it theirs if it was nobody's."""
    now, before = tools.database.now(session), step.before
    if version(before) != seen or not threads.edited(session, before, step.after, now):
        raise ChangedError
    threads.own(session, before.id, "operator", now)
    if before.id not in sharing.assignees(session, [before.id]):
        sharing.assign(session, before.id, by)


def _promise(session: Session, new: NewReport, kept: Kept, tools: Tools) -> None:
    promises.keep(session, [new], tools, tools.database.now(session))
    _tell(session, kept, Say("report-filed-for", {"ticket": new.ticket}), tools)
    tools.announce(session)


def _tell(session: Session, kept: Kept, say: Say, tools: Tools) -> None:
    channel = tools.channels.get(kept.channel)
    if channel is None or kept.conversation.stopped or channel.form.public:
        return
    rendered = render(
        [say],
        voice=tools.voice,
        language=kept.conversation.language or tools.pack.city.languages[0],
        channel=channel,
        recipient=kept.sender,
    )
    new = NewOutbound(thread=kept.id, outbound=rendered.message)
    outbox.put(session, [new], tools, tools.database.now(session))


def _kept(session: Session, thread: int, tools: Tools) -> Kept:
    found = threads.load(session, tools.seal, [thread])
    if thread not in found:
        raise LookupError(f"no conversation {thread}")
    return found[thread]
