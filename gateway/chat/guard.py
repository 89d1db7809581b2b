"""Who may write in the chat, and how fast: pages of ours, at the pace of people.

A web citizen's id is made by the browser, so whoever floods us makes a new one each time; what
cannot be made up is the network address. Schools, offices and above all mobile networks put
many citizens behind one address, so it may say 30 things at once and one a second after, and
begin 20 conversations at once and one every 20 seconds after. The buckets are in the database:
a count in each process would multiply the limit by the processes. Addresses are kept hashed.
"""

import math
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from flask import request

from gateway.chat import Chat, Site
from gateway.errors import GatewayError
from gateway.store import budgets, threads
from gateway.store.budgets import Bucket
from gateway.store.database import Session
from gateway.tools import Tools

MESSAGES = Bucket(most=30, each=1)
CONVERSATIONS = Bucket(most=20, each=20)
_HOUSEHOLD = 64
"""Bits of an IPv6 address that one customer does not choose."""


class ForeignError(GatewayError):
    """A page of another site asked, in a browser that may be a citizen's."""


class TooFastError(GatewayError):
    """Too much came from this address; `seconds` from now there is room again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too many messages from this address")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Guard:
    """Looks at the request at hand before anything of it is kept."""

    tools: Tools
    site: Site

    def check(self, chat: Chat, sender: str) -> None:
        """Let `sender` say one thing in `chat`. Raises `ForeignError` or `TooFastError`."""
        if is_foreign(self.site.public_url):
            raise ForeignError("pages of other sites may not write here")
        if self._is_ours():
            return
        where = self.tools.seal.index(network(request.remote_addr or ""), "chat address").hex()

        def short(session: Session) -> Bucket | None:
            now = self.tools.database.now(session)
            if not budgets.take(session, f"chat:{where}", MESSAGES, now):
                return MESSAGES
            if threads.find(session, self.tools.seal, chat.name, sender) is not None:
                return None
            begun = budgets.take(session, f"chat+:{where}", CONVERSATIONS, now)
            return None if begun else CONVERSATIONS

        empty = self.tools.committer.commit(short)
        if empty is not None:
            raise TooFastError(math.ceil(empty.each))

    def _is_ours(self) -> bool:
        """Return whether a demo's own computer asks: tests and measurements write a lot.

        Behind a proxy every address is that of the proxy, so there nobody is excused.
        """
        if not self.site.demo or self.site.proxy_hops or "X-Forwarded-For" in request.headers:
            return False
        return network(request.remote_addr or "") in _LOOPBACK


def is_foreign(public_url: str) -> bool:
    """Return whether a browser says that a page of another site sent the request.

    Browsers say so in Sec-Fetch-Site, old ones in Origin; what is no browser says neither, and
    has no citizen's cookies or address to abuse.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    return origin.partition("://")[2] not in {urlsplit(public_url).netloc, request.host}


def network(address: str) -> str:
    """Return what stands for everybody who shares `address`: IPv6 customers have a /64 each.

    >>> network("203.0.113.7"), network("::ffff:203.0.113.7"), network("2001:db8:1:2:3::4")
    ('203.0.113.7', '203.0.113.7', '2001:db8:1:2::')
    """
    try:
        given = ip_address(address)
    except ValueError:
        return ""
    if isinstance(given, IPv6Address):
        if given.ipv4_mapped:
            return str(given.ipv4_mapped)
        rest = given.max_prefixlen - _HOUSEHOLD
        return str(given if given.is_loopback else IPv6Address(int(given) >> rest << rest))
    return str(given)


_LOOPBACK = {"127.0.0.1", "::1"}
