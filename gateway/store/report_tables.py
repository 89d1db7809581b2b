"""The tables of reports: promises, where they went, what happened to them. Unix seconds."""

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.tables import Table


class Report(Table):
    """A citizen's report: our promise. `status` uses the words of `gateway.backend.State`.

    `kind` is one of `bot.report.KINDS`, `happened` an ISO 8601 day (empty: when it was filed).
    `agency_reason` says why it is `agency`'s. `lat`, `lon` and `area` (code of the kelurahan)
    repeat what `place` holds, to find similar ones. `asked_at` is when the citizen was last
    asked whether it is solved, `outcome` is `solved unsolved` once they said and `silent` once
    they no longer need to, `stars` 1 to 5. `reopened` counts. `origin` is one of
    `gateway.store.reports.ORIGINS`, `link` the address of the post that tells it.
    """

    __tablename__ = "report"
    __table_args__ = (
        Index("ix_report_thread", "thread_id", "id"),
        Index("ix_report_category", "category", "filed_at"),
        Index("ix_report_asked", "outcome", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[str] = mapped_column(unique=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    kind: Mapped[str] = mapped_column(default="complaint", server_default="complaint")
    category: Mapped[str]
    description: Mapped[str]
    place: Mapped[dict[str, Any]]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    area: Mapped[str] = mapped_column(default="", server_default="")
    happened: Mapped[str] = mapped_column(default="", server_default="")
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    photos: Mapped[dict[str, Any]]
    anonymous: Mapped[bool] = mapped_column(default=False, server_default="0")
    secret: Mapped[bool] = mapped_column(default=False, server_default="0")
    agency: Mapped[str] = mapped_column(default="")
    agency_reason: Mapped[str] = mapped_column(default="", server_default="")
    status: Mapped[str] = mapped_column(default="received")
    notes: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[float | None]
    outcome: Mapped[str] = mapped_column(default="", server_default="")
    stars: Mapped[int] = mapped_column(default=0, server_default="0")
    reopened: Mapped[int] = mapped_column(default=0, server_default="0")
    origin: Mapped[str] = mapped_column(default="", server_default="")
    link: Mapped[str] = mapped_column(default="", server_default="")
    filed_at: Mapped[float]
    updated_at: Mapped[float]


class Filing(Table):
    """One report at one destination: whether it arrived, and what is said of it there.

    `backend` is a name of `gateway.backends.BACKENDS`. `status` is `waiting filed failed
    by_hand` (`failed` was given up, `by_hand` waits for an operator to file it and type its
    id). `leads` marks the destination whose state is the citizen's. `external_id` and `token`
    are the destination's own; `state` and `notes` what it last said, `error` why the last try
    failed. `ask_at` is when to ask it again, `quiet` how often in a row it had no news.
    """

    __tablename__ = "filing"
    __table_args__ = (
        UniqueConstraint("report_id", "backend"),
        Index("ix_filing_external", "backend", "external_id"),
        Index("ix_filing_ask", "ask_at"),
        Index("ix_filing_status", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    backend: Mapped[str]
    leads: Mapped[bool]
    status: Mapped[str] = mapped_column(default="waiting")
    external_id: Mapped[str] = mapped_column(default="")
    token: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
    filed_at: Mapped[float | None]
    ask_at: Mapped[float | None]
    quiet: Mapped[int] = mapped_column(default=0)


class Circuit(Table):
    """Whether a destination is out of order: nothing is sent there before `open_until`."""

    __tablename__ = "circuit"

    backend: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    open_until: Mapped[float]
    error: Mapped[str] = mapped_column(default="")


class Event(Table):
    """Something that happened to a report or to a request at the desk. Never changed.

    `about` is `report` or `request`, `subject` its id. `who` is `citizen`, `bot`, `clock`,
    `operator:<name>` or `backend:<name>`; `what` is one of `gateway.store.events.KINDS`.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject", "about", "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str]
    subject: Mapped[int]
    at: Mapped[float]
    who: Mapped[str]
    what: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]]


class Supporter(Table):
    """A citizen who has the same problem as an earlier report, and gets its news."""

    __tablename__ = "supporter"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    at: Mapped[float]


class Notice(Table):
    """News (a `bot.report.News`) that a citizen is owed, told once quiet hours are over."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_thread", "thread_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    news: Mapped[dict[str, Any]]
    created_at: Mapped[float]
    told_at: Mapped[float | None]


class Clock(Table):
    """A time limit of a report: `name` is one of `gateway.store.clocks.NAMES`.

    It runs until `ended_at`. `next_at` is when something is to be done about it: at `warn_at`,
    then at `due_at`, then no more.
    """

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_next", "next_at"),
        Index("ix_clock_report", "report_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    name: Mapped[str]
    started_at: Mapped[float]
    warn_at: Mapped[float]
    due_at: Mapped[float]
    next_at: Mapped[float | None]
    ended_at: Mapped[float | None]


class ServiceRequest(Table):
    """A report as the embedded Open311 desk keeps it, whoever sent it.

    `status` uses the words of `gateway.backend.State`; Open311's `open` and `closed` follow
    from it. `reference` is the sender's own number, unique if given. `after_url` is a photo of
    what was done.
    """

    __tablename__ = "service_request"
    __table_args__ = (
        Index("ix_service_request_time", "requested_at"),
        Index("ix_service_request_agency", "agency", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_request_id: Mapped[str] = mapped_column(unique=True)
    reference: Mapped[str | None] = mapped_column(unique=True)
    service_code: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    media_url: Mapped[str] = mapped_column(default="")
    after_url: Mapped[str] = mapped_column(default="", server_default="")
    attributes: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(default="received")
    notes: Mapped[str] = mapped_column(default="")
    agency: Mapped[str] = mapped_column(default="")
    agency_reason: Mapped[str] = mapped_column(default="", server_default="")
    requested_at: Mapped[float]
    updated_at: Mapped[float]


class DeskUpdate(Table):
    """Something that was added to a request at the desk, by its sender's own `update_id`."""

    __tablename__ = "desk_update"

    request_id: Mapped[int] = mapped_column(ForeignKey("service_request.id"), primary_key=True)
    update_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[float]
