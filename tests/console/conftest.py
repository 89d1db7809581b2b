"""One console for a file's tests, empty for each of them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from gateway.store.schema import METADATA
from tests import databases
from tests.console.office import Office, office as opened


@pytest.fixture(scope="module", params=databases.KINDS)
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    with opened(request.param, tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def office(shared: Office) -> Office:
    with shared.tools.database.write() as session:
        for table in reversed(METADATA.sorted_tables):
            session.execute(table.delete())
    return replace(shared, client=shared.app.test_client())
