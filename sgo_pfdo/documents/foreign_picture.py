"""A picture that somebody else made, before every family sees it: decoded, kept small, written anew.

What came is never kept and never given to anybody. What leaves this module is a plain JPEG of ours: no place where it
was taken, no comment, no second file behind the first one. How large it would become is read from its head, before a
single point of it is unpacked.
"""

from __future__ import annotations

import io
import struct
import threading
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 5 * 1024 * 1024
"""Bytes of a file."""
LONGEST_SIDE = 10_000
"""Pixels."""
MOST_PIXELS = 25_000_000
"""Of a picture: what a telephone takes has 12 million; unpacked, they need 100 MB."""
KEPT_SIDE = 800
"""Pixels of the longer side of what is kept."""
MEDIA_TYPE = "image/jpeg"
AT_ONCE = 2
"""Pictures that one process of the portal unpacks at a time."""
LONGEST_WAIT = 5.0
"""Seconds that somebody waits for the others."""

LARGE, NO_PICTURE, SIDE, DAMAGED, BUSY = "large", "no_picture", "side", "damaged", "busy"
"""What can be wrong with a file, and that others have theirs unpacked."""

_FORMATS = ("JPEG", "PNG")
_QUALITY = 82
_places = threading.BoundedSemaphore(AT_ONCE)


class UnwantedPictureError(Exception):
    """A file that is not taken.

    :param what: one of the words above.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of ours.

    :param content: a JPEG, of at most :data:`KEPT_SIDE` pixels a side.
    """

    content: bytes
    width: int
    height: int


def taken_in(content: bytes) -> Picture:
    """Make a picture of ours out of somebody else's.

    :param content: JPEG or PNG, whatever its name says.
    :raises UnwantedPictureError: naming what is wrong with it.
    """
    if len(content) > LARGEST:
        raise UnwantedPictureError(LARGE)
    if not _places.acquire(timeout=LONGEST_WAIT):
        raise UnwantedPictureError(BUSY)
    try:
        return _redrawn(content)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error, zlib.error, MemoryError):
        raise UnwantedPictureError(DAMAGED) from None  # Pillow says it in all these ways
    finally:
        _places.release()


def _redrawn(content: bytes) -> Picture:
    from PIL import Image, ImageOps  # fpdf2 brings it; only who uploads pictures waits for it

    with _opened(content) as image:
        image.draft("RGB", (KEPT_SIDE, KEPT_SIDE))  # a JPEG is unpacked no larger than needed
        kept: Image.Image = image.convert("RGBA") if image.mode == "P" or "transparency" in image.info else image
        kept.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
        kept = _flat(ImageOps.exif_transpose(kept))
    target = io.BytesIO()
    kept.save(target, format="JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return Picture(target.getvalue(), kept.width, kept.height)


def _opened(content: bytes) -> Image:
    """Read the head of a file, and refuse what would become too large."""
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(content), formats=_FORMATS)
    except UnidentifiedImageError:
        raise UnwantedPictureError(NO_PICTURE) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnwantedPictureError(SIDE) from None
    width, height = image.size
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise UnwantedPictureError(SIDE)
    return image


def _flat(image: Image) -> Image:
    """Give a picture on white, without what stood beside its points."""
    from PIL import Image

    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    sheet = Image.new("RGB", image.size, "white")
    if "A" in image.getbands():
        image = image.convert("RGBA")
        sheet.paste(image, mask=image.getchannel("A"))
    else:
        sheet.paste(image.convert("RGB"))
    return sheet
