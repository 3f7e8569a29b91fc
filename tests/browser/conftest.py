"""The demo portal as each test finds it, and tabs that tolerate no error."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Response

from tests.browser.demo_portal import MORNING, DemoPortal, copy_database, prepare_database, running_portal
from tests.browser.looking import SOUND
from tests.support.browser import OpenPage
from tests.support.once import folder_of_session, made_once

OpenTab = Callable[..., Page]  # what the fixture ``open_tab`` gives


@pytest.fixture(scope="session")
def prepared_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file that every demo begins with."""
    return made_once(tmp_path_factory, "example.sqlite", prepare_database)


@pytest.fixture(scope="session", autouse=True)
def sound_pages(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Share among the workers what is known of pages without barriers."""
    SOUND.file = folder_of_session(tmp_path_factory) / "sound-pages"
    SOUND.file.touch()


@pytest.fixture(scope="package")
def shared_portal(prepared_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoPortal]:
    """One demo portal for all tests here."""
    with running_portal(copy_database(prepared_database, tmp_path_factory.mktemp("shared"))) as running:
        yield running


@pytest.fixture
def portal(shared_portal: DemoPortal, prepared_database: Path) -> DemoPortal:
    """The same portal on the morning on which nobody has used it yet."""
    with closing(sqlite3.connect(prepared_database)) as fresh, closing(sqlite3.connect(shared_portal.database)) as used:
        fresh.backup(used)
    shared_portal.moment = MORNING
    return shared_portal


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
