"""Signing in by a city's own single sign-on: OpenID Connect Core 1.0, code flow with PKCE.

Its address gives everything else (`/.well-known/openid-configuration`). Tokens are checked by
joserfc, claims by Authlib.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gateway.errors import BadAnswerError, CallError, GatewayError
from gateway.http import Http, Request

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures with keys that only the sign-on has: none with a shared secret, none without."""
KEPT, FRESH = 3600.0, 60.0
"""Seconds for which what the sign-on says of itself is kept; for which its keys are new."""
RECENT = 300.0
"""Seconds since somebody showed who they are that we ask for; older is no proof to us."""
SECONDS, LEEWAY = 5.0, 60
"""How long we wait for it; by how many seconds its clock may differ."""
_TO = "oidc"


class SignOnError(GatewayError):
    """Somebody cannot come in this way; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a browser must come back with: drawn for it, and kept by nobody else."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def draw(cls) -> "Begun":
        """Return new secrets."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


@dataclass(slots=True)
class SignOn:
    """The single sign-on of a city; `name` is the claim by which we know our people."""

    http: Http
    issuer: str
    client: str
    secret: str
    name: str = "email"
    clock: Callable[[], float] = time.time
    _told: Mapping[str, Any] = field(default_factory=dict[str, Any])
    _keys: KeySet | None = None
    _at: float = 0.0
    _keys_at: float = 0.0

    def address(self, begun: Begun, back: str) -> str:
        """Return where a browser signs in; it comes back to `back`. Raises `SignOnError`."""
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": back,
            "scope": "openid email profile",
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": create_s256_code_challenge(begun.verifier),
            "code_challenge_method": "S256",
            "prompt": "login",
            "max_age": str(int(RECENT)),
        }
        return f"{self._of('authorization_endpoint')}?{urlencode(asked)}"

    def who(self, begun: Begun, code: str, back: str) -> tuple[str, bool]:
        """Return the name of whoever signed in, given the code they came back with.

        And whether the sign-on says that they showed who they are just now. Raises
        `SignOnError`.
        """
        if not code:
            raise SignOnError("no code")
        answer = self._ask(
            Request(
                to=_TO,
                method="POST",
                url=self._of("token_endpoint"),
                form={
                    "grant_type": "authorization_code",
                    "code": code,
                    "redirect_uri": back,
                    "code_verifier": begun.verifier,
                },
                auth=(quote_plus(self.client), quote_plus(self.secret)),
                timeout=SECONDS,
            )
        )
        claims = self._claims(str(answer.get("id_token", "")), begun.nonce)
        return self._named(claims), self._is_recent(claims)

    def _claims(self, token: str, nonce: str) -> Mapping[str, Any]:
        try:
            read = self._read(token)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "values": [self.issuer, f"{self.issuer}/"]},
                    "aud": {"essential": True, "value": self.client},
                    "nonce": {"essential": True, "value": nonce},
                },
                {"client_id": self.client, "nonce": nonce},
            )
            claims.validate(now=int(self.clock()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise SignOnError(f"token: {type(error).__name__}") from error
        except Exception as error:
            # Authlib's errors have no base of their own below Exception.
            raise SignOnError(f"claims: {type(error).__name__}") from error
        return dict(claims)

    def _read(self, token: str) -> jwt.Token:
        """Return the token's claims; keys we do not know yet are asked for once a minute."""
        try:
            return self._decoded(token)
        except (JoseError, ValueError):
            if self.clock() - self._keys_at < FRESH:
                raise
            self._keys = None
            return self._decoded(token)

    def _decoded(self, token: str) -> jwt.Token:
        """Return the token's claims by the key it names, or if it names none by any of ours."""
        keys, algorithms = self._key_set(), list(ALGORITHMS)
        if len(keys.keys) == 1 or "kid" in jws.extract_compact(token.encode()).headers():
            return jwt.decode(token, keys, algorithms=algorithms)
        for key in keys.keys[:-1]:
            with suppress(JoseError, ValueError):
                return jwt.decode(token, key, algorithms=algorithms)
        return jwt.decode(token, keys.keys[-1], algorithms=algorithms)

    def _is_recent(self, claims: Mapping[str, Any]) -> bool:
        at = claims.get("auth_time")
        return isinstance(at, int | float) and self.clock() - at <= RECENT + LEEWAY

    def _named(self, claims: Mapping[str, Any]) -> str:
        name = claims.get(self.name)
        if not isinstance(name, str) or not name.strip():
            raise SignOnError(f"no claim {self.name}")
        if self.name == "email" and claims.get("email_verified", True) not in {True, "true"}:
            raise SignOnError("the e-mail address is not verified")
        return name.strip()

    def _of(self, endpoint: str) -> str:
        """Return an address that the sign-on names; only its own kind (https, or as we are)."""
        found = self._configuration().get(endpoint)
        scheme = self.issuer.partition(":")[0]
        if not isinstance(found, str) or not found.startswith(f"{scheme}://"):
            raise SignOnError(f"no {endpoint}")
        return found

    def _configuration(self) -> Mapping[str, Any]:
        if not self._told or self.clock() - self._at > KEPT:
            url = f"{self.issuer}/.well-known/openid-configuration"
            told = self._ask(Request(to=_TO, method="GET", url=url, timeout=SECONDS))
            if str(told.get("issuer", "")).rstrip("/") != self.issuer:
                raise SignOnError("it says that it is somebody else")
            self._told, self._keys, self._at = told, None, self.clock()
        return self._told

    def _key_set(self) -> KeySet:
        if self._keys is None:
            url = self._of("jwks_uri")
            told = self._ask(Request(to=_TO, method="GET", url=url, timeout=SECONDS))
            self._keys = KeySet.import_key_set({"keys": told.get("keys", [])})
            self._keys_at = self.clock()
        return self._keys

    def _ask(self, request: Request) -> Mapping[str, Any]:
        try:
            answer = self.http.fetch(request)
            told = answer.json()
        except (CallError, BadAnswerError) as error:
            raise SignOnError(f"not reached, or no answer we know: {error}") from error
        if not isinstance(told, dict):
            raise SignOnError("the answer is no object")
        return told
