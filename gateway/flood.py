"""Who writes too fast to be answered: floods, loops, other bots. Before any understanding."""

from enum import Enum

from gateway.store.floods import Level, Pace

PACE = Pace(most=20.0, each=3.0, least=-20.0, again=120.0)
"""Twenty messages at once (an album and its story), then one in three seconds."""
MOST_REPEATS = 5
"""How often the same text may come again in a row; more is a machine, or a key stuck."""


class Verdict(Enum):
    """What becomes of a message."""

    ANSWER = "understand and answer it"
    SLOW_DOWN = "keep it, answer only that this is too fast"
    IGNORE = "keep it, say nothing"


def judge(level: Level) -> Verdict:
    """Return what becomes of a message, by what is left after it.

    >>> [judge(Level(remains=left, repeats=0)).name for left in (19, 0, -0.4, -1.1)]
    ['ANSWER', 'ANSWER', 'SLOW_DOWN', 'IGNORE']
    """
    if level.repeats > MOST_REPEATS:
        return Verdict.IGNORE
    if level.remains >= 0:
        return Verdict.ANSWER
    return Verdict.SLOW_DOWN if level.remains >= -1 else Verdict.IGNORE
