"""The pictures of the README and the guides can be taken anew, and are of the size that is shown there."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser.make_screenshots import FOLDER, SCALE, take_pictures


def test_every_picture_can_be_taken_anew(browser: Browser, prepared_database: Path, tmp_path: Path) -> None:
    taken = take_pictures(browser, prepared_database, tmp_path, scale=1)
    assert set(taken) == {file.name for file in FOLDER.iterdir()}
    for name, content in taken.items():
        with Image.open(io.BytesIO(content)) as anew, Image.open(FOLDER / name) as shown:
            assert (anew.width * SCALE, anew.height * SCALE) == shown.size
