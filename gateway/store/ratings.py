"""What citizens say of reports that are said to be done."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway.store.report_tables import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """How many citizens were asked whether it is solved, answered, said yes, gave stars.

    A mean of stars says little without the share who answered: show both.
    """

    asked: int
    answered: int
    solved: int
    rated: int
    stars: int

    @property
    def rate(self) -> int | None:
        """The share of those asked who answered, in percent."""
        return round(100 * self.answered / self.asked) if self.asked else None

    @property
    def mean(self) -> float | None:
        """The mean of the stars, 1 to 5."""
        return round(self.stars / self.rated, 1) if self.rated else None


def since(session: Session, moment: float, agency: str = "") -> Ratings:
    """Return what was said of reports whose citizens were asked after `moment`."""
    said = Report.outcome.in_(("solved", "unsolved"))
    rows = select(
        func.count(),
        func.count().filter(said),
        func.count().filter(Report.outcome == "solved"),
        func.count().filter(Report.stars > 0),
        func.coalesce(func.sum(Report.stars), 0),
    ).where(Report.asked_at > moment)
    if agency:
        rows = rows.where(Report.agency == agency)
    asked, answered, solved, rated, stars = session.execute(rows).one()
    return Ratings(asked=asked, answered=answered, solved=solved, rated=rated, stars=stars)
