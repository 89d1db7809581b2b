"""What became of a report."""

from bot.report import ListReports, ReportStatus
from bot.turn import Decision, Turn


def status(turn: Turn) -> Decision:
    """Tell the state of the ticket named, or else of the citizen's latest report."""
    return turn.conversation, [ReportStatus(turn.heard.ticket)]


def mine(turn: Turn) -> Decision:
    """Tell the citizen's own reports."""
    return turn.conversation, [ListReports()]
