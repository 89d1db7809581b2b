"""The pipeline for a city: config.yml with the city filled in, refused if it cannot work."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
CONFIG = Path(__file__).parent / "config.yml"

# Components of Rasa that call TensorFlow. Without it they train to nothing, with exit code 0.
NEEDS_TENSORFLOW = frozenset(
    {
        "ConveRTFeaturizer",
        "DIETClassifier",
        "LanguageModelFeaturizer",
        "ResponseSelector",
        "TEDPolicy",
        "UnexpecTEDIntentPolicy",
    }
)


class PipelineError(Exception):
    """A pipeline that cannot be trained here; the message is for the person who wrote it."""


def for_city(config: Path, city: Path) -> dict[str, Any]:
    """Return the pipeline in file `config` for the city in folder `city`.

    Raises `PipelineError` if it is not YAML, names no steps or needs TensorFlow.
    """
    try:
        table = yaml.safe_load(config.read_text(encoding="utf-8"))
        steps = [dict(step) for step in table["pipeline"]]
        names = [str(step["name"]) for step in (*steps, *(table.get("policies") or ()))]
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise PipelineError(f"{config}: not a pipeline ({error!r})") from error
    refused = [name for name in names if name.rpartition(".")[2] in NEEDS_TENSORFLOW]
    if refused:
        raise PipelineError(
            f"{config}: {', '.join(refused)} needs TensorFlow, which is not installed here; "
            "use `make nlu-full` for such a pipeline"
        )
    return {**table, "pipeline": [_with_city(step, city) for step in steps]}


def _with_city(step: Mapping[str, Any], city: Path) -> dict[str, Any]:
    """Return a step of our own with the city it works for; Rasa's own steps as they are."""
    ours = str(step["name"]).startswith("nlu.")
    return {**step, "city": str(city)} if ours and "city" not in step else dict(step)
