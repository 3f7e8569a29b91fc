"""Pictures that people upload: kept small, written anew, and never what would hurt somebody."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from sgo_pfdo.documents import foreign_picture
from sgo_pfdo.documents.foreign_picture import UnwantedPictureError, taken_in


def made(size: tuple[int, int] = (1200, 600), mode: str = "RGB", form: str = "JPEG", **more: Any) -> bytes:
    """Make a file with a picture."""
    target = io.BytesIO()
    Image.new(mode, size, more.pop("color", 0)).save(target, form, **more)
    return target.getvalue()


def png_of(width: int, height: int, data: bytes = b"") -> bytes:
    """Write the head of a PNG of any size, in a few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (made(), (800, 400)),
        (made((300, 200)), (300, 200)),
        (made((600, 2400), form="PNG"), (200, 800)),
        (made((900, 900), "RGBA", "PNG"), (800, 800)),
        (made((900, 900), "P", "PNG"), (800, 800)),
        (made((900, 900), "P", "PNG", transparency=0), (800, 800)),
        (made((900, 900), "L"), (800, 800)),
        (made((900, 900), "LA", "PNG"), (800, 800)),
        (made((900, 900), "1", "PNG"), (800, 800)),
        (made((900, 900), "CMYK"), (800, 800)),
        (made((900, 900), "I;16", "PNG"), (800, 800)),
        (made((1, 1), form="PNG"), (1, 1)),
        (made((9000, 2), form="PNG"), (800, 1)),
    ],
)
def test_every_picture_becomes_a_small_jpeg(content: bytes, size: tuple[int, int]) -> None:
    picture = taken_in(content)
    kept = opened(picture.content)
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", size)
    assert (picture.width, picture.height) == size


def test_what_is_clear_becomes_white_and_what_is_grey_stays_grey() -> None:
    assert opened(taken_in(made((50, 50), "RGBA", "PNG", color=(0, 0, 0, 0))).content).getpixel((20, 20)) == (255,) * 3
    found = opened(taken_in(made((50, 50), "I;16", "PNG", color=128 * 256)).content).getpixel((20, 20))
    assert isinstance(found, tuple) and all(abs(value - 128) < 3 for value in found)


def test_a_photo_stands_upright_and_tells_nobody_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "снято на ул. Ленина, 1"
    exif.get_ifd(0x8825)[1] = "N"
    content = made((1200, 600), exif=exif, comment=b"a secret comment")
    assert b"a secret comment" in content
    picture = taken_in(content)
    assert (picture.width, picture.height) == (400, 800)
    kept = opened(picture.content)
    assert not kept.getexif() and "comment" not in kept.info and b"secret" not in picture.content


def test_what_stands_behind_a_picture_is_gone() -> None:
    assert b"<script>" not in taken_in(made() + b"<script>alert(1)</script>").content


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", foreign_picture.NO_PICTURE),
        (b"%PDF-1.4", foreign_picture.NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", foreign_picture.NO_PICTURE),
        (b"<html><script>alert(1)</script>", foreign_picture.NO_PICTURE),
        (made(form="GIF"), foreign_picture.NO_PICTURE),
        (made(form="WEBP"), foreign_picture.NO_PICTURE),
        (made(form="TIFF"), foreign_picture.NO_PICTURE),
        (made()[:400], foreign_picture.DAMAGED),
        (made((900, 900), form="PNG")[:-40], foreign_picture.DAMAGED),
        (png_of(30, 30, b"too little"), foreign_picture.DAMAGED),
        (png_of(30_000, 30_000), foreign_picture.SIDE),
        (png_of(30_000, 10), foreign_picture.SIDE),
        (png_of(10, 30_000), foreign_picture.SIDE),
        (png_of(9_000, 9_000), foreign_picture.SIDE),
        (png_of(9_990, 9_990), foreign_picture.SIDE),
        (b"\xff" * (foreign_picture.LARGEST + 1), foreign_picture.LARGE),
    ],
)
def test_what_is_no_good_picture_is_refused_with_the_reason(content: bytes, what: str) -> None:
    with pytest.raises(UnwantedPictureError) as refused:
        taken_in(content)
    assert refused.value.what == what


def test_a_picture_that_would_become_too_large_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> None:
        raise AssertionError("it was unpacked")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", never)
    for content in (png_of(30_000, 30_000), png_of(6_000, 6_000)):
        with pytest.raises(UnwantedPictureError):
            taken_in(content)


def test_who_comes_while_others_have_theirs_unpacked_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_picture, "LONGEST_WAIT", 0.01)
    for _ in range(foreign_picture.AT_ONCE):
        assert foreign_picture._places.acquire(timeout=1)
    try:
        with pytest.raises(UnwantedPictureError) as refused:
            taken_in(made())
        assert refused.value.what == foreign_picture.BUSY
    finally:
        for _ in range(foreign_picture.AT_ONCE):
            foreign_picture._places.release()
    assert taken_in(made()).width == 800
