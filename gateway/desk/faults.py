"""What the desk answers when it will not do what was asked."""

from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: an HTTP status, and words for whoever programs the client."""

    status: HTTPStatus
    description: str


class FaultsError(Exception):
    """The call cannot be answered, for these reasons; the first one gives the HTTP status."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.description for fault in faults))
        self.faults = faults


def bad(description: str) -> Fault:
    """Return the fault for a parameter that cannot be used."""
    return Fault(HTTPStatus.BAD_REQUEST, description)


def unknown(what: str) -> Fault:
    """Return the fault for something that does not exist."""
    return Fault(HTTPStatus.NOT_FOUND, f"{what} was not found")
