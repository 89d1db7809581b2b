"""Whether somebody is who they say: by password or by second factor, tried a few times only."""

import secrets
from collections.abc import Callable

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import request

from gateway.console import browsers, second
from gateway.sealing import SealError
from gateway.store import accounts, audit, operators
from gateway.store.accounts import Second
from gateway.store.audit import Done
from gateway.store.database import Session
from gateway.store.operators import Person
from gateway.tools import Tools

log = structlog.get_logger()
FAILURES, FAILURE_SECONDS = 5, 900.0
"""So many wrong tries in so many seconds, then none is looked at any more."""


class Proofs:
    """Looks at what somebody shows. Never with the database open: a password takes long."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def knows(self, person: Person | None, given: str) -> bool:
        """Return whether `given` is the password of `person`; takes as long for nobody."""
        known = person.password if person else ""
        try:
            self._hasher.verify(known or self._nobody, given)
        except (VerificationError, InvalidHashError):
            return False
        return bool(known)

    def has_code(self, person: Person | None, code: str) -> bool:
        """Return whether `code` is that of the person's second factor, and use it up."""
        if person is None:
            return False
        database = self._tools.database
        with database.read() as session:
            kept = accounts.second(session, person.id)
            now = database.now(session)
        if kept is None:
            return False
        step = second.step_of(self._secret(person, kept), code, now)
        with database.write() as session:
            if step:
                return accounts.spend_step(session, person.id, step)
            return accounts.spend_code(session, person.id, second.digest(code))

    def _secret(self, person: Person, kept: Second) -> str:
        """Return the secret; empty if its key is gone: then recovery codes are left."""
        try:
            return self._tools.seal.open(kept.sealed, sealed_for(person.id))
        except SealError as error:
            log.warning("second_factor_unreadable", person=person.id, reason=str(error))
            return ""

    def hashed(self, password: str) -> str:
        """Return how a password is kept."""
        return self._hasher.hash(password)

    def tried(
        self, counted: str, name: str, fits: Callable[[Person | None], bool]
    ) -> Person | None:
        """Return the person called `name` if it `fits` and was not tried too often.

        The tries are counted under `counted`.
        """
        database = self._tools.database
        with database.write() as session:
            now = database.now(session)
            attempt = operators.note_attempt(session, counted, now)
        with database.read() as session:
            tries = operators.failures(session, counted, now - FAILURE_SECONDS)
            person = operators.by_name(session, name)
        fit = fits(person)
        with database.write() as session:
            if tries > FAILURES:
                operators.withdraw(session, attempt)
            elif fit and person:
                operators.forgive(session, counted)
                return person
            elif person:
                write_down(session, self._tools, person, "login.refused")
        log.warning("login_refused", limited=tries > FAILURES)
        return None


def sealed_for(person: int) -> str:
    """Return what somebody's second factor is sealed for: it opens for nobody else's."""
    return f"second factor {person}"


def write_down(session: Session, tools: Tools, person: Person, action: str) -> None:
    """Keep in the log that somebody came in or was refused, and with which browser."""
    agent = browsers.name(request.headers.get("User-Agent", ""))
    now = tools.database.now(session)
    audit.add(session, Done(at=now, who=person.name, action=action, subject=agent))
