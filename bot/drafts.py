"""What one message tells of a report, and how a report is told back."""

from dataclasses import replace

from bot.city import City
from bot.model import Heard
from bot.place import Place
from bot.report import Draft
from bot.turn import CERTAIN

TELLING = 4
"""Words a message needs to be taken for a description when its category is not clear."""
SOME = 0.25
"""Confidence that the likeliest categories must have together to be about anything."""
LONGEST = 4000
"""Characters of a description (Open311 GeoReport v2 allows no more)."""
LONGEST_PLACE = 200
"""Characters of a citizen's words that we take for a place we do not know."""
TODAY = "today"
"""The day named in a message (see `Heard.happened`) that needs no telling."""
PICTURES = frozenset({"photo", "video"})
PERSONAL = frozenset({"video", "voice"})
LEAST_OF_PLACE = 12
"""Characters of the citizen's own words for a place that are worth showing beside its area."""
SMALL = 3
"""Letters of the longest word that says nothing beside a place: "di", "ka", "pak"."""


def told(heard: Heard, city: City) -> Draft:
    """Return as much of a report as the message tells by itself."""
    tells = heard.category_confidence >= city.sure_category or (
        is_long(heard) and names_a_problem(heard) and not wishes(heard)
    )
    return Draft(
        category=category_of(heard, city) if tells else "",
        kind=heard.kind if tells else "",
        place=place_of(heard),
        description=heard.text[:LONGEST] if tells else "",
        masked=heard.masked[:LONGEST] if tells else "",
        happened=day_of(heard) if tells else "",
        photos=photos_of(heard),
        person=needs_person(heard),
        taken=known(heard.taken),
        anonymous=heard.anonymous,
        secret=heard.secret,
    )


def wishes(heard: Heard) -> bool:
    """Return whether the message asks that the name or the contents be hidden."""
    return heard.anonymous or heard.secret


def day_of(heard: Heard) -> str:
    """Return the day (ISO 8601) that the message names, or nothing if that is today."""
    return "" if heard.happened == TODAY else heard.happened


def is_long(heard: Heard) -> bool:
    """Return whether the message has enough words to describe something."""
    return len(heard.text.split()) >= TELLING


def names_a_problem(heard: Heard) -> bool:
    """Return whether the model heard some category, rather than "ada masalah pak".

    "Mau lapor" names none. Without a model there is nothing to go by: any text may name one.
    """
    if heard.by == "rules":
        return False
    return not heard.categories or sum(sure for _, sure in heard.categories) >= SOME


def category_of(heard: Heard, city: City) -> str:
    """Return the category if it is one of the city's and sure enough, or nothing."""
    sure = heard.category_confidence >= city.sure_category
    return heard.category if sure and heard.category in city.categories else ""


def place_of(heard: Heard) -> Place | None:
    """Return the place named, known or not, unless it is outside the city."""
    place = heard.place
    return None if place is None or place.precision == "outside" else place


def known(place: Place | None) -> Place | None:
    """Return `place` if it is somewhere in the city that we can locate."""
    return place if place is not None and place.precision not in {"", "outside"} else None


def is_place(heard: Heard) -> bool:
    """Return whether the message says where and nothing else: a pin, or "di dago".

    >>> where = Place(text="dago", precision="kelurahan")
    >>> is_place(Heard(text="di dago", intent="", place=where))
    True
    >>> is_place(Heard(text="macet dago?", intent="", place=where))
    False
    """
    place = known(heard.place)
    if place is None:
        return False
    rest = heard.text.replace(place.text, " ", 1)
    return all(len(word) <= SMALL for word in rest.split())


def means(heard: Heard, *intents: str) -> bool:
    """Return whether the message certainly means one of `intents`."""
    return heard.intent in intents and heard.confidence >= CERTAIN


def is_outside(heard: Heard) -> bool:
    """Return whether the place named is not in the city."""
    return heard.place is not None and heard.place.precision == "outside"


def as_told(heard: Heard) -> Place:
    """Return the place in the citizen's own words, or the position they insist on."""
    place = heard.place
    if place and place.lat is not None and not heard.text.strip():
        return replace(place, text=f"{place.lat:.5f}, {place.lon:.5f}")
    return Place(text=heard.text.strip()[:LONGEST_PLACE])


def has_words(heard: Heard) -> bool:
    """Return whether something was written, rather than a number or a button."""
    return not heard.button and any(letter.isalpha() for letter in heard.text)


def is_no_answer(heard: Heard) -> bool:
    """Return whether the message is neither a description nor a place: "ya", "2", "lapor"."""
    said = means(heard, "affirm", "deny") or (heard.intent == "report" and heard.by == "rules")
    return not has_words(heard) or (said and place_of(heard) is None)


def photos_of(heard: Heard) -> tuple[str, ...]:
    """Return the references of the pictures sent, moving or not."""
    return tuple(each.reference for each in heard.attachments if each.kind in PICTURES)


def voices_of(heard: Heard) -> tuple[str, ...]:
    """Return the references of the voice notes sent."""
    return tuple(each.reference for each in heard.attachments if each.kind == "voice")


def needs_person(heard: Heard) -> bool:
    """Return whether somebody must look at what was sent, or listen to it."""
    return any(each.kind in PERSONAL for each in heard.attachments)


def described(place: Place | None) -> str:
    """Return a place in words, the most exact part first, nothing twice.

    >>> described(Place(text="jl riau", kelurahan="Citarum", kecamatan="Bandung Wetan"))
    'jl riau, Citarum, Bandung Wetan'
    >>> described(Place(text="kec coblong", kecamatan="Coblong"))
    'kec coblong'
    """
    said = ""
    for part in (place.text, place.kelurahan, place.kecamatan) if place else ():
        if part and part.lower() not in said.lower():
            said = f"{said}, {part}" if said else part
    return said


def shown(place: Place | None, length: int) -> str:
    """Return a place in words of at most `length` characters.

    What does not fit is left out of the citizen's own words for it: they know their street, and
    check what we made of it.

    >>> shown(Place(text="jl riau depan pos satpam", kecamatan="Bandung Wetan"), 30)
    'jl riau depa..., Bandung Wetan'
    """
    whole = described(place)
    area = described(replace(place, text="")) if place else ""
    room = length - len(f", {area}")
    if len(whole) <= length or place is None or room < LEAST_OF_PLACE:
        return clip(whole, length)
    return f"{clip(place.text, room)}, {area}"


def clip(text: str, length: int) -> str:
    """Return the beginning of `text` on one line, at most `length` characters.

    >>> clip("lampu  mati di jalan", 12)
    'lampu mat...'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 3].rstrip()}..."
