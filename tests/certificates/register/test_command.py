"""«flask pfdo export»: the register of a municipality as a file, for whoever runs the portal."""

import importlib.util
from pathlib import Path

import flask
import pytest
from click.testing import Result

from sgo_pfdo.certificates.listing import Filter, Order
from sgo_pfdo.certificates.rules.lifecycle import Status
from tests.certificates.register.register import certificates, expected, numbers_of
from tests.certificates.register.test_exporting import csv_rows, xlsx_sheets
from tests.support.apps import TODAY
from tests.support.desk import entries


def run(app: flask.Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["pfdo", "export", *map(str, arguments)])


def test_the_end_of_the_name_says_what_kind_of_file_it_is(app: flask.Flask, tmp_path: Path) -> None:
    right = numbers_of(expected(certificates(), Filter(), Order.SURNAME, TODAY))
    for name, read in (("a.csv", csv_rows), ("b.XLSX", lambda content: xlsx_sheets(content)["Сертификаты"])):
        done = run(app, tmp_path / name, "--municipality", "kiselevsk")
        assert (done.exit_code, done.output) == (0, "Certificates exported: 150.\n")
        assert [row[0] for row in read((tmp_path / name).read_bytes())[1:]] == right


def test_a_status_and_a_kind_may_be_given(app: flask.Flask, tmp_path: Path) -> None:
    file = tmp_path / "frozen"
    done = run(app, file, "--municipality", "kiselevsk", "--status", "frozen", "--format", "csv")
    frozen = numbers_of(expected(certificates(), Filter(status=Status.FROZEN), Order.SURNAME, TODAY))
    assert done.exit_code == 0 and len(frozen) > 5
    assert [row[0] for row in csv_rows(file.read_bytes())[1:]] == frozen
    assert entries(None) == [("exported", f"Реестр, CSV: {len(frozen)} сертификатов; статус «Заморожен»")]


def test_a_host_without_xlsxwriter_is_told_what_to_install(
    app: flask.Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    done = run(app, tmp_path / "a.xlsx", "--municipality", "kiselevsk")
    assert done.exit_code == 1 and "pip install 'sgo-pfdo[xlsx]'" in done.output
    assert not (tmp_path / "a.xlsx").exists()


def test_nobody_else_may_read_the_file(app: flask.Flask, tmp_path: Path) -> None:
    run(app, tmp_path / "a.csv", "--municipality", "kiselevsk")
    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.glob("a.csv*")] == ["a.csv"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a.csv", "--municipality", "nowhere"], "there is no municipality 'nowhere'"),
        (["a.pdf", "--municipality", "kiselevsk"], "say --format csv or --format xlsx"),
        (["a.csv", "--municipality", "kiselevsk", "--status", "lost"], "'lost' is not one of"),
        (["missing/a.csv", "--municipality", "kiselevsk"], "cannot write"),
        (["a.csv"], "Missing option '--municipality'"),
    ],
)
def test_what_is_wrong_is_said_and_no_file_is_left(
    app: flask.Flask, tmp_path: Path, arguments: list[str], words: str
) -> None:
    done = run(app, tmp_path / arguments[0], *arguments[1:])
    assert done.exit_code != 0 and words in done.output
    assert list(tmp_path.glob("a.*")) == []
