"""Whether a certificate lives, and its status, are said twice, in Python and in SQL: both say the same."""

from datetime import date, timedelta

import flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from sgo_pfdo.certificates.model import Certificate, Holder, has_status, living
from sgo_pfdo.certificates.rules.lifecycle import STORED, Status
from sgo_pfdo.database import current_session
from tests.support.apps import NOW
from tests.support.days import any_day

BIRTH_DATE = date(2004, 5, 14)

rows = st.lists(st.tuples(st.sampled_from(STORED), st.integers(-40, 40)), min_size=1, max_size=20)


def certificate_row(number: int, status: Status, end: date) -> dict[str, object]:
    return {
        "id": number,
        "holder_id": 1,
        "number": f"{number:012d}",
        "card_id": f"card {number}",
        "stored_status": status,
        "surname": "Иванов",
        "surname_key": "иванов",
        "first_name_key": "иван",
        "first_name": "Игорь",
        "birth_date": BIRTH_DATE,
        "municipality_code": "kiselevsk",
        "issued_at": NOW,
        "start_date": date(2000, 1, 1),
        "end_date": end,
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows, today=any_day)
def test_python_and_the_database_agree_on_what_lives_and_on_its_status(
    app: flask.Flask, rows: list[tuple[Status, int]], today: date
) -> None:
    session = current_session()
    session.execute(insert(Holder).values(id=1, birth_date=BIRTH_DATE))
    ends = [(status, today + timedelta(days=days)) for status, days in rows]
    session.execute(insert(Certificate), [certificate_row(number, *row) for number, row in enumerate(ends, 1)])
    everything = session.scalars(select(Certificate)).all()
    living_in_python = {row.id for row in everything if row.is_living(today)}
    living_in_sql = set(session.scalars(select(Certificate.id).where(living(today))))
    status_in_python = {row.id: row.status(today) for row in everything}
    status_in_sql = [
        (number, status)
        for status in Status
        for number in session.scalars(select(Certificate.id).where(has_status(status, today)))
    ]
    session.rollback()
    assert living_in_sql == living_in_python
    assert sorted(status_in_sql) == sorted(status_in_python.items())
