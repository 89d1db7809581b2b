"""Turn messages into what they mean: the rules first, then the model for all that is left."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.drafts import TODAY
from bot.model import Asked, Heard
from nlu import language, moments, rules
from nlu.clauses import Cut, cut
from nlu.knowledge import Knowledge, lemmas
from nlu.labels import REPORT
from nlu.moments import Moment
from nlu.normalise import LONGEST, plain, spelt
from nlu.questions import QUESTIONS, several

TOP = 3  # categories that the bot may offer
_STATUS_WORDS = 8  # a longer text that holds a ticket number may say anything
_WORD = re.compile(r"[^\W\d_]+")
_ASKS = 0.85  # how sure the model must be of a question beside a report
_TELLS = 0.8  # how sure of a report in a message that it takes for a question as a whole
_ALARMING = 0.5  # how sure the model must be of an emergency that no rule knows
_CONFIRMED = 0.1  # ... of one that the rules hear

Ask = Callable[[Sequence[str]], Sequence[Mapping[str, Any]]]


class UnavailableError(Exception):
    """The model does not answer, or answers nonsense: only the rules are left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What a citizen typed, the language they used `last`, and the city's ticket prefix.

    `last` is empty for somebody new, for whom we expect the city's `first` language. `today` is
    the day on which it was sent; without it no day is understood.
    """

    text: str
    last: str = ""
    first: str = "id"
    prefix: str = "BDG"
    today: date | None = None


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What the model makes of a text; `alarm` is how sure it is of an emergency.

    `calmly` is the likeliest other intent, with its confidence.
    """

    intent: str
    confidence: float
    alarm: float
    calmly: tuple[str, float]
    categories: tuple[tuple[str, float], ...]


def understand(
    utterances: Sequence[Utterance], *, ask: Ask, knowledge: Knowledge
) -> list[Heard]:
    """Return what each utterance means, in order.

    `ask` gets every text that the rules leave open, in one call, and returns a parse for each
    (see `nlu/parse_channel.py`). If it raises `UnavailableError`, or its answer has another
    shape, those are `Heard` with `by="none"` and no intent; an emergency is then what the rules
    hear as one. With the model, both are asked: see `_is_alarm`.
    """
    heard = [_by_rules(each, knowledge) for each in utterances]
    cuts = [cut(each.text, knowledge.rules) if each.by == "model" else Cut() for each in heard]
    texts = [text for about in cuts for text in about.texts]
    try:
        meanings = iter(_meanings(ask(texts), len(texts)) if texts else [])
    except UnavailableError:
        return [_alone(each) if each.by == "model" else each for each in heard]
    return [
        _completed(each, about, {text: next(meanings) for text in about.texts}, knowledge)
        if about.whole
        else each
        for each, about in zip(heard, cuts, strict=True)
    ]


def as_json(heard: Heard) -> dict[str, Any]:
    """Return `heard` as `POST /api/nlu/parse` answers it."""
    place = heard.place
    return {
        "intent": heard.intent,
        "confidence": round(heard.confidence, 4),
        "language": heard.language,
        "category": heard.category,
        "category_confidence": round(heard.category_confidence, 4),
        "place": None
        if place is None
        else {
            "kelurahan": place.kelurahan,
            "kecamatan": place.kecamatan,
            "lat": place.lat,
            "lon": place.lon,
            "precision": place.precision,
            "text": place.text,
        },
        "entities": [
            {"entity": e.kind, "value": e.value, "start": e.start, "end": e.end}
            for e in heard.entities
        ],
        "emergency": heard.emergency,
        "asks": heard.asks or None,
        "questions": [{"intent": each.intent, "text": each.text} for each in heard.questions],
        "categories": [
            {"category": name, "confidence": round(sure, 4)} for name, sure in heard.categories
        ],
    }


def _by_rules(utterance: Utterance, knowledge: Knowledge) -> Heard:
    """Return what the rules alone make of it; `by` is `model` where the model must be asked."""
    complaint = rules.after_keyword(utterance.text, utterance.prefix)
    text = complaint or utterance.text
    readable = plain(text)
    place, entities = knowledge.gazetteer.look(readable)
    said = lemmas(readable, knowledge)
    heard = Heard(
        text=text,
        intent="report" if complaint else "",
        confidence=1.0 if complaint else 0.0,
        language=language.identify(
            () if readable.startswith("/") else spelt(readable),  # no language is like /start
            last=utterance.last or utterance.first,
            evidence=knowledge.evidence,
            settled=bool(utterance.last),
        ),
        place=place,
        entities=entities if readable == text else knowledge.gazetteer.all_in(text[:LONGEST]),
        ticket=rules.ticket(readable, utterance.prefix),
        code=rules.link_code(readable),
        emergency=bool(rules.emergency(said, knowledge.rules)),
    )
    heard = _with_particulars(heard, said, utterance.today, knowledge)
    intent = _ruled_intent(heard, readable, knowledge)
    if intent:
        return replace(heard, intent=intent, confidence=1.0, by="rules")
    return heard if _WORD.search(readable) else replace(heard, by="rules")


