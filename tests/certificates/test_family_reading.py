"""What the family's page reads, in one statement."""

import pytest
from sqlalchemy import text

from sgo_pfdo.certificates.family_reading import read_family
from sgo_pfdo.database import current_session
from tests.support.actions import press
from tests.support.apps import IGOR, MYSKI_SCHOOL, SASHA, SCHOOL, SCHOOL_OFF
from tests.support.editing import change_past_the_module


@pytest.mark.usefixtures("app")
def test_schools_lead_to_their_municipalities_and_those_switched_off_to_none() -> None:
    named = [MYSKI_SCHOOL.id, "of nobody", SCHOOL_OFF.id, SCHOOL.id, MYSKI_SCHOOL.id]
    found = read_family(current_session(), named, IGOR.id).municipalities
    assert {school_id: one.code for school_id, one in found.items()} == {
        MYSKI_SCHOOL.id: "myski",
        SCHOOL.id: "kiselevsk",
    }
    assert read_family(current_session(), [], IGOR.id).municipalities == {}


@pytest.mark.usefixtures("app")
def test_the_child_is_found_whatever_its_schools_are() -> None:
    issued = press(IGOR)
    for schools in ([SCHOOL.id], [MYSKI_SCHOOL.id], [SCHOOL_OFF.id], []):
        reading = read_family(current_session(), schools, IGOR.id)
        assert reading.certificate is not None and reading.account is not None and reading.holder is not None
        assert reading.certificate.number == issued.number == reading.account.login
        assert (reading.certificate.start_date, reading.certificate.end_date) == (issued.start_date, issued.end_date)
        assert reading.holder.birth_date == IGOR.birth_date
    assert read_family(current_session(), [SCHOOL.id], SASHA.id)[1:] == (None, None, None)


@pytest.mark.usefixtures("app")
def test_what_was_read_once_is_read_anew_when_it_has_changed() -> None:
    def name() -> str:
        return read_family(current_session(), [SCHOOL.id], IGOR.id).municipalities[SCHOOL.id].name

    before = name()
    change_past_the_module(text("UPDATE sgo_pfdo_municipality SET name = 'г. Новый'"))
    assert before != "г. Новый" == name()
