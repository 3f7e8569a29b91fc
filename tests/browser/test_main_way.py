"""A family gets its certificate: from the sign-in page to the number, on any screen, with scripts or without."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sgo_pfdo.municipalities.model import Municipality
from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import (
    GET,
    IGOR,
    SASHA,
    SECTION,
    DemoPortal,
    choose,
    facts,
    focused_text,
    follow,
    heading,
    press,
)
from tests.browser.looking import BARE, assert_sound, small_targets
from tests.support.browser import DESKTOP

DONE = "Сертификат получен."
PAPERS = [
    "Скачать бланк заявления на сертификат",
    "Скачать бланк согласия на обработку персональных данных",
    "Файл с изображением сертификата",
    "Картинка сертификата для телефона",
    "Файл с учётными данными для входа в АИС ПФДО",
]


def open_settings_by_the_pictogram(page: Page) -> None:
    pictogram = page.get_by_role("link", name="Персональные настройки")
    box, screen = pictogram.bounding_box(), page.viewport_size
    assert box is not None
    assert screen is not None
    assert box["y"] + box["height"] < 80
    assert box["x"] + box["width"] > screen["width"] * 0.85, "the pictogram stands at the top right (S004, figure 23)"
    follow(page, "Персональные настройки")


@pytest.mark.parametrize("way", [DESKTOP, BARE], ids=["desktop", "phone-no-scripts"])
def test_a_parent_gets_a_certificate_for_the_second_child(
    portal: DemoPortal, open_tab: OpenTab, way: dict[str, Any]
) -> None:
    page = open_tab(**way)
    portal.sign_in_by_hand(page, "ivanova")
    open_settings_by_the_pictogram(page)
    page.get_by_role("navigation", name="Персональные настройки").get_by_role("link", name=SECTION).click()
    expect(page.get_by_role("heading", level=1, name=SECTION)).to_be_visible()
    assert page.get_by_role("navigation", name="Дети").get_by_role("link").all_inner_texts() == [IGOR, SASHA]
    expect(heading(page)).to_have_text(IGOR)

    choose(page, SASHA)
    expect(heading(page)).to_have_text(SASHA)
    expect(page.get_by_text("Сертификата пока нет")).to_be_visible()
    assert page.locator(".pfdo-papers a").all_inner_texts() == PAPERS[:2]
    assert_sound(page)
    assert small_targets(page) == []

    press(page, GET)
    assert focused_text(page).startswith(DONE)
    expect(heading(page)).to_have_text(SASHA)
    expect(page.get_by_text("Сертификат не активирован · осталось 90 дней")).to_be_visible()
    expect(page.get_by_text("до 25 января 2020 года включительно")).to_be_visible()
    shown = facts(page)
    assert re.fullmatch(r"[1-9]\d{11}", shown.pop("Номер"))
    assert shown == {
        "Статус": "Не активирован",
        "Дата начала действия": "28.10.19",
        "Дата окончания действия": "25.01.20",
    }
    assert page.locator(".pfdo-papers a").all_inner_texts() == PAPERS
    expect(page.get_by_role("button", name=GET)).to_have_count(0)
    assert_sound(page)
    assert small_targets(page) == []

    choose(page, IGOR)
    expect(page.get_by_role("button", name=GET)).to_be_visible()


@pytest.mark.parametrize("login", ["igor", "today14"])
def test_a_pupil_of_14_and_over_gets_a_certificate_alone(portal: DemoPortal, open_tab: OpenTab, login: str) -> None:
    page = open_tab(phone=True)
    portal.get_certificate(page, login)
    assert focused_text(page).startswith(DONE)
    expect(page.get_by_text("можно прийти без родителей")).to_be_visible()
    assert page.locator(".pfdo-papers a").all_inner_texts() == PAPERS


def test_where_a_municipality_wants_a_parent_to_come_the_page_sends_nobody_alone(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "igor")
    portal.change_all(Municipality, pupil_may_come_alone=False)
    tab.reload()
    expect(tab.get_by_text("Приходите с родителем (законным представителем)")).to_be_visible()


def test_a_number_of_another_municipality_is_in_its_own_format(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "petrova")
    assert facts(tab)["Номер"] == "4215000001"
    expect(tab.get_by_text("Уполномоченные организации Мысковского городского округа")).to_be_visible()


def test_going_back_shows_the_certificate_and_not_the_button(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "petrova")
    number = facts(tab)["Номер"]
    tab.go_back()
    assert facts(tab)["Номер"] == number
    expect(tab.get_by_role("button", name=GET)).to_have_count(0)


def test_a_double_click_gives_one_certificate(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(javascript=False)
    portal.open_section(page, "petrova")
    page.get_by_role("button", name=GET).dblclick()
    page.wait_for_url("**done=issued*")
    assert facts(page)["Номер"] == "4215000001"


def test_a_press_on_a_page_that_is_out_of_date_leads_to_the_certificate_there_is(
    portal: DemoPortal, open_tab: OpenTab
) -> None:
    tabs = [open_tab(), open_tab(phone=True)]
    for tab in tabs:
        portal.open_section(tab, "petrova")
    numbers = []
    for tab in tabs:
        press(tab, GET)
        assert focused_text(tab).startswith(DONE)
        numbers.append(facts(tab)["Номер"])
    assert numbers[0] == numbers[1]


def test_two_tabs_keep_a_child_each(portal: DemoPortal, tab: Page) -> None:
    portal.open_section(tab, "ivanova", SASHA)
    other = tab.context.new_page()
    other.goto(f"{portal.address}/settings/certificate")
    expect(heading(other)).to_have_text(IGOR)
    press(tab, GET)
    expect(heading(tab)).to_have_text(SASHA)
    press(other, GET)
    expect(heading(other)).to_have_text(IGOR)
    assert facts(tab)["Номер"] != facts(other)["Номер"]


def tab_to(page: Page, name: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if name in (focus.inner_text() or "") or focus.get_attribute("aria-label") == name:
            outline = focus.evaluate("it => parseFloat(getComputedStyle(it).outlineWidth)")
            assert outline >= 2, f"nobody sees that {name!r} has the focus"
            return
    raise AssertionError(f"no way to {name!r} by the Tab key")


def test_the_keyboard_alone_leads_from_the_sign_in_to_a_certificate(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(javascript=False)
    page.goto(f"{portal.address}/settings/certificate")
    for typed in ("ivanova", "ivanova"):
        while page.locator(":focus:is(input)").count() == 0 or page.locator(":focus").input_value():
            page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/certificate")
    tab_to(page, "К содержанию")
    page.keyboard.press("Enter")
    tab_to(page, SASHA)
    page.keyboard.press("Enter")
    page.wait_for_url("**child=*")
    expect(heading(page)).to_have_text(SASHA)
    tab_to(page, GET)
    page.keyboard.press("Enter")
    page.wait_for_url("**done=issued*")
    assert focused_text(page).startswith(DONE)
    tab_to(page, IGOR)  # the reader goes on from the sentence, not from the top of the page
