"""The register in a real browser: by keyboard, on a phone, in the dark, without scripts, as a file."""

import pytest
from playwright.sync_api import Page, expect
from school_portal.models import db

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import MORNING, DemoPortal, press
from tests.browser.looking import BARE, assert_sound, assert_sound_everywhere
from tests.support import many

CLERK = "clerk"
FILES = {"xlsx": "Таблица Excel (XLSX)", "csv": "Файл для других программ (CSV)"}
LONG_NAME = "Абдурахманова-Преображенская Александра-Виктория Константиновна"


@pytest.fixture
def full_portal(portal: DemoPortal) -> DemoPortal:
    """The demo portal once its municipality has 121 certificates, the newest of a child with a long name."""
    surname, first_name, patronymic = LONG_NAME.split(" ")
    newest = many.values_of(
        5000,
        municipality_code="leninsk-kuznetsky",
        surname=surname,
        first_name=first_name,
        patronymic=patronymic,
        school_id="lk-school-8",
        start_date=MORNING.date(),
    )
    with portal.app.app_context(), db.engine.begin() as connection:
        many.fill(connection, "leninsk-kuznetsky", 120, today=MORNING.date(), first=1000)
        many.add(connection, [newest])
    return portal


def open_register(portal: DemoPortal, page: Page) -> None:
    portal.sign_in(page, CLERK)
    page.goto(f"{portal.address}/pfdo/desk/register")


def test_the_register_has_no_barriers(full_portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(**BARE)
    open_register(full_portal, page)
    assert_sound_everywhere(page)
    expect(page.get_by_role("rowheader")).to_have_count(50)
    expect(page.get_by_role("link", name=LONG_NAME)).to_be_visible()
    page.get_by_text("Даты начала и окончания").click()
    page.get_by_label("Начало не раньше").fill("2019-10-01")
    page.get_by_label("Начало не позже").fill("2019-09-01")
    press(page, "Показать")
    expect(page.get_by_role("alert")).to_be_focused()
    assert_sound_everywhere(page)


def test_a_clerk_looks_through_it_from_the_keyboard(full_portal: DemoPortal, tab: Page) -> None:
    open_register(full_portal, tab)
    tab.get_by_label("Порядок").select_option("по фамилии")
    tab.get_by_label("Начало фамилии").focus()
    tab.keyboard.press("Enter")
    found = tab.get_by_role("heading", name="Всего 121 сертификат")
    expect(found).to_be_focused()
    expect(tab.get_by_text("Показаны 1–50")).to_be_visible()
    tab.get_by_role("button", name="Следующие").focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("Показаны 51–100")).to_be_visible()
    expect(found).to_be_focused()
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("rowheader").first.get_by_role("link")).to_be_focused()
    assert_sound(tab)


def test_a_row_leads_to_the_card_of_the_child(full_portal: DemoPortal, tab: Page) -> None:
    open_register(full_portal, tab)
    tab.get_by_label("Начало фамилии").fill("абдур")
    press(tab, "Показать")
    tab.get_by_role("link", name=LONG_NAME).click()
    expect(tab.get_by_role("heading", name=LONG_NAME)).to_be_visible()


def test_the_list_is_saved_under_a_russian_name(full_portal: DemoPortal, tab: Page) -> None:
    open_register(full_portal, tab)
    tab.get_by_label("Начало фамилии").fill("абдур")
    press(tab, "Показать")
    press(tab, FILES["xlsx"])  # the portal wants to be sure who sits there
    expect(tab.get_by_role("heading", name="Введите пароль ещё раз")).to_be_visible()
    tab.get_by_label("Пароль").fill("wrong")
    press(tab, "Продолжить")
    expect(tab.get_by_text("Неверный пароль.")).to_be_visible()
    tab.get_by_label("Пароль").fill(CLERK)
    press(tab, "Продолжить")
    expect(tab.get_by_text("Условия на месте")).to_be_visible()
    expect(tab.get_by_label("Начало фамилии")).to_have_value("абдур")
    assert_sound(tab)
    for suffix, button in FILES.items():
        with tab.expect_download() as download:
            press(tab, button)
        name = f"Сертификаты, Ленинск-Кузнецкий городской округ, 2019-10-28.{suffix}"
        assert download.value.suggested_filename == name
        assert download.value.failure() is None


def test_the_list_is_never_printed(full_portal: DemoPortal, tab: Page) -> None:
    open_register(full_portal, tab)
    tab.emulate_media(media="print")
    expect(tab.get_by_text(LONG_NAME)).to_be_hidden()
