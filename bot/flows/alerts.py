"""What citizens ask to be told of: weather, air, floods, news, in the city or a kecamatan."""

from collections.abc import Mapping

from bot.drafts import is_outside
from bot.flows.words import closed
from bot.model import Fact, Say, Subscribe, Unsubscribe, Words
from bot.turn import Decision, Turn

WEATHER, AIR, FLOOD, NEWS = "weather", "air", "flood", "news"
TOPICS: Mapping[str, tuple[str, ...]] = {
    AIR: ("udara", "polusi", "hawa", "air quality", "pollution", "ispu", "asap"),
    FLOOD: ("banjir", "caah", "genangan", "luapan", "flood"),
    WEATHER: ("cuaca", "hujan", "bmkg", "petir", "angin", "weather", "rain", "storm"),
    NEWS: ("pengumuman", "berita", "kabar", "info", "wawaran", "warta", "news", "announcement"),
}
"""What citizens subscribe to, and the words that name it; the first one named counts."""
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
    topic = _topic(heard.text)
    facts: Mapping[str, Fact] = {
        "topic": Words(f"alerts-topic-{topic}"),
        "place": place.kecamatan if place and known else turn.city.name,
    }
    return closed(turn), [Subscribe(topic, area), Say("alerts-on", facts)]


def off(turn: Turn) -> Decision:
    """Unsubscribe from everything."""
    return closed(turn), [Unsubscribe(), Say("alerts-off")]


def _topic(text: str) -> str:
    """Return what a text wants to be told of: the weather if it does not say.

    >>> _topic("langganan banjir gedebage"), _topic("langganan"), _topic("info kota dong")
    ('flood', 'weather', 'news')
    """
    said = text.lower()
    named = (topic for topic, words in TOPICS.items() if any(word in said for word in words))
    return next(named, WEATHER)
