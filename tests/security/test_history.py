"""The history: nobody changes it through the module, it goes by its age alone, and an inspection can read it."""

import ast
import csv
import re
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import flask
import pytest
from sqlalchemy import func, insert, select

import sgo_pfdo
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.documents.spreadsheet import csv_text
from sgo_pfdo.journal import inspecting
from sgo_pfdo.journal.inspecting import years_before
from sgo_pfdo.journal.model import JournalEntry
from tests.security.conftest import MakeWorld
from tests.security.world import World
from tests.support.actions import press, run_command
from tests.support.apps import IGOR, NOW, MakeApp
from tests.support.contents import contents_of
from tests.support.desk import register, take

SOURCES = [file for file in Path(sgo_pfdo.__file__).parent.rglob("*.py") if "migrations" not in file.parts]


def count(app: flask.Flask) -> int:
    with app.app_context():
        return current_session().scalar(select(func.count()).select_from(JournalEntry)) or 0


def test_no_code_changes_an_entry_and_one_place_alone_drops_any() -> None:
    """Statements are caught by the watch over the suite; this looks at code that no test may run."""
    changing = []
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"update", "delete"}:
                changing += [file.name for argument in node.args if ast.unparse(argument) == "JournalEntry"]
    assert changing == ["inspecting.py"]


def test_entries_are_made_in_one_place() -> None:
    makes = re.compile(r"\bJournalEntry\(|\b(insert|RowInsert|table_of)\(JournalEntry\b")
    making = [file.name for file in SOURCES if makes.search(file.read_text(encoding="utf-8"))]
    assert sorted(making) == ["model.py", "writing.py"]  # the class itself, and its only maker


@pytest.fixture
def any_app(make_app: MakeApp) -> flask.Flask:
    """A host on each of the two databases."""
    return make_app()


def old_entries(app: flask.Flask, number: int, at: datetime) -> None:
    row = {"at": at, "event": "not_found", "actor_role": "clerk", "municipality_code": "kiselevsk"}
    with app.app_context():
        perform(lambda session: session.execute(insert(JournalEntry), [row] * number))


def test_cleaning_removes_what_is_past_its_time_and_nothing_else(
    any_app: flask.Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspecting, "DROPPED_AT_ONCE", 10)
    limit = NOW.replace(year=NOW.year - 5)
    old_entries(any_app, 3, limit)
    old_entries(any_app, 25, limit - timedelta(seconds=1))
    with any_app.app_context():
        press()
    result = run_command(any_app, "clean", "--sure")
    assert "Removed from the history: 25.\n" in result.output
    assert count(any_app) == 3 + 2
    assert "Removed from the history: 0.\n" in run_command(any_app, "clean").output


def test_how_long_it_is_kept_is_an_option_and_zero_is_for_ever(make_world: MakeWorld) -> None:
    for years, left in ((0, 25), (12, 25), (10, 0)):
        app = make_world(SGO_PFDO_HISTORY_YEARS=years).app
        before = count(app)
        old_entries(app, 25, NOW - timedelta(days=365 * 11))
        assert run_command(app, "clean", "--sure").exit_code == 0
        assert count(app) == before + left, years


def test_a_year_ago_of_a_leap_day_is_a_day() -> None:
    assert years_before(datetime(2024, 2, 29, tzinfo=UTC), 5) == datetime(2019, 2, 28, tzinfo=UTC)
    assert years_before(datetime(2024, 2, 29, tzinfo=UTC), 4) == datetime(2020, 2, 29, tzinfo=UTC)


def lines(world: World, *arguments: str) -> list[str]:
    result = run_command(world.app, "journal", *arguments)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_an_inspection_reads_the_whole_history_the_oldest_entry_first(world: World) -> None:
    told, number = lines(world), contents_of(world.app)["sgo_pfdo_certificate"][0].number
    assert told[0].startswith("2019-04-11 06:00:00+03:00 · Получен сертификат · Родитель (законный представитель)")
    assert told[0].endswith(f"polovinkin · {number}")
    assert len(told) == count(world.app)


