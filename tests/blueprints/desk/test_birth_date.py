"""A wrong birth date is put right at the desk, with the document on the table: the end follows, the family reads it."""

from datetime import date, timedelta
from typing import Any

import flask
import pytest
from sqlalchemy import select

from sgo_pfdo import database
from sgo_pfdo.certificates.correcting import Correction, LivesElsewhereError, TooOldOrYoungError, correct
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.rules.validity import corrected_end_date
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.register.model import RegisterTask
from tests.blueprints.desk.office import Desk
from tests.support.apps import IGOR, NOW, MakeApp
from tests.support.desk import CLERK, birth_certificate, entries, holder_of, register, take
from tests.support.registers import LedRegister

by_rule = pytest.mark.usefixtures("app")
on_both = pytest.mark.usefixtures("any_app")
RIGHT = date(2012, 3, 8)
"""Liza is a year younger than it was typed."""


def put_right(certificate: Certificate, birth_date: date, **changes: Any) -> Certificate:
    """Correct the birth date alone."""
    current_session().refresh(certificate)
    correction = Correction(
        version=certificate.version,
        surname=certificate.surname,
        first_name=certificate.first_name,
        patronymic=certificate.patronymic,
        birth_date=birth_date,
        **changes,
    )
    certificate_id, plan = certificate.id, current_state().issuing
    database.perform(lambda session: correct(session, certificate_id, correction, CLERK, issuing=plan, now=NOW))
    current_session().refresh(certificate)
    return certificate


@on_both
def test_the_end_of_an_active_certificate_follows_the_birth_date_and_the_history_says_that_it_was_changed() -> None:
    certificate = put_right(take(Step.ACTIVATE, register()), RIGHT)
    assert holder_of(certificate).birth_date == RIGHT
    assert certificate.end_date == date(2030, 3, 7)
    assert entries(certificate.holder_id)[-1] == ("data_corrected", "дата рождения (по документу ребёнка)")


@by_rule
def test_the_ninety_days_of_an_inactive_one_stay_unless_the_eighteenth_birthday_cuts_them() -> None:
    certificate = register()
    before = certificate.end_date
    assert put_right(certificate, RIGHT).end_date == before
    assert put_right(certificate, date(2001, 12, 1)).end_date == date(2019, 11, 30)
    assert put_right(certificate, RIGHT).end_date == before


@by_rule
def test_undoing_an_activation_or_an_annulment_afterwards_gives_the_end_of_the_right_birth_date() -> None:
    certificate = put_right(take(Step.ACTIVATE, register()), date(2001, 12, 1))
    assert take(Step.UNDO, certificate).end_date == date(2019, 11, 30)
    other = take(Step.ACTIVATE, register(document_number=birth_certificate(5), first_name="Анна"))
    put_right(take(Step.ANNUL, other, reason_code="wrong_data"), RIGHT)
    assert take(Step.UNDO, other).end_date == date(2030, 3, 7)


@by_rule
@pytest.mark.parametrize("wrong", [date(2001, 10, 28), date(2015, 10, 29)], ids=["18 years", "4 years"])
def test_a_date_with_which_nobody_has_a_certificate_is_refused_and_nothing_changes(wrong: date) -> None:
    certificate = register()
    with pytest.raises(TooOldOrYoungError):
        put_right(certificate, wrong, document=None)
    assert holder_of(certificate).birth_date == date(2011, 3, 8)


@by_rule
def test_beside_a_living_certificate_it_is_not_corrected_on_the_card_of_an_old_one() -> None:
    old = take(Step.ANNUL, register(), reason_code="at_request")
    register()
    with pytest.raises(LivesElsewhereError):
        put_right(old, RIGHT)


def test_a_remote_register_is_told_of_the_new_end(make_app: MakeApp) -> None:
    app: flask.Flask = make_app(register=LedRegister())
    with app.app_context():
        certificate = take(Step.ACTIVATE, register())
        put_right(certificate, RIGHT)
        tasks = current_session().scalars(select(RegisterTask).order_by(RegisterTask.id)).all()
        assert (tasks[-1].kind, tasks[-1].end_date) == ("status_changed", date(2030, 3, 7))
        count = len(tasks)
        put_right(certificate, RIGHT)
        assert len(current_session().scalars(select(RegisterTask)).all()) == count


def test_a_birth_date_comes_back_to_the_end_date_it_had() -> None:
    start, born, other = date(2019, 10, 28), date(2011, 3, 8), date(2001, 12, 1)
    for activated, first in ((True, date(2029, 3, 7)), (False, start + timedelta(days=89))):
        away = corrected_end_date(first, born, other, start, 90, activated=activated)
        assert corrected_end_date(away, other, born, start, 90, activated=activated) == first


def test_on_the_page_the_document_has_to_be_ticked_and_the_family_reads_of_it(desk: Desk) -> None:
    page = desk.press(desk.step_page("correct"), "Исправить", born="14.05.2005")
    assert page.status == 422
    assert "Отметьте, что документ ребёнка проверен" in page.text
    assert page.form("Исправить").fields["born"] == "14.05.2005"
    page = desk.press(page, "Исправить", seen="y")
    assert "Данные исправлены." in page.text and "14 мая 2005" in page.text
    desk.portal.sign_in_parent("ivanova")
    history = desk.web.open("/settings/certificate/history", child=IGOR.id)
    assert "Исправлены данные: дата рождения (по документу ребёнка)" in history.text
    assert "2005" not in history.text


def test_on_the_page_an_impossible_date_is_said_at_its_field(desk: Desk) -> None:
    page = desk.press(desk.step_page("correct"), "Исправить", born="14.05.1999", seen="y")
    assert page.status == 422
    assert "возраст не подходит ни к одной группе" in page.text
