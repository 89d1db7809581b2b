"""The city's public cameras nearest to a place, from Pelindung (Diskominfo Kota Bandung).

We name them and link to them; the pictures stay where they are. Its data is dirty (addresses
without their port or a slash): what can be mended is, what cannot is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from bot.drafts import clip
from bot.model import Say
from bot.place import Point, metres
from gateway.city import CityPack
from gateway.errors import BadAnswerError
from gateway.http import Request
from gateway.settings import Settings
from gateway.source import NO_MORE, Json, Question

FAR = 3000.0
"""Metres beyond which a camera shows nothing of a place."""
NEAREST = 2
SHOWN = 24
PORT = 3443
"""Where Pelindung serves its pictures; four addresses of its list forget to say so."""
_SLASH = re.compile(r"^https?:/+")
_SPACES = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A camera: its name, where it stands, and the address of its pictures (HLS)."""

    name: str
    point: Point
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cctv(Json):
    """Pelindung's list of cameras."""

    url: str
    timeout: float
    name: str = "cctv"
    lifetime: float = 86_400.0

    @classmethod
    def configured(cls, settings: Settings, pack: CityPack) -> Self:
        """Take the address that the city names."""
        url = pack.sources.get("cctv", {}).get("url", "").rstrip("/")
        return cls(url=url, timeout=settings.source_timeout)

    def ask(self, question: Question) -> Request | None:
        """Ask for all cameras; nobody if no place is named or there is no address."""
        if _here(question) is None or not self.url:
            return None
        return Request(
            to="pelindung", method="GET", url=f"{self.url}/api/cek", timeout=self.timeout
        )

    def read(self, answer: Any, question: Question) -> Say:
        """Return the nearest cameras and the link of the first. Raises `BadAnswerError`."""
        here = _here(question)
        if here is None or question.place is None:
            return Say("cctv-where", ask_location=True)
        if answer is None:
            return Say("cctv-none")
        near = sorted(cameras(answer), key=lambda each: metres(here, each.point))
        place = question.place.kelurahan or question.place.kecamatan or question.place.text
        close = question.of([each for each in near if metres(here, each.point) <= FAR], NEAREST)
        if question.page and not close:
            return NO_MORE
        if not close:
            return Say("cctv-far", {"place": place})
        return Say(
            "cctv-answer",
            {
                "place": place,
                "cameras": ", ".join(clip(each.name, SHOWN) for each in close),
                "link": close[0].link,
            },
        )


def cameras(answer: Any) -> Sequence[Camera]:
    """Return the cameras of an answer that can be found and opened.

    Raises `BadAnswerError` if there is none.
    """
    found = [_camera(each) for each in answer] if isinstance(answer, list) else []
    whole = [each for each in found if each is not None]
    if not whole:
        raise BadAnswerError("pelindung: no camera in the answer")
    return whole


def _camera(row: Any) -> Camera | None:
    if not isinstance(row, dict):
        return None
    try:
        point = Point(lat=float(str(row.get("lat"))), lon=float(str(row.get("lng"))))
    except ValueError:
        return None
    name = _SPACES.sub(" ", str(row.get("cctv_name", ""))).strip()
    link = mended(str(row.get("stream_cctv", "")))
    return Camera(name=name, point=point, link=link) if name and link else None


def mended(link: str) -> str:
    """Return a camera's address in full, or nothing if it cannot be one.

    >>> mended("https:/cctv.example/video/B/tiga.m3u")
    'https://cctv.example:3443/video/B/tiga.m3u8'
    >>> mended("rtsp://cctv.example/1")
    ''
    """
    parts = urlsplit(_SLASH.sub("https://", link.strip()))
    path = f"{parts.path}8" if parts.path.endswith(".m3u") else parts.path
    try:
        port = parts.port or PORT
    except ValueError:
        return ""
    if parts.scheme != "https" or not parts.hostname or not path.endswith(".m3u8"):
        return ""
    return f"https://{parts.hostname}:{port}{path}"


def _here(question: Question) -> Point | None:
    place = question.place
    if place is None or place.lat is None or place.lon is None:
        return None
    return Point(lat=place.lat, lon=place.lon)
