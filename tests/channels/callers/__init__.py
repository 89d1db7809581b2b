"""How each provider calls us, written without its library: secrets, signature, a body."""

from collections.abc import Mapping

from tests.channels.callers import kannel, telegram, twilio
from tests.channels.callers.caller import Caller

CALLERS: Mapping[str, Caller] = {
    "twilio_sms": twilio.CALLER,
    "twilio_whatsapp": twilio.CALLER,
    "kannel": kannel.CALLER,
    "telegram": telegram.CALLER,
}
"""By the name in the address. A provider that must be polled has none."""

SECRETS: Mapping[str, str] = {
    name: value for caller in CALLERS.values() for name, value in caller.secrets.items()
}
