"""Carriers and providers as the tests configure them."""

from collections.abc import Callable

import httpx

from gateway.channel import Carrier, Provider
from gateway.channels import configured
from gateway.http import Http
from tests.channels.callers import SECRETS
from tests.channels.callers.caller import PUBLIC
from tests.settings import settings

Answer = Callable[[httpx.Request], httpx.Response]


def providers(answer: Answer, **more: str) -> dict[str, Provider]:
    """Return every provider, over a network where `answer` is everybody."""
    http = Http(httpx.MockTransport(answer))
    return dict(configured(settings(**{**SECRETS, "public_url": PUBLIC, **more}), http))


def carrier(name: str, answer: Answer, **more: str) -> Carrier:
    """Return the carrier called `name`, over a network where `answer` is everybody."""
    every = providers(answer, **more).values()
    return next(each for one in every for each in one.carriers if each.name == name)


def nobody(_request: httpx.Request) -> httpx.Response:
    """Fail: this test calls nobody."""
    raise AssertionError("nobody should be called")


CHANNELS = {each.name: name for name, one in providers(nobody).items() for each in one.carriers}
"""The provider of every channel."""
