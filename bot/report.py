"""The words of a report: as it is told, and what happens to it afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.place import Place

COMPLAINT, ASPIRATION, INFORMATION = KINDS = ("complaint", "aspiration", "information")
"""LAPOR!'s classes of a report: pengaduan, aspirasi, permintaan informasi."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A report as far as the citizen has told it.

    `kind` is one of `KINDS`. `masked` is the description with personal data hidden, empty if
    it holds none; `happened` the day (ISO 8601) on which it happened, empty for today. `photos`
    are the references of its files; `person` says that somebody must look at them or listen.
    `taken` is where the photos were taken, until the citizen has said whether that is the
    place. `answers` are those to the category's own questions, by their id (empty: does not
    want to). `anonymous` hides the citizen's name from everybody, `secret` the contents from
    the public. `alone` says that the citizen does not want to join a similar report.
    """

    category: str = ""
    kind: str = ""
    place: Place | None = None
    description: str = ""
    masked: str = ""
    happened: str = ""
    photos: tuple[str, ...] = ()
    person: bool = False
    taken: Place | None = None
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    anonymous: bool = False
    secret: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """An earlier report that a draft resembles.

    `days` is how long ago it was filed, `supporters` how many citizens have it with them,
    `own` whether it is the citizen's own.
    """

    ticket: str
    category: str
    place: str
    days: int
    supporters: int = 0
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a citizen is told of their report without having asked.

    `kind` is `changed`, `asked` (the agency needs to know something: `notes`), `done` (is it
    really solved?), `reminder` (of a draft) or `expired` (a draft). `status` and `notes` are as
    in `gateway.backend.State`. `supporter` says that they joined somebody else's report.
    """

    kind: str
    ticket: str = ""
    category: str = ""
    status: str = ""
    notes: str = ""
    photo: str = ""
    supporter: bool = False


@dataclass(frozen=True, slots=True)
class FileReport:
    """Hand a finished report to the city's report backend and tell the citizen its ticket."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Support:
    """Let the citizen join the report with this ticket: they get its news, too."""

    ticket: str


@dataclass(frozen=True, slots=True)
class ReportStatus:
    """Tell the citizen what became of the report with this ticket; the latest if empty."""

    ticket: str


@dataclass(frozen=True, slots=True)
class ListReports:
    """Tell the citizen their own reports, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToReport:
    """Add to a filed report what the citizen sends later; `answers` the agency's question."""

    ticket: str
    text: str = ""
    photos: tuple[str, ...] = ()
    place: Place | None = None
    answers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What the citizen says of a report that is said to be done.

    `solved` is whether it is; if not, `reason` is why, and the report is opened again. `stars`
    (1 to 5) come alone, after `solved`; 0 are none.
    """

    ticket: str
    solved: bool = True
    reason: str = ""
    stars: int = 0


ReportAction = FileReport | Support | ReportStatus | ListReports | AddToReport | Judge
