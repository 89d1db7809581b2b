"""Pictures for tests, with a position in them if one is asked for."""

from io import BytesIO

from PIL import ExifTags, Image


def picture(
    size: tuple[int, int] = (40, 30),
    *,
    kind: str = "JPEG",
    at: tuple[float, float] | None = None,
    colour: str = "red",
) -> bytes:
    """Return a picture of one colour; `at` is latitude and longitude in WGS 84 degrees."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, exif=exif(at) if at else Image.Exif())
    return out.getvalue()


def exif(at: tuple[float, float]) -> Image.Exif:
    """Return what a telephone writes into a photo that was taken there."""
    lat, lon = at
    written = Image.Exif()
    written[ExifTags.Base.Make] = "Telepon"
    written[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "S" if lat < 0 else "N",
        ExifTags.GPS.GPSLatitude: _parts(abs(lat)),
        ExifTags.GPS.GPSLongitudeRef: "W" if lon < 0 else "E",
        ExifTags.GPS.GPSLongitude: _parts(abs(lon)),
    }
    return written


def _parts(degrees: float) -> tuple[float, float, float]:
    whole, minutes = int(degrees), (degrees % 1) * 60
    return float(whole), float(int(minutes)), (minutes % 1) * 60
