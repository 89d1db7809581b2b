"""One inbound message, from top to bottom. Read this file first.

A webhook kept the message (`gateway.work.inbox`); a worker claimed its conversation's lane and
comes here with one message of each of several conversations: load them and close the database,
understand all texts in one call, let the bot decide, look up what it wants to know, find the
words, and write everything in one transaction with the end of the claims.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from prometheus_client import Histogram
from sqlalchemy.orm import Session

from bot.dialogue import step
from bot.model import Action, Conversation, HandOver, Heard, LookUp, Outbound, Say
from bot.report import FileReport
from gateway import joining, promises, turns
from gateway.calling import call
from gateway.doing import Doing, do, only, ordered
from gateway.promises import new_report
from gateway.render import Rendered, render
from gateway.store import messages, threads
from gateway.store.deliveries import NewOutbound
from gateway.store.lanes import Claim
from gateway.store.reports import NewReport
from gateway.store.threads import Step
from gateway.tools import Tools
from gateway.turns import Turn
from gateway.work import outbox
from gateway.work.engine import Ending
from gateway.work.outcome import Done, Effect, MovedError, Outcome, Part, nothing
from nlu.understand import Utterance, understand

ANSWERED = Histogram("kentongan_answer_seconds", "From a message kept to its answer committed.")


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
        found = turns.load(claims, self.tools)
        quick: dict[Claim, Outcome] = {
            claim: Done()
            for claim in claims
            if claim not in found  # answered with its album
        }
        heards = self._understand(list(found.values()))
        for turn, heard in zip(found.values(), heards, strict=True):
            decided = step(turn.kept.conversation, heard, self.tools.pack.city)
            after, actions = joining.offered(decided, turn.kept.id, self.tools)
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
        promises.keep(
            session, [each.report for each in answers if each.report], self.tools, now
        )
        for each in answers:
            for effect in each.effects:
                effect(session, now)
            if each.handover:
                call(each.turn.kept.id, each.handover.reason, self.tools, session, now)
            ANSWERED.observe(max(0.0, now - each.turn.received))

    def _understand(self, told: Sequence[Turn]) -> list[Heard]:
        pack = self.tools.pack
        utterances = [
            Utterance(
                text=turn.message.text,
                last=turn.kept.conversation.language,
                first=pack.city.languages[0],
                prefix=pack.ticket_prefix,
                today=datetime.fromtimestamp(turn.received, pack.timezone).date(),
            )
            for turn in told
        ]
        heards = understand(utterances, ask=self.tools.ask, knowledge=self.tools.knowledge)
        return [
            turns.whole(turn, heard, self.tools)
            for turn, heard in zip(told, heards, strict=True)
        ]

    def _answer(
        self, turn: Turn, heard: Heard, after: Conversation, actions: Sequence[Action]
    ) -> Outcome:
        """Find the words for what the bot decided, and return what to write."""
        draft = next((each.draft for each in actions if isinstance(each, FileReport)), None)
        report = new_report(draft, turn.kept.id, self.tools) if draft else None
        last = actions[-1] if actions and not after.flow else None
        did = ordered(
            [
                (
                    each,
                    do(
                        each,
                        Doing(turn=turn, report=report, tools=self.tools, ends=each is last),
                    ),
                )
                for each in actions
            ]
        )
        says = only([say for _, each in did for say in each.says])
        rendered = self._rendered(says, turn, after) if says else None
        ticket = report.ticket if report else after.ticket
        if rendered:
            after = replace(after, labels=rendered.labels, rest=rendered.rest, ticket=ticket)
            after = offering(after, [action for action, _ in did], says)
        answer = Answer(
            turn=turn,
            heard=heard,
            after=after,
            reply=rendered.message if rendered else None,
            report=report,
            handover=next((each for each in actions if isinstance(each, HandOver)), None),
            effects=[each.effect for _, each in did if each.effect is not nothing],
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


def offering(
    after: Conversation, actions: Sequence[Action], says: Sequence[Say]
) -> Conversation:
    """Return the conversation with the choices that a source offers instead of the bot's."""
    last = actions[-1]
    if not isinstance(last, LookUp) or says[-1] == last.last_words:
        return after
    offered = tuple(choice.payload for choice in says[-1].choices)
    if not last.otherwise:
        return replace(after, offered=offered or after.offered)
    return replace(after, offered=offered, misses=0)


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
