"""One inbound message, from top to bottom. Read this file first.

A webhook kept the message (`gateway.work.inbox`); a worker claimed its conversation's lane and
comes here with one message of each of several conversations: load them and close the database,
understand all texts in one call, let the bot decide, look up what it wants to know, find the
words, and write everything in one transaction with the end of the claims.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from prometheus_client import Histogram
from sqlalchemy.orm import Session

from bot.dialogue import step
from bot.model import (
    Action,
    Conversation,
    FileReport,
    HandOver,
    Heard,
    Inbound,
    LookUp,
    Outbound,
    ReportStatus,
    Say,
)
from gateway.promises import new_report, state_of
from gateway.render import render
from gateway.source import Question
from gateway.store import lanes, messages, reports, threads
from gateway.store.lanes import Claim, NewTask
from gateway.store.messages import NewOutbound
from gateway.store.reports import NewReport
from gateway.store.threads import Kept, Step
from gateway.tools import Tools
from gateway.work import outbox
from gateway.work.engine import Ending
from gateway.work.outcome import Dead, Done, MovedError, Outcome, Part
from nlu.understand import Utterance, understand

ANSWERED = Histogram("kentongan_answer_seconds", "From a message kept to its answer committed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A claimed message and the conversation it belongs to; `received` is Unix seconds."""

    claim: Claim
    kept: Kept
    message: Inbound
    received: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a turn came to: the new state, the reply, and the promises made in it."""

    turn: Turn
    heard: Heard
    after: Conversation
    reply: Outbound | None
    report: NewReport | None
    handover: HandOver | None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The line, with the parts of one installation."""

    tools: Tools

    def hear(self, claims: Sequence[Claim], ending: Ending) -> None:
        """Answer the claimed messages; those that ask a source, beside the others."""
        turns = self._load(claims)
        quick: dict[Claim, Outcome] = {
            claim: Dead("the message is gone") for claim in claims if claim not in turns
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
        heards = [(each.turn.claim.subject, each.heard) for each in answers]
        messages.handled(session, heards, now)
        outbox.put(
            session, [new for each in answers for new in _replies(each)], self.tools, now
        )
        made = reports.add(session, [each.report for each in answers if each.report], now)
        file = [NewTask(lane=f"report:{each}", kind="file", subject=each) for each in made]
        lanes.add(session, file, now)
        for each in answers:
            if each.handover:
                threads.flag(session, each.turn.kept.id, each.handover.reason, now)
            ANSWERED.observe(max(0.0, now - each.turn.received))

    def _load(self, claims: Sequence[Claim]) -> Mapping[Claim, Turn]:
        with self.tools.database.read() as session:
            found = messages.inbound(session, [claim.subject for claim in claims])
            ids = {each.thread for each in found.values()}
            kept = threads.load(session, self.tools.seal, ids)
        return {
            claim: Turn(
                claim=claim,
                kept=kept[found[claim.subject].thread],
                message=found[claim.subject].inbound,
                received=found[claim.subject].at,
            )
            for claim in claims
            if claim.subject in found
        }

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
        pin = message.location
        return replace(
            heard,
            place=self.tools.locate(pin.lat, pin.lon) if pin else heard.place,
            button=message.button,
            attachments=message.attachments,
            edited=bool(message.replaces),
            pause=turn.received - before if before else 0.0,
        )

    def _answer(
        self, turn: Turn, heard: Heard, after: Conversation, actions: Sequence[Action]
    ) -> Outcome:
        """Find the words for what the bot decided, and return what to write."""
        draft = next((each.draft for each in actions if isinstance(each, FileReport)), None)
        report = new_report(draft, turn.kept.id, self.tools) if draft else None
        says = [say for action in actions for say in self._words(action, turn, report)]
        reply, labels = self._reply(says, turn, after) if says else (None, ())
        ticket = report.ticket if report else after.ticket
        answer = Answer(
            turn=turn,
            heard=heard,
            after=replace(after, labels=labels, ticket=ticket) if says else after,
            reply=reply,
            report=report,
            handover=next((each for each in actions if isinstance(each, HandOver)), None),
        )
        return Done(Part(self.write, answer))

    def _reply(
        self, says: Sequence[Say], turn: Turn, after: Conversation
    ) -> tuple[Outbound, tuple[str, ...]]:
        rendered = render(
            says,
            voice=self.tools.voice,
            language=after.language,
            channel=self.tools.channels[turn.kept.channel],
            recipient=turn.kept.sender,
        )
        return rendered.message, rendered.labels

    def _words(self, action: Action, turn: Turn, report: NewReport | None) -> Sequence[Say]:
        match action:
            case Say():
                return [action]
            case LookUp():
                return [self._look_up(action)]
            case ReportStatus(ticket):
                return [state_of(ticket, turn.kept.id, self.tools)]
            case FileReport() if report:
                return [Say("report-filed", {"ticket": report.ticket})]
            case _:
                return []

    def _look_up(self, action: LookUp) -> Say:
        now = datetime.fromtimestamp(self.tools.clock(), self.tools.pack.timezone)
        question = Question(text=action.text, now=now, place=action.place)
        return self.tools.answers.look_up(self.tools.sources[action.source], question)


def _replies(answer: Answer) -> list[NewOutbound]:
    if answer.reply is None:
        return []
    turn = answer.turn
    return [NewOutbound(thread=turn.kept.id, outbound=answer.reply, answers=turn.claim.subject)]
