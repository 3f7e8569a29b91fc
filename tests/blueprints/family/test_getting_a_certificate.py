"""Pressing «Получить сертификат»: once, twice, both parents at once, with rules that changed behind the page."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sgo_pfdo import Pupil
from sgo_pfdo.municipalities.enabling import disable
from tests.support.apps import IGOR, MYSKI_SCHOOL, NOW, OTHER_PARENT, PARENT, SASHA, SCHOOL, SCHOOL_OFF, MakeApp
from tests.support.contents import contents_of
from tests.support.pages import Page
from tests.support.web import PAGE, MakeWeb, Web

GET_IT = "Получить сертификат"


def test_a_press_issues_and_redirects_to_the_certificate(web: Web) -> None:
    answer = web.open().press(web.client, GET_IT)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{PAGE}?child=igor&done=issued#pfdo-done"
    page = web.land(answer)
    (certificate,) = web.certificates()
    assert "Сертификат получен." in page.text
    assert f"Номер {certificate.number} Статус Не активирован" in page.text
    assert "Дата начала действия 28.10.19 Дата окончания действия 25.01.20" in page.text


def test_the_page_says_by_which_date_where_and_with_which_papers(web: Web) -> None:
    page = web.press()
    for words in (
        "Сертификат не активирован · осталось 90 дней",
        "до 25 января 2020 года включительно",
        "заявление и согласие на обработку персональных данных",
        "МАУ ДО «Центр детского творчества»",
        "г. Киселёвск, ул. Советская, д. 3",
        "Понедельник – пятница с 9:00 до 17:00",
    ):
        assert words in page.text
    assert page.link("8 (384-64) 0-00-01") == "tel:+73846400001"


def test_pressing_twice_gives_one_certificate_and_no_error(web: Web) -> None:
    page = web.open()
    first = web.land(page.press(web.client, GET_IT))
    after_first = contents_of(web.app)
    second = web.land(page.press(web.client, GET_IT))
    assert contents_of(web.app) == after_first
    assert first.text == second.text


def test_going_back_and_pressing_as_the_other_parent_gives_the_same_certificate(web: Web) -> None:
    old_page = web.open()
    web.press()
    after_first = contents_of(web.app)
    web.portal.sign_in_parent(OTHER_PARENT)
    web.land(old_page.press(web.client, GET_IT))
    assert contents_of(web.app) == after_first


def test_a_press_that_had_to_sign_in_first_comes_back_to_the_page(web: Web) -> None:
    again = web.open(f"{PAGE}/issue")
    assert again.status == 200
    assert again.has_button(GET_IT)
    assert web.certificates() == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (replace(IGOR, schools=(SCHOOL_OFF,)), "not_connected"),
        (replace(IGOR, birth_date=None), "no_birth_date"),
        (replace(IGOR, birth_date=date(2001, 10, 28)), "outside_ages"),
        (replace(IGOR, birth_date=date(2014, 10, 29)), "outside_ages"),
    ],
)
def test_the_server_checks_every_rule_again_whatever_the_page_showed(web: Web, changed: Pupil, reason: str) -> None:
    page = web.open()
    assert page.has_button(GET_IT)
    web.portal.add(changed)
    before = contents_of(web.app)
    refused = Page(page.press(web.client, GET_IT))
    assert refused.status == 403
    assert refused.reasons == [reason]
    assert "Сертификат не выдан." in refused.text
    assert not refused.has_button(GET_IT)
    assert contents_of(web.app) == before


@pytest.mark.parametrize(("pupil", "is_owner"), [(SASHA, None), (SASHA, False), (IGOR, False)])
def test_a_forged_press_on_a_pupil_s_account_gets_nothing(web: Web, pupil: Pupil, is_owner: bool | None) -> None:
    web.portal.sign_in_pupil(pupil.id, is_owner=is_owner)
    fields = {"child": pupil.id, "csrf_token": web.token()}
    assert web.client.post(f"{PAGE}/issue", data=fields).status_code == 403
    assert web.certificates() == []


def test_a_child_that_was_detached_behind_the_page_is_gone(web: Web) -> None:
    page = web.open()
    web.portal.take_away(IGOR.id, PARENT)
    assert page.press(web.client, GET_IT).status_code == 404
    assert web.certificates() == []


def test_a_school_that_is_switched_off_keeps_what_was_issued(web: Web) -> None:
    number = web.press().text
    with web.app.app_context():
        disable([SCHOOL.id])
    page = web.open()
    assert web.certificates()[0].number in page.text and web.certificates()[0].number in number
    assert web.open(child=SASHA.id).reasons == ["not_connected"]


def test_an_expired_certificate_gives_way_to_a_new_one_and_stays_in_the_register(web: Web) -> None:
    web.press()
    web.portal.moment = NOW + timedelta(days=89)
    assert "сегодня последний день" in web.open().text
    web.portal.moment = NOW + timedelta(days=90)
    expired = web.open()
    assert "Срок действия сертификата истёк 25 января 2020" in expired.text
    assert "его не активировали вовремя" in expired.text
    page = web.press("Получить новый сертификат")
    old, new = web.certificates()
    assert new.number in page.text and old.number not in page.text
    assert old.living_key is None


def test_a_municipality_without_numbers_says_so_and_changes_nothing(web: Web) -> None:
    web.portal.add(replace(IGOR, schools=(MYSKI_SCHOOL,)))
    with web.app.app_context(), web.app.extensions["sqlalchemy"].engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sgo_pfdo_municipality SET numbers_used = 999999 WHERE code = 'myski'")
    before = contents_of(web.app)
    page = Page(web.open().press(web.client, GET_IT))
    assert page.status == 503
    assert "закончились свободные номера" in page.text
    assert contents_of(web.app) == before


def test_a_made_up_address_cannot_claim_that_a_certificate_was_issued(web: Web) -> None:
    for made_up in ("issued", "password", "<b>"):
        assert "Сертификат получен" not in web.open(done=made_up).text


def test_the_register_prints_numbers_in_sequence_where_the_municipality_wants_them(make_web: MakeWeb) -> None:
    web = make_web()
    web.portal.add(replace(IGOR, schools=(MYSKI_SCHOOL,)))
    web.portal.add(replace(SASHA, schools=(MYSKI_SCHOOL,)))
    assert "4215000001" in web.press(child=IGOR.id).text
    assert "4215000002" in web.press(child=SASHA.id).text


def test_a_portal_with_protection_of_its_own_has_the_button_of_the_cabinet_too(make_app: MakeApp) -> None:
    app = make_app(WTF_CSRF_ENABLED=False)
    client = app.test_client()
    assert client.post("/settings/certificate/issue", data={"child": IGOR.id}).status_code == 303
    page = client.get("/settings/certificate").text
    assert "Открыть личный кабинет сертификата" in page and "csrf_token" not in page
    assert client.post("/pfdo/cabinet/open", data={"child": IGOR.id}).status_code == 303
