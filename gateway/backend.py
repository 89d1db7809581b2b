"""What a report backend is: where citizens' reports go, and where their state comes from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.place import Place
from gateway.http import Http


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A photo of a report: its name, its content type, and how to get its bytes."""

    name: str
    content_type: str
    read: Callable[[], bytes | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The agency a report is for; `id` is its key, `email` takes reports, if there is one."""

    id: str = ""
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A citizen's report on its way to the people who can help: nothing in it says whose.

    `filed` is Unix seconds, `code` the backend's own name for the category, `label` ours for
    people, `reference` our ticket number, `kind` one of `bot.report.KINDS`, `happened` a day
    (ISO 8601), `answers` those to the category's questions by their id, `details` the same in
    words. `media_url` is a public address of the first photo or empty, `files` are all of them.
    """

    reference: str
    category: str
    code: str
    description: str
    place: Place
    filed: float
    media_url: str = ""
    label: str = ""
    kind: str = "complaint"
    happened: str = ""
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    details: tuple[tuple[str, str], ...] = ()
    anonymous: bool = False
    secret: bool = False
    office: Office = Office()
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """The backend took the report: its `id`, or a `token` to ask for the id later."""

    id: str = ""
    token: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a backend says of a report; `notes` are for the citizen, `photo` shows the work.

    `status` is one of `WORDS`.
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


WORDS = (
    "received",
    "verified",
    "forwarded",
    "in_progress",
    "needs_information",
    "done",
    "rejected",
    "duplicate",
)
"""The states of a report, everywhere."""
STATUSES: Mapping[str, str] = {
    **{word: word for word in WORDS},
    "open": "received",
    "closed": "done",
}
"""What a status means that others tell us: our own words, and the two of GeoReport v2."""


class Backend(Protocol):
    """A system that takes citizens' reports."""

    @property
    def name(self) -> str:
        """The name it has in `BACKENDS`."""
        ...

    def file(self, report: Report, http: Http) -> Filed:
        """Hand over `report`, or raise a `CallError`.

        `AmbiguousError` asks for `find`; `ByHandError` gives the report to an operator.
        """
        ...

    def find(self, report: Report, http: Http) -> Filed | None:
        """Return what became of an earlier `file` of this report; `None` if it never arrived.

        Raises `CallError` if the backend cannot tell now, `ByHandError` if it never can.
        """
        ...

    def states(self, ids: Sequence[str], http: Http) -> Mapping[str, State]:
        """Return the state of each of `ids` the backend knows."""
        ...

    def resolve(self, token: str, http: Http) -> str:
        """Return the id that a `Filed.token` stands for by now; empty if there is none yet."""
        ...

    def add(self, update: Update, http: Http) -> None:
        """Hand over what the citizen adds, or raise a `CallError`.

        A backend that takes nothing after filing raises `RefusedError`: an operator is asked.
        """
        ...
