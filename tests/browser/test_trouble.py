"""When something is in the way, the page says so, keeps what was done and offers the next step."""

import sqlite3
from contextlib import closing

from playwright.sync_api import Page, expect

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.register.model import Account
from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import GET, SASHA, DemoPortal, facts, focused_text, follow, heading, press
from tests.browser.looking import BARE, assert_sound, assert_sound_everywhere


def test_a_page_from_before_the_last_sign_in_asks_to_press_once_more(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(**BARE)
    portal.open_section(page, "ivanova", SASHA)
    portal.sign_in(page.context.new_page(), "ivanova")
    press(page, GET)
    assert focused_text(page).startswith("Ничего не изменилось.")
    expect(heading(page)).to_have_text(SASHA)
    assert_sound_everywhere(page)
    follow(page, "Нажмите кнопку ещё раз")
    expect(page.get_by_role("button", name=GET)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**done=issued*")
    expect(heading(page)).to_have_text(SASHA)


def test_a_birthday_between_looking_and_pressing_is_explained(portal: DemoPortal, tab: Page) -> None:
    portal.open_section(tab, "today14")
    portal.moment = portal.moment.replace(day=27)
    press(tab, GET)
    assert focused_text(tab).startswith("Сертификат не выдан.")
    expect(tab.get_by_text("До 14 лет сертификат получает родитель")).to_be_visible()
    assert_sound(tab)


def test_a_database_that_is_away_for_a_moment_loses_nothing(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(phone=True)
    page.set_default_timeout(30_000)  # the portal tries again for a while before it gives up
    portal.open_section(page, "petrova")
    with closing(sqlite3.connect(portal.database)) as somebody_else:
        somebody_else.execute("BEGIN IMMEDIATE")
        press(page, GET)
        expect(page.get_by_role("heading", level=1, name="Попробуйте через минуту")).to_be_visible()
        assert_sound(page)
    page.go_back()
    press(page, GET)
    assert focused_text(page).startswith("Сертификат получен.")
    assert facts(page)["Номер"] == "4215000001"


def follow_to_a_new_tab(page: Page, label: str) -> Page:
    """Follow the link to a PDF and go where it has opened."""
    with page.expect_popup() as waiting:
        page.get_by_role("link", name=label).click()
    return waiting.value


def test_a_name_that_cannot_be_printed_is_told_and_not_printed_with_a_gap(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "petrova")
    portal.change_all(Certificate, first_name="Артём\N{CJK UNIFIED IDEOGRAPH-674E}")
    answer = follow_to_a_new_tab(tab, "Файл с изображением сертификата")
    expect(answer.get_by_text("«\N{CJK UNIFIED IDEOGRAPH-674E}»")).to_be_visible()
    assert_sound(answer)
    follow(answer, "Вернуться к сертификату")
    assert facts(answer)["Статус"] == "Не активирован"


def test_a_password_that_can_no_longer_be_read_is_replaced_by_a_new_one(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "petrova")
    portal.change_all(Account, secret="encrypted with a key that is gone")
    answer = follow_to_a_new_tab(tab, "Файл с учётными данными для входа в АИС ПФДО")
    expect(answer.get_by_text("Прежний пароль прочитать больше нельзя")).to_be_visible()
    assert_sound(answer)
    follow(answer, "Новый пароль")
    press(answer, "Создать новый пароль")
    assert focused_text(answer).startswith("Новый пароль создан")
