"""How each provider calls us, written without its library: secrets, signature, a body."""

from collections.abc import Mapping

from tests.channels.callers import kannel, meta, telegram, twilio, x
from tests.channels.callers.caller import Caller

CALLERS: Mapping[str, Caller] = {
    "twilio_sms": twilio.CALLER,
    "twilio_whatsapp": twilio.CALLER,
    "kannel": kannel.CALLER,
    "telegram": telegram.CALLER,
    "x": x.CALLER,
    "meta": meta.CALLER,
}
"""By the name in the address. A provider that must be polled has none."""

POLLED: Mapping[str, str] = {
    "youtube_channel_id": "UCkota",
    "youtube_client_id": "hush-client-id",
    "youtube_client_secret": "hush-client-secret",
    "youtube_refresh_token": "hush-refresh-token",
}
"""The secrets of providers that must be polled."""

SECRETS: Mapping[str, str] = {
    **{name: value for caller in CALLERS.values() for name, value in caller.secrets.items()},
    **POLLED,
}
