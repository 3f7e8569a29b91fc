"""The demo portal for each test, and tabs that tolerate no error."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Response

from tests.browser.demo_portal import DemoPortal, copy_database, prepare_database, running_portal
from tests.browser.looking import SOUND
from tests.support.browser import OpenPage
from tests.support.once import folder_of_session

OpenTab = Callable[..., Page]  # what the fixture ``open_tab`` gives


@pytest.fixture(scope="session")
def prepared_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file that every demo begins with."""
    file = tmp_path_factory.mktemp("demo") / "prepared.sqlite"
    prepare_database(file)
    return file


@pytest.fixture(scope="session", autouse=True)
def sound_pages(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Share among the workers what is known of pages without barriers."""
    SOUND.file = folder_of_session(tmp_path_factory) / "sound-pages"
    SOUND.file.touch()


@pytest.fixture
def portal(prepared_database: Path, tmp_path: Path) -> Iterator[DemoPortal]:
    """A demo portal that nobody has used yet."""
    with running_portal(copy_database(prepared_database, tmp_path)) as running:
        yield running


@pytest.fixture
def open_tab(open_page: OpenPage) -> Iterator[OpenTab]:
    """``open_tab(phone=True, …)`` is ``open_page`` that also fails for a warning on the console or a missing file."""
    problems: list[str] = []

    def listen(said: ConsoleMessage) -> None:
        # Chromium says it of every answer from 400 up, and a page that refuses something is no mistake
        if said.type in {"warning", "error"} and not said.text.startswith("Failed to load resource"):
            problems.append(said.text)

    def watch(answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type != "document":
            problems.append(f"{answer.status} {answer.url}")

    def open_tab(**options: Any) -> Page:
        page = open_page(**options)
        page.on("console", listen)
        page.on("response", watch)
        return page

    yield open_tab
    assert not problems, f"the browser complains: {problems}"


@pytest.fixture
def tab(open_tab: OpenTab) -> Page:
    """A tab on a desktop."""
    return open_tab()
