"""Warnings that citizens ask to be sent: of weather or bad air, in the city or a kecamatan."""

from collections.abc import Mapping

from bot.drafts import is_outside
from bot.flows.words import closed
from bot.model import Fact, Say, Subscribe, Unsubscribe, Words
from bot.turn import Decision, Turn

WEATHER, AIR = TOPICS = ("weather", "air")
_AIR = ("udara", "polusi", "hawa", "air quality", "pollution", "ispu", "asap")
"""Words that ask for warnings of bad air; all others are of the weather, floods among them."""
KECAMATAN = 8
"""Characters of a kecamatan's code: `32.73.02`."""


def on(turn: Turn) -> Decision:
    """Subscribe to what is named, where it is named; to the weather of the city otherwise."""
    heard = turn.heard
    if is_outside(heard):
        return turn.conversation, [Say("alerts-outside", {"city": turn.city.name})]
    place = heard.place
    known = place is not None and bool(place.kecamatan)
    area = place.code[:KECAMATAN] if place and known else ""
    topic = AIR if any(word in heard.text.lower() for word in _AIR) else WEATHER
    facts: Mapping[str, Fact] = {
        "topic": Words(f"alerts-topic-{topic}"),
        "place": place.kecamatan if place and known else turn.city.name,
    }
    return closed(turn), [Subscribe(topic, area), Say("alerts-on", facts)]


def off(turn: Turn) -> Decision:
    """Unsubscribe from everything."""
    return closed(turn), [Unsubscribe(), Say("alerts-off")]
