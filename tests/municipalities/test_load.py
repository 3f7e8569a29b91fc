"""``flask pfdo load``: checked whole, written whole or not at all, and run again whenever one likes."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask
import fpdf
import pytest
from sqlalchemy import select, update

from sgo_pfdo import database
from sgo_pfdo.database import current_session
from sgo_pfdo.municipalities.enabling import enable
from sgo_pfdo.municipalities.loading import LoadError, load_file
from sgo_pfdo.municipalities.model import Group, Municipality, Organisation, OwnPaper, RegisteredSchool
from sgo_pfdo.municipalities.own_papers import LARGEST_OWN_PAPER, check_pdf
from tests.support.actions import row_counts, run_command
from tests.support.apps import MUNICIPALITIES

pytestmark = pytest.mark.usefixtures("app")

Write = Callable[..., Path]
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""For what is refused before a database is asked."""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """``write(municipality, …)`` makes a file with these municipalities; fields given by name are added to each."""

    def write(*municipalities: dict[str, Any], **fields: Any) -> Path:
        path = tmp_path / "municipalities.json"
        found = [
            {"code": "mezhdurechensk", "name": "г. Междуреченск"} | one | fields for one in municipalities or ({},)
        ]
        path.write_text(json.dumps({"municipalities": found}), encoding="utf-8")
        return path

    return write


def errors_of(path: Path) -> list[str]:
    before = row_counts()
    with pytest.raises(LoadError) as caught:
        load_file(path)
    assert row_counts() == before
    return sorted(caught.value.errors)


def pdf(**encryption: str) -> bytes:
    document = fpdf.FPDF()
    document.add_page()
    if encryption:
        document.set_encryption("owner", **encryption)
    return bytes(document.output())


def loaded() -> Municipality:
    return current_session().get_one(Municipality, "mezhdurechensk")


def test_code_and_name_are_enough(write: Write) -> None:
    assert load_file(write()) == 1
    assert loaded().name == "г. Междуреченск"
    assert (loaded().time_zone, loaded().number_format, loaded().validity_days) == (None, None, None)


GROUP = {
    "name": "Дети",
    "age_from": 5,
    "age_to": 18,
    "open": False,
    "certificate_limit": 1500,
    "nominal_limit": "30000000.50",
}


def test_everything_that_the_format_has_is_kept(write: Write) -> None:
    fields = {
        "region_code": "42",
        "municipality_code": "14",
        "time_zone": "Asia/Novokuznetsk",
        "number_format": "pfdo10",
        "validity_days": 30,
        "letters_off": ["password", "frozen"],
        "regulation": {"title": "Положение", "date": "2019-05-14", "number": "330", "excerpt": "…"},
        "groups": [GROUP],
        "organisations": [{"code": "dvorec", "name": "Дворец", "telephone": "8 (384-75) 0-00-00"}],
        "schools": [{"id": " school 7 ", "name": "СОШ № 7"}],
    }
    load_file(write(**fields))
    row = loaded()
    assert (row.region_code, row.municipality_code, row.number_format, row.validity_days) == ("42", "14", "pfdo10", 30)
    assert (row.regulation_title, str(row.regulation_date), row.regulation_number) == ("Положение", "2019-05-14", "330")
    assert row.letters_off == "frozen password"
    session = current_session()
    group = session.scalars(select(Group).where(Group.municipality_code == row.code)).one()
    assert (group.name, group.age_from, group.age_to, group.is_open) == ("Дети", 5, 18, False)
    assert (group.certificate_limit, group.nominal_limit) == (1500, 3_000_000_050)
    assert session.get_one(Organisation, "dvorec").telephone == "8 (384-75) 0-00-00"
    assert not session.get_one(RegisteredSchool, " school 7 ").is_enabled


