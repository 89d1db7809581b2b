"""What stands beside a conversation of its citizen's reports: filed, being told, alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.drafts import described
from bot.report import Draft
from gateway import drafting, nearby
from gateway.likeness import Told
from gateway.nearby import Near
from gateway.store import clocks, filings, links, reports
from gateway.store.database import Session
from gateway.store.filings import Kept as Filing
from gateway.store.reports import Kept as Report
from gateway.store.threads import DRAFTING, Kept
from gateway.tools import Tools

LISTED = 3
"""Reports of one citizen that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A report of the citizen's: where it was forwarded, and when its next limit ends."""

    report: Report
    filings: Sequence[Filing]
    due_at: float | None


def reported(session: Session, kept: Kept, tools: Tools) -> Mapping[str, Any]:
    """Return what the template `_reports.html` shows, with what links the form to it.

    `seen_draft` is the version of the conversation: a form written on an older one is not
    taken.
    """
    together = links.together(session, kept.id)
    found = reports.of_threads(session, together, LISTED)
    draft = kept.conversation.draft
    begun = kept.conversation.flow == DRAFTING or bool(draft.description)
    return {
        "draft": draft if begun else None,
        "draft_place": described(draft.place),
        "seen_draft": drafting.version(kept),
        "similar": _similar(session, draft, tools) if begun else (),
        "filed": [_filed(session, each) for each in found],
    }


def _similar(session: Session, draft: Draft, tools: Tools) -> Sequence[Near]:
    if draft.place is None:
        return ()
    told = Told(place=draft.place, description=draft.description)
    return nearby.near(session, draft.category, told, tools)


def _filed(session: Session, report: Report) -> Filed:
    return Filed(
        report=report,
        filings=filings.of(session, report.id),
        due_at=clocks.next_due(session, report.id),
    )
