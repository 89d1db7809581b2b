"""One module per way citizens reach us. To add one: write the module, name it in `CARRIERS`."""

from collections.abc import Callable, Mapping

from gateway.channel import Carrier
from gateway.channels.telegram import Telegram
from gateway.channels.twilio import Twilio
from gateway.http import Http
from gateway.settings import Settings

CARRIERS: Mapping[str, Callable[[Settings, Http], Carrier | None]] = {
    "twilio_sms": Twilio.sms,
    "twilio_whatsapp": Twilio.whatsapp,
    "telegram": Telegram.configured,
}
"""Each returns the channel, or nothing if its secrets are not set."""


def carriers(settings: Settings, http: Http) -> Mapping[str, Carrier]:
    """Return every channel whose secrets are set, by name."""
    made = {name: make(settings, http) for name, make in CARRIERS.items()}
    return {name: carrier for name, carrier in made.items() if carrier is not None}
