"""Find the place in a citizen's words: the city's gazetteer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.model import Entity
from bot.place import Place
from nlu.place_mentions import Mention, Reader
from nlu.place_names import Entry, Names
from nlu.place_words import Phrases, Word, spelt

_AREAS = frozenset({"kelurahan", "kecamatan"})
_SPOTS = frozenset({"street", "landmark"})


@dataclass(frozen=True, slots=True)
class _Group:
    """Mentions `[first, last)` that one phrase tells together."""

    first: int
    last: int
    mentions: tuple[Mention, ...]
    is_home: bool  # only where the citizen is from
    is_span: bool  # from one place to another

    @property
    def is_outside(self) -> bool:
        """Whether it ends outside the city: "jl sudirman jakarta"."""
        return self.mentions[-1].kind == "outside" and not self.mentions[-1].kecamatan


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The named places of a city. `plain` are everyday words that never name a place."""

    entries: tuple[Entry, ...]
    cues: Mapping[str, str]
    plain: frozenset[str]
    _areas: Mapping[tuple[str, str], Entry] = field(init=False, repr=False)
    _reader: Reader = field(init=False, repr=False)

    def __post_init__(self) -> None:
        areas = {(e.kelurahan, e.kecamatan): e for e in self.entries if e.kind in _AREAS}
        reader = Reader(Names(self.entries), self.cues, self.plain)
        object.__setattr__(self, "_areas", areas)
        object.__setattr__(self, "_reader", reader)

    def find(self, text: str) -> Place | None:
        """Return the place that `text` speaks of, or None if it speaks of none.

        A place we cannot locate ("jl mawar") has its words in `text` and no precision.
        """
        return self.look(text)[0]

    def all_in(self, text: str) -> tuple[Entity, ...]:
        """Return the places named in `text`, each with where it stands in it."""
        return self.look(text)[1]

    def look(self, text: str) -> tuple[Place | None, tuple[Entity, ...]]:
        """Return what `find` and `all_in` return, at the price of one of them."""
        words = self._reader.split(spelt(text))
        found = self._reader.mentions(words)
        if not found:
            return None, ()
        meant = [m for m in found if not self._is_denied(words, m)] or found
        groups = self._groups(text, words, meant)
        main = self._main(groups)
        said = text[words[main.first].start : words[main.last - 1].end]
        others = [m for group in groups if group is not main for m in group.mentions]
        place = self._place(said, main, others, words)
        return place, tuple(_entity(mention, words) for mention in found)

    def _cue(self, words: Sequence[Word], at: int) -> str:
        return self.cues.get(words[at].plain, "") if at >= 0 else ""

    def _before(self, words: Sequence[Word], first: int) -> str:
        """Return what kind of word stands before `first`, whatever "di" comes between."""
        at = first - 1
        while self._cue(words, at) == "in":
            at -= 1
        return self._cue(words, at)

    def _is_denied(self, words: Sequence[Word], mention: Mention) -> bool:
        """Return whether the citizen says it is not there: "bukan di dago tapi di ..."."""
        return self._before(words, mention.first) == "not"

    def _groups(
        self, text: str, words: Sequence[Word], mentions: Sequence[Mention]
    ) -> list[_Group]:
        """Return `mentions` phrase by phrase."""
        phrases = Phrases(text, words, {m.first: m.last for m in mentions}, self.cues)
        groups: list[_Group] = []
        rest = list(mentions)
        while rest:
            first, last = phrases.around(rest[0].first)
            told = tuple(m for m in rest if m.first < last)
            between = {
                self._cue(words, at)
                for one, two in pairwise(told)
                for at in range(one.last, two.first)
            }
            is_home = self._before(words, told[0].first) == "home"
            is_span = bool(between & {"to", "and"})
            groups.append(_Group(first, last, told, is_home, is_span))
            rest = rest[len(told) :]
        return groups

    def _main(self, groups: Sequence[_Group]) -> _Group:
        """Return the phrase that says where it is.

        Not where the citizen lives or what is outside, if there is another; rather a street
        than the area that it may be in.
        """
        main = min(groups, key=lambda group: (group.is_outside, group.is_home))
        where = _agreed(main.mentions)
        for group in groups if not _has_spot(main) and not main.is_outside else ():
            there = _agreed(group.mentions)
            if _has_spot(group) and not group.is_home and (not there or there == where):
                return group
        return main

    def _place(
        self, said: str, main: _Group, others: Sequence[Mention], words: Sequence[Word]
    ) -> Place:
        """Return what the phrase `main` says, helped where it leaves open by `others`."""
        if main.is_outside:
            return Place(text=said, precision="outside")
        weak = [m for m in main.mentions if self._is_weak(words, m)]
        strong = [m for m in main.mentions if m not in weak]
        areas = [m for m in strong if m.kind in _AREAS and not main.is_span]
        ranked = (areas, strong, [*strong, *weak], [*main.mentions, *others])
        kecamatan = next(filter(None, map(_agreed, ranked)), "")
        known = [m for m in main.mentions if m.entries]
        known = [m for m in known if m.cue != "alley"] or known
        if not kecamatan:
            return Place(text=said, precision=_unlocated(known))
        told = [*areas, *strong, *weak, *others]
        return self._located(said, kecamatan, told, known or list(others))

    def _is_weak(self, words: Sequence[Word], mention: Mention) -> bool:
        """Return whether it is only near there, or an alley named after another kelurahan."""
        is_named_after = mention.cue == "alley" and mention.kind in _AREAS
        return is_named_after or self._before(words, mention.first) == "near"

    def _located(
        self, said: str, kecamatan: str, told: Sequence[Mention], known: Sequence[Mention]
    ) -> Place:
        """Return the place in `kecamatan`, in the kelurahan that the first of `told` names."""
        best = ([e for e in m.entries if e.kecamatan == kecamatan][:1] for m in told)
        there = [entry for found in best for entry in found]
        kelurahan = next((e.kelurahan for e in there if e.kelurahan), "")
        centre = self._areas.get((kelurahan, kecamatan))
        kinds = {m.kind for m in known}
        kinds |= {e.kind for e in there[:1]} if not kinds & _SPOTS else set()
        order = ("street", "landmark", "kelurahan", "kecamatan")
        return Place(
            text=said,
            kelurahan=kelurahan,
            kecamatan=kecamatan,
            lat=centre.lat if centre else None,
            lon=centre.lon if centre else None,
            precision=next(kind for kind in order if kind in kinds),
            code=centre.code if centre else "",
        )


def _agreed(mentions: Sequence[Mention]) -> str:
    """Return the one kecamatan that all `mentions` may be in, or nothing."""
    told = [m.kecamatan for m in mentions if m.kecamatan]
    common = frozenset.intersection(*told) if told else frozenset()
    return next(iter(common)) if len(common) == 1 and "outside" not in common else ""


def _has_spot(group: _Group) -> bool:
    return any(m.kind in _SPOTS or not m.entries for m in group.mentions)


def _unlocated(known: Sequence[Mention]) -> str:
    """Return the precision of a place in no one kecamatan: a long street, or nothing."""
    kinds = [m.kind for m in known if m.kind in _SPOTS and not m.kecamatan]
    is_torn = any(m.kecamatan for m in known)
    return "" if is_torn or not kinds else next((k for k in kinds if k == "street"), kinds[0])


def _entity(mention: Mention, words: Sequence[Word]) -> Entity:
    is_one = len(mention.kecamatan) <= 1
    return Entity(
        kind=mention.kind or "street",
        value=mention.entries[0].name if mention.entries and is_one else "",
        start=words[mention.first].start,
        end=words[mention.last - 1].end,
    )
