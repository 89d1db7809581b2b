"""The inbox's page: its lists, one conversation, and everything that stands around it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import abort, g

from gateway import snoozing, window
from gateway.channel import Channel
from gateway.console.canned import Filled, filled
from gateway.console.conversation import colleagues
from gateway.console.lists import Lists
from gateway.console.pages import Pages, mask
from gateway.console.reported import reported
from gateway.console.transcript import entries, references
from gateway.store import (
    conversations,
    corrections,
    links,
    media,
    reports,
    resting,
    sharing,
    threads,
    transcripts,
)
from gateway.store.conversations import Waiting
from gateway.store.database import Session
from gateway.store.threads import Kept
from gateway.tools import Tools

LINES = 300


class Frame:
    """What the inbox's page shows."""

    def __init__(self, tools: Tools, pages: Pages) -> None:
        self._tools = tools
        self._pages = pages
        self._lists = Lists(tools)

    def page(self, thread: int, **more: Any) -> str:
        """Return the page of a conversation with `more`, such as what was typed; or 404."""
        with self._tools.database.read() as session:
            known(session, thread)
            kept = threads.load(session, self._tools.seal, [thread])[thread]
            beside = {**self._beside(session, kept), **reported(session, kept, self._tools)}
        shown = {**self.lists(), **self.talk(thread), **beside, **more}
        return self._pages.show("inbox.html", **shown)

    def carries_files(self, thread: int) -> bool:
        """Return whether files can be sent in a conversation: on no SMS, and not in public."""
        with self._tools.database.read() as session:
            found, _ = known(session, thread)
        return _carries(self._tools.channels.get(found.channel))

    def lists(self) -> Mapping[str, Any]:
        """Return what the lists show."""
        return self._lists.shown()

    def ready(self, thread: int) -> Sequence[Filled]:
        """Return the replies that may be chosen in a conversation, filled in; or 404."""
        with self._tools.database.read() as session:
            known(session, thread)
            kept = threads.load(session, self._tools.seal, [thread])[thread]
            return self._ready(session, kept)

    def talk(self, thread: int) -> Mapping[str, Any]:
        """Return who it is and everything that was said, or answer 404."""
        with self._tools.database.read() as session:
            found = known(session, thread)
            kept = threads.load(session, self._tools.seal, [thread])[thread]
            linked = links.together(session, thread)
            elsewhere = links.channels(session, linked) if len(linked) > 1 else {}
            lines = transcripts.read_all(session, linked, limit=LINES)
            files = media.of(session, references(lines))
            corrected = corrections.of(session, [line.id for line in lines])
            now = self._tools.database.now(session)
            aside = resting.states(session, thread)
        channel = self._tools.channels.get(kept.channel)
        form = channel.form if channel else None
        return {
            "thread": found[0],
            "owner": found[1],
            "thread_id": thread,
            "who": mask(kept.sender),
            "stopped": kept.conversation.stopped,
            "lines": entries(lines, files),
            "form": form,
            "files": _carries(channel),
            "resting": aside,
            "window": window.now_open(form, kept.heard_at, now),
            "corrected": corrected,
            "elsewhere": elsewhere,
            "seen": lines[-1].id if lines else 0,
        }

    def _beside(self, session: Session, kept: Kept) -> Mapping[str, Any]:
        """Return what operators keep beside a conversation, and the replies they may choose."""
        thread = kept.id
        now = self._tools.database.now(session)
        return {
            "ready": self._ready(session, kept),
            "snoozes": snoozing.choices(datetime.fromtimestamp(now, self._tools.pack.timezone)),
            "assignee": sharing.assignees(session, [thread]).get(thread, ""),
            "colleagues": colleagues(session),
            "tags": sharing.tags(session, [thread]).get(thread, ()),
            "known_tags": sharing.known_tags(session),
            "notes": sharing.notes(session, thread),
        }

    def _ready(self, session: Session, kept: Kept) -> Sequence[Filled]:
        report = reports.by_ticket(session, kept.conversation.ticket)
        agency = self._tools.pack.agencies.get(report.agency) if report else None
        facts = {
            "kota": self._tools.pack.name,
            "petugas": g.operator.name,
            "tiket": kept.conversation.ticket,
            "dinas": agency.short if agency else "",
        }
        category = report.category if report else ""
        return filled(session, facts, kept.conversation.language, category)


def _carries(channel: Channel | None) -> bool:
    return channel is not None and not (channel.form.gsm7 or channel.form.public)


def known(session: Session, thread: int) -> tuple[Waiting, str]:
    """Return a conversation and who holds it, or answer 404."""
    return conversations.get(session, thread) or abort(404)
