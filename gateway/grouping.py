"""Questions that ask for the same thing, put together: by the words they share."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.retrieval import telling
from gateway.store.questions import Question
from nlu.normalise import Lexicon

ALIKE = 0.5
"""Share of the words of two questions that both must have to be one."""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions for the same thing, the newest first."""

    questions: Sequence[Question]

    @property
    def text(self) -> str:
        """The shortest of them: how the group is called."""
        return min((each.text for each in self.questions), key=len)

    @property
    def ids(self) -> Sequence[int]:
        """The messages that asked."""
        return [each.id for each in self.questions]

    @property
    def citizens(self) -> int:
        """How many conversations asked."""
        return len({each.thread for each in self.questions})


def grouped(found: Sequence[Question], lexicon: Lexicon) -> Sequence[Group]:
    """Return the questions in groups: what most citizens ask first, the newer of two."""
    kinds: list[tuple[frozenset[str], list[Question]]] = []
    for each in found:
        words = frozenset(telling(each.text, lexicon)) or frozenset({each.text.casefold()})
        near = max(kinds, key=lambda kind: _alike(kind[0], words), default=None)
        if near and _alike(near[0], words) >= ALIKE:
            near[1].append(each)
        else:
            kinds.append((words, [each]))
    groups = [Group(questions) for _, questions in kinds]
    return sorted(groups, key=lambda group: (-group.citizens, -group.ids[0]))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words that both have.

    >>> _alike(frozenset({"ktp", "hilang"}), frozenset({"ktp", "hilang", "malam"}))
    0.6666666666666666
    """
    return len(one & other) / len(one | other)
