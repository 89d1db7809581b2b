"""Long conversations end to end: the trained model in its process, the bot, every word read."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gateway.http import Http
from gateway.understanding import Model
from nlu.knowledge import LANGUAGES
from nlu.understand import Ask
from tests.cases import cases
from tests.dialogues.spoken import Talk
from tests.running import answers, eventually, free_port, process, trained

pytestmark = pytest.mark.slow
TOKEN = "t" * 32
LONG = [case for case in cases("dialogues/spoken") if case.values[0].startswith("long_")]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Give what asks the model as it is trained now."""
    url = f"http://127.0.0.1:{free_port()}"
    log: Path = tmp_path_factory.mktemp("nlu") / "nlu.log"
    command = ["nlu/serve", "--models", str(trained())]
    with process(
        command, log, {"PATH": os.environ["PATH"], "RASA_TOKEN": TOKEN, "RASA_URL": url}
    ):
        health = f"{url}/webhooks/parse/health"
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert eventually(partial(answers, health, bearer), 60), log.read_text()
        http = Http()
        yield Model(http, url, TOKEN, timeout=10, clock=lambda: 0.0).parse
        http.close()


def test_five_long_conversations_in_each_language() -> None:
    counts = {
        code: sum(case.values[0] == f"long_{code}" for case in LONG) for code in LANGUAGES
    }
    assert min(counts.values()) >= 5


@pytest.mark.parametrize(("table", "case"), LONG)
def test_a_long_conversation(table: str, case: Any, ask: Ask) -> None:
    assert table
    talk = Talk(channel=case["channel"], ask=ask)
    for number, turn in enumerate(case["turns"], 1):
        expected = {
            name: turn[name] for name in ("bot", "buttons", "filed", "calls") if name in turn
        }
        assert talk.answers(turn) == expected, f"turn {number}"
