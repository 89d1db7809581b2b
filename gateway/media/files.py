"""What a file really is, and what of it we keep: by its bytes, never by what it is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image, ImageOps

from bot.place import Point
from gateway.errors import GatewayError

LARGEST: Mapping[str, int] = {
    "photo": 16 * 1024 * 1024,
    "document": 16 * 1024 * 1024,
    "voice": 16 * 1024 * 1024,
    "video": 20 * 1024 * 1024,
}
"""Bytes of a file of each kind; what the providers themselves deliver is no larger."""
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2560
"""Pixels; enough to read a number plate, and a tenth of what a telephone takes."""
QUALITY = 85
NORTH, EAST = 90, 180
"""The largest degrees."""
Image.MAX_IMAGE_PIXELS = None  # ours is lower, and looked at before a pixel is read
PHOTOS = frozenset({"JPEG", "PNG", "WEBP", "GIF"})
SHOWN = frozenset({"image/jpeg", "image/png"})
"""What a browser may show; everything else is downloaded."""
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
)
"""Where in a file which bytes stand, and what it then is."""
_KINDS: Mapping[str, str] = {"image": "photo", "audio": "voice", "video": "video"}


class BadFileError(GatewayError):
    """We do not keep this file; the text is a code: `type size picture pixels`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as we keep it; `taken` is where a photo says that it was taken."""

    content: bytes
    content_type: str
    kind: str
    taken: Point | None = None


def sniff(content: bytes) -> str:
    r"""Return the content type of a file of a kind we know; empty if we know none.

    >>> sniff(b"%PDF-1.7 ..."), sniff(b"PK\x03\x04")
    ('application/pdf', '')
    """
    return next(
        (type_ for at, magic, type_ in _MAGIC if content[at : at + len(magic)] == magic), ""
    )


def read(content: bytes) -> File:
    """Return what we keep of a file that a citizen sent.

    A picture is drawn anew as a JPEG, no side longer than `LONGEST_SIDE`: whatever else it
    held (positions, thumbnails, code) is gone. Raises `BadFileError`.
    """
    type_ = sniff(content)
    if not type_:
        raise BadFileError("type")
    kind = _KINDS.get(type_.partition("/")[0], "document")
    if len(content) > LARGEST[kind]:
        raise BadFileError("size")
    if kind == "photo":
        return _redrawn(content)
    return File(content=content, content_type=type_, kind=kind)


def _redrawn(content: bytes) -> File:
    try:
        with Image.open(BytesIO(content), formats=tuple(PHOTOS)) as picture:
            _bear(picture)
            taken = _taken(picture)
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            turned = ImageOps.exif_transpose(picture)
            turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            drawn = _on_white(turned)
            out = BytesIO()
            drawn.save(out, "JPEG", quality=QUALITY, optimize=True)
    except BadFileError:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        # Pillow's decoders raise all of these for broken files; UnidentifiedImageError is one
        raise BadFileError("picture") from error
    return File(content=out.getvalue(), content_type="image/jpeg", kind="photo", taken=taken)


def _bear(picture: Image.Image) -> None:
    """Refuse a picture that would fill the memory; its size is known before it is drawn."""
    if picture.width * picture.height > MOST_PIXELS:
        raise BadFileError("pixels")


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the picture without transparency, which a JPEG would turn black."""
    if picture.mode not in {"RGBA", "LA", "P", "PA"}:
        return picture.convert("RGB")
    whole = picture.convert("RGBA")
    ground = Image.new("RGBA", whole.size, "white")
    ground.alpha_composite(whole)
    return ground.convert("RGB")


def _taken(picture: Image.Image) -> Point | None:
    """Return the position in the picture's EXIF data (EXIF 2.32, tags 1 to 4)."""
    try:
        gps = picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        north = _degrees(gps[ExifTags.GPS.GPSLatitude])
        east = _degrees(gps[ExifTags.GPS.GPSLongitude])
        lat = -north if gps[ExifTags.GPS.GPSLatitudeRef] == "S" else north
        lon = -east if gps[ExifTags.GPS.GPSLongitudeRef] == "W" else east
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError, SyntaxError):
        return None
    there = bool(lat or lon) and abs(lat) <= NORTH and abs(lon) <= EAST
    return Point(lat=lat, lon=lon) if there else None


def _degrees(parts: tuple[float, float, float]) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
