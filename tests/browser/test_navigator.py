"""A family that nobody has signed in finds a club by a misspelt word, without a script, on a small screen, too."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import DemoPortal, follow, press
from tests.browser.looking import assert_sound, small_targets


def visit(portal: DemoPortal, page: Page, pictures: Path) -> None:
    """Go through all pages of the navigator; a picture of each is for whoever looks into the folder."""

    def look(name: str) -> None:
        assert_sound(page)
        assert small_targets(page) == []
        page.screenshot(path=pictures / f"{name}.png", full_page=True)

    page.goto(f"{portal.address}/pfdo/programmes")
    page.get_by_label("Только с открытой записью").uncheck()
    page.get_by_label("Что ищем").fill("рисавание")
    press(page, "Найти")
    expect(page.locator(".pfdo-found")).to_contain_text("Наш")
    look("found")
    page.locator(".pfdo-card-name a").first.click()
    expect(page.get_by_role("heading", name="Группы и расписание")).to_be_visible()
    look("programme")
    page.go_back()
    expect(page.get_by_label("Что ищем")).to_have_value("рисавание")
    page.get_by_text("Расширенный поиск").click()
    look("advanced")
    follow(page, "Программы для детей с особенностями здоровья (ОВЗ)")
    look("health")
    page.get_by_label("Задержка психического развития").check()
    page.get_by_label("Только с открытой записью").uncheck()
    press(page, "Найти")
    assert "delayed" not in page.url
    look("health-found")
    follow(page, "Организации")
    look("organisations")
    page.locator(".pfdo-rows a").first.click()
    expect(page.get_by_role("heading", name="Где занимаются")).to_be_visible()
    look("organisation")


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)])
def test_a_family_finds_a_club(
    portal: DemoPortal, open_tab: OpenTab, tmp_path: Path, width: int, scripts: bool
) -> None:
    page = open_tab(java_script_enabled=scripts)
    page.set_viewport_size({"width": width, "height": 800})
    visit(portal, page, tmp_path)
