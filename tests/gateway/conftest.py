"""One application on each database, emptied for each test."""

from collections.abc import Iterator

import pytest

from tests import databases
from tests.gateway.application import Application, running


@pytest.fixture(scope="session", params=databases.KINDS)
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    with running(request.param, tmp_path_factory.mktemp("database")) as application:
        yield application


@pytest.fixture
def application(shared: Application) -> Application:
    shared.empty()
    return shared
