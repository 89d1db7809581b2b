"""Rows of the dialogue tables to values of `bot.model`, and back to compare them whole."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.city import Category, City, Question
from bot.flows.questions import NOTHING
from bot.model import (
    Action,
    Asked,
    Attachment,
    Conversation,
    Fact,
    HandOver,
    Heard,
    LookUp,
    Say,
    Subscribe,
    Unsubscribe,
    Words,
)
from bot.place import Place
from bot.report import (
    COMPLAINT,
    AddToReport,
    Draft,
    FileReport,
    Judge,
    ListReports,
    ReportStatus,
    Support,
)

CITY = City(
    id="test",
    name="Kota Uji",
    languages=("id", "su", "en"),
    roads=("pasteur", "tol pasteur"),
    categories={
        name: Category(id=name, labels={"id": label})
        for name, label in {
            "road": "jalan",
            "street_light": "lampu jalan",
            "waste": "sampah",
            "water_supply": "air bersih",
            "other": "lainnya",
        }.items()
    }
    | {
        "bribery": Category(id="bribery", labels={"id": "pungli"}, sensitive=True),
        "papers": Category(
            id="papers",
            labels={"id": "surat"},
            questions=(
                Question(
                    id="which",
                    words={"id": "Surat apa?"},
                    kind="choice",
                    choices={"ktp": {"id": "KTP", "en": "ID card"}, "kk": {"id": "KK"}},
                    required=True,
                ),
                Question(id="number", words={"id": "Nomornya?"}, kind="number"),
            ),
        ),
        "buses": Category(
            id="buses",
            labels={"id": "angkot"},
            questions=(Question(id="route", words={"id": "Jurusan apa?"}),),
            sensitive=True,
        ),
    },
    areas={
        "32.73.14.1003": Place(
            kelurahan="Cikutra",
            kecamatan="Cibeunying Kidul",
            lat=-6.9,
            lon=107.64,
            precision="kelurahan",
            code="32.73.14.1003",
        )
    },
)
PLACES: Mapping[str, Place] = {
    "Dago": Place(
        text="jl dago", kecamatan="Coblong", lat=-6.88, lon=107.61, precision="street"
    ),
    "Cikutra": Place(
        text="cikutra",
        kelurahan="Cikutra",
        kecamatan="Cibeunying Kidul",
        lat=-6.9,
        lon=107.64,
        precision="kelurahan",
        code="32.73.14.1003",
    ),
    "pin": Place(
        kelurahan="Dago", kecamatan="Coblong", lat=-6.87, lon=107.62, precision="point"
    ),
    "pin outside": Place(lat=-7.5, lon=108.5, precision="outside"),
    "pin in Cikutra": Place(
        kelurahan="Cikutra",
        kecamatan="Cibeunying Kidul",
        lat=-6.9012,
        lon=107.6431,
        precision="point",
        code="32.73.14.1003",
    ),
    "Cimahi": Place(text="cimahi", precision="outside"),
    "kept": CITY.areas["32.73.14.1003"],
    "Jl Mawar": Place(text="jl mawar"),
    "Soekarno-Hatta": Place(text="jl soekarno hatta", precision="street"),
    "Pasteur": Place(text="pasteur", precision="street"),
}
NAMES = {place: name for name, place in PLACES.items()}
UNTOLD = {NOTHING, COMPLAINT, 0}
"""Facts of a confirmation that its words leave out, or that are so unless told."""
TOLD: Mapping[type, str] = {
    HandOver: "hand_over",
    ReportStatus: "status",
    **dict.fromkeys((Support, ListReports, AddToReport, Judge), "report"),
    **dict.fromkeys((Subscribe, Unsubscribe), "alerts"),
}
"""How the actions are called in the rows; the others link conversations."""
QUIET = {"offered", "labels", "asked", "where", "said", "page", "waiting"}
"""State that the last reply already shows: its choices, what it answers or waits for."""


def hear(row: Mapping[str, Any]) -> Heard:
    """Return what was heard: `place` by its name above, `categories` with their confidence."""
    row = {"text": "", "intent": "", **row}
    return Heard(
        **{
            **row,
            "place": PLACES[row["place"]] if "place" in row else None,
            "taken": PLACES[row["taken"]] if "taken" in row else None,
            "questions": tuple(_asked(each) for each in row.get("questions", ())),
            "categories": tuple(row.get("categories", {}).items()),
            "attachments": tuple(
                Attachment(kind=kind, reference=f"{kind}-{number}")
                for number, kind in enumerate(row.get("attachments", ()), 1)
            ),
        }
    )


def _asked(row: Mapping[str, Any]) -> Asked:
    place = PLACES[row["place"]] if "place" in row else None
    return Asked(**{**row, "place": place})


def begin(row: Mapping[str, Any]) -> Conversation:
    """Return the conversation a row starts in."""
    drafts = {name: draft(row[name]) for name in ("draft", "later") if name in row}
    tuples = {name: tuple(row[name]) for name in QUIET if name in row}
    return Conversation(**{**row, **drafts, **tuples})


def draft(row: Mapping[str, Any]) -> Draft:
    """Return the draft a row tells."""
    place = PLACES[row["place"]] if "place" in row else None
    taken = PLACES[row["taken"]] if "taken" in row else None
    photos = tuple(row.get("photos", ()))
    return Draft(**{**row, "place": place, "taken": taken, "photos": photos})


def shown(action: Action) -> dict[str, Any]:
    """Return the whole action as a row tells it; facts only if there is something to tell."""
    match action:
        case Say(key, facts, choices, ask_location):
            offered = [choice.payload for choice in choices]
            parts = {"facts": _facts(facts), "choices": offered, "location": ask_location}
            return {"say": key, **_filled(parts)}
        case LookUp(source, place, text, otherwise, page):
            instead = {"otherwise": shown(otherwise)} if otherwise else {}
            further = {"page": page} if page else {}
            asked = {"look_up": source, "place": _place(place), "text": text}
            return {**asked, **further, **instead}
        case FileReport(made):
            return {"file": _draft(made)}
        case HandOver() | ReportStatus():
            return {TOLD[type(action)]: next(iter(asdict(action).values()))}
        case _:
            return {TOLD.get(type(action), "link"): type(action).__name__, **_values(action)}


def _facts(facts: Mapping[str, Fact]) -> dict[str, Any]:
    plain = {
        name: fact.key if isinstance(fact, Words) else fact for name, fact in facts.items()
    }
    return {name: fact for name, fact in plain.items() if fact not in UNTOLD}


def _values(action: Action) -> dict[str, Any]:
    place = getattr(action, "place", None)
    photos = list(getattr(action, "photos", ()))
    return _filled({**asdict(action), "place": _place(place), "photos": photos})


def state(conversation: Conversation) -> dict[str, Any]:
    """Return everything in the conversation that is not as at its beginning."""
    fields = {
        name: getattr(conversation, name)
        for name in Conversation.__slots__
        if name not in QUIET and getattr(conversation, name) != getattr(Conversation(), name)
    }
    return {
        name: _draft(each) if isinstance(each, Draft) else each for name, each in fields.items()
    }


def _draft(made: Draft) -> dict[str, Any]:
    places = {"place": _place(made.place), "taken": _place(made.taken)}
    return _filled({**asdict(made), **places, "photos": list(made.photos)})


def _place(place: Place | None) -> Any:
    if place is None:
        return None
    return NAMES.get(place) or _filled(asdict(place))


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
