"""Somewhere in the city."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A position in WGS 84 degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere, as precisely as the citizen told us.

    `precision` is one of `point street kelurahan kecamatan landmark outside`, or empty when
    nothing in `text` was recognised. `code` is the Kemendagri code of the kelurahan (or of the
    kecamatan), `lat` and `lon` are WGS 84 degrees. `or_else` names the kelurahan that a pin
    near a border may as well be in.
    """

    text: str = ""
    kelurahan: str = ""
    kecamatan: str = ""
    lat: float | None = None
    lon: float | None = None
    precision: str = ""
    code: str = ""
    or_else: str = ""
