"""Read what understanding needs to know: the lexicons, the rules and a city's places."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu import moments, place_files
from nlu.language import Evidence
from nlu.moments import Days
from nlu.normalise import Lexicon, words as lemmas_of
from nlu.places import Gazetteer
from nlu.rules import Rules, slips

LANGUAGES = ("id", "su", "en")
_LEXICON = Path(__file__).parent / "lexicon"
_SLANG, _SMALL_WORD, _TELLTALE = 0.5, 1.0, 2.0  # evidence of a language, per word


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """All the tables that understanding looks things up in."""

    lexicon: Lexicon
    evidence: Mapping[str, Evidence]
    rules: Rules
    gazetteer: Gazetteer
    days: Days


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """How what is asked for becomes the words of a catalogue in Indonesian.

    `asks` say nothing of the topic, `weak` words narrow it down, `titles` is what the catalogue
    calls what citizens call otherwise.
    """

    asks: frozenset[str]
    weak: frozenset[str]
    titles: Mapping[str, str]


def load(city: Path) -> Knowledge:
    """Return what is known in general and of the city in folder `city`.

    Raises `ValueError` naming the file that is not as expected.
    """
    languages = {code: _read(_LEXICON / f"{code}.yml") for code in LANGUAGES}
    lexicon = _lexicon(languages)
    categories = _read(city / "categories.yml")
    plain = _plain_words(languages, lexicon, categories)
    cues = _inverted(_read(_LEXICON / "place_cues.yml"))
    return Knowledge(
        lexicon=lexicon,
        evidence=_evidence(languages),
        rules=_rules(_read(_LEXICON / "rules.yml"), lexicon),
        gazetteer=Gazetteer(place_files.read(city), cues, plain),
        days=days(),
    )


def lexicon() -> Lexicon:
    """Return how citizens shorten words, in all languages; the same for every city."""
    return _lexicon({code: _read(_LEXICON / f"{code}.yml") for code in LANGUAGES})


def topics() -> Topics:
    """Return how open data is asked for, in all languages; the same for every city."""
    known = _read(_LEXICON / "datasets.yml")
    return Topics(
        asks=frozenset(known["asks"].split()),
        weak=frozenset(known["weak"].split()),
        titles=_inverted(known["titles"]),
    )


def days() -> Days:
    """Return how citizens name days, in all languages."""
    return moments.table(_read(_LEXICON / "moments.yml"))


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: {error}") from error


def _lexicon(languages: Mapping[str, Any]) -> Lexicon:
    """Return one lexicon of all languages; of two readings the earlier language's wins."""
    short: dict[str, str] = {}
    for known in languages.values():
        short = {**_inverted(known["slang"]), **short}
    civic = frozenset(_read(_LEXICON / "civic.yml"))
    return Lexicon(words={k: v for k, v in short.items() if k not in civic}, civic=civic)


def _inverted(table: Mapping[str, str]) -> dict[str, str]:
    """Return {"yg": "yang"} of {"yang": "yg yng"}."""
    return {short: full for full, many in table.items() for short in str(many).split()}


def _evidence(languages: Mapping[str, Any]) -> dict[str, Evidence]:
    """Return what speaks for each language: what examples show, then what the lexicons say."""
    learnt = _learnt(_LEXICON / "languages.csv")
    found: dict[str, Evidence] = {}
    for code, known in languages.items():
        slang = dict.fromkeys(_inverted(known["slang"]), _SLANG)
        small = dict.fromkeys(known["small_words"].split(), _SMALL_WORD)
        telltale = dict.fromkeys(known["telltale_words"].split(), _TELLTALE)
        told = {w: n for w, n in (slang | small | telltale).items() if w not in learnt}
        shown = {word: weights[code] for word, weights in learnt.items()}
        found[code] = Evidence(words=told | shown, spelling=re.compile(known["spelling"]))
    return found


def _learnt(path: Path) -> dict[str, dict[str, float]]:
    """Return what nlu.languages wrote: the weight of each word in each language."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return {
        row["word"]: {code: float(row[code]) for code in LANGUAGES}
        for row in csv.DictReader(lines)
    }


def _plain_words(
    languages: Mapping[str, Any], lexicon: Lexicon, categories: Mapping[str, Any]
) -> frozenset[str]:
    """Return everyday words, which a misspelt place name must not be mistaken for."""
    plain: set[str] = set(lexicon.words) | {
        w for v in lexicon.words.values() for w in v.split()
    }
    for known in languages.values():
        for key in ("small_words", "telltale_words", "everyday_words"):
            plain.update(known[key].split())
    for category in categories.values():
        plain.update(word for phrase in category["words"] for word in phrase.split())
    return frozenset(plain)


def _rules(table: Any, lexicon: Lexicon) -> Rules:
    heads: list[str] = table["misspelt"].split()
    misspelt = {slip: head for head in heads for slip in slips(head)}
    known = {*lexicon.words, *lexicon.words.values(), *heads, *table["not_misspelt"].split()}
    commands = {
        str(text): intent for intent, texts in table["commands"].items() for text in texts
    }
    return Rules(
        emergencies={kind: _any_of(phrases) for kind, phrases in table["emergencies"].items()},
        harmless=_any_of(table["harmless"]),
        calm=_any_of(table["calm"]),
        habit=_any_of(table["habit"]),
        now=_any_of(table["now"]),
        commands={
            " ".join(k.lower().replace("/", " ").split()): v for k, v in commands.items()
        },
        misspelt={slip: head for slip, head in misspelt.items() if slip not in known},
        asides=_word_of(table["asides"]),
        joins=_word_of(table["joins"]),
        kinds={kind: _any_of(phrases) for kind, phrases in table["kinds"].items()},
        wishes={wish: _any_of(phrases) for wish, phrases in table["wishes"].items()},
        unwished=_any_of(table["unwished"]),
    )


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of `phrases`, as whole words; `..` stands for up to 4 words."""
    parts = (phrase.replace(" .. ", r" (?:\S+ ){0,4}") for phrase in phrases)
    return re.compile(rf"(?<!\S)(?:{'|'.join(parts)})(?!\S)")


def _word_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of `phrases`, as whole words of a text as typed."""
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")


def lemmas(text: str, knowledge: Knowledge) -> str:
    """Return the words of `text` in full, separated by single spaces."""
    return lemmas_of(text, knowledge.lexicon)
