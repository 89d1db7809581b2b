"""Signing in by the city's own account: whom it names and we know, where it was begun."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from gateway.console.app import create_app
from gateway.errors import BadSettingsError
from gateway.http import Http
from gateway.store import operators
from tests.console.office import PASSWORD, QUICK, TWILIO, Office
from tests.console.test_account import enrol, other
from tests.console.test_inbox import plain
from tests.databases import empty
from tests.installation import installation
from tests.settings import settings

ISSUER, CLIENT, SECRET = "https://sso.kota.example", "console", "hush"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})


@dataclass
class SignOnServer:
    """A sign-on as far as a client sees it; `says` changes the claims of its tokens."""

    says: dict[str, Any] = field(default_factory=dict[str, Any])
    key: RSAKey = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    keys: list[RSAKey] = field(default_factory=lambda: [KEY])
    down: str = ""
    named: bool = True
    nonce: str = ""
    challenge: str = ""
    asked: list[str] = field(default_factory=list[str])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append(path)
        if self.down == "gone":
            raise httpx.ConnectError("down")
        if self.down == "html":
            return httpx.Response(200, text="<html>")
        if self.down == "500":
            return httpx.Response(500)
        if path == "/.well-known/openid-configuration":
            issuer = "https://evil.example" if self.down == "imposter" else ISSUER
            ends = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            told = {name: f"{ISSUER}/{name}" for name in ends}
            return httpx.Response(200, json={"issuer": issuer, **told})
        if path == "/jwks_uri":
            return httpx.Response(200, json=KeySet([*self.keys]).as_dict())
        form = parse_qs(request.content.decode())
        assert form["code_verifier"][0]
        return httpx.Response(200, json={"id_token": self.token(), "access_token": "x"})

    def token(self) -> str:
        now = 1_800_000_000
        claims = {
            "iss": ISSUER,
            "aud": CLIENT,
            "sub": "1",
            "exp": now + 300,
            "iat": now,
            "auth_time": now,
            "nonce": self.nonce,
            "email": "rina@kota.example",
            "email_verified": True,
            **self.says,
        }
        header = {"alg": self.algorithm, **({"kid": self.key.kid} if self.named else {})}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])


@pytest.fixture
def server() -> SignOnServer:
    return SignOnServer()


@pytest.fixture
def desk(server: SignOnServer, tmp_path: Path, request: Any) -> Iterator[Office]:
    values = {
        **TWILIO,
        "oidc_issuer": ISSUER,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        **getattr(request, "param", {}),
    }
    with empty("sqlite", tmp_path) as database:
        config = settings(**values, database_url="sqlite:///unused.db")
        tools = replace(installation(database), http=Http(httpx.MockTransport(server)))
        app = create_app(config, tools)
        app.extensions["sign_on"].clock = lambda: 1_800_000_010.0
        desk = Office(app, tools, app.test_client())
        with database.write() as session:
            operators.add(session, "rina@kota.example", QUICK.hash(PASSWORD), 0.0)
        yield desk


def leave(desk: Office, server: SignOnServer) -> str:
    """Set out for the sign-on and return the state to come back with."""
    answer = desk.get("/console/city-login")
    assert answer.status_code == 303, answer.text
    asked = parse_qs(urlsplit(answer.location).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost/console/city-login/back"]
    server.nonce = asked["nonce"][0]
    return asked["state"][0]


def back(desk: Office, state: str, code: str = "c") -> int:
    answer = desk.client.get(
        "/console/city-login/back", query_string={"state": state, "code": code}
    )
    return answer.status_code


def test_in_by_the_city_account(desk: Office, server: SignOnServer) -> None:
    assert "Masuk dengan akun kota" in plain(desk.get("/console/login").text)
    state = leave(desk, server)
    assert back(desk, state) == 303
    assert "rina@kota.example" in desk.get("/console").text
    assert back(desk, state) == 403  # what it began with was used up


@pytest.mark.parametrize(
    "says",
    [
        {"nonce": "another"},
        {"aud": "somebody else"},
        {"iss": "https://evil.example"},
        {"exp": 1_700_000_000},
        {"exp": "soon"},
        {"email": "nobody@kota.example"},
        {"email": ""},
        {"email": ["rina@kota.example"]},
        {"email_verified": False},
        {"email_verified": "false"},
        {"aud": [CLIENT, "other"], "azp": "other"},
    ],
)
def test_who_is_not_let_in(desk: Office, server: SignOnServer, says: dict[str, Any]) -> None:
    server.says = says
    state = leave(desk, server)
    assert back(desk, state) == 403
    assert desk.get("/console").status_code == 303


def test_a_state_of_another_browser(desk: Office, server: SignOnServer) -> None:
    state = leave(desk, server)
    assert back(other(desk), state) == 403
    assert back(desk, "guess") == 403
    assert back(desk, "") == 403
    assert back(desk, state, "") == 403
    assert back(desk, state) == 303


def test_a_signature_of_somebody_else(desk: Office, server: SignOnServer) -> None:
    server.key = OTHER
    assert back(desk, leave(desk, server)) == 403
    server.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    assert back(desk, leave(desk, server)) == 403


def test_new_keys_are_asked_for(desk: Office, server: SignOnServer) -> None:
    assert back(desk, leave(desk, server)) == 303
    server.keys, server.key = [OTHER], OTHER
    desk.app.extensions["sign_on"].clock = lambda: 1_800_000_100.0
    assert back(desk, leave(desk, server)) == 303


def test_a_shared_secret_is_no_signature(desk: Office, server: SignOnServer) -> None:
    header = {"alg": "none", "typ": "JWT"}
    state = leave(desk, server)
    claims = {"iss": ISSUER, "aud": CLIENT, "nonce": server.nonce, "exp": 1_900_000_000}
    parts = [json.dumps(each).encode().hex() for each in (header, claims)]
    server.token = lambda: f"{'.'.join(parts)}."  # type: ignore[method-assign]
    assert back(desk, state) == 403


@pytest.mark.parametrize("down", ["gone", "html", "500", "imposter"])
def test_a_sign_on_that_is_away(desk: Office, server: SignOnServer, down: str) -> None:
    server.down = down
    answer = desk.get("/console/city-login")
    assert answer.status_code == 403
    assert "Tidak bisa masuk dengan akun kota" in plain(answer.text)
    server.down = ""
    state = leave(desk, server)
    if down != "imposter":
        server.down = down
        assert back(desk, state) == 403


def test_who_was_let_out_stays_out(desk: Office, server: SignOnServer) -> None:
    with desk.tools.database.write() as session:
        person = operators.by_name(session, "rina@kota.example")
        assert person is not None
        operators.disable(session, person.id)
    assert back(desk, leave(desk, server)) == 403


def test_a_second_factor_of_ours_is_asked_all_the_same(
    desk: Office, server: SignOnServer
) -> None:
    desk.post("/console/login", {"name": "rina@kota.example", "password": PASSWORD})
    enrol(desk)
    there = other(desk)
    assert back(there, leave(there, server)) == 303
    assert there.get("/console/login").location == "/console/login/second"


@pytest.mark.parametrize("desk", [{"oidc_only": "true"}], indirect=True)
def test_without_passwords(desk: Office, server: SignOnServer) -> None:
    assert 'name="password"' not in desk.get("/console/login").text
    form = {"name": "rina@kota.example", "password": PASSWORD}
    assert desk.post("/console/login", form).status_code == 403
    assert back(desk, leave(desk, server)) == 303


def test_a_key_that_is_not_named_is_found(desk: Office, server: SignOnServer) -> None:
    server.named, server.keys = False, [OTHER, KEY]
    assert back(desk, leave(desk, server)) == 303
    server.key = RSAKey.generate_key(2048, {"kid": "three", "use": "sig"})
    assert back(desk, leave(desk, server)) == 403


def test_an_issuer_that_ends_in_a_slash(desk: Office, server: SignOnServer) -> None:
    server.says = {"iss": f"{ISSUER}/"}
    assert back(desk, leave(desk, server)) == 303


@pytest.mark.parametrize(
    ("shown", "status"), [(1_800_000_000, 200), (1_799_990_000, 303), (None, 303), ("x", 303)]
)
def test_only_who_showed_it_just_now_counts_as_there(
    desk: Office, server: SignOnServer, shown: object, status: int
) -> None:
    with desk.tools.database.write() as session:
        person = operators.by_name(session, "rina@kota.example")
        assert person is not None
        operators.assign(session, person.id, "supervisor", "")
    server.says = {"auth_time": shown}
    came = back(desk, leave(desk, server))
    if came == 303:
        assert desk.get("/console/audit/export.csv").status_code == status
    else:
        assert shown == "x"  # no time at all: not let in


@pytest.mark.parametrize("desk", [{"oidc_only": "true"}], indirect=True)
def test_a_password_proves_nothing_where_none_are_taken(
    desk: Office, server: SignOnServer
) -> None:
    assert back(desk, leave(desk, server)) == 303
    assert desk.post("/console/account/proof", {"given": PASSWORD}).status_code == 403
    assert 'name="new"' not in desk.get("/console/account").text


@pytest.mark.parametrize("desk", [{"public_url": "https://kota.example"}], indirect=True)
def test_behind_a_proxy_the_way_back_is_encrypted(desk: Office) -> None:
    there = desk.get("/console/city-login").location
    asked = parse_qs(urlsplit(there).query)
    assert asked["redirect_uri"] == ["https://localhost/console/city-login/back"]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"oidc_only": "true"}, "OIDC_ONLY"),
        ({"oidc_issuer": ISSUER}, "OIDC_CLIENT_ID"),
    ],
)
def test_settings_that_let_nobody_in(tmp_path: Path, values: dict[str, str], says: str) -> None:
    with empty("sqlite", tmp_path) as database:
        config = settings(**TWILIO, **values, database_url="sqlite:///unused.db")
        with pytest.raises(BadSettingsError, match=says):
            create_app(config, installation(database))
