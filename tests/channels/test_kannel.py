"""What a table cannot say of Kannel: names, secrets, how much is split, what is documented."""

import httpx
import pytest

from bot.model import Outbound
from gateway.channels.kannel import LONGEST
from gateway.errors import CallError, RefusedError
from gateway.sms import segments
from tests.channels.carriers import carrier, nobody
from tests.running import ROOT

HALO = Outbound(channel="kannel", recipient="+628123456789", text="halo")


def test_a_message_without_a_name_of_ours_gets_one_that_its_receipt_repeats() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.params["dlr-url"])
        return httpx.Response(202, text="0: Accepted for delivery")

    names = [carrier("kannel", answer).send(HALO) for _ in range(2)]
    assert [httpx.URL(url).params["m"] for url in seen] == names
    assert len(set(names)) == 2


def test_no_error_tells_a_secret_or_the_citizen() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(403, text=f"Authorization failed {request.url}")

    with pytest.raises(CallError) as caught:
        carrier("kannel", answer).send(HALO)
    assert repr(caught.value) == "RefusedError('kannel: 403')"


def test_an_sms_has_no_files() -> None:
    with pytest.raises(RefusedError):
        carrier("kannel", nobody).file("x")


@pytest.mark.parametrize("letter", ["a", "ê"])
def test_the_longest_text_is_split_as_documented(letter: str) -> None:
    documented = (ROOT / "docs/kannel.md").read_text(encoding="utf-8")
    most = next(int(line[15:]) for line in documented.splitlines() if "max-messages = " in line)
    assert segments(letter * LONGEST).count <= most
