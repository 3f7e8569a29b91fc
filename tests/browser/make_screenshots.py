"""Makes the picture of the README: ``PYTHONPATH=.:examples python -m tests.browser.make_screenshots``.

The clock, the number and the family are always the same, those of the manual (S004, figure 26), so that a new picture
differs from the old one only where the page does.
"""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from sgo_pfdo.certificates.model import Certificate
from tests.browser.demo_portal import copy_database, prepare_database, running_portal
from tests.support.browser import new_context, running_browser

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "certificate.png"
SCREEN = {"width": 1120, "height": 1160}
NUMBER = "785044901646"
COLOURS = 128
"""Enough for text and a few flat colours; it makes the file a third as large."""


def take_picture(browser: Browser, folder: Path) -> bytes:
    """Show a parent the certificate of the elder child, not activated yet, on a desktop.

    Args:
        browser: the running browser.
        folder: an empty one, for the portal's database.

    Returns:
        A PNG.
    """
    prepared = folder / "prepared.sqlite"
    prepare_database(prepared)
    with running_portal(copy_database(prepared, folder)) as portal:
        context = new_context(browser, viewport=SCREEN, device_scale_factor=2)
        page = context.new_page()
        portal.get_certificate(page, "ivanova")
        portal.change_all(Certificate, number=NUMBER)
        page.goto(f"{portal.address}/settings/certificate")
        picture = page.screenshot()
        context.close()
    return _smaller(picture)


def _smaller(picture: bytes) -> bytes:
    packed = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        packed, "PNG", optimize=True
    )
    return packed.getvalue()


def main() -> None:
    """Write the picture to its place."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        PICTURE.write_bytes(take_picture(browser, Path(folder)))
    print(f"{PICTURE}: {PICTURE.stat().st_size // 1024} КБ")


if __name__ == "__main__":
    main()
