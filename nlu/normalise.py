"""Undo SMS spelling: the words of a message, where they stand, and how they are spelt."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

_REMEMBERED = 50_000  # words whose lemma is kept at hand
LONGEST = 1000  # characters the model reads; longer texts cost it seconds and add nothing

_HIDDEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_INVISIBLE = re.compile(f"[{_HIDDEN}\ud800-\udfff]")
_LETTERS = re.compile(r"[^\W\d_]+")
_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
_WORD = re.compile(f"[^\\W_](?:[\\w{_HIDDEN}]|['\u2019](?=[^\\W\\d_]))*")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_TWICE = re.compile(r"([^\W\d_]{2,})2(nya|na|an)?")
_TIMES = re.compile(r"(\d+)[xX]")
_NYA = re.compile(r"([^\W\d_]{3,})x")
_LEET = re.compile(r"(?<=[a-z])[013457](?=[a-z])")
_DIGITS: Mapping[str, str] = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t"}
_LOOKALIKE = str.maketrans("асеорхуікмтвн", "aceopxyikmtbh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word at `[start, end)` of the message; `lemma` is how it would be spelt in full."""

    text: str
    lemma: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """How citizens shorten words, and the words that only look like slang (`civic`)."""

    words: Mapping[str, str]
    civic: frozenset[str]
    _spelt: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def read(self, word: str) -> str:
        """Return the lemma of a word as it was typed; remembers what it has read."""
        known = self._spelt.get(word)
        if known is None:
            known = _lemma(word, self)
            if len(self._spelt) < _REMEMBERED:
                self._spelt[word] = known
        return known

    def lemma(self, word: str) -> str:
        """Return `word` in full.

        >>> Lexicon(words={"rsk": "rusak", "kk": "kakak"}, civic=frozenset({"kk"})).lemma("kk")
        'kk'
        """
        return word if word in self.civic else self.words.get(word, word)


def tokens(text: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """Return the words of `text` in order, at most the first `LONGEST` characters of it.

    >>> [token.lemma for token in tokens("Jln2 RUSAKKKK 3x!", Lexicon(words={"jln": "jalan"},
    ...     civic=frozenset()))]
    ['jalan', 'rusak', '3', 'kali']
    """
    found: list[Token] = []
    for match in _WORD.finditer(text[:LONGEST]):
        lemma = lexicon.read(match[0])
        start, end = match.span()
        found.extend(
            Token(text=match[0], lemma=part, start=start, end=end) for part in lemma.split()
        )
    return tuple(found)


def plain(text: str) -> str:
    r"""Return `text` as one line without control, invisible or half characters, cut.

    >>> plain("lam\u200bpu\n mati\x00")
    'lampu mati'
    """
    visible = _INVISIBLE.sub("", _CONTROL.sub(" ", text[: 4 * LONGEST]))
    return " ".join(unicodedata.normalize("NFKC", visible).split())[:LONGEST]


def spelt(text: str) -> list[str]:
    """Return the words of `text` as they are spelt, in small letters, without numbers.

    >>> spelt("Lampu MATI 3 hari")
    ['lampu', 'mati', 'hari']
    """
    return _LETTERS.findall(text.lower())


def words(text: str, lexicon: Lexicon) -> str:
    """Return the lemmas of `text` separated by single spaces."""
    return " ".join(token.lemma for token in tokens(text, lexicon))


def _lemma(word: str, lexicon: Lexicon) -> str:
    """Return `word` without case, stretching, digits for letters and slang."""
    bare = (
        unicodedata.normalize("NFKC", _INVISIBLE.sub("", word)).lower().replace("\u2019", "'")
    )
    if not bare.isascii():
        bare = bare.translate(_LOOKALIKE)
    bare = _STRETCHED.sub(r"\1", bare)
    known = lexicon.lemma(bare)
    if known != bare or bare in lexicon.civic:
        return known
    if belongs := _NYA.fullmatch(bare):  # "lampux" is "lampunya"
        return f"{lexicon.lemma(belongs[1])}nya"
    return _without_digits(bare, lexicon) if any(map(str.isdigit, bare)) else bare


def _without_digits(word: str, lexicon: Lexicon) -> str:
    """Return the lemma of a word that has digits in it: doubled, counted or spelt with them."""
    if times := _TIMES.fullmatch(word):
        return f"{times[1]} kali"
    twice = _TWICE.fullmatch(word)
    if twice and twice[1] not in lexicon.civic:
        return lexicon.lemma(twice[1])
    return lexicon.lemma(_LEET.sub(lambda digit: _DIGITS[digit[0]], word))
