"""What citizens say in few words, without the model: rows in cues.yml."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import cues

ROWS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("cues.yml").read_text(encoding="utf-8")
)
CUES: Mapping[str, Callable[[str], bool]] = {
    "here": cues.is_here,
    "home": cues.is_home,
    "more": cues.asks_more,
    "moves": cues.moves,
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["text"]))
def test_what_is_said(row: dict[str, Any]) -> None:
    told = {name: row.get(name, False) for name in CUES}
    assert {name: cue(row["text"]) for name, cue in CUES.items()} == told
