"""A family that nobody has signed in finds a club by a misspelt word, without a script, on a small screen, too."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import DemoPortal, follow, press
from tests.browser.looking import BARE, assert_sound_everywhere


def visit(portal: DemoPortal, page: Page) -> None:
    """Go through all pages of the navigator."""
    page.goto(f"{portal.address}/pfdo/programmes")
    page.get_by_label("Только с открытой записью").uncheck()
    page.get_by_label("Что ищем").fill("рисавание")
    press(page, "Найти")
    expect(page.locator(".pfdo-found")).to_contain_text("Наш")
    assert_sound_everywhere(page)
    page.locator(".pfdo-card-name a").first.click()
    expect(page.get_by_role("heading", name="Группы и расписание")).to_be_visible()
    assert_sound_everywhere(page)
    page.go_back()
    expect(page.get_by_label("Что ищем")).to_have_value("рисавание")
    page.get_by_text("Расширенный поиск").click()
    assert_sound_everywhere(page)
    follow(page, "Программы для детей с особенностями здоровья (ОВЗ)")
    assert_sound_everywhere(page)
    page.get_by_label("Задержка психического развития").check()
    page.get_by_label("Только с открытой записью").uncheck()
    press(page, "Найти")
    assert "delayed" not in page.url
    assert_sound_everywhere(page)
    follow(page, "Организации")
    assert_sound_everywhere(page)
    page.locator(".pfdo-rows a").first.click()
    expect(page.get_by_role("heading", name="Где занимаются")).to_be_visible()
    assert_sound_everywhere(page)


def test_a_family_finds_a_club(portal: DemoPortal, open_tab: OpenTab) -> None:
    visit(portal, open_tab(**BARE))
