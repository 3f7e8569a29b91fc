"""After a restore from an old backup, counters are raised past every number that somebody holds."""

import flask
import pytest
from click.testing import Result
from sqlalchemy import update

from sgo_pfdo import Pupil
from sgo_pfdo.applications.model import Application
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.doctor import findings
from sgo_pfdo.journal.settings_history import settings_history
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.plain.numbers import LAST_IN_SEQUENCE
from tests.support.actions import press, run_command
from tests.support.apps import MYSKI_SCHOOL, NOW, another_child


def myski_child(number: int) -> Pupil:
    return another_child(number, schools=(MYSKI_SCHOOL,))


def press_in_myski(number: int) -> int:
    """Press for a child and give the position of the number."""
    return int(press(myski_child(number)).number[4:])


def set_myski(**values: int | str) -> None:
    perform(lambda session: session.execute(update(Municipality).where(Municipality.code == "myski").values(values)))


def add_application(number: int) -> None:
    row = {"pupil_id": "igor", "applicant_id": "anna", "applicant_role": "parent", "municipality_code": "myski"}
    perform(lambda session: session.add(Application(**row, number=number, created_at=NOW, touched_at=NOW)))


def raise_numbers(app: flask.Flask, *arguments: str) -> Result:
    result = run_command(app, "numbers", "raise", *arguments)
    current_session().rollback()
    return result


def complaints() -> list[str]:
    return [finding.what for finding in findings() if not finding.is_well and "its counter" in finding.what]


def stands_at() -> tuple[int, int]:
    myski = current_session().get_one(Municipality, "myski", populate_existing=True)
    return myski.numbers_used, myski.applications_used


@pytest.fixture
def restored(app: flask.Flask) -> flask.Flask:
    """Myski has given out three numbers and seven applications; its row comes from a backup before all that."""
    for number in range(3):
        press_in_myski(number)
    add_application(7)
    set_myski(numbers_used=0, applications_used=2)
    return app


def test_the_doctor_tells_of_counters_below_what_was_given_out(restored: flask.Flask) -> None:
    assert complaints() == [
        "myski has given out number 3 of certificates, and its counter stands at 0.",
        "myski has given out number 7 of applications, and its counter stands at 2.",
    ]
    assert raise_numbers(restored, "--by", "0").exit_code == 0
    assert complaints() == []
    assert stands_at() == (3, 7)


def test_counters_go_past_what_is_known_and_a_thousand_that_may_be_lost(restored: flask.Flask) -> None:
    result = raise_numbers(restored)
    assert (result.exit_code, result.output) == (
        0,
        "myski, certificates: 0 -> 1003\nmyski, applications: 2 -> 1007\nCounters raised: 2.\n",
    )
    assert press_in_myski(4) == 1004


def test_a_number_on_paper_counts_too(restored: flask.Flask) -> None:
    number = f"{press(myski_child(4)).number[:4]}000458"
    result = raise_numbers(
        restored, "--municipality", "myski", "--by", "10", "--certificate", number, "--application", "31"
    )
    assert result.exit_code == 0, result.output
    assert stands_at() == (468, 41)


def test_a_counter_that_is_well_is_raised_by_the_margin_alone(app: flask.Flask) -> None:
    press_in_myski(1)
    assert raise_numbers(app, "--by", "5").exit_code == 0
    assert press_in_myski(2) == 7


def test_twelve_random_digits_need_no_counter(app: flask.Flask) -> None:
    press()
    set_myski(number_format="sgo12")
    assert raise_numbers(app).output == "Counters raised: 0.\n"


def test_a_random_number_that_begins_alike_is_none_of_the_sequence(app: flask.Flask) -> None:
    certificate = press(myski_child(1))
    alike = f"{certificate.number[:4]}00045812"
    perform(lambda session: session.execute(update(Certificate).values(number=alike)))
    assert raise_numbers(app, "--by", "0").output.startswith("myski, certificates: 1 -> 1\n")


def test_the_operator_finds_it_in_the_history(restored: flask.Flask) -> None:
    raise_numbers(restored)
    told = [entry.details for entry in settings_history(current_session(), "myski")]
    assert told[:2] == ["Счётчик номеров заявлений: 2 → 1007", "Счётчик номеров сертификатов: 0 → 1003"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--by", str(LAST_IN_SEQUENCE)], "nothing was changed: myski has only 999996 numbers of certificates left"),
        (["--by", "-1"], "-1 is not in the range"),
        (["--certificate", "42"], "'--certificate': takes a pfdo10 number of ten digits"),
        (["--certificate", "\udcff"], "'--certificate': takes a pfdo10 number of ten digits"),
        (["--certificate", "9999000001"], "no municipality begins its numbers as '9999000001' does"),
        (["--application", "31"], "say which by --municipality"),
        (["--municipality", "gone"], "there is no municipality 'gone'"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    restored: flask.Flask, arguments: list[str], message: str
) -> None:
    result = raise_numbers(restored, *arguments)
    assert result.exit_code != 0 and message in result.output
    assert stands_at() == (0, 2)
