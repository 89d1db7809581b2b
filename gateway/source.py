"""What a source of public information is: what to ask, and how to read the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.model import Say
from bot.place import Place
from gateway.articles import Article
from gateway.http import Answer, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a citizen wants to know: about where, in which words, and when (an aware time).

    `page` is how often they asked what else there is; `written` are the articles that operators
    wrote, where articles may answer.
    """

    text: str
    now: datetime
    place: Place | None = None
    page: int = 0
    written: Sequence[Article] = ()

    def of[T](self, found: Sequence[T], size: int) -> Sequence[T]:
        """Return the page asked for of what was `found`, `size` on each.

        >>> Question(text="yang lain?", now=datetime.min, page=1).of("abcde", 3)
        'de'
        """
        return found[self.page * size : (self.page + 1) * size]


NO_MORE = Say("source-no-more")
"""What a source says that is asked what else there is, and has told all."""


class Json:
    """What most sources are: their answers are JSON."""

    __slots__ = ()

    def decode(self, answer: Answer) -> Any:
        """Return the decoded answer. Raises `BadAnswerError`."""
        return answer.json()


class Source(Protocol):
    """Knows one kind of public information of the city."""

    @property
    def name(self) -> str:
        """The name it has in `SOURCES`, and in the keys of its replies."""
        ...

    @property
    def lifetime(self) -> float:
        """Seconds an answer may be repeated without asking again."""
        ...

    def ask(self, question: Question) -> Request | None:
        """Return the call that answers, or nothing if the city's own files do."""
        ...

    def decode(self, answer: Answer) -> Any:
        """Return what came back as a value that JSON can hold, to be kept for a while.

        Raises `BadAnswerError`. `Json` does it for those whose answers are JSON.
        """
        ...

    def read(self, answer: Any, question: Question) -> Say:
        """Return the reply for the decoded `answer` (`None` without a call).

        Raises `BadAnswerError` if the answer is not what the source documents.
        """
        ...
