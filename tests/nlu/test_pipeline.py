"""The pipeline's file, the import stand-in and the figures of the score."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from nlu import import_stand_in
from nlu.measures import broken, calibration_error, confusions, macro_f1, table
from nlu.models import newest
from nlu.pipeline import CONFIG, PipelineError, for_city
from tests.nlu.conftest import ROOT

CITY = Path("cities/bandung")


def test_our_steps_get_the_city() -> None:
    steps = for_city(CONFIG, CITY)["pipeline"]
    assert {step["city"] for step in steps} == {"cities/bandung"}


def test_steps_of_rasa_stay_as_they_are(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("pipeline: [{name: WhitespaceTokenizer}]", encoding="utf-8")
    assert for_city(config, CITY)["pipeline"] == [{"name": "WhitespaceTokenizer"}]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("pipeline: [{name: DIETClassifier}]", "DIETClassifier needs TensorFlow"),
        ("pipeline: [{name: rasa.nlu.x.LanguageModelFeaturizer}]", "needs TensorFlow"),
        ("pipeline: []\npolicies: [{name: TEDPolicy}]", "TEDPolicy needs TensorFlow"),
        ("pipeline: 7", "not a pipeline"),
        ("- a", "not a pipeline"),
        ("pipeline: [", "not a pipeline"),
        ("pipeline: [{}]", "not a pipeline"),
    ],
)
def test_a_pipeline_that_cannot_work_is_refused(
    text: str, problem: str, tmp_path: Path
) -> None:
    config = tmp_path / "config.yml"
    config.write_text(text, encoding="utf-8")
    with pytest.raises(PipelineError, match=problem) as error:
        for_city(config, CITY)
    assert "\n" not in str(error.value) or "not a pipeline" in str(error.value)


def test_a_missing_pipeline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="not a pipeline"):
        for_city(tmp_path / "none.yml", CITY)


def test_the_newest_model_is_the_last_trained(tmp_path: Path) -> None:
    assert newest(tmp_path) is None
    for name in ("nlu-20260101-000000.tar.gz", "nlu-20260102-000000.tar.gz", "other.tar.gz"):
        (tmp_path / name).touch()
    assert newest(tmp_path) == tmp_path / "nlu-20260102-000000.tar.gz"


STAND_IN = """
from nlu import import_stand_in
assert import_stand_in.install() is True
assert import_stand_in.install() is False
import tensorflow as tf
from tensorflow.keras.layers import Dense
import json
assert Dense
class Layer(tf.keras.layers.Layer):
    def call(self, x: tf.Tensor | None) -> "int | tf.Tensor": return tf.Module()(abs)(x)
assert Layer(1).call(-2) == 2 and tf.Module().anything is not None
assert not hasattr(tf, "__nothing__") and not hasattr(tf.Tensor, "__nothing__")
assert not hasattr(tf.Tensor(), "__nothing__") and tf.Tensor[int] is tf.Tensor
assert tf.Tensor()(3).x is not None and (int | tf.Tensor) is object and json.dumps({}) == "{}"
print("stood in")
"""


def test_the_stand_in_works_in_a_process_of_its_own() -> None:
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", STAND_IN], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("stood in\n", "")


def test_anything_can_be_asked_of_the_stand_in() -> None:
    finder = import_stand_in._Finder()  # noqa: SLF001
    assert finder.find_spec("json") is None
    spec = finder.find_spec("tensorflow.keras")
    assert spec is not None
    module = finder.create_module(spec)
    finder.exec_module(module)
    anything = module.Tensor
    assert anything(1)(len)("ab") == 2
    assert anything[int] is anything.some.thing
    assert (anything | int) is object
    assert (int | anything) is object
    assert anything().attribute is anything
    for thing in (module, anything, anything()):
        assert not hasattr(thing, "__nothing__")


def test_no_stand_in_where_tensorflow_is(tmp_path: Path) -> None:
    (tmp_path / "tensorflow.py").touch()
    code = "from nlu import import_stand_in; print(import_stand_in.install())"
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": f"{tmp_path}:."},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


def test_figures() -> None:
    assert macro_f1([]) == 0.0
    assert confusions([("a", "b"), ("a", "b"), ("c", "a"), ("c", "c")]) == [
        ("a", "b", 2),
        ("c", "a", 1),
    ]
    assert calibration_error([(1.0, True), (0.0, False)]) == 0.0
    assert calibration_error([(1.0, False)]) == 1.0
    assert calibration_error([]) == 0.0
    assert broken(
        {"ms": 3.0, "right": 1.0}, {"at_least": {"right": 0.9}, "at_most": {"ms": 2}}
    ) == ["ms is 3, above its limit 2"]
    assert broken({}, {"at_most": {"ms": 2}, "at_least": {"right": 0.5}}) == [
        "right is 0, below its floor 0.5",
        "ms is 3, above its limit 2",
    ]
    assert table(["x"], [["y"]]) == "| x |\n|---|\n| y |"


def test_the_floors_name_figures_once() -> None:
    floors = yaml.safe_load((ROOT / "nlu" / "scores.yml").read_text(encoding="utf-8"))
    assert set(floors) == {"at_least", "at_most"}
