"""The tables of conversations, of work and of operators. Times are Unix seconds (UTC).

Those of reports are in `gateway.store.report_tables`, those of warnings and broadcasts in
`gateway.store.alert_tables`.
"""

from typing import Any, cast

from sqlalchemy import (
    JSON,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    Table as CoreTable,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Table(DeclarativeBase):
    """Base of every table."""

    type_annotation_map = {dict[str, Any]: JSON, float: Float, bytes: LargeBinary}  # noqa: RUF012 - SQLAlchemy's own convention


def core(table: type[Table]) -> CoreTable:
    """Return `table` as Core sees it, for statements that are built once."""
    return cast("CoreTable", table.__table__)


class Thread(Table):
    """One citizen on one channel, and where the conversation with them is.

    The provider's id of the citizen is kept sealed; `sender_index` (keyed hash) finds it.
    Threads with the same `citizen` (the id of one of them) are linked: one person's. `draft_at`
    is when the citizen last said something of a report that is still being told, `reminded_at`
    when they were reminded of it. `assignee` is the operator whose it is, `snoozed_until` when
    it comes back to them, `resolved_at` when an operator was done with it. `edits` counts how
    often staff changed `state`: what was decided on an older one is not written.
    """

    __tablename__ = "thread"
    __table_args__ = (
        UniqueConstraint("channel", "sender_index"),
        Index("ix_thread_waiting", "owner", "urgent", "handed_over_at"),
        Index("ix_thread_assignee", "assignee", "owner"),
        Index(
            "ix_thread_resolved",
            "resolved_at",
            sqlite_where=text("resolved_at IS NOT NULL"),
            postgresql_where=text("resolved_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    sender_index: Mapped[bytes]
    sender_sealed: Mapped[bytes]
    state: Mapped[dict[str, Any]]
    owner: Mapped[str] = mapped_column(default="bot")
    language: Mapped[str] = mapped_column(default="")
    stopped: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    handed_over_at: Mapped[float | None]
    heard_at: Mapped[float | None]
    citizen: Mapped[int | None] = mapped_column(index=True)
    draft_at: Mapped[float | None] = mapped_column(index=True)
    reminded_at: Mapped[float | None]
    assignee: Mapped[str] = mapped_column(default="", server_default="")
    snoozed_until: Mapped[float | None]
    resolved_at: Mapped[float | None]
    edits: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[float]


class Message(Table):
    """A message in or out. The unique index makes a repeated webhook harmless.

    `direction` is `in` or `out`, `author` is `citizen bot operator`, `status` is `received
    handled ignored` inbound and `queued sent delivered read failed` outbound. `content` holds
    what is not text: button, location, attachments, choices. `heard` is what we made of it.
    `album` names the photos that were sent together, `broadcast_id` what it is a copy of.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index(
            "uq_message_arrived",
            "channel",
            "external_id",
            unique=True,
            sqlite_where=text("direction = 'in'"),
            postgresql_where=text("direction = 'in'"),
        ),
        Index("ix_message_external", "channel", "external_id"),
        Index("ix_message_thread", "thread_id", "id"),
        Index(
            "ix_message_broadcast",
            "broadcast_id",
            "status",
            sqlite_where=text("broadcast_id IS NOT NULL"),
            postgresql_where=text("broadcast_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    channel: Mapped[str]
    direction: Mapped[str]
    author: Mapped[str]
    external_id: Mapped[str | None]
    text: Mapped[str]
    content: Mapped[dict[str, Any]]
    heard: Mapped[dict[str, Any] | None]
    status: Mapped[str]
    error: Mapped[str] = mapped_column(default="")
    answers_id: Mapped[int | None]
    album: Mapped[str | None]
    broadcast_id: Mapped[int | None]
    created_at: Mapped[float]
    done_at: Mapped[float | None]


class Lane(Table):
    """A strictly ordered queue: `in:7`, `out:7`, `report:3`, `timer:states`.

    `queue` is the part before the colon. `ready_at` is when its first task may run (nothing
    waits if null), `lease_until` is set while a worker holds it, `token` changes with every
    claim. Lower `priority` goes first. `pace` names the global rate its tasks count against.
    `rests_until` is when the next task may run at the earliest, even if it is added later.
    """

    __tablename__ = "lane"
    __table_args__ = (
        Index("ix_lane_ready", "queue", "pace", "ready_at"),
        Index("ix_lane_next", "ready_at"),
        Index("ix_lane_lease", "lease_until"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    queue: Mapped[str]
    priority: Mapped[int] = mapped_column(default=0)
    pace: Mapped[str] = mapped_column(default="")
    ready_at: Mapped[float | None]
    lease_until: Mapped[float | None]
    leased_by: Mapped[str] = mapped_column(default="")
    token: Mapped[int] = mapped_column(default=0)
    rests_until: Mapped[float | None]


class Task(Table):
    """Something owed. `status` is `pending done dead`.

    `begun_at` is set when a worker takes it and cleared when the outcome is known: found set,
    the last worker died in the middle.
    """

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_lane", "lane", "status", "id"),
        Index("ix_task_subject", "kind", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lane: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[int]
    status: Mapped[str] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[float | None]
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[float]


class Pace(Table):
    """A rate shared by every worker: `next_at` is when the next task may begin."""

    __tablename__ = "pace"

    key: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[float]


class Flood(Table):
    """How fast one conversation may still write to us: a token bucket, and repeated texts.

    `remains` may be taken at `at` (Unix seconds); below zero nothing is. `digest` is a keyed
    hash of the last text, `repeats` how often it has come again.
    """

    __tablename__ = "flood"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    remains: Mapped[float]
    at: Mapped[float]
    digest: Mapped[bytes]
    repeats: Mapped[int]


class Allowance(Table):
    """A token bucket of something else: `remains` may be taken at `at` (Unix seconds)."""

    __tablename__ = "allowance"

    key: Mapped[str] = mapped_column(primary_key=True)
    remains: Mapped[float]
    at: Mapped[float]


class Spent(Table):
    """What a day (`2026-11-27`, in the city) has cost so far, such as segments of SMS."""

    __tablename__ = "spent"

    key: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)
    units: Mapped[int]


class Media(Table):
    """A file a citizen sent. `name` is ours, in `media/<name>`; the provider's is sealed.

    `status` is `waiting kept refused`; `size` is in bytes; `lat` and `lon` (WGS 84 degrees) are
    where a photo says that it was taken.
    """

    __tablename__ = "media"
    __table_args__ = (Index("ix_media_message", "message_id"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    channel: Mapped[str]
    kind: Mapped[str]
    reference_sealed: Mapped[bytes]
    content_type: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="waiting")
    size: Mapped[int] = mapped_column(default=0)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[float]


class LinkCode(Table):
    """A number that links the conversation it was given to with the one it is sent from."""

    __tablename__ = "link_code"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    expires_at: Mapped[float]


class SourceAnswer(Table):
    """The last good answer of a public-information source, by what was asked."""

    __tablename__ = "source_answer"

    key: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, Any]]
    fetched_at: Mapped[float]


class Operator(Table):
    """One of the staff: `role` is one of `gateway.console.roles.ROLES`.

    `agency` is a key of agencies.yml, empty for all roles but that of an agency's staff.
    `second_sealed` is the secret of their second factor, `second_step` its last used time step.
    `languages` are those they answer in (`id,su`; empty: all), `away` says that they rest,
    `given_at` when a conversation was last given to them by itself.
    """

    __tablename__ = "operator"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str] = mapped_column(default="")
    disabled: Mapped[bool] = mapped_column(default=False)
    role: Mapped[str] = mapped_column(default="operator", server_default="operator")
    agency: Mapped[str] = mapped_column(default="", server_default="")
    second_sealed: Mapped[bytes | None]
    second_step: Mapped[int] = mapped_column(default=0, server_default="0")
    languages: Mapped[str] = mapped_column(default="", server_default="")
    away: Mapped[bool] = mapped_column(default=False, server_default="0")
    given_at: Mapped[float | None]
    created_at: Mapped[float]


class RecoveryCode(Table):
    """A code that stands for somebody's second factor once; only hashes are kept."""

    __tablename__ = "recovery_code"

    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)


class OperatorSession(Table):
    """A signed-in browser, or (`once`) a link that signs one in; only hashes are kept.

    With `half` the second factor is still missing, and nothing else is open. `agent` is what
    the browser calls itself, `proved_at` when whoever sits there last showed who they are.
    """

    __tablename__ = "operator_session"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    once: Mapped[bool] = mapped_column(default=False)
    half: Mapped[bool] = mapped_column(default=False, server_default="0")
    agent: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[float]
    used_at: Mapped[float | None]
    proved_at: Mapped[float | None]
    expires_at: Mapped[float]


class Correction(Table):
    """What an operator says a message meant. `state` is `proposed approved rejected`."""

    __tablename__ = "correction"
    __table_args__ = (
        Index("ix_correction_state", "state", "id"),
        Index("ix_correction_message", "message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    text: Mapped[str]
    language: Mapped[str]
    intent: Mapped[str]
    category: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[float]
    reviewed_by: Mapped[str] = mapped_column(default="")
    reviewed_at: Mapped[float | None]


class LoginFailure(Table):
    """A wrong password, kept to slow guessing down."""

    __tablename__ = "login_failure"
    __table_args__ = (Index("ix_login_failure", "name", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    at: Mapped[float]
