"""``flask pfdo …`` as an administrator meets it: what is done is said, what cannot be done is said in one line."""

import flask
import pytest
from sqlalchemy import select, update

from sgo_pfdo.certificates.family_reading import read_family
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.migrations import newest_revision
from sgo_pfdo.municipalities.enabling import disable, enable
from sgo_pfdo.municipalities.model import Municipality, RegisteredSchool
from sgo_pfdo.people import School
from tests.support.actions import press, run_command
from tests.support.apps import (
    IGOR,
    MUNICIPALITIES,
    MYSKI_SCHOOL,
    SCHOOL,
    SCHOOL_OFF,
    MakeApp,
    another_child,
    build_app,
    close_app,
    family_portal,
)
from tests.support.editing import change_past_the_module


def is_enabled(school_id: str) -> bool | None:
    school = current_session().get(RegisteredSchool, school_id, populate_existing=True)
    return school.is_enabled if school else None


def test_upgrading_says_the_revision_and_may_be_repeated(make_app: MakeApp) -> None:
    app = make_app(prepare=False)
    for _ in range(2):
        result = run_command(app, "db", "upgrade")
        assert (result.exit_code, result.output) == (0, f"The tables are at revision {newest_revision()}.\n")


def test_upgrading_a_database_of_another_kind_is_refused(make_app: MakeApp) -> None:
    app = make_app(prepare=False)
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dialect.name = "oracle"
    result = run_command(app, "db", "upgrade")
    assert (result.exit_code, result.output) == (1, "Error: sgo_pfdo works on SQLite and PostgreSQL, not on oracle\n")


def test_schools_are_switched_on_and_off(app: flask.Flask) -> None:
    result = run_command(app, "enable", SCHOOL_OFF.id, "school-new", "--municipality", "kiselevsk")
    assert result.exit_code == 0
    assert result.output == "Schools enabled: 2.\nШкола school-new раньше не встречалась: проверьте id.\n"
    assert is_enabled(SCHOOL_OFF.id) and is_enabled("school-new")
    result = run_command(app, "disable", SCHOOL_OFF.id, SCHOOL.id)
    assert (result.exit_code, result.output) == (0, "Schools disabled: 2.\n")
    assert [is_enabled(school) for school in (SCHOOL_OFF.id, SCHOOL.id, "school-new")] == [False, False, True]


def test_a_school_that_is_on_stays_on_and_may_change_its_municipality(app: flask.Flask) -> None:
    enable([SCHOOL.id], municipality="kiselevsk")
    enable([SCHOOL.id], municipality="myski")
    school = current_session().get_one(RegisteredSchool, SCHOOL.id, populate_existing=True)
    assert (school.is_enabled, school.municipality_code, school.name) == (True, "myski", SCHOOL.name)


def test_a_school_never_seen_is_told_once_and_one_with_pupils_in_the_portal_is_not(
    make_app: MakeApp,
) -> None:
    portal = family_portal()
    app = make_app(portal)
    portal.add(another_child(1, schools=(School(id="school-new", name="МБОУ «СОШ № 3»"),)))
    said = run_command(app, "enable", "school-new", "scool-1", "--municipality", "kiselevsk").output
    assert said == "Schools enabled: 2.\nШкола scool-1 раньше не встречалась: проверьте id.\n"
    assert run_command(app, "enable", "scool-1", "--municipality", "kiselevsk").output == "Schools enabled: 1.\n"


def names_that_families_see() -> list[str]:
    seen = [SCHOOL.id, MYSKI_SCHOOL.id]
    known = read_family(current_session(), seen, IGOR.id).municipalities
    return [known[school].name for school in seen]


@pytest.mark.parametrize(
    ("codes", "seen", "said"),
    [
        ([], ["Новый kiselevsk", "Новый myski"], "Municipalities refreshed: {all}.\n"),
        (["myski"], ["г. Киселёвск", "Новый myski"], "Municipalities refreshed: 1.\n"),
        (["myski", "myski"], ["г. Киселёвск", "Новый myski"], "Municipalities refreshed: 1.\n"),
        (["myski", "atlantis"], ["г. Киселёвск", "г. Мыски"], "Error: there is no municipality 'atlantis'\n"),
    ],
)
def test_what_was_changed_with_sql_is_seen_once_somebody_says_so(
    app: flask.Flask, codes: list[str], seen: list[str], said: str
) -> None:
    enable([MYSKI_SCHOOL.id], municipality="myski")
    assert names_that_families_see() == ["г. Киселёвск", "г. Мыски"]
    perform(lambda session: session.execute(update(Municipality).values(name="Новый " + Municipality.code)))
    assert names_that_families_see() == ["г. Киселёвск", "г. Мыски"]
    result = run_command(app, "municipality", "refresh", *codes)
    there = current_session().query(Municipality).count()
    assert (result.exit_code, result.output) == (int(said.startswith("Error")), said.format(all=there))
    assert names_that_families_see() == seen


