"""Every report backend, against its table of what other servers answered."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from bot.place import Place
from gateway import city, errors
from gateway.backend import Backend, File, Office, Report, Update
from gateway.backends import BACKENDS, configured, lapor
from gateway.backends.open311 import Open311
from gateway.backends.webhook import Webhook
from gateway.georeport.services import Server
from gateway.http import Http
from tests.backends import mail
from tests.cases import cases, tables
from tests.settings import settings

PACK = city.load("bandung")
REPORT: dict[str, Any] = {
    "reference": "BDG-1234567",
    "category": "street_light",
    "code": "street_light",
    "description": "Lampu jalan mati",
    "filed": 1_764_558_000.0,  # 2025-12-01T03:00:00Z, so that a probe spans all it may
}
SETTINGS: dict[str, dict[str, str]] = {
    "open311": {
        "backend": "open311",
        "open311_url": "https://city.example/v2/",
        "open311_key": "hush",
    },
    "webhook": {
        "backend": "webhook",
        "report_webhook_url": "https://city.example/v2/reports",
        "report_webhook_secret": "hush",
        "public_url": "https://lapor.example",
    },
    "lapor": {
        "backend": "lapor",
        "lapor_url": "https://city.example/v2/addstream",
        "lapor_token": "hush",
        "lapor_email": "warga@city.example",
    },
    "email": {
        "backend": "email",
        "report_email": "dinas@city.example",
        "report_email_from": "lapor@city.example",
        "public_url": "https://lapor.example",
    },
}
PLACE = {
    "text": "jl dago dekat simpang",
    "kelurahan": "Dago",
    "kecamatan": "Coblong",
    "lat": -6.881,
    "lon": 107.6135,
}


def test_every_backend_has_a_table() -> None:
    assert tables("backends") == set(BACKENDS)


@pytest.mark.parametrize(("name", "case"), cases("backends"))
def test_backend(name: str, case: dict[str, Any]) -> None:
    calls: list[str] = []
    http = Http(httpx.MockTransport(other_side(case.get("server", []), calls)))
    with mail.server(case.get("mail", {}), calls) as smtp:
        backend = configured(
            settings(**{**SETTINGS[name], **case.get("settings", {})}, **smtp), PACK
        )[name]
        if isinstance(backend, Webhook):
            backend = replace(backend, clock=lambda: 1_764_558_060.0)
        if "error" in case:
            with pytest.raises(getattr(errors, case["error"])) as caught:
                DO[case["do"]](backend, case, http)
            assert str(caught.value) == case["says"]
        else:
            assert DO[case["do"]](backend, case, http) == case["result"]
    assert calls == case["calls"]


def other_side(
    server: list[dict[str, Any]], calls: list[str]
) -> Callable[[httpx.Request], httpx.Response]:
    """Return a server that answers as the table says, each row once and in order."""
    rows = iter(server)

    def answer(request: httpx.Request) -> httpx.Response:
        sent = request.content.decode() or request.url.query.decode()
        told = sent
        if "urlencoded" in request.headers.get("content-type", "urlencoded"):
            told = "&".join(f"{name}={value}" for name, value in parse_qsl(sent))
        path = request.url.path.removeprefix("/v2/")
        calls.append(f"{request.method} {path} {told}".strip())
        row = next(rows)
        if "fails" in row:
            raise getattr(httpx, row["fails"])("as the table says")
        if "json" in row:
            body = {"json": row["json"]}
        else:
            body = {"content": row.get("body", "").encode()}
        if "times" in row:
            body["json"] = row["json"] * row["times"]
        return httpx.Response(row.get("status", 200), headers=row.get("headers"), **body)

    return answer


def report(case: dict[str, Any]) -> Report:
    told = {**REPORT, "place": Place(**case.get("place", PLACE)), **case.get("report", {})}
    if "office" in told:
        told["office"] = Office(**told["office"])
    told["details"] = tuple(map(tuple, told.get("details", ())))
    photo = File(name="1.jpg", content_type="image/jpeg", read=lambda: b"photo")
    return Report(**{**told, "files": (photo,) * told.get("files", 0)})


def _file(backend: Backend, case: dict[str, Any], http: Http) -> Any:
    return asdict(backend.file(report(case), http))


def _find(backend: Backend, case: dict[str, Any], http: Http) -> Any:
    found = backend.find(report(case), http)
    return found and asdict(found)


def _states(backend: Backend, case: dict[str, Any], http: Http) -> Any:
    return {key: asdict(state) for key, state in backend.states(case["ids"], http).items()}


def _twice(backend: Backend, case: dict[str, Any], http: Http) -> Any:
    return [_file(backend, case, http), _file(backend, case, http)]


def _missing(backend: Any, case: dict[str, Any], http: Http) -> Any:
    return list(backend.missing(case["services"], http))


def _add(backend: Backend, case: dict[str, Any], http: Http) -> Any:
    update = Update(
        id="BDG-1234567-8", reference="BDG-1234567", at=1_764_558_000.0, **case["update"]
    )
    return backend.add(update, http)


def _resolve(backend: Backend, case: dict[str, Any], http: Http) -> Any:
    return backend.resolve(case["token"], http)


def _fields(_backend: Backend, case: dict[str, Any], _http: Http) -> Any:
    return dict(lapor.fields(report(case)))


DO = {
    "file": _file,
    "find": _find,
    "states": _states,
    "twice": _twice,
    "missing": _missing,
    "add": _add,
    "resolve": _resolve,
    "fields": _fields,
}


def test_a_backend_nobody_wrote_stops_the_start() -> None:
    with pytest.raises(errors.BadSettingsError) as caught:
        configured(settings(backend="pigeon"), PACK)
    assert str(caught.value) == "BACKEND: 'pigeon' is not one of email, lapor, open311, webhook"


def test_a_backend_without_an_address_stops_the_start() -> None:
    with pytest.raises(errors.BadSettingsError) as caught:
        configured(settings(open311_url=""), PACK)
    assert str(caught.value) == "OPEN311_URL: the open311 backend needs an address"


@pytest.mark.parametrize(
    ("name", "missing", "fault"),
    [
        (
            "webhook",
            "report_webhook_url",
            "REPORT_WEBHOOK_URL, REPORT_WEBHOOK_SECRET: the webhook backend needs both",
        ),
        (
            "webhook",
            "report_webhook_secret",
            "REPORT_WEBHOOK_URL, REPORT_WEBHOOK_SECRET: the webhook backend needs both",
        ),
        ("email", "smtp_url", "SMTP_URL, REPORT_EMAIL: the email backend needs both"),
    ],
)
def test_half_a_setting_stops_the_start(name: str, missing: str, fault: str) -> None:
    told = {"smtp_url": "smtp://mail.example", **SETTINGS[name], missing: ""}
    with pytest.raises(errors.BadSettingsError) as caught:
        configured(settings(**told), PACK)
    assert str(caught.value) == fault


@pytest.mark.parametrize(
    "address",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://a:x",
        "smtp://user:pw@mail.example",
    ],
)
def test_a_mail_server_that_is_none_stops_the_start(address: str) -> None:
    with pytest.raises(errors.BadSettingsError, match="SMTP_URL"):
        configured(settings(**SETTINGS["email"], smtp_url=address), PACK)


def test_a_probe_asks_up_to_now() -> None:
    calls: list[str] = []
    server = Server(url="https://city.example", jurisdiction="", clock=lambda: 1_764_558_060.0)
    backend = Open311(server=server, key="", city="Kota Bandung")
    http = Http(httpx.MockTransport(other_side([{"json": []}], calls)))
    assert backend.find(report({}), http) is None
    start, end = "2025-12-01T02:00:00Z", "2025-12-01T04:01:00Z"
    assert calls == [
        f"GET /requests.json service_code=street_light&start_date={start}&end_date={end}"
    ]