@ON_SQLITE
def test_all_mistakes_are_told_at_once_each_with_its_place(write: Write) -> None:
    first = {
        "code": "",
        "region_code": 42,
        "time_zone": "Asia/Kiselevsk",
        "number_format": "sgo13",
        "validity_days": 0,
        "letters_off": ["all"],
        "regulation": {"date": "14.05.2019", "nubmer": "330"},
        "groups": [{"name": "Дети", "age_from": 5, "age_to": 5}, {"age_from": -1, "age_to": 19, "open": "yes"}, "Дети"],
        "organisations": [{"code": "x" * 65}],
        "schools": {"id": "school"},
        "grups": [],
    }
    assert errors_of(write(first, {"name": " ", "papers": {"consent": "own.pdf"}})) == [
        "municipalities[0].code is empty or not text",
        "municipalities[0].groups[0].age_to is not greater than age_from: it is the first age that no longer belongs",
        "municipalities[0].groups[1].age_from is not a whole number of years from 0 to 18",
        "municipalities[0].groups[1].age_to is not a whole number of years from 0 to 18",
        "municipalities[0].groups[1].name is missing",
        "municipalities[0].groups[1].open is neither true nor false",
        "municipalities[0].groups[2] is not an object",
        "municipalities[0].groups[2].age_from is missing",
        "municipalities[0].groups[2].age_to is missing",
        "municipalities[0].groups[2].name is missing",
        "municipalities[0].grups is unknown",
        "municipalities[0].letters_off holds what is none of: issued, ending, activated, frozen, annulled, corrected, "
        "password, entered",
        "municipalities[0].number_format is none of: pfdo10, sgo12",
        "municipalities[0].organisations[0].code is longer than 64 characters",
        "municipalities[0].organisations[0].name is missing",
        "municipalities[0].region_code is not two digits in quotes",
        "municipalities[0].regulation.date is not a date like 2019-05-14",
        "municipalities[0].regulation.nubmer is unknown",
        "municipalities[0].schools is not a list",
        "municipalities[0].time_zone is no time zone this machine knows (the package tzdata brings them all)",
        "municipalities[0].validity_days is not a whole number of days from 1 to 3650",
        "municipalities[1].name is empty or not text",
        "municipalities[1].papers.consent is unknown",
    ]


@ON_SQLITE
def test_numbers_in_sequence_need_the_codes_they_begin_with(write: Write) -> None:
    path = write(number_format="pfdo10", region_code="42")
    assert errors_of(path) == ["municipalities[0].number_format pfdo10 needs region_code and municipality_code"]


@ON_SQLITE
def test_a_code_that_stands_in_the_file_twice_is_a_mistake(write: Write) -> None:
    group, school = {"name": "Дети", "age_from": 5, "age_to": 18}, {"id": "school-7"}
    one = {"groups": [group, group], "schools": [school], "organisations": [{"code": "d", "name": "Дворец"}]}
    two = {"groups": [], "schools": [school], "organisations": [{"code": "d", "name": "Дворец"}]}
    assert errors_of(write(one, two)) == [
        "group of mezhdurechensk 'Дети' stands in the file twice",
        "municipality 'mezhdurechensk' stands in the file twice",
        "organisation 'd' stands in the file twice",
        "school 'school-7' stands in the file twice",
    ]


