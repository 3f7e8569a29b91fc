"""The catalogue of the demo: 300 programmes of 25 organisations, in any year, brought in by the import itself."""

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import flask
import pytest
from school_portal.catalogue import bring_catalogue, keep_current
from school_portal.demo_settings import FIXTURES
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo_pfdo.municipalities.loading import load_data
from sgo_pfdo.programmes.bringing.files import CatalogueFile
from sgo_pfdo.programmes.model import Lesson, Programme, ProgrammeAddress, ProgrammeGroup, ProgrammePart
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from tests.programmes.brought import DDT, PROVIDER, csv_file, take_in

FOLDER = Path(FIXTURES) / "catalogue"


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def demo(app: flask.Flask) -> flask.Flask:
    """A host with the municipalities of the demo."""
    now = datetime(2026, 11, 28, tzinfo=ZoneInfo("Asia/Novokuznetsk"))
    app.config |= {"CLOCK": lambda: now, "TIME_ZONE": "Asia/Novokuznetsk"}
    data = json.loads((Path(FIXTURES) / "municipalities.json").read_text(encoding="utf-8"))
    data["municipalities"] = [
        one for one in data["municipalities"] if one["code"] in {"kiselevsk", "leninsk-kuznetsky"}
    ]
    for one in data["municipalities"]:
        for kind in ("schools", "organisations", "papers"):
            one.pop(kind, None)
    load_data(data, Path(FIXTURES), now=now)
    return app


def test_it_is_all_there_and_a_second_start_changes_nothing(demo: flask.Flask, session: Session) -> None:
    bring_catalogue(FOLDER)
    models = (Provider, ProviderAddress, Programme, ProgrammePart, ProgrammeGroup, Lesson)
    before = [count(session, model) for model in models]
    assert (before[0], before[2]) == (25, 300)
    assert count(session, ProgrammeAddress) == 300
    assert session.scalar(select(func.count(func.distinct(Programme.name_key)))) == 300
    bring_catalogue(FOLDER)
    assert [count(session, model) for model in models] == before


@pytest.mark.parametrize(
    ("day", "begins", "period"),
    [
        (date(2026, 11, 28), "2026", "01.01.2026"),
        (date(2027, 5, 31), "2026", "01.01.2027"),
        (date(2027, 6, 1), "2027", "01.01.2027"),
        (date(2031, 1, 1), "2030", "01.01.2031"),
    ],
)
def test_groups_move_with_the_school_year_and_agreements_with_the_calendar(day: date, begins: str, period: str) -> None:
    records = json.loads((FOLDER / "kiselevsk.json").read_text(encoding="utf-8"))
    keep_current(records, day)
    group = records["groups"][0]
    assert group["starts_on"].endswith(f".09.{begins}") and group["external_id"].endswith(f"-{begins[2:]}")
    assert records["lessons"][0]["group_external_id"] == group["external_id"]
    assert records["agreements"][0]["period_starts_on"] == period


def test_the_example_tables_are_what_a_provider_can_bring(session: Session) -> None:
    take_in(csv_file([PROVIDER]))
    for kind in ("programmes", "parts", "groups", "lessons"):
        with (FOLDER / "examples" / f"{kind}.csv").open("rb") as file:
            take_in(CatalogueFile(file), DDT)
    assert count(session, Programme) == 14 and count(session, Lesson) > 14


def test_the_files_are_what_the_script_makes(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    for name in ("make.py", "topics.txt", "organisations.txt"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    subprocess.run([sys.executable, str(tmp_path / "make.py")], check=True)
    made = sorted(file.relative_to(tmp_path) for file in tmp_path.rglob("*.*s*") if file.suffix in (".json", ".csv"))
    assert len(made) == 6
    assert [name for name in made if (tmp_path / name).read_bytes() != (FOLDER / name).read_bytes()] == []
