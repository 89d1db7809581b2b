"""Personal data is seen in reports, and places named after people are not taken for them."""

from collections.abc import Mapping
from typing import Any

import pytest

from nlu import privacy
from nlu.knowledge import Knowledge
from tests.nlu.tables import rows

CARRIERS = (
    "lampu mati di {}",
    "jalan rusak di jl {} dekat pasar",
    "saya di {} mau lapor sampah",
)


def masked(text: str, knowledge: Knowledge) -> str:
    _, entities = knowledge.gazetteer.look(text)
    return privacy.mask(text, [(each.start, each.end) for each in entities])


@pytest.mark.parametrize("row", rows("personal"), ids=lambda row: row["text"])
def test_personal_data(row: Mapping[str, Any], bandung: Knowledge) -> None:
    assert masked(row["text"], bandung) == row["masked"]


def test_places_are_not_people(bandung: Knowledge) -> None:
    """Every place of Bandung in three sentences, as written and in capitals."""
    names = {entry.name for entry in bandung.gazetteer.entries}
    said = [
        carrier.format(name)
        for name in sorted(names | {name.title() for name in names})
        for carrier in CARRIERS
    ]
    wrong = [text for text in said if masked(text, bandung)]
    assert len(said) > 2500
    assert len(wrong) <= len(said) // 500, wrong[:20]


def test_ordinary_complaints_hold_few_people(bandung: Knowledge) -> None:
    """Strangers' sentences name people now and then; one in a hundred is too many to ask."""
    said = [
        row["text"] for language in ("id", "su", "en") for row in rows(f"strangers_{language}")
    ]
    found = [text for text in said if masked(text, bandung)]
    assert len(found) <= len(said) // 100, found
