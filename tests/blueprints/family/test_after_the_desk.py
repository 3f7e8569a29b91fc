"""What the family reads once a clerk has done something: since when, why, whom to ask, and how to get a new one."""

from typing import Any

import pytest
from sqlalchemy import update

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.municipalities.model import Municipality, Organisation
from tests.support.apps import IGOR
from tests.support.desk import take
from tests.support.editing import change_past_the_module
from tests.support.web import Web

CDT = "МАУ ДО «Центр детского творчества»"


def at_the_desk(web: Web, *steps: Step, **reason: Any) -> None:
    """Have a clerk take steps with Igor's certificate, the last one for a reason."""
    with web.app.app_context():
        session = web.app.extensions["sqlalchemy"].session
        certificate = session.query(Certificate).filter_by(first_name=IGOR.first_name).one()
        for step in steps:
            take(step, certificate, **(reason if step is steps[-1] else {}))


def test_an_active_certificate_says_since_when(certified: Web) -> None:
    at_the_desk(certified, Step.ACTIVATE)
    assert "сертификат активен с 28 октября 2019 года. Можно записываться" in certified.open().text


def test_a_frozen_one_says_why_and_whom_to_ask(certified: Web) -> None:
    at_the_desk(certified, Step.ACTIVATE, Step.FREEZE, reason_code="misuse")
    page = certified.open()
    assert (
        "Сертификат заморожен 28 октября 2019 года: сертификатом могли воспользоваться без ведома семьи. "
        f"Это сделали в организации {CDT}, телефон 8 (384-64) 0-00-01. Туда и обращайтесь с вопросами."
    ) in page.text
    assert ("8 (384-64) 0-00-01", "tel:+73846400001") in page.links
    assert "новый получить тоже нельзя" in page.text


def test_an_annulled_one_says_why_and_lets_the_child_get_a_new_one(certified: Web) -> None:
    at_the_desk(certified, Step.ANNUL, reason_code="moved", reason_words="Переезжают в Томск.")
    page = certified.open()
    assert "ребёнок больше не живёт в муниципалитете. Переезжают в Томск. Это сделали" in page.text
    assert "Новый получают в том муниципалитете, где ребёнок живёт теперь." in page.text
    assert "но можно получить новый" not in page.text
    new = certified.press("Получить новый сертификат")
    assert "Сертификат не активирован" in new.text
    assert len(certified.certificates()) == 3


def test_one_annulled_beside_another_leads_to_the_desk_and_to_no_new_one(certified: Web) -> None:
    at_the_desk(certified, Step.ANNUL, reason_code="duplicate")
    page = certified.open()
    assert page.reasons == ["has_another"]
    assert "Пользуйтесь другим сертификатом." in page.text
    assert "можно получить новый" not in page.text and not page.has_button("Получить новый сертификат")
    pressed = {"child": "igor", "csrf_token": certified.token()}
    answer = certified.client.post("/settings/certificate/issue", data=pressed)
    assert answer.status_code == 403
    assert len(certified.certificates()) == 2


def test_where_none_can_be_issued_an_annulled_one_promises_no_new_one(certified: Web) -> None:
    at_the_desk(certified, Step.ANNUL, reason_code="at_request")
    certified.portal.sign_in_pupil(IGOR.id, is_owner=False)
    page = certified.open()
    assert "по заявлению семьи" in page.text
    assert "можно получить новый" not in page.text and not page.has_button("Получить новый сертификат")


def test_a_withdrawn_consent_is_called_what_it_is(certified: Web) -> None:
    at_the_desk(certified, Step.WITHDRAW_CONSENT)
    page = certified.open()
    assert "аннулирован 28 октября 2019 года: отозвано согласие на обработку персональных данных" in page.text


def test_an_organisation_that_was_renamed_since_keeps_its_name_and_loses_its_telephone(certified: Web) -> None:
    at_the_desk(certified, Step.ANNUL, reason_code="duplicate")
    with certified.app.app_context():
        session = certified.app.extensions["sqlalchemy"].session
        session.get(Organisation, "cdt").name = "Дом творчества"
        session.commit()
    text = certified.open().text
    assert f"в организации {CDT}. Туда и обращайтесь" in text


def test_the_history_tells_each_step_who_did_it_and_why(certified: Web) -> None:
    at_the_desk(certified, Step.ACTIVATE, Step.FREEZE, reason_code="other", reason_words="Просила бабушка")
    at_the_desk(certified, Step.UNFREEZE, Step.ANNUL, reason_code="at_request")
    at_the_desk(certified, Step.UNDO)
    steps = [line for line in certified.open("/settings/certificate/history").items if CDT in line]
    assert [line.partition(" 28 ")[0] for line in steps] == [
        "Аннулирование отменено",
        "Сертификат аннулирован: по заявлению семьи",
        "Сертификат разморожен",
        "Сертификат заморожен: Просила бабушка",
        "Сертификат активирован",
    ]
    assert "clerk-cdt" not in "".join(steps)


@pytest.mark.parametrize("may_come", [None, True, False])
def test_whether_a_child_of_14_may_come_alone_is_up_to_the_municipality(certified: Web, may_come: bool | None) -> None:
    with certified.app.app_context():
        change_past_the_module(update(Municipality).values(pupil_may_come_alone=may_come))
    assert ("или сам ребёнок" in certified.open(child="igor").text) is (may_come is not False)
    assert "или сам ребёнок" not in certified.open(child="sasha").text
    certified.portal.sign_in_pupil("igor", is_owner=True)
    assert ("можно прийти без родителей" in certified.open().text) is (may_come is not False)
