"""After a report was filed: what the agency asks, whether it is solved, what is sent later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.drafts import LONGEST, has_words, is_long, known, means, photos_of, voices_of
from bot.flows.words import closed
from bot.model import Heard, Say
from bot.report import AddToReport, Judge
from bot.turn import Decision, Turn

NAME = "after"
NOT_YET = frozenset(
    {"belum", "blm", "blum", "masih", "msh", "teu", "henteu", "acan", "can", "not", "still"}
)
"""How a citizen begins who says that it is not solved, and goes on to say why."""
_STARS = "12345"


@dataclass(frozen=True, slots=True)
class After:
    """A question about a filed report. It holds nobody: whatever is no answer begins anew."""

    def takes(self, turn: Turn) -> bool:
        """Return whether the message answers the question asked last."""
        return _TAKES[turn.conversation.awaiting](turn.heard)

    def proceed(self, turn: Turn) -> Decision:
        """Take the message as the answer."""
        return _ANSWERS[turn.conversation.awaiting](turn)

    def ask_again(self, turn: Turn) -> Decision:
        """Say nothing: it may still be answered, and nobody is pressed to."""
        return turn.conversation, []


FLOW = After()


def attach(turn: Turn) -> Decision:
    """Add photos or a position to the report that was filed within the last day."""
    heard = turn.heard
    added = AddToReport(
        ticket=heard.recent,
        text=heard.text[:LONGEST],
        photos=(*photos_of(heard), *voices_of(heard)),
        place=known(heard.place),
    )
    return turn.conversation, [added]


def _answered(turn: Turn) -> Decision:
    """Pass the answer on to whoever asked."""
    heard = turn.heard
    answer = AddToReport(
        ticket=turn.conversation.about,
        text=heard.text[:LONGEST],
        photos=(*photos_of(heard), *voices_of(heard)),
        place=known(heard.place),
        answers=True,
    )
    return closed(turn), [answer]


def _on_solved(turn: Turn) -> Decision:
    ticket, reason = turn.conversation.about, _reason(turn.heard)
    if reason:
        return closed(turn), [Judge(ticket=ticket, solved=False, reason=reason)]
    if means(turn.heard, "affirm"):
        asked = replace(closed(turn), flow=NAME, awaiting="stars", about=ticket)
        return asked, [Judge(ticket=ticket), Say("after-stars")]
    waits = replace(turn.conversation, awaiting="reason", offered=())
    return waits, [Say("after-reason")]


def _on_reason(turn: Turn) -> Decision:
    judged = Judge(
        ticket=turn.conversation.about, solved=False, reason=turn.heard.text[:LONGEST]
    )
    return closed(turn), [judged]


def _on_stars(turn: Turn) -> Decision:
    stars = int(_stars(turn.heard))
    return closed(turn), [Judge(ticket=turn.conversation.about, stars=stars), Say("rated")]


def _takes_answer(heard: Heard) -> bool:
    """Return whether it may answer the agency: anything but the beginning of something else."""
    sent = photos_of(heard) or voices_of(heard) or heard.place is not None
    begins = heard.intent == "report" and heard.by == "rules"
    polite = means(heard, "greet", "thanks", "goodbye")
    return bool(sent) or (has_words(heard) and not begins and not polite)


def _takes_solved(heard: Heard) -> bool:
    return bool(_reason(heard)) or means(heard, "affirm", "deny")


def _takes_reason(heard: Heard) -> bool:
    return has_words(heard) and not means(heard, "greet", "thanks", "goodbye", "affirm")


def _takes_stars(heard: Heard) -> bool:
    return bool(_stars(heard))


def _stars(heard: Heard) -> str:
    """Return how many stars are given, as a digit; nothing if none are.

    >>> [_stars(Heard(text=text, intent="")) for text in ("nilai 4 deh", "3 lampu mati di")]
    ['4', '']
    """
    digits = [each for each in heard.text if each.isdigit()]
    short = not is_long(heard) or means(heard, "rating")
    given = short and len(digits) == 1 and digits[0] in _STARS
    return digits[0] if given else ""


def _reason(heard: Heard) -> str:
    """Return why it is not solved, if the message says more than that it is not.

    >>> _reason(Heard(text="belum, lampunya masih mati", intent="report"))
    'belum, lampunya masih mati'
    """
    words = heard.text.replace(",", " ").lower().split()
    says_no = bool(words) and (words[0] in NOT_YET or means(heard, "deny"))
    return heard.text[:LONGEST] if says_no and len(words) > 2 and not heard.button else ""  # noqa: PLR2004 - "belum beres" says no more than no


_TAKES: Mapping[str, Callable[[Heard], bool]] = {
    "answer": _takes_answer,
    "solved": _takes_solved,
    "reason": _takes_reason,
    "stars": _takes_stars,
}
_ANSWERS: Mapping[str, Callable[[Turn], Decision]] = {
    "answer": _answered,
    "solved": _on_solved,
    "reason": _on_reason,
    "stars": _on_stars,
}
