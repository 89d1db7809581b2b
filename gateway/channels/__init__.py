"""One module per provider that carries messages. To add one: name it in `PROVIDERS`."""

from collections.abc import Callable, Mapping

from gateway.channel import Provider
from gateway.channels.kannel import Kannel
from gateway.channels.meta import Meta
from gateway.channels.telegram import Telegram
from gateway.channels.twilio import Twilio
from gateway.channels.x import X
from gateway.channels.youtube import YouTube
from gateway.http import Http
from gateway.settings import Settings

PROVIDERS: Mapping[str, Callable[[Settings, Http], Provider | None]] = {
    "twilio_sms": Twilio.sms,
    "twilio_whatsapp": Twilio.whatsapp,
    "kannel": Kannel.configured,
    "telegram": Telegram.configured,
    "x": X.configured,
    "youtube": YouTube.configured,
    "meta": Meta.configured,
}
"""By the name in their address, `/webhooks/<name>`; each nothing if its secrets are not set."""


def configured(settings: Settings, http: Http) -> Mapping[str, Provider]:
    """Return every provider whose secrets are set, by name."""
    made = {name: make(settings, http) for name, make in PROVIDERS.items()}
    return {name: provider for name, provider in made.items() if provider is not None}
