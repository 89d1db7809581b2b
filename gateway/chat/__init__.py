"""Conversations without a provider: the web chat, and the simulator of every channel."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.channel import Form


@dataclass(frozen=True, slots=True)
class Chat:
    """A channel whose replies are fetched from us: `name` in tables, `form` of its replies."""

    name: str
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the chat stands: its public address, and whose pages may frame it.

    `demo` opens the simulator; `proxy_hops` is how many proxies of ours stand in front. The
    page without script waits for a reply `patience` seconds.
    """

    public_url: str
    demo: bool = False
    origins: tuple[str, ...] = ()
    proxy_hops: int = 0
    patience: float = 1.2


SIMULATED = "simulator_"

CHATS: Mapping[str, Chat] = {
    "web": Chat("web", Form(buttons=10, title=40, locations=True)),
    "sms": Chat(f"{SIMULATED}sms", Form(length=1600, gsm7=True)),
    "whatsapp": Chat(f"{SIMULATED}whatsapp", Form(buttons=3, title=20, locations=True)),
    "telegram": Chat(f"{SIMULATED}telegram", Form(buttons=8, title=40, locations=True)),
}
"""By the name used in the API. All but `web` are stand-ins that exist in demo mode only."""


def chats(*, demo: bool) -> Mapping[str, Chat]:
    """Return the chats that are open."""
    return CHATS if demo else {"web": CHATS["web"]}
