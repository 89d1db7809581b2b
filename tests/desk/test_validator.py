"""The rules of SeeClickFix's open311-validator (its tests/discovery.rb, services.rb and
create.rb), which cities hold GeoReport servers against, in our own words and over both formats.

A stranger's program that knows the discovery address alone finds everything from there.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from gateway.georeport import dialects
from gateway.http import Answer
from tests.desk.test_desk import KEY, clock, database, desk

__all__ = ("clock", "database", "desk")
DISCOVERY = "/open311/v2/discovery"
FORMATS = ("json", "xml")


def called(desk: FlaskClient, path: str, form: Mapping[str, str] | None = None) -> Any:
    """Return what the desk answers, as any client of ours reads it."""
    answer = desk.post(path, data=form) if form else desk.get(path)
    assert answer.status_code == 200, answer.text
    told = Answer(status=200, headers=dict(answer.headers), body=answer.data)
    return dialects.records(told)


def discovered(desk: FlaskClient, format_: str) -> Mapping[str, Any]:
    [found] = called(desk, f"{DISCOVERY}.{format_}")
    return dict(found)


def endpoints(desk: FlaskClient) -> list[Mapping[str, Any]]:
    return [each for format_ in FORMATS for each in discovered(desk, format_)["endpoints"]]


def doors(desk: FlaskClient) -> list[tuple[str, str]]:
    """Return path and format of every endpoint, as discovery names them."""
    return [
        (urlsplit(each["url"]).path, str(format_).partition("/")[2])
        for each in endpoints(desk)
        for format_ in each["formats"]
    ]


def services(desk: FlaskClient) -> Sequence[tuple[str, str, Mapping[str, Any]]]:
    return [
        (path, format_, each)
        for path, format_ in doors(desk)
        for each in called(desk, f"{path}/services.{format_}?jurisdiction_id=bandung.go.id")
    ]


@pytest.mark.parametrize("format_", FORMATS)
def test_discovery_says_whom_to_ask_and_since_when(format_: str, desk: FlaskClient) -> None:
    told = discovered(desk, format_)
    assert told["contact"].strip()
    assert told["key_service"].strip()
    assert datetime.fromisoformat(told["changeset"]) < datetime.now(UTC)


def test_both_formats_say_the_same(desk: FlaskClient) -> None:
    assert discovered(desk, "json") == discovered(desk, "xml")


def test_every_endpoint_says_what_it_is(desk: FlaskClient) -> None:
    for each in endpoints(desk):
        assert each["specification"].endswith("/GeoReport_v2")
        assert each["url"].startswith("http")
        assert each["type"] in {"production", "test"}
        assert datetime.fromisoformat(each["changeset"]) < datetime.now(UTC)
        assert isinstance(each["formats"], list)
        assert "text/xml" in each["formats"]


def test_every_endpoint_lists_services_with_codes(desk: FlaskClient) -> None:
    codes = {(format_, each["service_code"]) for _, format_, each in services(desk)}
    assert {format_ for format_, _ in codes} == set(FORMATS)
    assert all(code for _, code in codes)


def test_every_service_with_metadata_has_its_definition(desk: FlaskClient) -> None:
    for path, format_, each in services(desk):
        if str(each["metadata"]).lower() == "true":
            address = f"{path}/services/{each['service_code']}.{format_}"
            [definition] = called(desk, f"{address}?jurisdiction_id=bandung.go.id")
            assert definition["service_code"] == each["service_code"]


def test_a_report_of_another_program_is_taken(desk: FlaskClient) -> None:
    for path, format_, each in services(desk):
        form = {
            "api_key": KEY,
            "jurisdiction_id": "bandung.go.id",
            "service_code": each["service_code"],
            "address_string": "Jl. Dago",
            "email": "somebody@example.org",
            "first_name": "Somebody",
            "device_id": "1",
            "description": "Dari aplikasi lain",
        }
        [made] = called(desk, f"{path}/requests.{format_}", form)
        [found] = called(desk, f"{path}/requests/{made['service_request_id']}.{format_}")
        assert found["description"] == "Dari aplikasi lain"
        assert found["status"] == "open"
