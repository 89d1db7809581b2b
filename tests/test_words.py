"""What we say: nothing missing, nothing left over, and on SMS one segment at a time."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from bot.answers import choice, intent_choice
from bot.fallback import menu
from bot.flows import questions as fields
from bot.flows.questions import (
    LEAST,
    NOTHING,
    SHOWN_PLACE,
    SHOWN_SIMILAR,
    SKIP,
    SWITCHES,
)
from bot.model import Choice, Fact, Say, Words, Written
from bot.report import KINDS
from gateway import articles, city, city_names
from gateway.app import voice
from gateway.chat import CHATS
from gateway.promises import NOTES
from gateway.render import render
from gateway.sms import segments

ROOT = Path(__file__).parent.parent
PACK = city.load("bandung")
LANGUAGES = PACK.city.languages
VOICE = voice(PACK)
SMS = CHATS["sms"]
CONFIRM = (
    choice("mask:yes", "mask"),
    choice("mask:no", "as-is"),
    intent_choice("correct", "change"),
    intent_choice("cancel", "cancel"),
)
FIELDS = tuple(choice(f"field:{name}", f"field-{name}") for name in (*fields.FIELDS, *SWITCHES))
SOLVED = (intent_choice("affirm", "solved"), intent_choice("deny", "unsolved"))
GUESSES = tuple(
    Choice(f"category:{name}", Words(f"category-{name}"))
    for name in ("traffic_parking", "corruption", "officials_service", "drainage_flood")
)
SIMILAR = (choice("support:own:x", "add"), choice("alone:yes", "alone"), CONFIRM[3])
QUESTIONS = {
    f"question-{category.id}-{question.id}": (
        *(
            Choice(f"answer:{each}", Words(f"answer-{category.id}-{question.id}-{each}"))
            for each in question.choices
        ),
        *(() if question.required else (choice(SKIP, "skip"),)),
    )
    for category in PACK.city.categories.values()
    for question in category.questions
}
CHOICES: Mapping[str, tuple[Choice, ...]] = {
    **dict.fromkeys(
        ("unsure", "unsure-again", "unsure-deaf", "out-of-scope"), menu("ask_emergency_number")
    ),
    **dict.fromkeys(("greet", "help", "nothing-open"), menu()),
    "home-offer": (choice("home:yes", "remember"), choice("home:no", "forget")),
    "report-confirm": CONFIRM,
    **dict.fromkeys(("report-similar", "report-similar-own"), SIMILAR),
    **dict.fromkeys(("report-done", "report-done-notes"), SOLVED),
    "report-ask-category": GUESSES,
    "report-ask-correct": (*FIELDS, CONFIRM[3]),
    "report-ask-kind": tuple(choice(f"kind:{each}", f"kind-{each}") for each in KINDS),
    "report-ask-hidden": tuple(
        choice(f"hide:{each}", f"hide-{each}") for each in ("name", "both", "no")
    ),
    **QUESTIONS,
    "language-which": tuple(choice(f"language:{each}", each) for each in LANGUAGES),
}
"""The choices that stand under a reply, the longest ones."""
FACTS: Mapping[str, Fact] = {
    "city": PACK.city.name,
    "category": Words("category-traffic_parking"),
    "class": "information",
    "either": NOTHING,
    "place": "Jl Terusan Buahbatu dekat simpang Soekarno-Hatta, Cijaura"[:SHOWN_PLACE],
    "description": "lampu jalan mati di jl dago dekat simpang udah tiga hari, gelap"[:LEAST],
    "photos": 3,
    "when": "12/11/2026",
    "hidden": "both",
    "personal": "yes",
    "answer": NOTHING,
    "another": NOTHING,
    "days": 13,
    "supporters": 12,
    "photo": f"https://lapor.bandung.go.id/media/{'a' * 32}?until=1795316400&proof={'p' * 43}",
    "ticket": "BDG-1234567",
    "status": Words("status-needs_information"),
    "notes": "n" * NOTES,
    "agency": "Inspektorat",
    "contact": "0821 2333 5304, @bdg.dsdabm",
    "seen": "08/2022",
    "first": "112",
    "pin": "yes",
    "kind": Words("emergency_number-electricity"),
    "number": "119",
    "police": "110",
    "fire": "113",
    "ambulance": "119",
    "rescue": "115",
    "electricity": "123",
    "day": Words("weather-day-after"),
    "sky": Words("weather-sky-partly-cloudy"),
    "low": 19,
    "high": 31,
    "hour": "13.00",
    "age": 23,
    "unit": Words("source-minutes"),
    "code": "123456",
    "at": "07.30",
    "channel": Words("channel-instagram"),
    "link": "https://m.me/123456789012345?ref=k1234567",
    "text": "t" * 150,
    "spots": "Taman Musik Centrum (12 km)",
    "topic": Words("alerts-topic-weather"),
    "event": "Hujan Sedang hingga Lebat...",
    "until": "17.15",
    "magnitude": "5.1",
    "where": "Pusat gempa berada di darat 18...",
    "felt": "III-IV",
    "tsunami": "unknown",
    "station": "Stasiun Pemantau Udar...",
    "value": 301,
    "band": Words("air_quality-band-very-unhealthy"),
    "advice": Words("air_quality-advice-very-unhealthy"),
    "source": "ISPUnet KLH",
    "cameras": "Simpang Dago Atas, Terminal Dago",
    "road": "Soekarno-Hatta (Pasirkoja)",
    "roads": "Dago, Pasteur, Soekarno-Hatta, Setiabudi, Kopo, Asia Afrika",
    "flow": Words("traffic-flow-flowing"),
    "speed": 104,
    "free": 110,
    "substance": "PM2.5",
    "count": "50+",
    "titles": "; ".join(["Jumlah Penduduk Berdasarkan Kelur... (Disdukcapil)"] * 3),
    "site": "opendata.bandung.go.id",
    "name": "perbaikan jalan dan jembatan",
    "year": "2026",
    "years": "2024, 2025, 2026",
    "amount": "Rp412,35 miliar",
    "line": "Commuter Line Padalarang-Cicalengka via Stasiun Bandung",
    "lines": "x" * 92 + " (+3)",
    "hours": "08.00-16.00 (Sab-Min 08.00-21.00)",
    "fare": "Rp4.900",
    "reduced": "Rp2.000",
    "accounts": "a" * 88,
    "date": "25/12",
    "why": "Hari Suci Nyepi (Tahun ...",
    "begins": "07.30",
    **{f"from{number}": Words("service_hours-day-wed") for number in (1, 2, 3)},
    **{f"to{number}": Words("service_hours-day-sat") for number in (1, 2, 3)},
    **{f"at{number}": "07.30-16.00" for number in (1, 2, 3)},
    "events": "; ".join(["22/11 06.00 Festival Seni dan Bud..., Gedung Kesen..."] * 3),
}
"""The longest values a citizen of Bandung meets in practice."""
ANSWERS = [Written(each.text) for each in articles.of(PACK)]
AREA: Mapping[str, Fact] = {**FACTS, "place": "Cibaduyut Wetan"}
"""Sources speak of a kelurahan, not of what the citizen wrote."""
SPOT: Mapping[str, Fact] = {**FACTS, "place": str(FACTS["place"])[:SHOWN_SIMILAR]}
QUAKE: Mapping[str, Fact] = {**FACTS, "when": "21/11 23.59", "city": "Bandung"}
ALERT: Mapping[str, Fact] = {**FACTS, "place": "Babakan Ciparay, Andir..."}
CAMERA: Mapping[str, Fact] = {
    **AREA,
    "link": "https://pelindung.bandung.go.id:3443/video/DAGO/simpang.m3u8",
}
DATASETS: Mapping[str, Fact] = {
    **FACTS,
    "text": "t" * 30,
    "link": "https://opendata.bandung.go.id/dataset/".ljust(90, "x"),
}
TOLD: Mapping[str, Fact] = {
    **FACTS,
    "text": max(ANSWERS, key=lambda each: len(each.by["su"])),
    "source": "Peraturan Menteri Penday...",
}
OFFICE: Mapping[str, Fact] = {
    **FACTS,
    "contact": "0821 2333 5304",
    "day": Words("service_hours-day-wed"),
    "source": "Perpres 21/2023",
    "to2": NOTHING,
}
OWN: Mapping[str, Mapping[str, Fact]] = {
    "alerts-on": {**FACTS, "place": "Babakan Ciparay", "topic": Words("alerts-topic-weather")},
    "alert-weather": {**FACTS, "place": "Babakan Ciparay, Andir..."},
    "alert-air": {**FACTS, "place": PACK.name},
    "article-answer": TOLD,
    "article-unsure": TOLD,
    "earthquake": QUAKE,
    "service_hours": OFFICE,
    "warning-answer": ALERT,
    "warning-none": AREA,
    "cctv": CAMERA,
    "open_data": DATASETS,
    "traffic": AREA,
    "wifi": AREA,
    "weather": AREA,
    "report-similar": SPOT,
    "report-similar-own": SPOT,
}
"""What other facts there are under replies that are called, or begin, so."""
TWO_SEGMENTS: Mapping[str, str] = {
    "article-answer": "an article: what to bring, where, and what it costs, with its source",
    "article-unsure": "likewise",
    "broadcast": "carries what an operator wrote, at most two segments",
    "event-answer": "three events",
    "open_data-answer": "three data sets and a link",
    "report-confirm": "repeats what the citizen told: here with all there can be",
    "report-status-notes": "carries what the agency wrote",
    "report-changed-notes": "likewise",
    "report-asked": "likewise",
    "report-done-notes": "likewise",
}
"""Replies that may cost two segments, and why. All others cost one."""


def as_sms(key: str, language: str) -> str:
    """Return a reply with its longest values and all its choices, as an SMS."""
    facts = OWN.get(key) or OWN.get(key.partition("-")[0], FACTS)
    say = Say(key, facts, CHOICES.get(key, ()))
    rendered = render([say], voice=VOICE, language=language, channel=SMS, recipient="+62")
    return rendered.message.text


@cache
def trees() -> tuple[ast.Module, ...]:
    files = [file for part in ("bot", "gateway") for file in (ROOT / part).rglob("*.py")]
    return tuple(ast.parse(file.read_text(encoding="utf-8")) for file in files)


def nodes() -> Iterator[ast.AST]:
    for tree in trees():
        yield from ast.walk(tree)


@cache
def said() -> frozenset[str]:
    """Return the name of every reply that code says by name."""
    return frozenset(
        node.args[0].value
        for node in nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"Say", "Words"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    )


@cache
def constants() -> frozenset[str]:
    """Return every text in the code, by which a reply may be named in a table."""
    return frozenset(
        node.value
        for node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def beginnings() -> frozenset[str]:
    """Return how names put together by code begin, such as `choice-`."""
    return frozenset(
        node.values[0].value
        for node in nodes()
        if isinstance(node, ast.JoinedStr)
        and isinstance(node.values[0], ast.Constant)
        and isinstance(node.values[0].value, str)
        and node.values[0].value.endswith("-")
    )


def used(key: str) -> bool:
    """Return whether code can say `key`: by name, or put together of a beginning and a name."""
    if key in constants():
        return True
    return any(key.startswith(each) and used(key.removeprefix(each)) for each in beginnings())


def test_everything_said_has_words() -> None:
    assert said() - VOICE.keys(LANGUAGES[0]) == set()


def test_no_words_are_left_over() -> None:
    names = city_names.names(PACK)[LANGUAGES[0]].keys()
    assert {key for key in VOICE.keys(LANGUAGES[0]) - names if not used(key)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words(language: str) -> None:
    assert VOICE.keys(language) ^ VOICE.keys(LANGUAGES[0]) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(VOICE.keys(LANGUAGES[0])))
def test_a_reply_is_one_sms(key: str, language: str) -> None:
    text = as_sms(key, language)
    cost = segments(text)
    assert cost.alphabet == "GSM-7"
    assert cost.count <= (2 if key in TWO_SEGMENTS else 1), f"{len(text)}: {text}"


@pytest.mark.parametrize("key", TWO_SEGMENTS)
def test_only_replies_that_need_two_segments_are_excused(key: str) -> None:
    assert max(segments(as_sms(key, language)).count for language in LANGUAGES) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_say_nothing_an_sms_provider_would_swallow(language: str) -> None:
    """END, QUIT and CANCEL block the number at Twilio; PIN and `kode` look like fraud."""
    forbidden = {"END", "QUIT", "CANCEL", "STOP", "UNSUBSCRIBE", "PIN", "kode"}
    told = {key: VOICE.words(key, FACTS, language) for key in VOICE.keys(language)}
    found = {
        key for key, text in told.items() if forbidden & set(text.replace(".", " ").split())
    }
    assert found == set()