def _with_particulars(
    heard: Heard, said: str, today: date | None, knowledge: Knowledge
) -> Heard:
    """Return `heard` with the class of a report, its day, and what is or shall be hidden."""
    moment = moments.find(plain(heard.text), said, today, knowledge.days) if today else Moment()
    wished = rules.wishes(said, knowledge.rules)
    day = moment.day.isoformat() if moment.day else ""
    return replace(
        heard,
        kind=rules.kind(said, knowledge.rules),
        happened=TODAY if moment.day and moment.day == today else day,
        future=moment.future,
        anonymous="anonymous" in wished,
        secret="secret" in wished,
    )


def _ruled_intent(heard: Heard, readable: str, knowledge: Knowledge) -> str:
    """Return the intent that needs no model, or nothing; an alarm is put to the model, too."""
    if heard.emergency:
        return ""
    if heard.code:
        return "link_channel"
    if heard.ticket and len(readable.split()) <= _STATUS_WORDS:
        return "report_status"
    return rules.command(readable, knowledge.rules)


def _alone(heard: Heard) -> Heard:
    """Return `heard` as it stands without a model."""
    if heard.emergency:
        return replace(heard, intent="emergency", confidence=1.0, by="rules")
    return replace(heard, by="none")


def _completed(
    heard: Heard, texts: Cut, meanings: Mapping[str, _Meaning], knowledge: Knowledge
) -> Heard:
    """Return `heard` with what the model makes of it; what the rules gave stays.

    The model may raise an alarm that no rule knows, but not over words that the rules know to
    be harmless ("kebakaran jenggot"): those mean whatever is likeliest besides.
    """
    whole = meanings[texts.whole]
    meaning, question = _together(whole, {part: meanings[part] for part in texts.clauses})
    if question:
        heard = replace(heard, asks=meanings[question].intent, question=question)
    alarm = _is_alarm(heard, whole, knowledge)
    by = "rules" if alarm and heard.emergency else heard.by
    heard = replace(heard, categories=meaning.categories, emergency=alarm, by=by)
    if alarm:
        sure = 1.0 if by == "rules" else whole.alarm
        return replace(heard, intent="emergency", confidence=sure)
    if heard.intent:
        return heard
    intent, confidence = meaning.intent, meaning.confidence
    if intent == "emergency":
        intent, confidence = meaning.calmly
    heard = replace(heard, intent=intent, confidence=confidence)
    return heard if intent == REPORT else _asking(heard, texts, meanings, knowledge)


def _asking(
    heard: Heard, texts: Cut, meanings: Mapping[str, _Meaning], knowledge: Knowledge
) -> Heard:
    """Return `heard` with its questions, if it asks several."""
    found = {piece: meanings[piece] for piece in texts.pieces}
    asked = several({piece: (each.intent, each.confidence) for piece, each in found.items()})
    if not asked:
        return heard
    questions = tuple(
        Asked(intent=found[text].intent, text=text, place=knowledge.gazetteer.find(text))
        for text in asked
    )
    first = found[asked[0]]
    return replace(heard, intent=first.intent, confidence=first.confidence, questions=questions)


def _is_alarm(heard: Heard, meaning: _Meaning, knowledge: Knowledge) -> bool:
    """Return whether this is an emergency.

    The rules hear one and the model does not rule it out; or the model is surer than that, and
    no figure of speech ("kebakaran jenggot") misled it.
    """
    if heard.emergency or meaning.alarm < _ALARMING:
        return heard.emergency and meaning.alarm >= _CONFIRMED
    return not rules.is_harmless(lemmas(heard.text, knowledge), knowledge.rules)


def _together(whole: _Meaning, parts: Mapping[str, _Meaning]) -> tuple[_Meaning, str]:
    """Return what a message means, and which of its parts is a question beside its report."""
    asked = _surest(
        {text: part for text, part in parts.items() if part.intent in QUESTIONS}, _ASKS
    )
    told = _surest(
        {text: part for text, part in parts.items() if part.intent == REPORT}, _TELLS
    )
    if asked and whole.intent == REPORT:
        return whole, asked
    return (parts[told], asked) if asked and told else (whole, "")


def _surest(parts: Mapping[str, _Meaning], least: float) -> str:
    """Return the part that is surest, or nothing if none is as sure as `least`."""
    sure = {text: part.confidence for text, part in parts.items()}
    best = max(sure, key=lambda text: sure[text], default="")
    return best if sure.get(best, 0.0) >= least else ""


def _meanings(parses: Any, expected: int) -> list[_Meaning]:
    """Return the model's answer as values, or raise `UnavailableError` if it makes no sense."""
    try:
        meanings = [_meaning(parse) for parse in parses]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnavailableError("the model's answer has an unknown shape") from error
    if len(meanings) != expected:
        raise UnavailableError(f"asked about {expected} texts, answered {len(meanings)}")
    return meanings


def _meaning(parse: Any) -> _Meaning:
    likely = (parse["intent"], *parse.get("intent_ranking", ()))
    ranking = [(str(each["name"]), _share(each["confidence"])) for each in likely]
    return _Meaning(
        intent=ranking[0][0],
        confidence=ranking[0][1],
        alarm=_share(parse.get("alarm", _CONFIRMED)),  # a model of an earlier release has none
        calmly=next(
            (each for each in ranking if each[0] != "emergency"), ("out_of_scope", 0.0)
        ),
        categories=tuple(
            (str(each["name"]), _share(each["confidence"])) for each in parse["category"][:TOP]
        ),
    )


def _share(confidence: Any) -> float:
    """Return a confidence, or raise `ValueError` if it is none."""
    value = float(confidence)
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{value} is no confidence")
    return value
