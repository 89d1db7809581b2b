"""What work needs on its way: built once in `gateway.app`, smaller in tests."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from gateway.answers import Answers
from gateway.backend import Backend
from gateway.channel import Carrier, Channel, Provider
from gateway.city import CityPack
from gateway.http import Http
from gateway.media.links import Links
from gateway.media.storage import Storage
from gateway.post import Post
from gateway.sealing import Seal
from gateway.shelf import Shelf
from gateway.source import Source
from gateway.store.commit import Committer
from gateway.store.database import Database
from nlu.knowledge import Knowledge
from nlu.pins import Locate
from nlu.understand import Ask
from responses import Voice

DIGITS = 10_000_000


def draw_number() -> int:
    """Return a random number of seven digits for a ticket: nobody can count our reports."""
    return secrets.randbelow(DIGITS)


def no_hint(_lanes: Sequence[str]) -> None:
    """Tell nobody: workers look for themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What SMS may cost: the countries written to, segments in a day and to one citizen.

    0 is no limit.
    """

    sms_countries: tuple[str, ...] = ("ID",)
    sms_of_a_day: int = 0
    sms_of_a_citizen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The parts of one installation.

    `channels` are all of them, `carriers` those that must be called to send, `providers` those
    who call us about them, by the name in their address. `announce` tells other processes in a
    transaction that it adds work; `hint` names its lanes afterwards. `locate` names the place
    under a pin. `shelf` holds what operators wrote; `storage` keeps the files citizens send,
    `links` open them; `transcriber` is the address of what writes down a voice note, if there
    is one. `backends` are the report backends by name; `destinations` names those of a category
    that has none of its own. `post` is the mail server, if there is one; `assigns` says that
    what is handed over becomes somebody's by itself.
    """

    database: Database
    committer: Committer
    seal: Seal
    http: Http
    pack: CityPack
    voice: Voice
    knowledge: Knowledge
    locate: Locate
    ask: Ask
    answers: Answers
    sources: Mapping[str, Source]
    backends: Mapping[str, Backend]
    destinations: Sequence[str]
    channels: Mapping[str, Channel]
    carriers: Mapping[str, Carrier]
    providers: Mapping[str, Provider]
    announce: Callable[[Session], None]
    links: Links
    shelf: Shelf
    storage: Storage
    limits: Limits = Limits()
    transcriber: str = ""
    post: Post | None = None
    assigns: bool = False
    hint: Callable[[Sequence[str]], None] = no_hint
    clock: Callable[[], float] = time.time
    draw: Callable[[], int] = draw_number
