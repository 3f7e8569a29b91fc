"""What the doctor says of the access to children, where the portal attaches any."""

from typing import Any

import pytest

from sgo_pfdo.doctor import findings
from tests.blueprints.access.conftest import MakeSchool, School
from tests.support.actions import run_command

PAST, LATE = "past their time", "over a week late"


def complaints(school: School) -> str:
    with school.web.app.app_context():
        return "\n".join(f"{finding.what} {finding.remedy}" for finding in findings() if not finding.is_well)


def test_a_portal_where_nothing_waits_is_praised(school: School) -> None:
    school.ask()
    said = complaints(school)
    assert "access to a child" not in said


def test_a_school_that_is_over_a_week_late_is_named_and_nobody_else(school: School) -> None:
    school.ask()
    school.wait(days=14)
    assert LATE not in complaints(school)
    school.wait(days=1)
    said = complaints(school)
    assert f"{LATE} with requests for access to a child: school-1 (1)." in said
    assert PAST not in said
    assert "Новикова" not in said


def test_no_letter_goes_without_an_address_of_the_portal(make_school: MakeSchool) -> None:
    said = complaints(make_school(SGO_PFDO_BASE_URL=""))
    assert "No letter tells families that there is an answer about access to a child" in said


def expired(school: School) -> None:
    school.wait(days=33)


def ended(school: School) -> None:
    school.accept(until="2019-11-10")
    school.wait(days=16)


def kept(school: School) -> None:
    school.own_page().press(school.web.client, "Отозвать заявление")
    school.wait(days=93)


@pytest.mark.parametrize("time_goes_by", [expired, ended, kept])
def test_it_says_when_nobody_tidies(school: School, time_goes_by: Any) -> None:
    school.ask()
    time_goes_by(school)
    assert PAST in complaints(school)
    assert run_command(school.web.app, "access", "tidy").exit_code == 0
    assert PAST not in complaints(school)
