"""What the staff do to a report, wherever it is kept: one transaction each.

A report at our own desk is changed there, and its citizen hears of it as of any other
backend's. One that was forwarded elsewhere is changed here: somebody read its state there.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from gateway.backend import State
from gateway.store import desk, events, reports, supporters
from gateway.store.desk import CLOSED
from gateway.store.events import Happened
from gateway.tools import Tools
from gateway.work import changes

EXPLAINED = frozenset({"needs_information", "rejected"})
"""States that say nothing to a citizen without words: a question, a reason."""
DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A report by its number: as the desk has it, as we promised it, or both."""

    number: str
    request: desk.Kept | None
    report: reports.Kept | None

    @property
    def agency(self) -> str:
        """Whose it is (a key of agencies.yml)."""
        if self.request:
            return self.request.agency
        return self.report.agency if self.report else ""

    @property
    def status(self) -> str:
        """Its state."""
        if self.request:
            return self.request.status
        return self.report.status if self.report else ""


def find(session: Session, number: str) -> Subject | None:
    """Return the report with this number."""
    report = reports.by_ticket(session, number)
    request = next(iter(desk.get(session, [number])), None)
    if report is None and request is None:
        return None
    return Subject(number=number, request=request, report=report)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens to reports through `who` (`operator:ani`), at `now`."""

    session: Session
    tools: Tools
    who: str
    now: float

    def change(self, subject: Subject, state: State) -> bool:
        """Set a report's state; return whether it changed.

        `False` if somebody else changed it since `subject` was read, or if a state that needs
        words comes without.
        """
        if state.status in EXPLAINED and not state.notes:
            return False
        if subject.request:
            wanted = desk.Change(
                number=subject.number,
                status=state.status,
                notes=state.notes,
                who=self.who,
                before=subject.request.status,
                after_url=state.photo,
            )
            return desk.change(self.session, wanted, self.now)
        if subject.report is None:
            return False
        moved = changes.Change(report=subject.report, state=state, who=self.who)
        return changes.move(self.session, moved, self.tools, self.now)

    def note(self, subject: Subject, text: str) -> None:
        """Write something down for the staff; no citizen sees it."""
        self._write(subject, "noted", why=text)

    def reroute(self, subject: Subject, agency: str, why: str) -> None:
        """Give a report to another agency. agencies.yml stays as it is: nothing learns."""
        if subject.request:
            desk.reroute(self.session, subject.request.row, agency, why, self.now)
        if subject.report:
            reports.reroute(self.session, subject.report.id, agency, why, self.now)
        self._write(subject, "agency", why=why, agency=agency)

    def merge(self, subject: Subject, into: Subject) -> bool:
        """End a report as the duplicate of another, whose news its citizens get from now on.

        `False` if it has ended, if both are the same, or the other is a duplicate itself.
        """
        if subject.number == into.number or into.status == DUPLICATE:
            return False
        state = State(status=DUPLICATE, notes=into.number)
        if subject.status in CLOSED or not self.change(subject, state):
            return False
        if subject.report and into.report:
            self._follow(subject.report, into.report)
        for each in (subject, into):
            self._write(each, "merged", number=subject.number, into=into.number)
        return True

    def _follow(self, report: reports.Kept, into: reports.Kept) -> None:
        """Let the citizens of a report join another one."""
        joined = supporters.of(self.session, report.id)
        for thread in (report.thread, *joined):
            if thread != into.thread:
                supporters.add(self.session, into.id, thread, self.now)

    def _write(self, subject: Subject, what: str, why: str = "", **facts: str) -> None:
        """Write an event of the desk's request if there is one, else of our report."""
        about, row = (
            (events.REQUEST, subject.request.row)
            if subject.request
            else (events.REPORT, subject.report.id if subject.report else 0)
        )
        happened = Happened(
            about=about, subject=row, who=self.who, what=what, why=why, facts=facts
        )
        events.add(self.session, [happened], self.now)
