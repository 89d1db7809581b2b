"""What every test of understanding shares: Bandung's knowledge and the frozen tables."""

from pathlib import Path

import pytest

from nlu.knowledge import Knowledge, load

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def bandung() -> Knowledge:
    return load(ROOT / "cities" / "bandung")
