"""One citizen, several channels: linked by a number that is sent from one to the other."""

from bot.model import GiveCode, LinkPhone, TakeCode, Unlink
from bot.turn import Decision, Turn


def link(turn: Turn) -> Decision:
    """Take the number that was sent, or give one."""
    code = turn.heard.code
    return turn.conversation, [TakeCode(code) if code else GiveCode()]


def unlink(turn: Turn) -> Decision:
    """Let this conversation stand alone again."""
    return turn.conversation, [Unlink()]


def phone(turn: Turn) -> Decision:
    """Link by a telephone number that the citizen's app has proven."""
    return turn.conversation, [LinkPhone(turn.heard.phone)]
