"""Which addresses that strangers name may be asked: none that is, or leads, inside."""

import ipaddress
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

HTTPS = 443


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where to connect: `url` names an IP address, `host` and `netloc` what was asked for."""

    url: str
    host: str
    netloc: str


def fenced(
    url: str,
    hosts: Collection[str],
    trusted: Collection[str],
    resolve: Callable[[str], Sequence[str]],
) -> Where | None:
    """Return where `url` may be asked, or nothing if it may not.

    Only https on its own port, at one of `hosts` or a name below one, and only if every address
    that `resolve` gives for it is public; the connection goes to the address that was looked
    at, so that a second look-up cannot lead elsewhere. A host in `trusted` may be any.
    """
    try:
        address = urlsplit(url)
        host, port = (address.hostname or "").rstrip("."), address.port
    except ValueError:
        return None
    bare = address.username is None and address.password is None
    if bare and host in trusted and address.scheme in {"http", "https"}:
        return Where(url=url, host=host, netloc=address.netloc)
    named = any(host == each or host.endswith(f".{each}") for each in hosts)
    plain = bare and address.scheme == "https" and port in {None, HTTPS}
    found = resolve(host) if plain and named else ()
    if not found or not all(map(is_public, found)):
        return None
    pinned = f"[{found[0]}]" if ":" in found[0] else found[0]
    return Where(url=address._replace(netloc=pinned).geturl(), host=host, netloc=host)


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the open internet.

    >>> [is_public(each) for each in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1", "100.64.0.1")]
    [True, False, False, False]
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return found.is_global and not found.is_multicast


def resolve(host: str) -> Sequence[str]:
    """Return the IP addresses of `host`; none if it has none."""
    try:
        found = socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(each[4][0]) for each in found]
