"""Fills a database with invented conversations, to measure pages on as many as a city has."""

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select

from gateway.sealing import Seal
from gateway.store.database import Database
from gateway.store.tables import Message, Thread, core

BATCH = 5000
"""Rows written in one transaction."""
HELD, URGENT = 400, 0.02
"""One conversation in so many is in operators' hands; the share of those that is urgent."""
STREETS = 0.5
"""The share of texts that name a street, one of 8,000: some words are rare."""
DAY = 86_400.0
_SAID = (
    "lampu jalan mati di depan rumah sejak kemarin malam mohon diperbaiki terima kasih "
    "sampah belum diangkut jalan berlubang banjir ktp hilang bagaimana cara mengurus "
    "puskesmas buka jam berapa cuaca besok di dago angkot ke ledeng petugas tolong"
)
_WORDS = _SAID.split()
_HALVES = "ci ka bu ra ta na pa su ku li mang gung dar wang sar jat kar cik leu dak"
_SYLLABLES = _HALVES.split()


def fill(
    database: Database,
    seal: Seal,
    conversations: int,
    messages: int,
    told: Callable[[int], None],
) -> None:
    """Add conversations and messages, the same ones every time; `told` hears how many rows."""
    chance = random.Random(20261128)  # noqa: S311 - words nobody relies on
    with database.read() as session:
        now = database.now(session)
        first = session.scalar(select(func.count()).select_from(Thread)) or 0
        said = session.scalar(select(func.count()).select_from(Message)) or 0
    made = _threads(seal, range(first, first + conversations), chance, now)
    _write(database, core(Thread), made, told)
    with database.read() as session:
        newest = select(Thread.id).order_by(Thread.id.desc()).limit(conversations)
        ids = session.scalars(newest).all()
    written = _messages(ids, range(said, said + messages), chance, now)
    _write(database, core(Message), written, told)


def _write(
    database: Database, table: Any, rows: Iterator[dict[str, Any]], told: Callable[[int], None]
) -> None:
    while batch := list(islice(rows, BATCH)):
        with database.write() as session:
            session.connection().execute(insert(table), batch)
        told(len(batch))


def _threads(
    seal: Seal, numbers: range, chance: random.Random, now: float
) -> Iterator[dict[str, Any]]:
    for number in numbers:
        sender = f"+62899{number:08d}"
        held = number % HELD == 0
        yield {
            "channel": "twilio_sms",
            "sender_index": seal.index(sender, "twilio_sms"),
            "sender_sealed": seal.seal(sender, "twilio_sms"),
            "state": {},
            "owner": "operator" if held else "bot",
            "language": chance.choice(("id", "id", "id", "su", "en")),
            "stopped": False,
            "reason": "asked" if held else "",
            "urgent": held and chance.random() < URGENT,
            "handed_over_at": now - chance.random() * DAY if held else None,
            "heard_at": now - chance.random() * 90 * DAY,
            "assignee": "",
            "created_at": now - 90 * DAY,
        }


def _messages(
    threads: Sequence[int], numbers: range, chance: random.Random, now: float
) -> Iterator[dict[str, Any]]:
    for number in numbers:
        inward = number % 2 == 0
        yield {
            "thread_id": threads[number // 2 % len(threads)],
            "channel": "twilio_sms",
            "direction": "in" if inward else "out",
            "author": "citizen" if inward else "bot",
            "external_id": f"seed-{number}",
            "text": _said(chance),
            "content": {},
            "heard": None,
            "status": "handled" if inward else "delivered",
            "error": "",
            "answers_id": None,
            "album": None,
            "broadcast_id": None,
            "created_at": now - 90 * DAY * (numbers.stop - number) / len(numbers),
            "done_at": now,
        }


def _said(chance: random.Random) -> str:
    """Return words everybody uses, and in every other text a street and a number."""
    words = chance.choices(_WORDS, k=chance.randint(3, 14))
    if chance.random() < STREETS:
        words += [
            "jl",
            "".join(chance.choices(_SYLLABLES, k=3)),
            "no",
            f"{chance.randint(1, 9999)}",
        ]
    return " ".join(words)
