"""The two watches over the whole suite: over what is logged, and over the history. They do see what they look for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from sgo_pfdo.database import current_session
from sgo_pfdo.journal.model import JournalEntry
from tests.security.world import World
from tests.support.history_watch import HistoryChangedError

ROOT = Path(__file__).resolve().parents[2]
BEGINNING = f"""
import logging
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.secrets import Cipher
log = logging.getLogger("sgo_pfdo")
other = logging.getLogger("a.host")
KEY = {"A" * 43 + "="!r}
"""
LEAKS = {
    "a name": 'log.info("certificate of %s", "Иванов")',
    "a number": 'log.debug("certificate 785044901646 issued")',
    "a number that is an integer": 'log.debug("certificate %d issued", 4207000002)',
    "a birth date": 'log.warning("born %s", "2004-05-14")',
    "a birth date in Russian": 'log.warning("born 14.05.2004")',
    "a mailbox": 'log.info("letter to %s", "ivanova@example.com")',
    "a computer": 'log.info("from 95.24.1.1")',
    "a password": 'log.error("password %s", "ab2cd4ef6gh8")',
    "a password that only encryption knows": 'Cipher([KEY]).encrypt("Q!long"); log.error("given Q!long")',
    "in a traceback": 'Cipher([KEY]).encrypt("Петров-1")\n    try: raise ValueError("Петров" + "-1")\n'
    '    except ValueError: log.exception("failed")',
    "under a child of the logger": 'logging.getLogger("sgo_pfdo.part").error("Иванов")',
    "with no level to speak of": "log.setLevel(logging.DEBUG); log.debug('Иванов')",
}
FINE = {
    "ids and outcomes": 'log.info("certificate %d issued", 12345); log.warning("letter 7 postponed after 3 attempts")',
    "what a host logs itself": 'other.error("Иванов")',
}


SAYING = "import logging; logging.getLogger('sgo_pfdo.part').info('785044901646')"
ANEW = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SAYING!r}])"
ELSEWHERE = {
    "in a process that starts anew": ANEW,
    "in one that such a process starts": f"import subprocess, sys; subprocess.run([sys.executable, '-c', {ANEW!r}])",
    "in a forked one": "import multiprocessing\n    fork = multiprocessing.get_context('fork')\n"
    "    process = fork.Process(target=log.error, args=('Иванов',))\n    process.start(); process.join()",
}
TOLD = LEAKS | ELSEWHERE | FINE
FAILED = re.compile(r"^FAILED test_all\.py::test_(\d+) - Failed: the module has logged ", re.M)


@pytest.fixture(scope="module")
def caught(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Run a suite under the watch in which each of :data:`TOLD` is a test, and tell which of them failed for it."""
    folder = tmp_path_factory.mktemp("watched")
    (folder / "conftest.py").write_text('pytest_plugins = ["tests.support.log_watch"]\n')
    tests = "".join(f"def test_{number}():\n    {body}\n" for number, body in enumerate(TOLD.values()))
    (folder / "test_all.py").write_text(BEGINNING + tests)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest"]
    # a narrow terminal would cut off why a test has failed
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "1000"}
    done = subprocess.run(
        [*command, "--rootdir=."], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    failed = {[*TOLD][int(number)] for number in FAILED.findall(done.stdout)}
    assert f"{len(failed)} failed, {len(TOLD) - len(failed)} passed" in done.stdout, done.stdout
    return failed


@pytest.mark.parametrize("leak", LEAKS)
def test_what_slips_into_the_log_fails_its_test(caught: set[str], leak: str) -> None:
    assert leak in caught


@pytest.mark.parametrize("leak", ELSEWHERE)
def test_so_does_what_another_process_logs(caught: set[str], leak: str) -> None:
    assert leak in caught


@pytest.mark.parametrize("said", FINE)
def test_ids_and_outcomes_may_be_logged_and_a_host_may_log_what_it_likes(caught: set[str], said: str) -> None:
    assert said not in caught


@pytest.mark.parametrize(
    "statement",
    [
        update(JournalEntry).values(details="x"),
        delete(JournalEntry),
        delete(JournalEntry).where(JournalEntry.id == 1),
        text("UPDATE sgo_pfdo_journal SET at = at"),
        text('delete from "sgo_pfdo_journal"'),
    ],
    ids=str,
)
def test_whoever_changes_the_history_is_caught(world: World, statement: object) -> None:
    with world.app.app_context(), pytest.raises(HistoryChangedError):
        current_session().execute(statement)  # type: ignore[call-overload]


def test_so_is_whoever_changes_an_entry_that_was_read(world: World) -> None:
    with world.app.app_context():
        current_session().scalars(select(JournalEntry).limit(1)).one().details = "something else"
        with pytest.raises(HistoryChangedError):
            current_session().flush()


def test_the_watch_leaves_other_tables_alone(world: World) -> None:
    with world.app.app_context():
        current_session().execute(text("UPDATE sgo_pfdo_municipality SET numbers_used = numbers_used"))
