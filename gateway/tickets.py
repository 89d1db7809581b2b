"""Ticket numbers: what a citizen quotes to ask about a report."""

from collections.abc import Callable

DIGITS = 7


def write(prefix: str, number: int) -> str:
    """Return the ticket number of a city: digits are what an old phone types easily.

    >>> write("BDG", 4829)
    'BDG-0004829'
    """
    return f"{prefix}-{number:0{DIGITS}d}"


def fresh(prefix: str, draw: Callable[[], int], is_taken: Callable[[str], bool]) -> str:
    """Return a ticket number that is not taken, from the numbers that `draw` gives."""
    while is_taken(ticket := write(prefix, draw())):
        pass
    return ticket
