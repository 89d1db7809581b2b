"""What operators do to a conversation: take it, answer in it, give it back, retry a send."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bot.model import Attachment, Conversation, Outbound, Say
from gateway import drafting, sms, window
from gateway.render import render
from gateway.store import care, deliveries, messages, resting, sharing, threads
from gateway.store.deliveries import NewOutbound
from gateway.store.sharing import Answered
from gateway.store.threads import Kept
from gateway.tools import Tools
from gateway.window import Window
from gateway.work import outbox
from gateway.work.costs import COUNTRY


@dataclass(frozen=True, slots=True)
class Reply:
    """What an operator answers: words, who writes, the newest message they had seen.

    `late` says that they know the channel's window to be closed, and how it goes then. `file`
    goes with the words where the channel carries files.
    """

    text: str
    by: str = ""
    seen: int | None = None
    late: bool = False
    file: Attachment | None = None


class AnsweredError(Exception):
    """Somebody else answered meanwhile; `answered` says what."""

    def __init__(self, answered: Answered) -> None:
        super().__init__(answered.by)
        self.answered = answered


class WindowClosedError(Exception):
    """The channel takes no free text any more; `window` says what it does take."""

    def __init__(self, window: Window) -> None:
        super().__init__(window.how)
        self.window = window


class StoppedCitizenError(Exception):
    """The citizen asked for silence: nobody may write until they do."""


def take(thread: int, who: str, tools: Tools) -> bool:
    """Take the conversation for `who`, tell the citizen; return whether that is new.

    One that is in operators' hands already becomes theirs, and the citizen hears nothing.
    """
    return _change(thread, "operator", "handover-taken", tools, who)


def give_back(thread: int, tools: Tools) -> bool:
    """Give the conversation back to the bot, tell the citizen; return whether that was new.

    Whom the channel's window is closed for hears nothing: that is worth no template.
    """
    return _change(thread, "bot", drafting.BACK, tools, "")


def resolve(thread: int, tools: Tools) -> bool:
    """Be done with the conversation: the bot has it again, and the citizen is told.

    Returns whether operators held it.
    """
    return _change(thread, "bot", drafting.RESOLVED, tools, "")


def answer(thread: int, reply: Reply, tools: Tools) -> int:
    """Queue an operator's words and return the message's id; the bot is silent from now on.

    The conversation becomes theirs if it was nobody's. Raises `AnsweredError` if another
    operator answered after what they had seen, `WindowClosedError` if the channel does not take
    their words now, `StoppedCitizenError`, or `LookupError` if there is no such conversation.
    """

    def work(session: Session) -> int:
        kept = _kept(session, thread, tools)
        if kept.conversation.stopped:
            raise StoppedCitizenError
        _refuse_if_answered(session, thread, reply)
        now = tools.database.now(session)
        channel = tools.channels.get(kept.channel)
        form = channel.form if channel else None
        open_now = window.now_open(form, kept.heard_at, now)
        if form is None or not _may_go(reply, open_now):
            raise WindowClosedError(open_now)
        threads.own(session, thread, "operator", now)
        if thread not in sharing.assignees(session, [thread]):
            sharing.assign(session, thread, reply.by)
        text = window.words(reply.text, open_now)
        message = Outbound(
            channel=kept.channel,
            recipient=kept.sender,
            text=sms.plain(text) if form.gsm7 else text,
            attachment=reply.file,
            template=not open_now.is_free,
        )
        # In public a reply stands under what it answers.
        answers = messages.last_heard(session, thread) if form.public else None
        new = NewOutbound(
            thread=thread, outbound=message, author="operator", by=reply.by, answers=answers
        )
        return outbox.put(session, [new], tools, now)[0]

    return tools.committer.commit(work)


def retry(message: int, tools: Tools) -> bool:
    """Send a failed message once more; return whether it had failed and may be sent.

    Also one that was never tried, such as for want of budget, or that its provider took and
    failed with. A number of a country we do not write to is not written to this way, either.
    """

    def work(session: Session) -> bool:
        failure = deliveries.failure(session, message)
        if failure is None or failure.error == COUNTRY:
            return False
        deliveries.requeue(session, message)
        task = care.dead_task(session, "send", message)
        now = tools.database.now(session)
        if task is None:
            outbox.again(session, (message, failure.thread), failure.channel, tools, now)
        else:
            care.revive(session, task, now)
        tools.announce(session)
        return True

    return tools.committer.commit(work)


def _refuse_if_answered(session: Session, thread: int, reply: Reply) -> None:
    if reply.seen is None:
        return
    sharing.hold(session, thread)
    answered = sharing.answered_since(session, thread, reply.seen, reply.by)
    if answered is not None:
        raise AnsweredError(answered)


def _may_go(reply: Reply, window: Window) -> bool:
    if window.is_free:
        return True
    if reply.file:  # a template carries none
        return False
    too_long = bool(window.length) and len(reply.text) > window.length
    return reply.late and not window.is_shut and not too_long


def _change(thread: int, owner: str, key: str, tools: Tools, who: str) -> bool:
    def work(session: Session) -> bool:
        sharing.hold(session, thread)
        kept = _kept(session, thread, tools)
        now = tools.database.now(session)
        is_new = sharing.assign(session, thread, who)
        if kept.conversation.owner == owner:
            return is_new and owner == "operator"
        after, says = drafting.passed(kept.conversation, key, tools)
        if _hears(kept, tools, now):
            after = _said(session, kept, after, says, tools)
        if after != kept.conversation:
            threads.edited(session, kept, after, now)
        threads.own(session, thread, owner, now)
        if key == drafting.RESOLVED:
            resting.resolve(session, thread, now)
        return True

    return tools.committer.commit(work)


def _hears(kept: Kept, tools: Tools, now: float) -> bool:
    """Return whether the citizen is told who has the conversation: not in public, not late."""
    channel = tools.channels.get(kept.channel)
    if channel is None or kept.conversation.stopped or channel.form.public:
        return False
    return not window.closed(channel.form, kept.heard_at, now)


def _said(
    session: Session, kept: Kept, after: Conversation, says: Sequence[Say], tools: Tools
) -> Conversation:
    """Say it, and return the conversation with what may be answered now."""
    rendered = render(
        says,
        voice=tools.voice,
        language=kept.conversation.language or tools.pack.city.languages[0],
        channel=tools.channels[kept.channel],
        recipient=kept.sender,
    )
    new = NewOutbound(thread=kept.id, outbound=rendered.message)
    outbox.put(session, [new], tools, tools.database.now(session))
    asks = len(says) > 1
    return replace(after, labels=rendered.labels, rest=rendered.rest) if asks else after


def _kept(session: Session, thread: int, tools: Tools) -> Kept:
    found = threads.load(session, tools.seal, [thread])
    if thread not in found:
        raise LookupError(f"no conversation {thread}")
    return found[thread]
