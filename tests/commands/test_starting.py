"""What `kentongan run` gives the processes it starts."""

import pytest

from gateway.commands import starting


@pytest.mark.parametrize(("given", "port"), [(None, "8000"), ("9123", "9123")])
def test_the_web_listens_where_we_say(
    given: str | None, port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Honcho would hand out ports of its own from 5000 on."""
    monkeypatch.delenv("PORT", raising=False)
    if given:
        monkeypatch.setenv("PORT", given)
    assert starting.environment()["PORT"] == port
