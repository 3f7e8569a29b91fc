"""An SQLite file that vanishes, is replaced or breaks: «try again», and nothing is written where nobody finds it."""

import logging
import shutil
from pathlib import Path
from types import ModuleType

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from sgo_pfdo.upkeep.sqlite_file import guard
from tests.hosts import strict_portal, text_portal, uuid_portal
from tests.hosts.conftest import MakePortal, RunningPortal
from tests.hosts.test_database_away import GET_IT, PAGE, read_apology, signed_in
from tests.support.contents import contents_of
from tests.support.pages import Page, open_page

FIRST_PAGE = 4096


@pytest.fixture
def file(sqlite_uri: str) -> Path:
    """The file of the portal."""
    return Path(sqlite_uri.removeprefix("sqlite:///"))


@pytest.fixture
def portal(make_portal: MakePortal, sqlite_uri: str) -> RunningPortal:
    """A portal whose layout asks the database too, on that file."""
    return make_portal(uuid_portal, sqlite_uri)


def try_everything(parent: FlaskClient, opened: Page) -> None:
    """Open pages and press on one that was opened before: each time the answer is the apology."""
    read_apology(parent.get(PAGE))
    read_apology(parent.get(f"{PAGE}/history"))
    read_apology(opened.press(parent, GET_IT))


@pytest.mark.parametrize("host", [text_portal, uuid_portal, strict_portal], ids=["text", "uuid", "strict"])
def test_a_file_that_vanished_is_told_and_no_new_one_is_made(
    make_portal: MakePortal, sqlite_uri: str, file: Path, host: ModuleType
) -> None:
    portal = make_portal(host, sqlite_uri, SGO_PFDO_SETTINGS_URL_PREFIX=PAGE)
    parent = signed_in(portal)
    page, before = open_page(parent, PAGE), contents_of(portal.app)
    hidden = file.rename(file.with_suffix(".hidden"))
    try_everything(parent, page)
    assert not file.exists()
    hidden.rename(file)
    assert contents_of(portal.app) == before
    assert page.press(parent, GET_IT).status_code == 303


def test_nothing_is_written_into_the_file_that_was_deleted(portal: RunningPortal, file: Path) -> None:
    """A connection that is still open would take it, tell the family, and be lost."""
    parent = signed_in(portal)
    page = open_page(parent, PAGE)
    backup = Path(shutil.copy(file, file.with_suffix(".backup")))
    file.unlink()
    backup.rename(file)
    assert page.press(parent, GET_IT).status_code == 303
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sgo_pfdo_certificate")) == 1
    engine.dispose()


def test_an_empty_file_in_its_place_is_told_and_the_log_names_the_command(
    portal: RunningPortal, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    parent = signed_in(portal)
    page = open_page(parent, PAGE)
    file.unlink()
    file.touch()
    with caplog.at_level(logging.WARNING, "sgo_pfdo"):
        try_everything(parent, page)
    assert file.stat().st_size == 0
    assert {record.levelname for record in caplog.records} == {"ERROR"}
    assert all("flask pfdo db upgrade" in record.message for record in caplog.records)


@pytest.mark.parametrize("kept", [0, FIRST_PAGE])
def test_a_corrupt_file_is_told(portal: RunningPortal, file: Path, kept: int) -> None:
    """It is no database at all, or one whose pages are nonsense."""
    parent = signed_in(portal)
    page = open_page(parent, PAGE)
    whole = file.read_bytes()
    newer = whole[:24] + b"\xff\xff\xff\xff" + whole[28:]  # or SQLite would look into what it has read before
    file.write_bytes(newer[:kept] + b"\xa5" * (len(whole) - kept))
    try_everything(parent, page)
    file.write_bytes(whole)
    assert page.press(parent, GET_IT).status_code == 303


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "sqlite:///file::memory:?uri=true"])
def test_a_database_in_memory_is_left_alone(address: str) -> None:
    engine = create_engine(address)
    guard(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE found (id INTEGER)"))
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM found")) == 0
    engine.dispose()


@pytest.mark.parametrize(
    "address", ["sqlite:///{}", "sqlite:///file:{}?uri=true", "sqlite:///file:{}?mode=rwc&uri=true"]
)
def test_a_file_may_be_named_in_each_of_sqlalchemy_s_ways(tmp_path: Path, address: str) -> None:
    """And is made by whoever comes first: until there is something in it, nobody can miss it."""
    file = tmp_path / "data of the portal.sqlite"
    engine = create_engine(address.format(file))
    guard(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE found (id INTEGER)"))
    with engine.connect() as connection:
        connection.execute(text("SELECT * FROM found"))
    elsewhere = file.rename(tmp_path / "elsewhere")
    with pytest.raises(OperationalError), engine.connect() as connection:
        connection.execute(text("SELECT * FROM found"))
    file.unlink(missing_ok=True)
    elsewhere.rename(file)
    with engine.connect() as connection:
        connection.execute(text("SELECT * FROM found"))
    engine.dispose()