@ON_SQLITE
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "is not JSON in UTF-8"),
        ('{"municipalities": []} // г.'.encode("cp1251"), "is not JSON in UTF-8"),
        (b"[]", "is not an object"),
        (b'{"municipality": []}', "municipality is unknown"),
        (b'{"municipalities": [1]}', "municipalities[0] is not an object"),
        (b'{"municipalities": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "is nested too deeply"),
        (b'{"x":' * 100_000 + b"1" + b"}" * 100_000, "is nested too deeply"),
        (b'{"municipalities": ' + b"9" * 5000 + b"}", "is not JSON in UTF-8"),
        (b'{"municipalities": [], "a\\u000ab": 1}', "a\\nb is unknown"),
        (b'{"municipalities": [], "\\ud800": 1}', "\\ud800 is unknown"),
        (None, "No such file or directory"),
    ],
    ids=[
        *("cut off", "not UTF-8", "a list", "another key", "a number", "deep", "deep objects", "long number"),
        *("two lines", "surrogate", "not there"),
    ],
)
def test_a_file_that_is_none_is_told_in_one_line(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "file.json"
    if content is not None:
        path.write_bytes(content)
    assert any(message in error for error in errors_of(path))
    result = run_command(flask.current_app, "load", str(path))
    assert isinstance(result.exception, SystemExit)
    assert result.output.startswith("Error: nothing was loaded:\n") and "Traceback" not in result.output


@ON_SQLITE
@pytest.mark.parametrize("bad", ["\0", "\ud800", "\x1b[31m", "\uffff"])
def test_a_sign_that_no_database_keeps_is_told_in_one_line(write: Write, bad: str) -> None:
    text = f"a{bad}b"
    lists = {
        "groups": [{"name": text, "age_from": 5, "age_to": 18}],
        "organisations": [{"code": text, "name": "Дворец"}],
        "schools": [{"id": text}],
        "papers": {"consent_parent": text},
    }
    for where in ("code", "name", "introduction", *lists):
        [error] = errors_of(write(**{where: lists.get(where, text)}))
        assert "holds the character" in error and error.isprintable() and error.isascii()


@ON_SQLITE
def test_a_code_that_no_address_can_hold_is_told_in_one_line(write: Write) -> None:
    for code in ("../a", "a/b", "a\\b", "..", ".", "a b", "a\nb", "a?b", "a#b", "%2e%2e", "а&б", "\u202ea"):
        [error] = errors_of(write(code=code))
        assert error.startswith("municipalities[0].code ") and error.isprintable()
        [error] = errors_of(write(organisations=[{"code": code, "name": "Дворец"}]))
        assert error.startswith("municipalities[0].organisations[0].code ")


def test_letters_digits_and_dots_make_a_code(write: Write) -> None:
    assert load_file(write({"code": "Киселёвск"}, {"code": "г.киселевск-1_2"}, {"code": "42"})) == 3


@ON_SQLITE
def test_a_pipe_in_place_of_a_file_is_not_waited_for(write: Write, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "own.pdf")
    assert errors_of(tmp_path / "own.pdf") == [f"{tmp_path / 'own.pdf'}: is no ordinary file"]
    [error] = errors_of(write(papers={"consent_parent": "own.pdf"}))
    assert error.endswith("names a file that cannot be read: is no ordinary file")


def test_the_same_file_can_be_loaded_again() -> None:
    before = row_counts()
    load_file(MUNICIPALITIES)
    assert row_counts() == before


def test_loading_again_updates_and_keeps_what_the_file_does_not_say(write: Write) -> None:
    schools = [{"id": "school-7", "name": "Школа"}]
    load_file(write(schools=schools, groups=[{"name": "Дети", "age_from": 5, "age_to": 18}]))
    enable(["school-7"], municipality="mezhdurechensk")
    used = update(Municipality).where(Municipality.code == "mezhdurechensk").values(numbers_used=5)
    database.perform(lambda session: session.execute(used))
    load_file(write(name="Междуреченский округ", groups=[{"name": "Дети", "age_from": 6, "age_to": 17, "open": False}]))
    assert (loaded().name, loaded().numbers_used) == ("Междуреченский округ", 5)
    session = current_session()
    group = session.scalars(select(Group).where(Group.municipality_code == "mezhdurechensk")).one()
    assert (group.age_from, group.age_to, group.is_open) == (6, 17, False)
    school = session.get_one(RegisteredSchool, "school-7")
    assert (school.name, school.is_enabled) == ("Школа", True)


def test_the_municipalitys_own_pdf_is_kept_as_it_was_looked_through(write: Write, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "форма.pdf").write_bytes(pdf())
    load_file(write(papers={"application_form_parent": "own/форма.pdf"}))
    paper = current_session().get_one(OwnPaper, ("mezhdurechensk", "application_form_parent"))
    assert paper.content == check_pdf((tmp_path / "own" / "форма.pdf").read_bytes())


@ON_SQLITE
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Заявление".encode(), "is no PDF"),
        (b"%PDF-1.7 and nothing else", "is a PDF that cannot be opened: damaged, without pages, or with a password"),
        (pdf(user_password="secret"), "is a PDF that cannot be opened: damaged, without pages, or with a password"),
        (pdf()[:-400], "is a PDF that cannot be opened: damaged, without pages, or with a password"),
        (pdf() + bytes(LARGEST_OWN_PAPER), "is larger than 2 MB"),
        (None, "names a file that cannot be read: No such file or directory"),
    ],
    ids=["text", "nothing in it", "with a password", "cut off", "too large", "not there"],
)
def test_a_pdf_that_families_could_not_open_is_refused(
    write: Write, tmp_path: Path, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "own.pdf").write_bytes(content)
    assert errors_of(write(papers={"consent_pupil": "own.pdf"})) == [
        f"municipalities[0].papers.consent_pupil {message}"
    ]


def test_the_command_says_what_it_loaded_or_everything_that_is_wrong(app: flask.Flask, write: Write) -> None:
    result = run_command(app, "load", str(write({}, {"code": "osinniki"})))
    assert (result.exit_code, result.output) == (0, "Municipalities loaded: 2.\n")
    result = run_command(app, "load", str(write(name="", groups=1)))
    assert result.exit_code == 1
    assert result.output == (
        "Error: nothing was loaded:\n"
        "  municipalities[0].name is empty or not text\n"
        "  municipalities[0].groups is not a list\n"
    )


def test_the_municipalitys_own_pdf_can_be_taken_away_again(write: Write, tmp_path: Path) -> None:
    (tmp_path / "own.pdf").write_bytes(pdf())
    load_file(write(papers={"consent_parent": "own.pdf", "consent_pupil": "own.pdf"}))
    load_file(write(papers={"consent_parent": False}))
    assert current_session().scalars(select(OwnPaper.kind)).all() == ["consent_pupil"]


def test_a_file_does_not_take_what_belongs_to_another_municipality(write: Write) -> None:
    mine = {
        "code": "mine",
        "name": "г. Мыски",
        "organisations": [{"code": "cdt-m", "name": "ЦДТ"}],
        "schools": [{"id": "s-1"}],
    }
    load_file(write(mine))
    assert errors_of(write(mine | {"code": "theirs"})) == [
        "organisation 'cdt-m' belongs to the municipality 'mine' already",
        "school 's-1' belongs to the municipality 'mine' already",
    ]
