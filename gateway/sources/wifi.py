"""Free public WiFi near a place, from the city's own list."""

from collections.abc import Mapping

from bot.place import Point
from gateway import facts
from gateway.city import CityPack
from gateway.errors import BadSettingsError
from gateway.nearest import Nearest, Replies, Spot
from gateway.settings import Settings

REACH = 3_000.0  # metres: beyond this a spot is not "near"
_COLUMNS = ("name", "lat", "lon", "position", "source", "dated", "checked")
_REPLIES = Replies(near="wifi-answer", far="wifi-far", where="wifi-where", none="wifi-none")


class Wifi:
    """The city's `facts/wifi.csv`."""

    @classmethod
    def configured(cls, _settings: Settings, pack: CityPack) -> Nearest:
        """Read the city's list. Raises `BadSettingsError` if a position is not a number."""
        rows = facts.rows(pack.folder / "facts" / "wifi.csv", _COLUMNS)
        spots = tuple(_spot(row) for row in rows)
        return Nearest(name="wifi", spots=spots, replies=_REPLIES, reach=REACH)


def _spot(row: Mapping[str, str]) -> Spot:
    try:
        point = Point(lat=float(row["lat"]), lon=float(row["lon"]))
    except ValueError as error:
        raise BadSettingsError(f"wifi.csv: {row['name']}: lat, lon: not a number") from error
    return Spot(name=row["name"], point=point, dated=row["dated"])
