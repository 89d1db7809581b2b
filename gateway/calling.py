"""Calling operators: a conversation is theirs, and perhaps somebody's at once."""

from sqlalchemy.orm import Session

from gateway.store import roster, threads
from gateway.tools import Tools


def call(thread: int, reason: str, tools: Tools, session: Session, now: float) -> None:
    """Ask operators to look at a conversation; give it to one of them if that is wanted.

    With all but the last two arguments it is an `Effect`.
    """
    threads.flag(session, thread, reason, now)
    if tools.assigns:
        roster.assign(session, thread, now)