def test_of_one_child_by_the_number_of_a_certificate(world: World) -> None:
    number = contents_of(world.app)["sgo_pfdo_certificate"][3].number
    told = [line.split(" · ")[1] for line in lines(world, "--certificate", number)]
    assert told == [
        "Получен сертификат",
        "Открыта учётная запись в АИС ПФДО",
        "Сертификат активирован",
        "Сертификат заморожен: по просьбе семьи",
        "История выгружена для проверки",
    ]


def test_of_a_municipality_and_of_some_days_in_its_time_zone(world: World) -> None:
    told = lines(world, "--municipality", "kiselevsk")
    assert told and all("+07:00" in line and line.endswith("kiselevsk") for line in told)
    assert lines(world, "--municipality", "kiselevsk", "--from", "2019-10-28", "--to", "2019-10-28")[:-2] == told[:-1]
    assert lines(world, "--municipality", "kiselevsk", "--to", "2019-10-27") == []
    assert lines(world, "--municipality", "kiselevsk", "--from", "2019-10-29") == []


def test_what_was_taken_out_stands_in_the_history(world: World) -> None:
    lines(world, "--municipality", "myski")
    last = contents_of(world.app)["sgo_pfdo_journal"][-1]
    assert (last.event, last.actor_role, last.municipality_code) == ("history_read", "system", "myski")


def test_it_can_be_a_file_that_nobody_else_may_read_and_that_no_spreadsheet_runs(world: World, tmp_path: Path) -> None:
    row = {"at": NOW, "event": "setting_changed", "actor_role": "operator", "actor_id": "=1+1"}
    dangerous = {"organisation": "=cmd|' /C calc'!A0", "details": "@SUM(1;2)\r\n+3", "municipality_code": "myski"}
    with world.app.app_context():
        perform(lambda session: session.execute(insert(JournalEntry), [row | dangerous]))
    file = tmp_path / "history.csv"
    assert lines(world, "--csv", str(file)) == []
    assert file.stat().st_mode & 0o777 == 0o600
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines(keepends=True), delimiter=";"))
    assert rows[0][:4] == ["Запись", "Когда", "Что", "Кто"]
    assert len(rows) == count(world.app) + 1
    assert rows[-2][4:6] == ["'=cmd|' /C calc'!A0", "'=1+1"]
    cells = [csv_text(cell) for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--certificate", "1"], "there is no certificate '1'"),
        (["--municipality", "gone"], "there is no municipality 'gone'"),
        (["--certificate", "1", "--municipality", "myski"], "give one of them"),
        (["--from", "yesterday"], "does not match"),
        (["--csv", "/nowhere/history.csv"], "cannot write"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(world: World, arguments: list[str], message: str) -> None:
    result = run_command(world.app, "journal", *arguments)
    assert result.exit_code != 0 and message in result.output


def test_a_long_history_needs_no_more_memory_than_a_short_one(world: World, tmp_path: Path) -> None:
    old_entries(world.app, 20_000, NOW)
    tracemalloc.start()
    lines(world, "--csv", str(tmp_path / "history.csv"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "history.csv").stat().st_size > 2_000_000
    assert peak < 12_000_000


def test_joined_children_are_read_as_one(any_app: flask.Flask) -> None:
    """Two records that turn out to be one child keep their entries as they were written."""
    who = {"surname": "Иванов", "first_name": "Игорь", "patronymic": "Иванович", "birth_date": IGOR.birth_date}
    with any_app.app_context():
        at_desk = register(**who)
        take(Step.ANNUL, at_desk, reason_code="moved")
        take(Step.ANNUL, press(), reason_code="at_request")
        joined = register(**who, pupil_id=IGOR.id)
        number = joined.number
    result = run_command(any_app, "journal", "--certificate", number)
    told = [line.split(" · ")[1] for line in result.output.splitlines()]
    assert told.count("Сертификат оформлен лично") == 2
    assert "Получен сертификат" in told
