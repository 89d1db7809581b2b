"""The open311 backend and our own desk understand each other, over real HTTP messages."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from flask import Flask

from bot.place import Place
from gateway import backends, city
from gateway.backend import Filed, Report, State
from gateway.desk import blueprint
from gateway.errors import RefusedError
from gateway.http import Http
from gateway.store import desk
from gateway.store.database import Database
from gateway.store.desk import Change
from tests import databases
from tests.settings import settings

PACK = city.load("bandung")
NOW = 1_795_316_400.0
REPORT = Report(
    reference="BDG-1234567",
    category="street_light",
    code="street_light",
    description="Lampu jalan mati",
    place=Place(text="Jl Dago dekat simpang", kelurahan="Dago", kecamatan="Coblong"),
    filed=NOW,
)


@pytest.fixture(params=databases.KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with databases.empty(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def http(database: Database) -> Iterator[Http]:
    app = Flask(__name__)
    own = settings(desk_key="hush", demo="true")
    app.register_blueprint(blueprint(database, PACK, own, lambda: NOW))
    http = Http(httpx.WSGITransport(app))
    yield http
    http.close()


def test_a_report_goes_there_and_its_state_comes_back(database: Database, http: Http) -> None:
    backend = backends.configured(settings(open311_key="hush"), PACK)["open311"]
    assert backend.find(REPORT, http) is None
    assert backend.file(REPORT, http) == Filed(id="BDG-1234567")
    assert backend.find(REPORT, http) == Filed(id="BDG-1234567")
    assert backend.file(REPORT, http) == Filed(id="BDG-1234567")
    with database.write() as session:
        [kept] = desk.get(session, ["BDG-1234567"])
        desk.change(
            session,
            Change(number=kept.id, status="in_progress", notes="Petugas jalan."),
            NOW,
        )
    assert kept.address == "Jl Dago dekat simpang, Dago, Coblong, Kota Bandung"
    assert backend.states(["BDG-1234567", "BDG-0000000"], http) == {
        "BDG-1234567": State(
            status="in_progress", notes="Petugas jalan.", agency="Dinas Perhubungan"
        )
    }


def test_a_wrong_key_is_refused(http: Http) -> None:
    backend = backends.configured(settings(open311_key="guess"), PACK)["open311"]
    with pytest.raises(RefusedError, match="403: api_key is missing or wrong"):
        backend.file(REPORT, http)
