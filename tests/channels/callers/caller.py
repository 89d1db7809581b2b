"""What the suites of forged, wild and repeated calls need to know of a provider."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

PUBLIC = "https://kentongan.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A provider as the tests play it.

    `sign(url, body)` gives the headers that prove a post, `header` is the one among them that
    holds the proof ("" if the proof is elsewhere), `covers` what it covers: `body`, `url`.
    `says(text)` is the body of a message, always the same one, from one citizen; `channel` is
    where it then stands, the provider's name if empty. `path` stands behind the name in the
    address. `family` is how the names of its settings begin. `nameless(told)` gives the id
    under which we keep what the provider calls `told`, `reads` are texts that mean others on
    this channel.
    """

    family: str
    secrets: Mapping[str, str]
    sign: Callable[[str, bytes], dict[str, str]]
    says: Callable[[str], bytes]
    header: str
    covers: frozenset[str] = frozenset()
    channel: str = ""
    path: str = ""
    content_type: str = "application/json"
    nameless: Callable[[str], str] = str
    reads: Mapping[str, str] = field(default_factory=dict[str, str])
