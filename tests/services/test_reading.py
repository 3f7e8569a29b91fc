"""What the family's page reads, in one statement: on PostgreSQL by a plan that is made once and kept."""

import flask
import pytest
from sqlalchemy import text

from sgo_pfdo import database
from sgo_pfdo.certificates.reading import read_family
from sgo_pfdo.database import current_session
from tests.support.actions import press
from tests.support.apps import IGOR, MYSKI_SCHOOL, SASHA, SCHOOL, SCHOOL_OFF

SCANS = text("SELECT relname FROM pg_stat_xact_user_tables WHERE relname LIKE 'sgo_pfdo_%' AND seq_scan > 0")


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
    database.perform(lambda session: session.execute(text("UPDATE sgo_pfdo_municipality SET name = 'г. Новый'")))
    assert before != "г. Новый" == name()


def test_a_plan_made_while_the_tables_are_empty_reads_none_from_end_to_end(postgresql_app: flask.Flask) -> None:
    """It is kept while three hundred thousand certificates are issued."""
    session = current_session()
    for _ in range(3):
        read_family(session, [SCHOOL.id, MYSKI_SCHOOL.id], IGOR.id)
    assert session.scalars(SCANS).all() == []
