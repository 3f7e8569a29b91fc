"""``flask pfdo import``: checks, asks, takes in, links, and says what came of it."""

from collections.abc import Iterator
from pathlib import Path

import flask
import pytest
from click.testing import Result
from sqlalchemy import func, select

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import current_session
from sgo_pfdo.testing import MemoryPortal
from tests.importing.bringing import FILES, SOFIA, table
from tests.support.actions import run_command
from tests.support.apps import build_app, close_app

IGORS = "4207000901;Иванов;Игорь;Иванович;14.05.2004;Активный;01.09.2018;;;МБОУ «СОШ № 1»"


@pytest.fixture
def app(ready_sqlite_uri: str) -> Iterator[flask.Flask]:
    """A host on SQLite."""
    app = build_app(ready_sqlite_uri, prepare=False)
    yield app
    close_app(app)


def bring(app: flask.Flask, file: Path, *options: str) -> Result:
    return run_command(app, "import", str(file), "--municipality", "kiselevsk", *options)


def count(app: flask.Flask) -> int:
    with app.app_context():
        return current_session().scalar(select(func.count()).select_from(Certificate)) or 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with Sofia and Igor, who is a pupil of the portal."""
    file = tmp_path / "certificates.csv"
    file.write_bytes(table(SOFIA, IGORS))
    return file


def test_a_dry_run_shows_the_columns_and_changes_nothing(app: flask.Flask) -> None:
    done = bring(app, FILES / "ais-pfdo.xlsx", "--dry-run")
    assert done.exit_code == 0
    for line in (
        "  B  Номер сертификата – Номер сертификата",
        "  L  ФИО родителя – не нужен",
        "No certificates in: строка 13.",
        "New certificates: 8, already there: 0.",
        "Nothing was changed.",
    ):
        assert line in done.output.splitlines()
    assert count(app) == 0


def test_it_asks_and_takes_in_links_and_can_be_run_again(app: flask.Flask, file: Path) -> None:
    refused = app.test_cli_runner().invoke(
        args=["pfdo", "import", str(file), "--municipality", "kiselevsk"], input="n\n"
    )
    assert "Are the columns right?" in refused.output and count(app) == 0
    done = bring(app, file, "--yes")
    assert (done.exit_code, count(app)) == (0, 2)
    assert "Certificates imported: 2, already there: 0." in done.output
    assert "Linked to pupils: 1, left to clerks and families: 0." in done.output
    again = bring(app, file)
    assert "Certificates imported: 0, already there: 2." in again.output
    assert (again.exit_code, count(app)) == (0, 2)


def test_every_fault_is_told_and_ends_the_command(app: flask.Flask, tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_bytes(table(SOFIA, IGORS.replace("14.05.2004", "?"), IGORS.replace("Активный", "тайный")))
    done = bring(app, file, "--yes")
    assert (done.exit_code, count(app)) == (1, 0)
    assert "Error: nothing was imported:\n  Столбец E «Дата рождения», строка 3: такой даты нет." in done.output
    assert "  Столбец F «Статус», строка 4: незнакомый статус." in done.output
    assert "Иванов" not in done.output


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "nothing was imported: Файл пуст."), (None, "cannot read"), (b"%PDF", "nothing was imported: Это не табл")],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    app: flask.Flask, tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "nothing.csv"
    if content is not None:
        file.write_bytes(content)
    done = bring(app, file)
    assert done.exit_code == 1 and said in done.output and "Traceback" not in done.output


def test_an_unknown_municipality_is_told(app: flask.Flask, file: Path) -> None:
    done = run_command(app, "import", str(file), "--municipality", "nowhere")
    assert done.exit_code == 1 and "there is no municipality 'nowhere'" in done.output


def test_a_portal_whose_lists_fail_is_told_and_what_came_in_stays(app: flask.Flask, file: Path) -> None:
    portal: MemoryPortal = app.extensions["sgo_pfdo"].host
    portal.school_pupils = None  # type: ignore[method-assign,assignment]
    done = bring(app, file, "--yes")
    assert (done.exit_code, count(app)) == (0, 2)
    assert "Linked to pupils: none, the portal's lists failed (TypeError). Run the command again." in done.output
