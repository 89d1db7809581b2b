"""What a source answers; what no article answers is kept, and sometimes we ask if one did."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.answers import ARTICLE, HELPED, choice
from bot.model import Choice, Found, LookUp, Say
from gateway.afterwards import Answered
from gateway.articles import Article
from gateway.source import Question
from gateway.store import questions
from gateway.tools import Tools
from gateway.turns import Turn
from gateway.work import attention
from gateway.work.outcome import nothing

SOMETIMES = 4
"""One in so many answers is followed by the question whether it helped."""
WORDS = 3
"""Words of a message from which it is kept as a question that nothing answered."""


def look_up(action: LookUp, turn: Turn, tools: Tools, *, ends: bool) -> Answered:
    """Return what the source says; `ends` if nothing else is said or asked after it."""
    attention.show(turn.kept, turn.message, tools)
    say, last = _looked(action, tools)
    if say.key == f"{last.source}-none":
        effect = partial(_add, turn.claim.subject, "") if _is_kept(last) else nothing
        return Answered([last.last_words or say], effect)
    article = str(say.facts.get("article", ""))
    if not article or not ends or not _is_asked(turn, tools):
        return Answered([say])
    helped = Say("article-helped", choices=_choices(article))
    return Answered([say, helped], partial(_add, turn.claim.subject, article))


def found(action: Found, turn: Turn) -> Answered:
    """Return what is written when the citizen says whether an article answered."""
    verdict = questions.YES if action.helped else questions.NO
    return Answered([], partial(_judge, turn.kept.id, action.article, verdict))


def _looked(action: LookUp, tools: Tools) -> tuple[Say, LookUp]:
    """Return what the first source says that knows something, or the last; and what it was."""
    question = Question(
        text=action.text,
        now=datetime.fromtimestamp(tools.clock(), tools.pack.timezone),
        place=action.place,
        page=action.page,
        written=_written(action, tools),
    )
    say = tools.answers.look_up(tools.sources[action.source], question)
    instead = action.otherwise if say.key == f"{action.source}-none" else None
    return _looked(instead, tools) if isinstance(instead, LookUp) else (say, action)


def _written(action: LookUp, tools: Tools) -> tuple[Article, ...]:
    """Return what operators wrote, if it may answer."""
    if action.source != ARTICLE:
        return ()
    with tools.database.read() as session:
        return tools.shelf.written(session)


def _is_kept(action: LookUp) -> bool:
    return action.source == ARTICLE and len(action.text.split()) >= WORDS


def _is_asked(turn: Turn, tools: Tools) -> bool:
    """Return whether this is one of the answers after which we ask; never where each costs."""
    costs = tools.channels[turn.kept.channel].form.gsm7
    return not costs and tools.draw() % SOMETIMES == 0


def _choices(article: str) -> tuple[Choice, ...]:
    yes, no = (f"{HELPED}:{verdict}:{article}" for verdict in ("yes", "no"))
    return choice(yes, "helped"), choice(no, "not-helped")


def _add(message: int, article: str, session: Session, now: float) -> None:
    questions.add(session, message, article, now)


def _judge(thread: int, article: str, verdict: str, session: Session, _now: float) -> None:
    questions.judge(session, thread, article, verdict)
