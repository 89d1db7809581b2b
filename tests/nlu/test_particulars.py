"""The day, the class and the wishes in a report, by rules alone."""

from datetime import date
from typing import Any

import pytest

from bench.privacy import KNOWN
from nlu.understand import UnavailableError, Utterance, understand
from tests.nlu.tables import rows

TODAY = date(2026, 11, 23)


def deaf(_texts: Any) -> list[Any]:
    raise UnavailableError("only the rules are asked")


@pytest.mark.parametrize("row", rows("particulars"), ids=lambda row: row["text"])
def test_particulars(row: dict[str, Any]) -> None:
    said = Utterance(text=row["text"], today=TODAY)
    [heard] = understand([said], ask=deaf, knowledge=KNOWN)
    told = {
        "day": heard.happened,
        "future": heard.future,
        "kind": heard.kind,
        "hidden": [name for name in ("anonymous", "secret") if getattr(heard, name)],
    }
    wanted = {"day": "", "future": False, "kind": "", "hidden": [], **row, "text": None}
    del wanted["text"]
    assert told == {**wanted, "day": str(wanted["day"])}


def test_without_today_no_day_is_understood() -> None:
    [heard] = understand([Utterance(text="kemarin")], ask=deaf, knowledge=KNOWN)
    assert (heard.happened, heard.future) == ("", False)
