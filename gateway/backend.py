"""What a report backend is: where citizens' reports go, and where their state comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.place import Place
from gateway.http import Http


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A citizen's report on its way to the people who can help.

    `filed` is Unix seconds, `code` the backend's own name for the category, `reference` our
    ticket number, `media_url` a public address of the first photo or empty.
    """

    reference: str
    category: str
    code: str
    description: str
    place: Place
    filed: float
    media_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """The backend took the report: its `id`, or a `token` to ask for the id later."""

    id: str = ""
    token: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a backend says of a report; `notes` are for the citizen, `photo` shows the work.

    `status` is `received verified forwarded in_progress needs_information done rejected
    duplicate`.
    """

    status: str
    notes: str = ""
    agency: str = ""
    photo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What a citizen adds to a filed report: `id` is ours, the same at every try.

    `external_id` is how the backend calls the report. `status` is `reopened` or `solved` if the
    citizen says so, else empty. `at` is Unix seconds, `media_urls` are public addresses.
    """

    id: str
    reference: str
    external_id: str
    text: str
    at: float
    status: str = ""
    media_urls: tuple[str, ...] = ()


class Backend(Protocol):
    """A system that takes citizens' reports."""

    @property
    def name(self) -> str:
        """The name it has in `BACKENDS`."""
        ...

    def file(self, report: Report, http: Http) -> Filed:
        """Hand over `report`, or raise a `CallError`; `AmbiguousError` asks for `find`."""
        ...

    def find(self, report: Report, http: Http) -> Filed | None:
        """Return what became of an earlier `file` of this report; `None` if it never arrived.

        Raises `CallError` if the backend cannot tell now.
        """
        ...

    def states(self, ids: Sequence[str], http: Http) -> Mapping[str, State]:
        """Return the state of each of `ids` the backend knows."""
        ...

    def add(self, update: Update, http: Http) -> None:
        """Hand over what the citizen adds, or raise a `CallError`.

        A backend that takes nothing after filing raises `RefusedError`: an operator is asked.
        """
        ...
