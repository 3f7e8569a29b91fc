"""docs/operations.md: its backup is made and restored by its own commands, on both databases."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import flask
import pytest
from cryptography.fernet import Fernet
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from bench import load
from sgo_pfdo.secrets import Cipher, SecretLostError
from tests.docs.reading import DOCS, blocks, prose
from tests.support import postgresql
from tests.support.actions import account_of, events, password_of, press, run_command
from tests.support.apps import KEY, MYSKI_SCHOOL, SASHA, another_child, build_app, close_app
from tests.support.databases import new_postgresql_uri

PAGE = DOCS / "operations.md"
COMMANDS = [block.code for block in blocks(PAGE, "sh")]
OTHER_KEY = Fernet.generate_key().decode()
Known = dict[str, str]


def run(folder: Path, command: str, **environment: str) -> None:
    """Run commands of the page in a folder."""
    programs = (Path(sys.executable).parent, postgresql.programs())
    path = os.pathsep.join([*map(str, programs), os.environ["PATH"]])
    subprocess.run(
        ["sh", "-euc", command], cwd=folder, env=os.environ | {"PATH": path} | environment, check=True, timeout=60
    )


def command(beginning: str) -> str:
    """Find the one block of commands that begins so."""
    (found,) = [code for code in COMMANDS if code.startswith(beginning)]
    return found


def family_of(uri: str) -> Known:
    """Press for Igor, or find what he has, and read all that his family relies on."""
    app = build_app(uri, prepare=False)
    with app.app_context():
        certificate = press()
        account = account_of(certificate)
        known = {
            "number": certificate.number,
            "login": account.login,
            "password": password_of(certificate),
            "history": " ".join(events()),
        }
    close_app(app)
    return known


def press_for_his_sister(uri: str) -> None:
    """Issue another certificate."""
    app = build_app(uri, prepare=False)
    with app.app_context():
        press(SASHA)
    close_app(app)


def ask_the_doctor(uri: str, key: str = KEY) -> str:
    """Give what the doctor says."""
    app = build_app(uri, prepare=False, SGO_PFDO_KEYS=[key], SGO_PFDO_BASE_URL="http://localhost:5000")
    said = run_command(app, "doctor")
    close_app(app)
    assert said.exit_code == (0 if key == KEY else 1), said.output
    return said.output


@pytest.fixture(scope="module")
def restored(postgresql_server: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Known]]:
    """A PostgreSQL database that was dumped and restored; what the family knew when it was dumped."""
    with new_postgresql_uri(postgresql_server) as uri:
        name, folder = make_url(uri).database or "", tmp_path_factory.mktemp("dumped")
        close_app(build_app(uri))
        known = family_of(uri)
        place = {"PGHOST": str(postgresql_server), "PGUSER": "postgres"}
        run(folder, command("pg_dump").replace("portal", name), **place)
        press_for_his_sister(uri)
        run(folder, command("createdb").replace("portal", name), **place)
        yield uri.replace(name, f"{name}_restored"), known
    with closing(postgresql.connect(postgresql_server)) as connection:
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(f"{name}_restored")))


@pytest.fixture(scope="module")
def copied(ready_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Known]:
    """The same with SQLite."""
    folder = tmp_path_factory.mktemp("copied")
    shutil.copy(ready_file, folder / "portal.sqlite")
    uri = f"sqlite:///{folder}/portal.sqlite"
    known = family_of(uri)
    run(folder, command("python -c"))
    press_for_his_sister(uri)
    return f"sqlite:///{folder}/portal-backup.sqlite", known


@pytest.fixture(params=["restored", "copied"])
def backup(request: pytest.FixtureRequest) -> tuple[str, Known]:
    """Either."""
    return request.getfixturevalue(request.param)


def test_a_family_finds_in_the_restored_database_what_it_had(backup: tuple[str, Known]) -> None:
    uri, known = backup
    assert "BAD" not in ask_the_doctor(uri)
    assert family_of(uri) == known


def test_the_doctor_tells_when_a_backup_came_back_without_its_keys(backup: tuple[str, Known]) -> None:
    uri, _ = backup
    assert "1 of the 1 newest passwords cannot be decrypted" in ask_the_doctor(uri, OTHER_KEY)


def test_a_counter_that_was_raised_after_a_restore_gives_no_number_twice(app: flask.Flask) -> None:
    (line,) = [code for code in COMMANDS if code.rstrip().endswith("pfdo numbers raise")]
    with app.app_context():
        before = press(another_child(1, schools=(MYSKI_SCHOOL,)))
        assert run_command(app, *line.split("pfdo ")[1].split()).exit_code == 0
        after = press(another_child(2, schools=(MYSKI_SCHOOL,)))
        assert int(after.number) == int(before.number) + 1001


def test_on_several_machines_a_new_key_first_goes_behind_the_old_one() -> None:
    old, new = KEY, OTHER_KEY
    both, swapped = Cipher([old, new]), Cipher([new, old])
    with pytest.raises(SecretLostError):
        Cipher([old]).decrypt(swapped.encrypt("k7mw4prx"))
    assert both.decrypt(swapped.encrypt("k7mw4prx")) == swapped.decrypt(both.encrypt("k7mw4prx")) == "k7mw4prx"


def test_the_load_was_measured_with_the_options_of_the_page() -> None:
    names: dict[str, Any] = {}
    exec(blocks(PAGE, "python")[0].code, names)
    assert names["SQLALCHEMY_ENGINE_OPTIONS"] == load.ENGINE_OPTIONS
    assert f"--workers={load.WORKERS} --threads={load.THREADS} " in command("gunicorn")


def test_the_page_gives_the_command_of_its_figures() -> None:
    assert "`make bench ONLY=load" in prose(PAGE)