BEFORE_THE_UPGRADE = [
    ["load", str(MUNICIPALITIES)],
    ["enable", "school-1", "--municipality", "kiselevsk"],
    ["disable", "school-1"],
    ["export", "register.csv", "--municipality", "kiselevsk"],
    ["journal"],
    ["remind"],
    ["mail", "send"],
    ["clean"],
    ["keys", "rotate"],
    ["municipality", "refresh"],
]


def test_commands_before_the_upgrade_name_it_in_one_line(make_app: MakeApp) -> None:
    app = make_app(prepare=False)
    told = f"the tables are at revision None, this version needs {newest_revision()}: run flask pfdo db upgrade"
    for command in BEFORE_THE_UPGRADE:
        result = run_command(app, *command)
        assert (command, result.exit_code, result.output) == (command, 1, f"Error: {told}\n")
    run_command(app, "db", "upgrade")
    assert run_command(app, "remind").exit_code == 0


def test_commands_while_the_database_is_away_say_so_in_one_line() -> None:
    app = build_app("postgresql+psycopg://postgres@/nowhere?host=%2Fno%2Fsuch%2Ffolder", prepare=False)
    for command in (["enable", "school-1", "--municipality", "kiselevsk"], ["db", "upgrade"]):
        result = run_command(app, *command)
        assert result.exit_code == 1
        assert result.output.startswith("Error: the database cannot be used now (OperationalError)")
        assert result.output.count("\n") == 1
    close_app(app)


@pytest.mark.parametrize("option", ["--from", "--to"])
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31", "20226-01-01", "2026-02-30", "yesterday"])
def test_a_day_that_cannot_be_is_told_and_the_history_is_not_read(app: flask.Flask, option: str, day: str) -> None:
    result = run_command(app, "journal", option, day)
    assert result.exit_code == 2 and f"Invalid value for '{option}'" in result.output and day in result.output
    assert current_session().query(JournalEntry).count() == 0


def test_one_school_that_is_not_known_leaves_all_as_they_were(app: flask.Flask) -> None:
    result = run_command(app, "disable", SCHOOL.id, "scool-1")
    assert (result.exit_code, result.output) == (1, "Error: there is no school 'scool-1'\n")
    assert is_enabled(SCHOOL.id)


def test_schools_need_a_municipality_that_was_loaded(app: flask.Flask) -> None:
    result = run_command(app, "enable", "school-new", "--municipality", "atlantis")
    assert result.exit_code == 1
    assert result.output == "Error: there is no municipality 'atlantis'; load it first: flask pfdo load FILE\n"
    assert is_enabled("school-new") is None


@pytest.mark.parametrize("arguments", [["enable", "school"], ["enable", "--municipality", "kiselevsk"], ["disable"]])
def test_a_command_that_lacks_something_says_what(app: flask.Flask, arguments: list[str]) -> None:
    result = run_command(app, *arguments)
    assert result.exit_code == 2
    assert "Missing" in result.output


@pytest.mark.parametrize("school_id", ["", "x" * 65])
def test_an_id_that_no_portal_can_have_is_refused(app: flask.Flask, school_id: str) -> None:
    for change in (lambda: enable([school_id], municipality="kiselevsk"), lambda: disable([school_id])):
        with pytest.raises(ValueError, match="1 to 64 characters"):
            change()


def test_every_command_is_explained(app: flask.Flask) -> None:
    listed = run_command(app, "--help").output
    for command in ("db", "load", "enable", "disable", "doctor", "register", "keys", "municipality"):
        line = next(line for line in listed.splitlines() if line.split()[:1] == [command])
        assert len(line.split()) > 2, line


def test_names_are_folded_anew_where_the_keys_are_of_an_older_folding(make_app: MakeApp) -> None:
    app = make_app()
    with app.app_context():
        press(another_child(1, surname="Салтыков–Щедрин", first_name="Cофья"))
        change_past_the_module(update(Certificate).values(surname_key="салтыков–щедрин", first_name_key="cофья"))
    assert run_command(app, "db", "fold-names").output == "Names folded anew: 1.\n"
    assert run_command(app, "db", "fold-names").output == "Names folded anew: 0.\n"
    with app.app_context():
        one = current_session().scalars(select(Certificate)).one()
        assert (one.surname_key, one.first_name_key) == ("салтыков щедрин", "софья")
        assert (one.surname, one.first_name) == ("Салтыков–Щедрин", "Cофья")
