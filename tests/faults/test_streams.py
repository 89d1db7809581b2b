"""A console that is told to stop does not wait for those who listen."""

import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.running import COMMANDS, answers, described, eventually, process

pytestmark = pytest.mark.slow
STREAMS = 20


def test_streams_end_with_the_process_and_leave_threads_for_pages(tmp_path: Path) -> None:
    office = described(tmp_path)
    office.command("migrate")
    port, threads = office.environment["CONSOLE_PORT"], str(STREAMS + 24)
    told = {**office.environment, "PORT": port, "WEB_THREADS": threads}
    link = office.command("operator", "link", "rina", "--console", office.console).strip()
    with (
        process(COMMANDS["console"], tmp_path / "console.log", told) as run,
        httpx.Client(timeout=10, trust_env=False) as browser,
        ExitStack() as open_streams,
    ):
        assert eventually(lambda: answers(f"{office.console}/live"), 30), office.logs()
        here = {"Sec-Fetch-Site": "same-origin"}
        assert browser.post(link, headers=here).status_code == 303
        events = f"{office.console}/console/events"
        streams = [
            open_streams.enter_context(browser.stream("GET", events)) for _ in range(STREAMS)
        ]
        assert {each.status_code for each in streams} == {200}
        assert browser.get(events).status_code == 503
        begun = time.monotonic()
        assert browser.get(f"{office.console}/console").status_code == 200
        assert time.monotonic() - begun < 5
        begun = time.monotonic()
        run.terminate()
        assert run.wait(10) == 0
        assert time.monotonic() - begun < 4
        for each in streams:
            assert "event: again" in "".join(each.iter_text())  # to its proper end
    assert "Traceback" not in office.logs()
