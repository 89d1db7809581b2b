"""Files citizens sent: what the provider calls them, and what we made of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.model import Attachment
from bot.place import Point
from gateway.media.links import PREFIX
from gateway.sealing import Seal
from gateway.store.tables import Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A file still at its provider: our `name` for it, and what the citizen sent."""

    name: str
    channel: str
    attachment: Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a file: `status` is `kept` or `refused`, `error` says why."""

    name: str
    status: str
    kind: str = ""
    content_type: str = ""
    size: int = 0
    taken: Point | None = None
    error: str = ""


def name(seal: Seal, channel: str, external_id: str, number: int) -> str:
    """Return our name for a file: the same however often the provider repeats its message."""
    return seal.index(f"{external_id}\0{number}", f"media {channel}").hex()[:32]


def add(
    session: Session, seal: Seal, message: int, files: Sequence[Waiting], now: float
) -> None:
    """Remember the files of a message."""
    rows = [
        {
            "name": each.name,
            "message_id": message,
            "channel": each.channel,
            "kind": each.attachment.kind,
            "reference_sealed": seal.seal(each.attachment.reference, each.name),
            "content_type": each.attachment.content_type,
            "created_at": now,
        }
        for each in files
    ]
    session.execute(insert(Media), rows)


def waiting(session: Session, seal: Seal, message: int) -> list[Waiting]:
    """Return the files of a message that are still at their provider."""
    found = select(Media).where(Media.message_id == message, Media.status == "waiting")
    return [
        Waiting(
            name=row.name,
            channel=row.channel,
            attachment=Attachment(
                kind=row.kind,
                reference=seal.open(row.reference_sealed, row.name),
                content_type=row.content_type,
            ),
        )
        for row in session.scalars(found.order_by(Media.name))
    ]


def settle(session: Session, settled: Settled) -> None:
    """Write what became of a file."""
    taken = settled.taken
    values = {
        "status": settled.status,
        "size": settled.size,
        "error": settled.error,
        "lat": taken.lat if taken else None,
        "lon": taken.lon if taken else None,
        **({"kind": settled.kind} if settled.kind else {}),
        **({"content_type": settled.content_type} if settled.content_type else {}),
    }
    session.execute(update(Media).where(Media.name == settled.name).values(**values))


def of(session: Session, references: Collection[str]) -> Mapping[str, Settled]:
    """Return what is known of the files behind `references` (`media/<name>`)."""
    names = [each.removeprefix(PREFIX) for each in references if each.startswith(PREFIX)]
    rows = session.scalars(select(Media).where(Media.name.in_(names))) if names else ()
    return {f"{PREFIX}{row.name}": _settled(row) for row in rows}


def _settled(row: Media) -> Settled:
    known = row.lat is not None and row.lon is not None
    return Settled(
        name=row.name,
        status=row.status,
        kind=row.kind,
        content_type=row.content_type,
        size=row.size,
        taken=Point(lat=row.lat or 0.0, lon=row.lon or 0.0) if known else None,
        error=row.error,
    )
