"""A family looks through the navigator for its child: a misspelt word, what is near, what it costs, why not yet."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import SASHA, DemoPortal, follow, press
from tests.browser.looking import BARE, assert_sound_everywhere

NEAR = "г. Ленинск-Кузнецкий, пр. Кирова, 40"


def open_cabinet(portal: DemoPortal, page: Page) -> None:
    """Get Sasha's certificate and open its cabinet; she is nine."""
    portal.get_certificate(page, "ivanova", SASHA)
    press(page, "Открыть личный кабинет сертификата")
    follow(page, "Не сейчас, открыть кабинет")


def set_address(page: Page) -> None:
    """Say where the family wants lessons to be near."""
    follow(page, "укажите удобный адрес")
    page.get_by_label("Удобный адрес").fill(NEAR)
    press(page, "Сохранить")
    follow(page, "Навигатор")


def find_out(portal: DemoPortal, page: Page) -> None:
    """Find a programme that fits, and another one that does not yet."""
    open_cabinet(portal, page)
    follow(page, "Навигатор")
    set_address(page)
    expect(page.get_by_label("Подходит моему ребёнку")).to_be_checked()
    expect(page.get_by_text("Без отметки «Подходит моему ребёнку»")).to_be_visible()
    distances = page.locator(".pfdo-cards").get_by_text("от удобного адреса")
    expect(distances.first).to_contain_text("км от удобного адреса")
    assert_sound_everywhere(page)
    page.get_by_label("Что ищем").fill("работотехника")
    press(page, "Найти")
    assert_sound_everywhere(page)
    page.locator(".pfdo-card-name a").first.click()
    expect(page.get_by_text("Александра: ").first).to_be_visible()
    assert_sound_everywhere(page)
    follow(page, "К списку программ")
    expect(page.get_by_label("Что ищем")).to_have_value("работотехника")
    page.get_by_label("Что ищем").fill("квадракоптер")
    press(page, "Найти")
    assert_sound_everywhere(page)
    follow(page, "Показать все")
    page.locator(".pfdo-cards > li", has_text="сейчас не подходит").first.get_by_role("link").click()
    expect(page.get_by_text("Возраст подойдёт с ").first).to_be_visible()
    assert_sound_everywhere(page)
    follow(page, "Организации")
    assert_sound_everywhere(page)
    page.locator(".pfdo-rows a").first.click()
    assert_sound_everywhere(page)


def test_a_family_finds_what_fits_its_child_and_reads_why_another_does_not(
    portal: DemoPortal, open_tab: OpenTab
) -> None:
    find_out(portal, open_tab(**BARE))
