"""What may be written to a citizen, by how long ago they last wrote."""

import pytest

from gateway.channel import AGENT, TEMPLATE, Form, Late
from gateway.window import FREE, GONE, SHUT, now_open

HOUR, DAY = 3600.0, 86_400.0
PLAIN = Form(window=DAY)
WHATSAPP = Form(window=DAY, late=Late(how=TEMPLATE, length=900))
MESSENGER = Form(window=DAY, late=Late(how=AGENT, seconds=7 * DAY))


@pytest.mark.parametrize(
    ("form", "silent", "how", "left"),
    [
        (Form(), 100 * DAY, FREE, None),
        (Form(), None, FREE, None),
        (PLAIN, 0.0, FREE, DAY),
        (PLAIN, 23 * HOUR, FREE, HOUR),
        (PLAIN, DAY, FREE, 0.0),
        (PLAIN, DAY + 1, SHUT, None),
        (PLAIN, None, SHUT, None),
        (WHATSAPP, HOUR, FREE, 23 * HOUR),
        (WHATSAPP, 2 * DAY, TEMPLATE, None),
        (WHATSAPP, None, TEMPLATE, None),
        (MESSENGER, 2 * DAY, AGENT, 5 * DAY),
        (MESSENGER, 7 * DAY, AGENT, 0.0),
        (MESSENGER, 7 * DAY + 1, SHUT, None),
        (MESSENGER, None, SHUT, None),
    ],
)
def test_what_is_taken(form: Form, silent: float | None, how: str, left: float | None) -> None:
    now = 1000 * DAY
    found = now_open(form, None if silent is None else now - silent, now)
    assert (found.how, found.left) == (how, left)


def test_a_channel_that_is_gone_takes_nothing() -> None:
    assert now_open(None, 1.0, 2.0).how == GONE
