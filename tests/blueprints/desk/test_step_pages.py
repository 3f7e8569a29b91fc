"""Freeze, annul, withdraw the consent: a page of its own says what will happen; within the day it can be undone."""

from datetime import timedelta

import pytest

from tests.blueprints.desk.office import Desk
from tests.support.apps import NOW


def test_freezing_says_what_it_does_and_the_reason_stands_on_the_card(desk: Desk) -> None:
    desk.activate()
    page = desk.web.open(desk.card().link("Заморозить"))
    assert "Записаться по сертификату будет нельзя" in page.text
    page = desk.press(page, "Заморозить", reason="misuse", words="Звонила мама")
    assert "Сертификат заморожен." in page.text
    assert "сертификатом могли воспользоваться без ведома семьи. Звонила мама" in page.text
    page = desk.press(page, "Разморозить")
    assert "Сертификат разморожен и снова активен." in page.text


def test_annulling_says_what_it_does_before_it_is_done(desk: Desk) -> None:
    page = desk.web.open(desk.card().link("Аннулировать"))
    assert "Сертификат перестанет действовать" in page.text
    assert desk.certificate().stored_status == "inactive"
    page = desk.press(page, "Аннулировать", reason="moved")
    assert "Сертификат аннулирован." in page.text
    assert "ребёнок больше не живёт в муниципалитете" in page.text
    assert desk.certificate().stored_status == "annulled"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Выберите причину."),
        ({"reason": "nonsense"}, "Выберите причину."),
        ({"reason": "other"}, "Напишите причину своими словами."),
        ({"reason": "other", "words": "   "}, "Напишите причину своими словами."),
        ({"reason": "moved", "words": "ы" * 501}, "Не больше 500 знаков."),
    ],
)
def test_a_reason_is_asked_for_and_what_was_written_stays(desk: Desk, typed: dict[str, str], said: str) -> None:
    page = desk.press(desk.step_page("annul"), "Аннулировать", **typed)
    assert page.status == 422
    assert said in page.text
    assert page.form("Аннулировать").fields["words"].strip() == typed.get("words", "").strip()
    assert desk.certificate().stored_status == "inactive"


def test_a_reason_in_own_words_is_read_as_it_was_written(desk: Desk) -> None:
    page = desk.press(desk.step_page("annul"), "Аннулировать", reason="other", words="Переехали в Томск")
    assert "Сертификат аннулирован: Переехали в Томск" in page.text


def test_withdrawing_the_consent_says_when_the_data_go(desk: Desk) -> None:
    page = desk.step_page("withdraw")
    assert "через 30 дней имя ребёнка и учётная запись будут удалены" in page.text
    page = desk.press(page, "Отозвать согласие и аннулировать")
    assert "Данные будут удалены после 27 ноября 2019 года" in page.text
    assert "Учётная запись закрыта" in page.text
    page = desk.press(page, "Отменить отзыв согласия")
    assert "Последний шаг отменён." in page.text
    assert "Учётная запись открыта" in page.text


def test_another_ground_keeps_the_data(desk: Desk) -> None:
    page = desk.press(desk.step_page("withdraw"), "Отозвать согласие и аннулировать", ground="Договор до мая")
    assert "Данные хранятся на указанном основании." in page.text
    assert "данные хранятся, основание – Договор до мая" in page.text
    assert desk.certificate().erase_on is None


@pytest.mark.parametrize(
    ("name", "button", "undo"),
    [("freeze", "Заморозить", "Отменить заморозку"), ("annul", "Аннулировать", "Отменить аннулирование")],
)
def test_a_step_can_be_undone_on_its_day_and_not_later(desk: Desk, name: str, button: str, undo: str) -> None:
    desk.activate()
    page = desk.press(desk.step_page(name), button, reason="at_request")
    desk.portal.moment = NOW + timedelta(days=1)
    assert not desk.card().has_button(undo)
    assert "Отменить шаг можно только в тот день" in desk.press(page, undo).text
    desk.portal.moment = NOW
    page = desk.press(page, undo)
    assert "Последний шаг отменён. Сейчас: активный." in page.text
    assert "(потом отменено)" in page.text


def test_a_step_that_is_impossible_has_no_page(desk: Desk) -> None:
    assert "Карточка сертификата" in desk.step_page("freeze").text
    desk.press(desk.step_page("annul"), "Аннулировать", reason="moved")
    for name in ("annul", "restore"):
        assert "Карточка сертификата" in desk.step_page(name).text


def test_a_page_of_reasons_that_is_older_than_the_card_changes_nothing(desk: Desk) -> None:
    old = desk.step_page("annul")
    desk.activate()
    page = desk.press(old, "Аннулировать", reason="moved")
    assert page.status == 409
    assert "Сертификат активирован – 28 октября 2019" in page.text
    assert desk.certificate().stored_status == "active"


def test_a_token_that_is_too_old_keeps_reason_and_words(desk: Desk) -> None:
    page = desk.press(desk.step_page("annul"), "Аннулировать", reason="moved", words="В Томск", csrf_token="stale")
    assert page.status == 400
    form = page.form("Аннулировать")
    assert (form.fields["reason"], form.fields["words"].strip()) == ("moved", "В Томск")
    assert "Сертификат аннулирован." in desk.press(page, "Аннулировать").text


def test_a_token_that_is_too_old_keeps_the_ticks(desk: Desk) -> None:
    page = desk.activate(csrf_token="stale")
    assert page.status == 400
    ticked = [given for _, given in page.elements if given.get("name") == "papers" and "checked" in given]
    assert len(ticked) == 4
    assert desk.certificate().stored_status == "inactive"


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 20])
def test_a_version_that_no_card_has_changes_nothing(desk: Desk, version: str) -> None:
    page = desk.activate(version=version)
    assert page.status == 409
    assert desk.certificate().stored_status == "inactive"
