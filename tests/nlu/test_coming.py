"""The day that a question is about, in three languages."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu import coming, knowledge
from nlu.normalise import words

FRIDAY = date(2026, 11, 27)
DAYS, LEXICON = knowledge.days(), knowledge.lexicon()
ROWS = yaml.safe_load((Path(__file__).parent / "coming.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_the_day_asked_about(row: dict[str, Any]) -> None:
    text = row["text"]
    assert coming.find(text.lower(), words(text, LEXICON), FRIDAY, DAYS) == row["day"]
