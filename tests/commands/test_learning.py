"""Corrections from a command to a review file and back, and what the model then learns."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import insert

from gateway import learning
from gateway.store import corrections, threads
from gateway.store.corrections import Example
from gateway.store.database import Database
from gateway.store.tables import Message
from tests.commands.conftest import Command
from tests.installation import installation

LIGHT = Example(
    text="pju\npareum [dua] {malam}", language="su", intent="report", category="street_light"
)


def _message(thread: int) -> dict[str, Any]:
    return {
        "thread_id": thread,
        "channel": "web",
        "direction": "in",
        "author": "citizen",
        "text": "a",
        "content": {},
        "status": "handled",
        "created_at": 1.0,
    }


@pytest.fixture
def one(database: Database) -> int:
    with database.write() as session:
        return corrections.propose(session, LIGHT, by="rina", now=1_700_000_000.0)


def test_a_correction_is_kept_and_reviewed(
    kentongan: Command, database: Database, tmp_path: Path
) -> None:
    words = ("lampu jalan mati", "--intent", "report", "--category", "street_light")
    kept = kentongan("nlu", "correct", *words, "--by", "rina")
    assert kept.out == "kept as 1; review it with `kentongan nlu export`\n"
    file = tmp_path / "review.yml"
    assert kentongan("nlu", "export", str(file)).code == 0
    [row] = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert (row["id"], row["state"], row["by"]) == (1, "proposed", "rina")
    text = file.read_text(encoding="utf-8").replace("proposed", "approved")
    file.write_text(text.replace("street_light", "road"), encoding="utf-8")
    taken = kentongan("nlu", "import", str(file), "--by", "asep")
    assert taken.out == "1 reviewed, 1 approved; `kentongan nlu retrain` learns\n"
    with database.read() as session:
        [known] = corrections.listed(session, ("approved",))
    assert (known.example.category, known.made_by, known.reviewed_by) == (
        "road",
        "rina",
        "asep",
    )
    assert kentongan("nlu", "export").out.endswith("[]\n")
    assert "approved" in kentongan("nlu", "export", "--all").out


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("a", "--intent", "gossip"), "no intent is called 'gossip'"),
        (("a", "--intent", "greet", "--category", "road"), "only reports have a category"),
        (("a", "--intent", "report", "--category", "x"), "no category is called 'x'"),
        (("a", "--intent", "greet", "--language", "jv"), "the city does not speak 'jv'"),
        (("123 😀", "--intent", "greet"), "the text has no letters"),
    ],
)
def test_labels_that_do_not_exist_are_refused(
    words: tuple[str, ...], wrong: str, kentongan: Command, database: Database
) -> None:
    refused = kentongan("nlu", "correct", *words, "--by", "rina")
    assert refused.code == 2
    assert wrong in refused.err
    with database.read() as session:
        assert corrections.listed(session) == []


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("- 7", "Input should be"),
        ("{a: 1}", "a review file is a list"),
        ("- {", "this is no YAML"),
        ("- {id: 1, state: maybe, language: id, intent: greet, text: a}", "state: "),
        ("- {id: 1, state: approved, language: id, intent: x, text: a}", "correction 1: no"),
        ("- {id: 99, state: approved, language: id, intent: greet, text: a}", "99 does not"),
    ],
)
def test_a_bad_review_changes_nothing(  # noqa: PLR0917 - two of them are fixtures
    row: str, wrong: str, kentongan: Command, database: Database, one: int, tmp_path: Path
) -> None:
    good = f"- {{id: {one}, state: approved, language: id, intent: greet, text: halo}}\n"
    file = tmp_path / "review.yml"
    is_list = row.startswith("-")
    file.write_text(good + row if is_list else row, encoding="utf-8")
    refused = kentongan("nlu", "import", str(file), "--by", "rina")
    assert refused.code == 2
    assert wrong in refused.err
    with database.read() as session:
        [known] = corrections.listed(session)
    assert (known.state, known.example) == ("proposed", LIGHT)


def test_a_new_correction_of_a_message_takes_the_place_of_the_last(database: Database) -> None:
    kept = installation(database)
    with database.write() as session:
        thread = threads.open_for(session, kept.seal, "web", "warga", 1.0)
        message = session.scalar(
            insert(Message).values(**_message(thread)).returning(Message.id)
        )
        for label in ("road", "waste"):
            example = Example(text="a", language="id", intent="report", category=label)
            corrections.propose(session, example, by="rina", now=1.0, message=message)
        [last] = corrections.listed(session, ("proposed",))
    assert last.example.category == "waste"


def test_what_rasa_reads_as_markup_is_no_example() -> None:
    examples = [LIGHT, Example(text="/halo", language="id", intent="greet")]
    table = yaml.safe_load(learning.for_training(examples))
    assert table == {
        "version": "3.1",
        "nlu": [
            {"intent": "report/street_light", "examples": "- pju pareum dua malam\n"},
            {"intent": "greet", "examples": "- halo\n"},
        ],
    }
    assert yaml.safe_load(learning.for_training([]))["nlu"] == []


def test_nothing_to_go_back_to(
    kentongan: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    models = tmp_path / "var" / "models"
    models.mkdir(parents=True)
    (models / "nlu-20260101-000000.tar.gz").touch()
    refused = kentongan("nlu", "rollback")
    assert (refused.code, refused.err) == (
        2,
        "kentongan: there is no earlier model in var/models\n",
    )
    (models / "nlu-20260102-000000.tar.gz").touch()
    assert kentongan("nlu", "rollback").out == "nlu-20260101-000000.tar.gz is the model now\n"
    assert (models / "nlu-20260102-000000.tar.gz.withdrawn").exists()
