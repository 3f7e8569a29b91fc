"""The consent with the processing rules over time: a new text at the next sign-in, and what a withdrawal leaves."""

import pytest

from sgo_pfdo.cabinet import consent
from tests.support.actions import run_command
from tests.support.cabinet_doors import Device, Family
from tests.support.pages import Page

ACCEPT = "Согласен с правилами"
CHANGED = "Правила изменились."


@pytest.fixture
def accepted(family: Family) -> Family:
    """The family, which has accepted the rules."""
    device = family.signed_in()
    device.press(device.cabinet(family.card(), "/settings/rules"), ACCEPT)
    return family


def sign_in(family: Family) -> tuple[Device, Page]:
    """Sign in with number and password on another device."""
    device = family.device()
    return device, device.sign_in(family.number(), family.password())


def test_new_rules_are_shown_at_the_next_sign_in_and_can_wait(
    accepted: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CHANGED not in sign_in(accepted)[1].text
    monkeypatch.setattr(consent, "RULES_VERSION", "2031-01")
    device, page = sign_in(accepted)
    assert CHANGED in page.text and "Редакция 2031-01" in page.text
    assert page.link("Не сейчас") == f"/pfdo/cabinet/{accepted.card()}"
    assert CHANGED in sign_in(accepted)[1].text
    page = device.press(page, ACCEPT)
    assert page.title == "Личный кабинет сертификата"
    assert CHANGED not in sign_in(accepted)[1].text


def test_the_day_that_is_told_is_that_of_the_text_that_was_accepted_last(
    accepted: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted.wait(days=2)
    monkeypatch.setattr(consent, "RULES_VERSION", "2031-01")
    device, page = sign_in(accepted)
    device.press(page, ACCEPT)
    monkeypatch.setattr(consent, "RULES_VERSION", "2032-01")
    assert "с редакцией 2031-01 (30 октября 2019 года)" in sign_in(accepted)[1].text


def test_so_they_are_by_the_portals_door(accepted: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent, "RULES_VERSION", "2031-01")
    web = accepted.web
    page = web.land(web.open(child="igor").press(web.client, "Открыть личный кабинет сертификата"))
    assert CHANGED in page.text


def test_they_stand_on_the_way_to_where_somebody_was_going(accepted: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent, "RULES_VERSION", "2031-01")
    device = accepted.device()
    page = device.cabinet(accepted.card(), "/settings/place")
    page = device.press(page, "Войти", number=accepted.number(), password=accepted.password())
    assert CHANGED in page.text
    assert device.press(page, ACCEPT).title == "Удобный адрес для посещения занятий"


def test_a_withdrawal_that_is_carried_out_leaves_thirty_days_to_read(accepted: Family) -> None:
    device = accepted.signed_in()
    page = device.cabinet(accepted.card(), "/settings/rules/withdraw")
    accepted.wait(minutes=11)
    page = device.press(page, "Отозвать согласие")
    assert page.title == "Подтвердите, что это вы", "the password is asked for again"
    page = device.press(page, "Продолжить", password=accepted.password())
    assert "Передумать можно в течение трёх дней" in device.press(page, "Отозвать согласие").text
    accepted.wait(days=2)
    assert run_command(accepted.web.app, "clean").exit_code == 0
    assert "только для просмотра" not in sign_in(accepted)[1].text
    accepted.wait(days=1)
    assert run_command(accepted.web.app, "clean").exit_code == 0
    device, page = sign_in(accepted)
    assert "Согласие отозвано, сертификат аннулирован." in page.text and "только для просмотра" in page.text
    page = device.cabinet(accepted.card(), "/settings")
    assert "Здесь уже ничего нельзя изменить" in page.text and "отозвано" in page.text
    password = accepted.password()
    accepted.wait(days=31)
    number = accepted.number()
    page = accepted.device().sign_in(number, password)
    assert page.status == 403 and "Согласие на обработку персональных данных отозвано" in page.text
    assert run_command(accepted.web.app, "clean").exit_code == 0
    page = accepted.device().sign_in(number, password)
    assert "Номер или пароль не подходят" in page.text, "once the data is erased, nobody knows the number"
