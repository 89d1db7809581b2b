"""One inbound message, from top to bottom. Read this file first.

A webhook kept the message (`gateway.work.inbox`); a worker claimed its conversation's lane and
comes here with one message of each of several conversations: load them and close the database,
understand all texts in one call, let the bot decide, look up what it wants to know, find the
words, and write everything in one transaction with the end of the claims.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from prometheus_client import Histogram
from sqlalchemy.orm import Session

from bot.dialogue import step
from bot.model import (
    Action,
    Attachment,
    Conversation,
    FileReport,
    GiveCode,
    HandOver,
    Heard,
    Inbound,
    Link,
    LinkPhone,
    LookUp,
    Outbound,
    Point,
    ReportStatus,
    Say,
    TakeCode,
    Unlink,
)
from gateway import linking
from gateway.channel import Inviting
from gateway.promises import new_report, state_of
from gateway.render import Rendered, render
from gateway.source import Question
from gateway.store import lanes, media, messages, reports, threads
from gateway.store.lanes import Claim, NewTask
from gateway.store.media import Settled
from gateway.store.messages import Arrived, NewOutbound
from gateway.store.reports import NewReport
from gateway.store.threads import Kept, Step
from gateway.tools import Tools
from gateway.work import attention, outbox
from gateway.work.engine import Ending
from gateway.work.inbox import PHONE
from gateway.work.outcome import Done, Effect, MovedError, Outcome, Part
from nlu.understand import Utterance, understand

START = "/start"
"""What somebody says who only followed a link to us."""
REFERRAL = "k"
"""How the name of a message begins that is continued in private."""
ANSWERED = Histogram("kentongan_answer_seconds", "From a message kept to its answer committed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A claimed message and the conversation it belongs to; `received` is Unix seconds.

    `others` are the rest of its album, `files` what is known of what was sent with it all.
    """

    claim: Claim
    kept: Kept
    message: Inbound
    received: float
    others: tuple[int, ...] = ()
    files: Mapping[str, Settled] = field(default_factory=dict[str, Settled])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a turn came to: the new state, the reply, and the promises made in it.

    `effects` are written with it.
    """

    turn: Turn
    heard: Heard
    after: Conversation
    reply: Outbound | None
    report: NewReport | None
    handover: HandOver | None
    effects: Sequence[Effect] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The line, with the parts of one installation."""

    tools: Tools

    def hear(self, claims: Sequence[Claim], ending: Ending) -> None:
        """Answer the claimed messages; those that ask a source, beside the others."""
        turns = self._load(claims)
        quick: dict[Claim, Outcome] = {
            claim: Done()
            for claim in claims
            if claim not in turns  # answered with its album
        }
        heards = self._understand(list(turns.values()))
        for turn, heard in zip(turns.values(), heards, strict=True):
            after, actions = step(turn.kept.conversation, heard, self.tools.pack.city)
            answer = partial(self._answer, turn, heard, after, actions)
            if any(isinstance(action, LookUp) for action in actions):
                ending.defer(turn.claim, answer)
            else:
                quick[turn.claim] = answer()
        if quick:
            ending.finish(quick)

    def write(self, session: Session, now: float, answers: Sequence[Answer]) -> None:
        """Write what several turns came to.

        Raises `MovedError` if one of the conversations changed hands meanwhile.
        """
        if not threads.save(
            session, [Step(each.turn.kept, each.after) for each in answers], now
        ):
            raise MovedError
        heards = [
            (message, each.heard)
            for each in answers
            for message in (each.turn.claim.subject, *each.turn.others)
        ]
        messages.handled(session, heards, now)
        outbox.put(
            session, [new for each in answers for new in _replies(each)], self.tools, now
        )
        made = reports.add(session, [each.report for each in answers if each.report], now)
        file = [NewTask(lane=f"report:{each}", kind="file", subject=each) for each in made]
        lanes.add(session, file, now)
        for each in answers:
            for effect in each.effects:
                effect(session, now)
            if each.handover:
                threads.flag(session, each.turn.kept.id, each.handover.reason, now)
            ANSWERED.observe(max(0.0, now - each.turn.received))

    def _load(self, claims: Sequence[Claim]) -> Mapping[Claim, Turn]:
        with self.tools.database.read() as session:
            found = messages.inbound(session, [claim.subject for claim in claims])
            ids = {each.thread for each in found.values()}
            kept = threads.load(session, self.tools.seal, ids)
            return {
                claim: self._turn(
                    session, claim, kept[found[claim.subject].thread], found[claim.subject]
                )
                for claim in claims
                if claim.subject in found
            }

    def _turn(self, session: Session, claim: Claim, kept: Kept, arrived: Arrived) -> Turn:
        """Return the turn of a message, with the rest of its album and what it refers to."""
        message = arrived.inbound
        others: tuple[int, ...] = ()
        if message.album:
            album = messages.album(session, claim.subject, arrived)
            message, others = _together(message, album.values()), tuple(album)
        if message.referral:
            message = self._referred(session, message)
        references = [each.reference for each in message.attachments]
        return Turn(
            claim=claim,
            kept=kept,
            message=message,
            received=arrived.at,
            others=others,
            files=media.of(session, references) if references else {},
        )

    def _referred(self, session: Session, message: Inbound) -> Inbound:
        """Return the message with the words said in public that it continues."""
        public = [name for name, each in self.tools.channels.items() if each.form.public]
        head, _, told = message.referral.partition(REFERRAL)
        number = None if head else messages.number(told)
        said = "" if number is None else messages.said_in_public(session, number, public)
        return replace(message, text=said or message.text or START)

    def _understand(self, turns: Sequence[Turn]) -> list[Heard]:
        pack = self.tools.pack
        utterances = [
            Utterance(
                text=turn.message.text,
                last=turn.kept.conversation.language,
                first=pack.city.languages[0],
                prefix=pack.ticket_prefix,
            )
            for turn in turns
        ]
        heards = understand(utterances, ask=self.tools.ask, knowledge=self.tools.knowledge)
        return [self._whole(turn, heard) for turn, heard in zip(turns, heards, strict=True)]

    def _whole(self, turn: Turn, heard: Heard) -> Heard:
        """Add to what was understood of the text everything that is not text."""
        message, before = turn.message, turn.kept.heard_at
        pin, taken = message.location, _taken(turn)
        channel = self.tools.channels[turn.kept.channel]
        sealed = bytes.fromhex(message.phone)
        return replace(
            heard,
            place=self.tools.locate(pin.lat, pin.lon) if pin else heard.place,
            button=message.button,
            attachments=tuple(_known(each, turn.files) for each in message.attachments),
            edited=bool(message.replaces),
            pause=turn.received - before if before else 0.0,
            taken=self.tools.locate(taken.lat, taken.lon) if taken else None,
            phone=self.tools.seal.open(sealed, PHONE) if sealed else "",
            public=channel.form.public,
            invitation=channel.invitation(f"{REFERRAL}{turn.claim.subject}")
            if isinstance(channel, Inviting)
            else "",
        )

    def _answer(
        self, turn: Turn, heard: Heard, after: Conversation, actions: Sequence[Action]
    ) -> Outcome:
        """Find the words for what the bot decided, and return what to write."""
        draft = next((each.draft for each in actions if isinstance(each, FileReport)), None)
        report = new_report(draft, turn.kept.id, self.tools) if draft else None
        linked = {
            action: linking.answer(action, turn.kept, self.tools)
            for action in actions
            if isinstance(action, Link)
        }
        done = {action: each.say for action, each in linked.items()}
        says = [say for action in actions for say in self._words(action, turn, report, done)]
        rendered = self._rendered(says, turn, after) if says else None
        ticket = report.ticket if report else after.ticket
        if rendered:
            after = replace(after, labels=rendered.labels, rest=rendered.rest, ticket=ticket)
        answer = Answer(
            turn=turn,
            heard=heard,
            after=after,
            reply=rendered.message if rendered else None,
            report=report,
            handover=next((each for each in actions if isinstance(each, HandOver)), None),
            effects=[each.effect for each in linked.values()],
        )
        return Done(Part(self.write, answer))

    def _rendered(self, says: Sequence[Say], turn: Turn, after: Conversation) -> Rendered:
        return render(
            says,
            voice=self.tools.voice,
            language=after.language,
            channel=self.tools.channels[turn.kept.channel],
            recipient=turn.kept.sender,
        )

    def _words(
        self,
        action: Action,
        turn: Turn,
        report: NewReport | None,
        linked: Mapping[Link, Say],
    ) -> Sequence[Say]:
        said: list[Say] = []
        match action:
            case Say():
                said = [action]
            case GiveCode() | TakeCode() | LinkPhone() | Unlink():
                said = [linked[action]]
            case LookUp():
                said = [self._look_up(action, turn)]
            case ReportStatus(ticket):
                said = [state_of(ticket, turn.kept.id, self.tools)]
            case FileReport() if report:
                said = [Say("report-filed", {"ticket": report.ticket})]
            case _:
                pass
        return said

    def _look_up(self, action: LookUp, turn: Turn) -> Say:
        attention.show(turn.kept, turn.message, self.tools)
        now = datetime.fromtimestamp(self.tools.clock(), self.tools.pack.timezone)
        question = Question(text=action.text, now=now, place=action.place)
        return self.tools.answers.look_up(self.tools.sources[action.source], question)


def _replies(answer: Answer) -> list[NewOutbound]:
    if answer.reply is None:
        return []
    turn = answer.turn
    reply = NewOutbound(
        thread=turn.kept.id,
        outbound=answer.reply,
        answers=turn.claim.subject,
        urgent=answer.handover is not None and answer.handover.reason == "emergency",
    )
    return [reply]


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
