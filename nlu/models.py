"""The folder of trained models: which is the newest, and swapping it in while serving."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # Rasa may only be imported after `environment.prepare`
    from rasa.core.agent import Agent

LOOK = 1.0  # seconds between two looks into the folder


def newest(models: Path) -> Path | None:
    """Return the newest model in the folder: the last by name, which is when it was trained."""
    return max(models.glob("nlu-*.tar.gz"), key=lambda model: model.name, default=None)


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
