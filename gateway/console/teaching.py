"""How far the model has learnt what people told it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.store import corrections
from gateway.store.database import Session
from nlu import models

MEASURED = "strangers_intent_accuracy_"
"""The figure that is shown: the share of sentences of strangers whose intent is heard right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many corrections wait to be learnt, since when, and how well the model hears.

    `since` is when the model was made (Unix seconds; 0: none is here), `right` the share of
    sentences heard right (0 to 1) by language, empty unless it was measured.
    """

    waiting: int
    since: float
    right: Mapping[str, float]


def progress(session: Session, folder: Path) -> Progress:
    """Return how far the newest model in `folder` has learnt what was approved."""
    model = models.newest(folder)
    since = model.stat().st_mtime if model else 0.0
    known = (models.figures(model) if model else None) or {}
    return Progress(
        waiting=corrections.approved(session, since),
        since=since,
        right={
            name.removeprefix(MEASURED): share
            for name, share in known.items()
            if name.startswith(MEASURED)
        },
    )
