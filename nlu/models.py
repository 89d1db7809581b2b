"""The folder of trained models: the newest, the one before, swapping it in while serving."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # Rasa may only be imported after `environment.prepare`
    from rasa.core.agent import Agent

KEPT = 3  # models: today's and two to go back to
LOOK = 1.0  # seconds between two looks into the folder


def newest(models: Path) -> Path | None:
    """Return the newest model in the folder: the last by name, which is when it was trained."""
    return max(models.glob("nlu-*.tar.gz"), key=lambda model: model.name, default=None)


def take(model: Path, models: Path) -> Path:
    """Move a trained model into `models`, at once and whole, and drop all but the last three.

    Return where it is now; its figures, if they were kept, come along.
    """
    models.mkdir(parents=True, exist_ok=True)
    known = figures(model)
    partial = models / f".{model.name}.partial"
    partial.write_bytes(model.read_bytes())
    taken = models / model.name
    if known is not None:
        keep_figures(taken, known)
    partial.rename(taken)
    for old in sorted(models.glob("nlu-*.tar.gz"))[:-KEPT]:
        old.unlink()
        _figures_file(old).unlink(missing_ok=True)
    return taken


def roll_back(models: Path) -> Path | None:
    """Set the newest model aside and return the one before it, or None if there is none.

    What was set aside has the suffix `.withdrawn`; servers take the other over by themselves.
    """
    known = sorted(models.glob("nlu-*.tar.gz"))
    if len(known) <= 1:
        return None
    known[-1].rename(known[-1].with_name(f"{known[-1].name}.withdrawn"))
    return known[-2]


def figures(model: Path) -> Mapping[str, float] | None:
    """Return what `keep_figures` kept of this model."""
    try:
        known: Mapping[str, float] = json.loads(_figures_file(model).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return known


def keep_figures(model: Path, known: Mapping[str, float]) -> None:
    """Keep the score of a model beside it."""
    _figures_file(model).write_text(json.dumps(dict(known), indent=1), encoding="utf-8")


def _figures_file(model: Path) -> Path:
    return model.with_name(model.name.replace(".tar.gz", ".json"))


async def keep_newest(app: Any, models: Path) -> None:
    """Swap a newer model in whenever one appears in `models`, for as long as the server runs.

    The file is read beside the running requests, and taken over between two of them. A file
    that is no model leaves the present model serving, and is not tried again.
    """
    tried = app.ctx.agent.model_name if app.ctx.agent else None
    while True:
        await asyncio.sleep(LOOK)
        model = newest(models)
        if model is not None and model.name != tried:
            tried = model.name
            await swap(app, model)


async def swap(app: Any, model: Path) -> None:
    """Let the server use `model` from the next request on; say so, or why not, in one line."""
    try:
        agent = await asyncio.get_running_loop().run_in_executor(None, _load, model)
    except Exception as error:  # noqa: BLE001  whatever is wrong with a file, the old one serves
        reason = type(error).__name__
        print(f"nlu: model_refused model={model.name} reason={reason}", flush=True)  # noqa: T201
        return
    app.ctx.agent = agent
    print(f"nlu: model_swapped model={model.name}", flush=True)  # noqa: T201


def _load(model: Path) -> Agent:
    from rasa.core.agent import Agent  # noqa: PLC0415

    agent = Agent.load(str(model))
    if not agent.is_ready():
        raise ValueError("no model in it")
    return agent
