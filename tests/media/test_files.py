"""Files of citizens: what we keep of them, and what we refuse."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from bot.place import Point
from gateway.media import files
from gateway.media.files import BadFileError
from tests.media.pictures import picture

HERE = (-6.8851, 107.6136)


def bomb(side: int) -> bytes:
    """Return a small PNG that says it is `side` pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * (side // 8 + 1) * 64)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_drawn_anew_as_jpeg(kind: str) -> None:
    file = files.read(picture(kind=kind))
    assert (file.kind, file.content_type, file.taken) == ("photo", "image/jpeg", None)
    with Image.open(BytesIO(file.content)) as drawn:
        assert (drawn.format, drawn.size, drawn.mode) == ("JPEG", (40, 30), "RGB")


def test_the_position_is_told_and_then_gone() -> None:
    file = files.read(picture(at=HERE))
    assert file.taken is not None
    assert (round(file.taken.lat, 4), round(file.taken.lon, 4)) == HERE
    with Image.open(BytesIO(file.content)) as drawn:
        assert dict(drawn.getexif()) == {}
    assert b"Telepon" not in file.content
    assert b"Exif" not in file.content


def test_what_stands_behind_a_picture_is_gone() -> None:
    assert b"<script>" not in files.read(picture() + b"<script>alert(1)</script>").content


def test_a_large_picture_becomes_bearable() -> None:
    with Image.open(BytesIO(files.read(picture((6000, 4000))).content)) as drawn:
        assert drawn.size == (2560, 1707)


def test_transparency_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(files.read(out.getvalue()).content)) as drawn:
        assert drawn.getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "kind", "content_type"),
    [
        (b"%PDF-1.7 x", "document", "application/pdf"),
        (b"OggS" + b"x" * 20, "voice", "audio/ogg"),
        (b"#!AMR\n" + b"x" * 20, "voice", "audio/amr"),
        (b"\0\0\0\x18ftypmp42" + b"x" * 20, "video", "video/mp4"),
        (b"\0\0\0\x18ftyp3gp4" + b"x" * 20, "video", "video/3gpp"),
        (b"\0\0\0\x18ftypM4A " + b"x" * 20, "voice", "audio/mp4"),
        (b"\x1aE\xdf\xa3" + b"x" * 20, "video", "video/webm"),
    ],
)
def test_other_files_are_kept_as_they_are(content: bytes, kind: str, content_type: str) -> None:
    file = files.read(content)
    assert (file.content, file.kind, file.content_type) == (content, kind, content_type)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "type"),
        (b"PK\x03\x04 a zip", "type"),
        (b"<svg onload='alert(1)'/>", "type"),
        (b"<html>", "type"),
        (b"MZ\x90", "type"),
        (b"%PDF-" + b"x" * (16 * 1024 * 1024), "size"),
        (b"\xff\xd8\xff no picture", "picture"),
        (picture()[:200], "picture"),
        (b"GIF89a", "picture"),
        (bomb(30_000), "pixels"),
        (bomb(6_400), "pixels"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[:8]!r}",
)
def test_what_is_unfit_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadFileError) as caught:
        files.read(content)
    assert str(caught.value) == code


@pytest.mark.parametrize("at", [(0.0, 0.0), (-6.9, 107.6)])
def test_a_position_at_zero_is_none(at: tuple[float, float]) -> None:
    taken = files.read(picture(at=at)).taken
    assert (taken is None) == (at == (0.0, 0.0))
    assert taken is None or isinstance(taken, Point)
