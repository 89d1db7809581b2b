"""Which model is taken over, and what becomes of the last one."""

from pathlib import Path

import pytest
import yaml

from nlu import models, retrain
from nlu.examine import rows
from nlu.knowledge import Knowledge
from nlu.measures import fallen
from nlu.score import FLOORS

AT_LEAST = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))["at_least"]
GOOD = {name: min(1.0, float(floor) + 0.01) for name, floor in AT_LEAST.items()}
NAME = "strangers_intent_accuracy_id"


@pytest.mark.parametrize(
    ("before", "after", "problems"),
    [
        (GOOD, GOOD, 0),
        ({}, GOOD, 0),
        (GOOD, GOOD | {NAME: 1.0}, 0),
        (GOOD | {NAME: 1.0}, GOOD, 1),  # more than a point worse than what serves
        (GOOD, GOOD | {NAME: 0.5}, 2),  # and below its floor, too
        ({}, GOOD | {NAME: 0.5}, 1),
    ],
)
def test_a_model_is_taken_over_unless_it_is_worse(
    before: dict[str, float], after: dict[str, float], problems: int
) -> None:
    assert len(retrain.problems(before, after)) == problems


def test_less_is_better_where_it_is_a_limit() -> None:
    limits = {"at_most": {"emergency_false_alarms": 0.5}}
    assert (
        fallen({"emergency_false_alarms": 0.01}, {"emergency_false_alarms": 0.015}, limits)
        == []
    )
    worse = fallen({"emergency_false_alarms": 0.01}, {"emergency_false_alarms": 0.03}, limits)
    assert worse == ["emergency_false_alarms goes from 0.01 to 0.03"]


def test_corrections_that_are_test_sentences_are_left_out(
    tmp_path: Path, bandung: Knowledge
) -> None:
    frozen = rows("strangers_id")[0]["text"]
    file = tmp_path / "corrections.yml"
    examples = f"- {frozen}\n- sesuatu yang baru sama sekali\n"
    table = {"version": "3.1", "nlu": [{"intent": "greet", "examples": examples}]}
    file.write_text(yaml.safe_dump(table, allow_unicode=True), encoding="utf-8")
    folder, learnt = retrain.with_corrections(file, tmp_path / "data", bandung)
    assert learnt == 1
    text = (folder / "corrections.yml").read_text(encoding="utf-8")
    assert "sesuatu yang baru" in text
    assert frozen not in text
    assert (folder / "id" / "report.yml").exists()


def test_three_models_are_kept_with_their_figures(tmp_path: Path) -> None:
    made, kept = tmp_path / "made", tmp_path / "models"
    made.mkdir()
    for day in range(1, 6):
        model = made / f"nlu-2026010{day}-000000.tar.gz"
        model.write_bytes(b"model")
        models.keep_figures(model, {NAME: day / 10})
        assert models.take(model, kept) == kept / model.name
    names = sorted(path.name for path in kept.iterdir())
    assert names == [
        f"nlu-2026010{day}-000000.{kind}" for day in (3, 4, 5) for kind in ("json", "tar.gz")
    ]
    assert models.figures(kept / "nlu-20260105-000000.tar.gz") == {NAME: 0.5}
    assert models.roll_back(kept) == kept / "nlu-20260104-000000.tar.gz"
    assert models.newest(kept) == kept / "nlu-20260104-000000.tar.gz"


def test_figures_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    model = tmp_path / "nlu-20260101-000000.tar.gz"
    assert models.figures(model) is None
    (tmp_path / "nlu-20260101-000000.json").write_text("{", encoding="utf-8")
    assert models.figures(model) is None
