"""Read the tables in tests/nlu."""

from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


def rows(name: str) -> Any:
    """Return the table `name`."""
    return yaml.load(
        (HERE / f"{name}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
