"""The desk, called as other cities' programs call it, on both databases."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import pytest
from defusedxml import ElementTree
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings as hypothesis, strategies as st

from gateway import city
from gateway.desk import blueprint
from gateway.desk.forms import LONGEST_DESCRIPTION
from gateway.store import desk as store, events
from gateway.store.database import Database
from gateway.store.desk import Change
from tests import databases
from tests.settings import settings

PACK = city.load("bandung")
NOW = 1_795_316_400.0  # 2026-11-22T10:00:00+07:00
KEY = "a key for tests"
REPORT = {
    "api_key": KEY,
    "service_code": PACK.services["street_light"],
    "lat": "-6.881",
    "long": "107.6135",
    "address_string": "Jl Dago dekat simpang, Dago, Coblong, Kota Bandung",
    "description": "Lampu jalan mati <b>&",
    "attribute[reference]": "BDG-1234567",
    "foo": "bar",
}
KEPT = {
    "service_request_id": "BDG-1234567",
    "status": "open",
    "detailed_status": "received",
    "service_name": "lampu jalan",
    "service_code": "street_light",
    "description": "Lampu jalan mati <b>&",
    "agency_responsible": "Dinas Perhubungan",
    "requested_datetime": "2026-11-22T10:00:00+07:00",
    "updated_datetime": "2026-11-22T10:00:00+07:00",
    "address": "Jl Dago dekat simpang, Dago, Coblong, Kota Bandung",
    "lat": -6.881,
    "long": 107.6135,
}
WRONG_KEY = [{"code": 403, "description": "api_key is missing or wrong"}]


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=databases.KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with databases.empty(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def desk(database: Database, clock: Clock) -> FlaskClient:
    return client(database, clock, desk_key=KEY)


def client(database: Database, clock: Clock, **values: str) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(blueprint(database, PACK, settings(**values), clock))
    return app.test_client()


def get(desk: FlaskClient, path: str, status: int = 200) -> Any:
    answer = desk.get(f"/open311/v2/{path}")
    assert answer.status_code == status, answer.text
    if answer.mimetype == "text/xml":
        return ElementTree.fromstring(answer.data)
    assert answer.content_type == "application/json; charset=utf-8"
    return json.loads(answer.data)


def post(
    desk: FlaskClient, form: Mapping[str, str] = MappingProxyType({}), status: int = 200
) -> Any:
    answer = desk.post("/open311/v2/requests.json", data={**REPORT, **form})
    assert answer.status_code == status, answer.text
    return json.loads(answer.data)


def post_xml(
    desk: FlaskClient, form: Mapping[str, str] = MappingProxyType({}), status: int = 200
) -> Any:
    answer = desk.post("/open311/v2/requests.xml", data={**REPORT, **form})
    assert (answer.status_code, answer.mimetype) == (status, "text/xml")
    return ElementTree.fromstring(answer.data)


def numbered(reference: str, **more: str) -> dict[str, str]:
    return {"attribute[reference]": reference, **more}


def errors(*faults: tuple[int, str]) -> list[dict[str, Any]]:
    return [{"code": code, "description": description} for code, description in faults]


def test_a_report_is_filed_and_found_by_the_citizens_ticket(desk: FlaskClient) -> None:
    assert post(desk) == [{"service_request_id": "BDG-1234567"}]
    assert get(desk, "requests/BDG-1234567.json") == [KEPT]


def test_the_same_in_xml(desk: FlaskClient) -> None:
    filed = post_xml(desk)
    assert filed.tag == "service_requests"
    assert filed.findtext("request/service_request_id") == "BDG-1234567"
    root = get(desk, "requests/BDG-1234567.xml")
    told = {each.tag: each.text for each in root.find("request")}
    assert told == {name: str(value) for name, value in KEPT.items()}


def test_the_same_reference_is_the_same_report(desk: FlaskClient) -> None:
    post(desk)
    again = post(desk, {"description": "said again"})
    assert again == [{"service_request_id": "BDG-1234567"}]
    assert get(desk, "requests.json") == [KEPT]


def test_eight_at_once_are_one_report(desk: FlaskClient) -> None:
    app = desk.application

    def send(_: int) -> Any:
        return post(app.test_client())

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(send, range(8)))
    assert said == [[{"service_request_id": "BDG-1234567"}]] * 8
    assert len(get(desk, "requests.json")) == 1


@pytest.mark.parametrize("reference", ["", "bdg-1234567", "DSK-0000001", "anything at all"])
def test_other_references_get_a_number_of_the_desk(desk: FlaskClient, reference: str) -> None:
    [filed] = post(desk, numbered(reference))
    number = filed["service_request_id"]
    assert number.startswith("DSK-")
    assert len(number) == len("DSK-1234567")
    [again] = post(desk, numbered(reference))
    assert (again["service_request_id"] == number) == bool(reference)


@pytest.mark.parametrize(
    ("form", "status", "faults"),
    [
        ({"api_key": ""}, 403, WRONG_KEY),
        ({"api_key": "ключ"}, 403, WRONG_KEY),
        ({"service_code": ""}, 400, errors((400, "service_code is required"))),
        ({"service_code": "nope"}, 404, errors((404, "service_code was not found"))),
        ({"lat": "91"}, 400, errors(
            (400, "lat must be a number of degrees (WGS 84)"),
            (400, "lat and long must come together"),
        )),
        ({"lat": "nan", "long": "here", "media_url": "file:///etc/passwd"}, 400, errors(
            (400, "lat must be a number of degrees (WGS 84)"),
            (400, "long must be a number of degrees (WGS 84)"),
            (400, "media_url must begin with http:// or https://"),
        )),
        ({"lat": "", "long": " ", "address_string": ""}, 400, errors(
            (400, "a location is required: lat and long, address_string or address_id"),
        )),
        ({"description": "a" * 4001}, 400, errors(
            (400, "description may have 4000 characters at most"),
        )),
        ({"description": "nul \0"}, 400, errors(
            (400, "the parameters hold a NUL character"),
        )),
    ],
)  # fmt: skip
def test_a_report_is_refused_with_every_reason(
    desk: FlaskClient, form: dict[str, str], status: int, faults: list[Any]
) -> None:
    assert post(desk, form, status) == faults
    root = post_xml(desk, form, status)
    assert root.tag == "errors"
    assert [
        {"code": int(each.findtext("code")), "description": each.findtext("description")}
        for each in root
    ] == faults
    assert get(desk, "requests.json") == []


def test_without_a_key_of_its_own_the_desk_takes_nothing(
    database: Database, clock: Clock
) -> None:
    assert post(client(database, clock), {"api_key": ""}, 403) == WRONG_KEY


def test_an_address_alone_is_a_location(desk: FlaskClient) -> None:
    post(
        desk, {"lat": "", "long": "", "description": "", "media_url": "https://p.example/1.jpg"}
    )
    left_out = {"lat", "long", "description"}
    without = {name: value for name, value in KEPT.items() if name not in left_out}
    expected = [{**without, "media_url": "https://p.example/1.jpg"}]
    assert get(desk, "requests/BDG-1234567.json") == expected


def test_a_description_as_long_as_allowed_with_letters_xml_cannot_hold(
    desk: FlaskClient,
) -> None:
    post(desk, {"description": "é\x0bé\x0bé" * (LONGEST_DESCRIPTION // 5)})
    [kept] = get(desk, "requests/BDG-1234567.json")
    assert kept["description"] == "é é é" * (LONGEST_DESCRIPTION // 5)
    assert get(desk, "requests/BDG-1234567.xml") is not None


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"api_key=%FF", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"a=%ED%A0%80", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=b" for _ in range(201)), "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 400),
        (b"a" * (256 * 1024 + 1), "application/x-www-form-urlencoded", 413),
        (b"", "", 403),
    ],
)
def test_rubbish_is_refused_in_the_shape_of_the_specification(
    desk: FlaskClient, body: bytes, content_type: str, status: int
) -> None:
    answer = desk.post("/open311/v2/requests.json", data=body, content_type=content_type)
    assert answer.status_code == status
    [error] = json.loads(answer.data)
    assert error["code"] == status


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("requests/BDG-9999999", "service_request_id"),
        ("requests/%00", "service_request_id"),
        ("requests/%FF", "service_request_id"),
        ("services/nope", "service_code"),
        ("tokens/nope", "token"),
        ("anything/else", "anything/else"),
    ],
)
def test_what_does_not_exist_is_not_found(desk: FlaskClient, path: str, what: str) -> None:
    expected = errors((404, f"{what} was not found"))
    assert get(desk, f"{path}.json", 404) == expected
    assert (
        get(desk, f"{path}.xml", 404).findtext("error/description") == f"{what} was not found"
    )


def test_no_form_but_json_and_xml(desk: FlaskClient) -> None:
    assert get(desk, "services.csv", 404) == errors((404, "services was not found"))
    assert get(desk, "services", 404) == errors((404, "this address was not found"))
    assert desk.delete("/open311/v2/requests.json").status_code == 404


def test_discovery(desk: FlaskClient) -> None:
    told = get(desk, "discovery.json")
    assert told["endpoints"] == [
        {
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": "http://127.0.0.1:8000/open311/v2",
            "changeset": "2026-11-22T00:00:00+07:00",
            "type": "production",
            "formats": ["application/json", "text/xml"],
        }
    ]
    root = get(desk, "discovery.xml")
    formats = [each.text for each in root.findall("endpoints/endpoint/formats/format")]
    assert formats == ["application/json", "text/xml"]


def test_services_are_the_citys_categories(desk: FlaskClient) -> None:
    told = get(desk, "services.json")
    assert [each["service_code"] for each in told] == list(PACK.services.values())
    light = next(each for each in told if each["service_code"] == "street_light")
    assert light == {
        "service_code": "street_light",
        "service_name": "lampu jalan",
        "description": "Dinas Perhubungan",
        "metadata": True,
        "type": "realtime",
        "keywords": ", ".join(PACK.city.categories["street_light"].words),
        "group": "Dishub",
    }
    root = get(desk, "services.xml")
    assert root.findtext("service/metadata") == "true"
    assert len(root.findall("service")) == len(told)


def test_a_definition_offers_the_reference(desk: FlaskClient) -> None:
    told = get(desk, "services/road.json")
    assert told["service_code"] == "road"
    attribute, *others = told["attributes"]
    assert [each["code"] for each in others[:3]] == ["secret", "anonymous", "agency"]
    assert (attribute["code"], attribute["variable"], attribute["required"]) == (
        "reference",
        True,
        False,
    )
    root = get(desk, "services/road.xml")
    assert root.findtext("attributes/attribute/required") == "false"


def test_a_secret_report_shows_only_that_it_is_there(desk: FlaskClient) -> None:
    post(
        desk,
        {"attribute[secret]": "true", "attribute[agency]": "dlh", "media_url": "https://p/1"},
    )
    [told] = get(desk, "requests/BDG-1234567.json")
    public = {"description", "address", "lat", "long"}
    assert told == {
        **{name: value for name, value in KEPT.items() if name not in public},
        "agency_responsible": "Dinas Lingkungan Hidup",
    }


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"attribute[secret]": "yes"}, "attribute[secret] must be true or false"),
        ({"attribute[anonymous]": "1"}, "attribute[anonymous] must be true or false"),
    ],
)
def test_an_attribute_of_the_wrong_type_is_refused(
    desk: FlaskClient, form: dict[str, str], fault: str
) -> None:
    assert post(desk, form, 400) == errors((400, fault))


UPDATE = {
    "api_key": KEY,
    "service_request_id": "BDG-1234567",
    "update_id": "BDG-1234567-8",
    "description": "masih mati",
    "status": "OPEN",
}


def test_what_a_sender_adds_opens_a_closed_report_once(
    desk: FlaskClient, database: Database
) -> None:
    post(desk)
    with database.write() as session:
        assert store.change(session, Change(number="BDG-1234567", status="done"), NOW)
    for _ in range(2):
        answer = desk.post("/open311/v2/servicerequestupdates.json", data=UPDATE)
        assert (answer.status_code, answer.json) == (200, [{"update_id": "BDG-1234567-8"}])
    [told] = get(desk, "requests/BDG-1234567.json")
    assert (told["status"], told["detailed_status"]) == ("open", "in_progress")
    with database.read() as session:
        [kept] = store.get(session, ["BDG-1234567"])
        happened = [each.what for each in events.of(session, kept.row, events.REQUEST)]
    assert happened == ["filed", "agency", "state", "reopened"]
    listed = get(desk, "servicerequestupdates.json")
    assert [each["status"] for each in listed] == ["CLOSED", "OPEN"]
    assert get(desk, "servicerequestupdates.xml").findtext("request_update/status") == "CLOSED"


@pytest.mark.parametrize(
    ("form", "status", "faults"),
    [
        ({"api_key": "guess"}, 403, WRONG_KEY),
        (
            {"service_request_id": "BDG-9"},
            404,
            errors((404, "service_request_id was not found")),
        ),
        ({"update_id": ""}, 400, errors((400, "update_id is required"))),
        (
            {"media_url": "javascript:1"},
            400,
            errors((400, "media_url must begin with http:// or https://")),
        ),
    ],
)
def test_an_update_is_refused_with_every_reason(
    desk: FlaskClient, form: dict[str, str], status: int, faults: list[dict[str, Any]]
) -> None:
    post(desk)
    answer = desk.post("/open311/v2/servicerequestupdates.json", data={**UPDATE, **form})
    assert (answer.status_code, answer.json) == (status, faults)


def test_a_token_is_the_number_itself(desk: FlaskClient) -> None:
    post(desk)
    expected = [{"service_request_id": "BDG-1234567", "token": "BDG-1234567"}]
    assert get(desk, "tokens/BDG-1234567.json") == expected
    assert get(desk, "tokens/BDG-1234567.xml").findtext("request/token") == "BDG-1234567"


@pytest.fixture
def three(desk: FlaskClient, database: Database, clock: Clock) -> FlaskClient:
    """Return a desk with a closed report of 60 days ago and two open ones of today."""
    clock.now = NOW - 60 * 86400
    post(desk, numbered("OLD-0000001"))
    with database.write() as session:
        done = Change(number="OLD-0000001", status="done", notes="Sudah diperbaiki.")
        assert store.change(session, done, NOW)
        assert not store.change(session, replace(done, number="OLD-9999999"), NOW)
    clock.now = NOW
    post(desk, numbered("NEW-0000001"))
    post(desk, numbered("NEW-0000002", service_code="road"))
    return desk


ROAD, LIGHT, OLD = "NEW-0000002", "NEW-0000001", "OLD-0000001"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [ROAD, LIGHT, OLD]),
        ("status=open", [ROAD, LIGHT]),
        ("status=closed", [OLD]),
        ("status=open,closed", [ROAD, LIGHT, OLD]),
        ("service_code=road", [ROAD]),
        ("service_code=road,street_light&status=", [ROAD, LIGHT, OLD]),
        ("start_date=2026-11-22T03:00:00Z", [ROAD, LIGHT]),
        ("start_date=2026-11-22T10:00:00", [ROAD, LIGHT]),
        ("start_date=2026-11-22T10:00:00+07:00", [ROAD, LIGHT]),
        ("start_date=2026-11-22T03:00:01Z", []),
        ("end_date=2026-10-01", [OLD]),
        ("end_date=0001-01-01T00:00:00%2B14:00", []),
        ("start_date=9999-12-31T23:59:59-14:00", []),
        ("start_date=2026-09-01&end_date=2026-11-22T23:00:00Z", [ROAD, LIGHT, OLD]),
        ("service_request_id=OLD-0000001,NEW-0000001,none&status=closed", [LIGHT, OLD]),
    ],
)
def test_reports_are_found(three: FlaskClient, query: str, found: list[str]) -> None:
    told = get(three, f"requests.json?{query}")
    assert [each["service_request_id"] for each in told] == found
    root = get(three, f"requests.xml?{query}")
    assert [each.text for each in root.findall("request/service_request_id")] == found


def test_what_became_of_a_report(three: FlaskClient) -> None:
    [told] = get(three, "requests/OLD-0000001.json")
    assert told == {
        **KEPT,
        "service_request_id": "OLD-0000001",
        "status": "closed",
        "detailed_status": "done",
        "status_notes": "Sudah diperbaiki.",
        "requested_datetime": "2026-09-23T10:00:00+07:00",
    }


def test_a_status_nobody_knows_is_a_mistake(database: Database) -> None:
    with database.write() as session, pytest.raises(ValueError, match="not a status: 'fine'"):
        store.change(session, Change(number="BDG-1234567", status="fine"), NOW)


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("start_date=yesterday&end_date=2026-13-01&status=new", errors(
            (400, "start_date must be a date and time such as 2026-11-22T03:00:00Z"),
            (400, "end_date must be a date and time such as 2026-11-22T03:00:00Z"),
            (400, "status must be open, closed or both with a comma between"),
        )),
        ("start_date=2026-01-01&end_date=2026-06-01", errors(
            (400, "start_date and end_date may span 90 days at most"),
        )),
        ("start_date=%FF", errors((400, "the parameters are not URL-encoded UTF-8"))),
    ],
)  # fmt: skip
def test_a_query_is_refused_with_every_reason(
    desk: FlaskClient, query: str, faults: list[Any]
) -> None:
    assert get(desk, f"requests.json?{query}", 400) == faults


def test_an_unknown_service_is_not_found(desk: FlaskClient) -> None:
    assert get(desk, "requests.json?service_code=x", 404) == errors(
        (404, "service_code was not found")
    )


def test_a_number_that_is_taken_is_not_given_again(database: Database) -> None:
    filing = store.Filing(service_code="road", address="x")
    with database.write() as session:
        assert store.keep(session, filing, "DSK-0000001", NOW) is not None
        assert store.keep(session, filing, "DSK-0000001", NOW) is None
        named = store.Filing(service_code="road", address="x", reference="R")
        assert store.keep(session, named, "DSK-0000001", NOW) is None


@given(path=st.text(min_size=1, max_size=30), query=st.binary(max_size=40))
@hypothesis(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nothing_anybody_asks_is_our_fault(desk: FlaskClient, path: str, query: bytes) -> None:
    where = quote(path.encode("utf-8", "surrogatepass"))
    for address in (f"requests/{where}.xml", f"services/{where}.json", f"{where}"):
        assert desk.get(f"/open311/v2/{address}?{quote(query)}").status_code < 500
    for kind in ("start_date", "status", "service_request_id", "service_code"):
        answer = desk.get(f"/open311/v2/requests.json?{kind}={quote(query)}")
        assert answer.status_code < 500
