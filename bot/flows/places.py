"""Where a question is about: the place named, that of the report, or the one we remember."""

import re

from bot.answers import folded
from bot.city import City
from bot.cues import is_here, is_home
from bot.drafts import known
from bot.flows import home
from bot.model import Say
from bot.place import Place
from bot.turn import Turn

NEEDS_PLACE = {"ask_wifi", "ask_cctv", "ask_traffic"}
BY_NAME = {"ask_traffic"}
"""Those whose source knows places by their names: also streets too long to be a point."""
TAKES_PLACE = {*NEEDS_PLACE, "ask_health"}
"""Questions about what is near; those that need no place may also name what they look for."""
GO_ON = {*TAKES_PLACE, "ask_weather", "ask_warning", "ask_air_quality", "ask_event"}
"""Questions that are asked again for another place or day."""
CITYWIDE = {"ask_event"}
"""Those of `GO_ON` whose answers are the same all over the city."""


def place_of(turn: Turn) -> Place | None:
    """Return where a question is about; a place named always wins.

    Questions about the whole city are about nowhere unless they name a place.
    """
    named, intent = turn.heard.place, turn.heard.intent
    if intent not in GO_ON - CITYWIDE:
        return named
    kept = home.of(turn) if named is None else None
    if intent in TAKES_PLACE:
        return place_for(turn, intent) or _located(turn.conversation.draft.place) or kept
    return named or (None if _names_city(turn) else kept)


def place_for(turn: Turn, intent: str) -> Place | None:
    """Return the place named, if it says where: a point, or for some questions any name."""
    place = turn.heard.place
    if intent not in BY_NAME:
        return _located(place)
    return place or _road(turn.heard.text, turn.city)


def lacks_place(turn: Turn, place: Place | None) -> bool:
    """Return whether the answer depends on where the citizen is, and we do not know that.

    `place` is what `place_of` returned.
    """
    heard = turn.heard
    if heard.intent in NEEDS_PLACE and place is None:
        return True
    lost = is_here(heard.text) or (is_home(heard.text) and place is None)
    return heard.intent in GO_ON - CITYWIDE and heard.place is None and lost


def where(text: str) -> Say:
    """Ask for a pin if the citizen says "near me", else for any place."""
    here = is_here(text) or is_home(text)
    return Say("information-here" if here else "information-where", ask_location=True)


def _names_city(turn: Turn) -> bool:
    """Return whether the citizen asks about the whole city: "cuaca bandung"."""
    return turn.city.name.split()[-1].casefold() in folded(turn.heard.text).split()


def _road(text: str, city: City) -> Place | None:
    """Return the road named whose traffic we know, which the gazetteer may not by that name."""
    found = (re.search(rf"\b{re.escape(road)}\b", text, re.IGNORECASE) for road in city.roads)
    names = [match[0] for match in found if match]
    return Place(text=max(names, key=len), precision="street") if names else None


def _located(place: Place | None) -> Place | None:
    """Return `place` if it is a point in the city from which distances can be told."""
    return place if known(place) and place and place.lat is not None else None
