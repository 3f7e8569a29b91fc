"""SQLite held by another writer, on a full disk, in a file that may not be written: said clearly, undone whole."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from tests.support.figures import SOAK, Figures
from tests.survival import machine
from tests.survival.conftest import MakeFleet
from tests.survival.fleet import start
from tests.survival.reckoning import reckon
from tests.survival.visitors import Answer, Browser, ask, at_once, kinds

PEOPLE = 10
DISKS = {"limited files": machine.LimitedFiles} | ({"mounted": machine.MountedDisk} if machine.may_mount() else {})
"""Ways to fill a disk that this account has."""


def hold(uri: str, seconds: float, held: str) -> None:
    """Keep the one place of a writer for so many seconds."""
    engine = create_engine(uri)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        Path(held).touch()
        time.sleep(seconds)
        connection.rollback()
    engine.dispose()


@contextmanager
def held(uri: str, seconds: float, folder: Path) -> Iterator[None]:
    """Have another process hold the database from now on."""
    sign = folder / "held"
    holder = start(hold, uri, seconds, str(sign))
    while not sign.exists():
        time.sleep(0.01)
    yield
    holder.join()


@pytest.mark.parametrize("seconds", [2, 8, 60] if SOAK else [2])
def test_families_wait_for_a_writer_as_long_as_a_person_waits(
    ready_sqlite_uri: str, make_fleet: MakeFleet, tmp_path: Path, figures: Figures, seconds: float
) -> None:
    fleet = make_fleet(ready_sqlite_uri, 2)
    browser = Browser(fleet.ports[0])
    with held(ready_sqlite_uri, seconds, tmp_path):
        began = time.monotonic()
        pages = kinds(ask(port, 0) for port in fleet.ports)
        answers = at_once([partial(browser.press, fleet.ports[child % 2], child) for child in range(PEOPLE)])
        waited = time.monotonic() - began
    expected = "303" if seconds < 10 else "again"
    found, counted = reckon(ready_sqlite_uri), kinds(answers)
    figures(tries=PEOPLE, certificates=found.certificates, errors=counted.total() - counted[expected], **counted)
    assert (counted, found.certificates, found.faults) == ({expected: PEOPLE}, counted["303"], [])
    assert pages == {"200": 2} and waited < 30
    assert kinds(browser.press(fleet.ports[0], child) for child in range(PEOPLE)) == {"303": PEOPLE}


@pytest.mark.parametrize("disk", DISKS)
def test_on_a_full_disk_pages_are_there_and_a_press_changes_nothing(
    ready_sqlite_uri: str, make_fleet: MakeFleet, tmp_path: Path, figures: Figures, disk: str
) -> None:
    (tmp_path / "disk").mkdir()
    saved = tmp_path / "saved.sqlite"
    small = DISKS[disk](ready_sqlite_uri.removeprefix("sqlite:///"), str(saved))
    uri = ready_sqlite_uri.replace(str(tmp_path), f"{tmp_path}/disk") if disk == "mounted" else ready_sqlite_uri
    fleet = make_fleet(uri, 1, before=small.insert, after=small.connect)
    [port] = fleet.ports
    browser = Browser(port)
    pressed = [browser.press(port, 1)]
    assert ask(port, 0, machine.FILL).status == 200
    while pressed[-1].status == 303:  # a few more may fit into pages that the file has already
        pressed.append(browser.press(port, len(pressed) + 1))
    pages = [browser.open(port, child) for child in (1, len(pressed))]
    again = browser.press(port, len(pressed))
    assert [page.number != "" for page in pages] == [True, False]
    assert ask(port, 0, machine.FREE).status == 200
    afterwards = [browser.press(port, child) for child in range(1, len(pressed) + 1)]
    assert ask(port, 0, machine.SAVE).status == 200
    found, seen = reckon(f"sqlite:///{saved}"), kinds([*pressed, again, *afterwards])
    errors = seen.total() - seen["303"] - seen["again"]
    figures(tries=seen.total(), certificates=found.certificates, errors=errors, asked_to_come_again=seen["again"])
    assert (found.certificates, found.faults, seen["again"], errors) == (len(pressed), [], 2, 0)


def test_a_file_that_may_not_be_written_is_read_and_a_press_changes_nothing(
    ready_sqlite_uri: str, make_fleet: MakeFleet, figures: Figures
) -> None:
    file = Path(ready_sqlite_uri.removeprefix("sqlite:///"))
    file.chmod(0o444)
    fleet = make_fleet(ready_sqlite_uri, 1, before=machine.obey_file_modes)
    [port] = fleet.ports
    browser = Browser(port)
    answers = [browser.press(port, child) for child in range(PEOPLE)]
    page = browser.open(port, 0)
    before = reckon(ready_sqlite_uri)
    file.chmod(0o644)
    fleet.replace(0)
    afterwards: list[Answer] = [browser.press(port, child) for child in range(PEOPLE)]
    found, seen = reckon(ready_sqlite_uri), kinds([*answers, *afterwards])
    figures(tries=seen.total(), certificates=found.certificates, errors=0, asked_to_come_again=seen["again"])
    assert (before.certificates, before.faults, page.status) == (0, [], 200)
    assert (found.certificates, found.faults, seen) == (PEOPLE, [], {"again": PEOPLE, "303": PEOPLE})
