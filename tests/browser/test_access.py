"""A mother without a child asks the school, the school accepts, and she gets the certificate (S003, then S004)."""

from datetime import date

from playwright.sync_api import Page, expect
from sqlalchemy import create_engine, text

from tests.blueprints.access.conftest import printed_codes
from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import DemoPortal
from tests.browser.looking import BARE, assert_sound, assert_sound_everywhere

CHILD = ("Абрамова", "Ульяна", "Константиновна")


def born(portal: DemoPortal) -> str:
    """Read the child's birth date, which moves with the demo."""
    query = text("SELECT birth_date FROM pupil WHERE record = 'А-901'")
    with create_engine(f"sqlite:///{portal.database}").connect() as connection:
        return date.fromisoformat(str(connection.scalar(query))).strftime("%d.%m.%Y")


def fill(tab: Page, day: str) -> None:
    tab.get_by_label("Школа или детский сад ребёнка").select_option("lk-lyceum-4")
    for label, value in zip(("Фамилия ребёнка", "Имя ребёнка", "Отчество ребёнка (если есть)"), CHILD, strict=True):
        tab.get_by_label(label, exact=True).fill(value)
    tab.get_by_label("Дата рождения ребёнка").fill(day)
    tab.get_by_label("Родитель", exact=True).check()
    tab.get_by_label("Ваша фамилия").fill("Сидорова")
    tab.get_by_label("Ваше имя").fill("Елена")
    tab.get_by_label("Я законный представитель").check()


def test_from_no_child_to_the_certificate(portal: DemoPortal, open_tab: OpenTab) -> None:
    mother = open_tab(**BARE)
    portal.open_section(mother, "sidorova")
    assert_sound_everywhere(mother)
    mother.get_by_role("link", name="Карточка ребёнка и статусы на Госуслугах").click()
    assert_sound_everywhere(mother)
    mother.get_by_role("link", name="Запросить доступ к ребёнку").click()
    assert_sound_everywhere(mother)
    fill(mother, born(portal))
    mother.get_by_role("button", name="Подать заявление").click()
    expect(mother.locator("#pfdo-done")).to_contain_text("Заявление подано")
    assert_sound_everywhere(mother)

    secretary = open_tab(**BARE)
    portal.sign_in(secretary, "secretary")
    secretary.get_by_role("link", name="Доступ родителей к ученикам").click()
    assert_sound_everywhere(secretary)
    secretary.get_by_role("link", name=" ".join(CHILD)).click()
    assert_sound_everywhere(secretary)
    secretary.get_by_label("свидетельство о рождении").check()
    secretary.get_by_role("button", name="Принять: открыть доступ").click()
    expect(secretary.locator("#pfdo-done")).to_contain_text("Доступ открыт")
    assert_sound_everywhere(secretary)

    mother.get_by_role("link", name="Доступ к ребёнку").click()
    assert_sound_everywhere(mother)
    mother.get_by_role("link", name="Сертификат дополнительного образования").last.click()
    mother.get_by_role("button", name="Получить сертификат").click()
    expect(mother.get_by_text("Сертификат получен")).to_be_visible()


def test_a_code_off_the_sheet_typed_with_spaces(portal: DemoPortal, open_tab: OpenTab) -> None:
    director = open_tab()
    portal.sign_in(director, "secretary")
    director.goto(portal.address + "/pfdo/school/access/codes")
    assert_sound(director)
    director.get_by_label(" ".join(CHILD)).check()
    with director.expect_download() as download:
        director.get_by_role("button", name="Скачать листы").click()
    codes = printed_codes(download.value.path().read_bytes())
    assert len(codes) == 2

    mother = open_tab(phone=True)
    portal.open_section(mother, "sidorova")
    mother.get_by_role("link", name="Ввести код из школы").click()
    assert_sound(mother)
    mother.get_by_label("Код доступа").fill(f" {codes[0]} ")
    mother.get_by_label("Дата рождения ребёнка").fill(born(portal))
    mother.get_by_label("Родитель", exact=True).check()
    mother.get_by_label("Я законный представитель").check()
    mother.get_by_role("button", name="Открыть доступ").click()
    expect(mother.locator("main")).to_contain_text("Абрамова Ульяна")
