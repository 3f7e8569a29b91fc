"""The desk in a real browser: a queue served from the keyboard, a family's whole way, a session that ends midway."""

import re

import pytest
from playwright.sync_api import Page, expect
from school_portal.models import db

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import MORNING, SASHA, DemoPortal, facts, press
from tests.browser.looking import BARE, assert_sound, assert_sound_everywhere
from tests.documents.reading import copied
from tests.support import many

CLERK = "clerk"
FIRST = 700
QUEUE = 10


@pytest.fixture
def queue(portal: DemoPortal) -> list[str]:
    """The numbers of ten families who have come to have their certificates activated."""
    families = [
        many.values_of(
            FIRST + place,
            municipality_code="leninsk-kuznetsky",
            surname="Очередин",
            first_name="Иван",
            stored_status="inactive",
            start_date=MORNING.date(),
        )
        for place in range(QUEUE)
    ]
    with portal.app.app_context(), db.engine.begin() as connection:
        many.add(connection, families)
    return [str(family["number"]) for family in families]


def open_desk(portal: DemoPortal, page: Page, login: str = CLERK) -> None:
    portal.sign_in(page, login)
    page.goto(f"{portal.address}/pfdo/desk")
    expect(page.locator("#pfdo-wanted")).to_be_focused()


def tick_and_activate(page: Page) -> None:
    """From the child's name on: Tab to each tick, Space; at the button, Enter."""
    for _ in range(15):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
        if page.evaluate("document.activeElement.type") == "checkbox":
            page.keyboard.press("Space")
    expect(page.locator(":focus")).to_have_text("Активировать")
    page.keyboard.press("Enter")


def test_a_clerk_serves_ten_families_without_touching_the_mouse(
    portal: DemoPortal, tab: Page, queue: list[str]
) -> None:
    open_desk(portal, tab)
    for number in queue:
        tab.keyboard.type(number)
        tab.keyboard.press("Enter")
        expect(tab.locator("#pfdo-child")).to_be_focused()
        tick_and_activate(tab)
        expect(tab.locator("#pfdo-done")).to_be_focused()
        expect(tab.locator("#pfdo-done")).to_contain_text("Сертификат активирован")
        tab.keyboard.press("Tab")
        expect(tab.locator("#pfdo-next")).to_be_focused()
    tab.goto(f"{portal.address}/pfdo/desk/register")
    tab.get_by_label("Статус").select_option("Активный")
    press(tab, "Показать")
    expect(tab.get_by_role("rowheader")).to_have_count(QUEUE)


def press_access_key(page: Page, key: str) -> None:
    """Press Alt and a digit as a keyboard does; Playwright leaves out the text that Chromium looks up."""
    event = {"modifiers": 1, "key": key, "code": f"Digit{key}", "windowsVirtualKeyCode": ord(key)}
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": key, "unmodifiedText": key, **event})
    devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})


def test_the_next_family_is_one_key_away_from_anywhere_on_the_card(
    portal: DemoPortal, tab: Page, queue: list[str]
) -> None:
    open_desk(portal, tab)
    tab.keyboard.type(queue[0])
    tab.keyboard.press("Enter")
    tab.get_by_role("link", name="История сертификата").focus()
    press_access_key(tab, "0")
    expect(tab.locator("#pfdo-next")).to_be_focused()


def test_a_family_comes_from_the_button_to_an_active_certificate(
    portal: DemoPortal, tab: Page, open_tab: OpenTab
) -> None:
    portal.get_certificate(tab, "ivanova", SASHA)
    number = facts(tab)["Номер"]
    desk = open_tab()
    open_desk(portal, desk)
    desk.get_by_label("Номер сертификата", exact=True).fill(number)
    press(desk, "Найти")
    expect(desk.get_by_role("heading", name=SASHA)).to_be_visible()
    for tick in desk.get_by_role("checkbox").all():
        tick.check()
    press(desk, "Активировать")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Напечатать расписку").click()
    receipt = copied(download.value.path().read_bytes())
    assert SASHA in receipt
    assert number in receipt.replace(" ", "")
    tab.reload()
    expect(tab.locator(".pfdo-status")).to_contain_text("Сертификат активен")
    tab.get_by_role("link", name="История сертификата").click()
    expect(tab.get_by_text("Сертификат активирован")).to_be_visible()
    expect(tab.get_by_text("Росток").first).to_be_visible()


def test_another_municipality_s_clerk_finds_nothing(portal: DemoPortal, tab: Page, queue: list[str]) -> None:
    open_desk(portal, tab, "clerk2")
    tab.keyboard.type(queue[0])
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("alert")).to_contain_text("В вашем муниципалитете такого сертификата нет")
    assert_sound(tab)


def fill_in(page: Page) -> None:
    page.get_by_label("Фамилия").fill("Ёлкина")
    page.get_by_label("Имя", exact=True).fill("Анна")
    page.get_by_label("Дата рождения").fill("08.03.2011")
    page.get_by_label("Серия и номер").fill("iii-аб 123456")
    for tick in page.get_by_role("checkbox").all():
        tick.check()


def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing(portal: DemoPortal, tab: Page) -> None:
    open_desk(portal, tab)
    tab.get_by_role("link", name="Оформить лично").click()
    fill_in(tab)
    tab.context.clear_cookies()
    press(tab, "Оформить сертификат")
    expect(tab).to_have_url(re.compile("/sign-in"))
    tab.get_by_label("Логин").fill(CLERK)
    tab.get_by_label("Пароль").fill(CLERK)
    press(tab, "Войти")
    tab.goto(f"{portal.address}/pfdo/desk/in-person")
    expect(tab.get_by_text("Мы сохранили то, что вы ввели.")).to_be_visible()
    expect(tab.get_by_label("Фамилия")).to_have_value("Ёлкина")
    expect(tab.get_by_label("ИНН ребёнка")).to_be_checked()
    press(tab, "Оформить сертификат")
    expect(tab.locator("#pfdo-done")).to_contain_text("Сертификат оформлен и активирован.")


def test_a_child_of_the_portal_is_found_asked_about_and_linked(portal: DemoPortal, tab: Page) -> None:
    open_desk(portal, tab)
    tab.get_by_role("link", name="Оформить лично").click()
    fill_in(tab)
    tab.get_by_label("Фамилия").fill("Котов")
    tab.get_by_label("Имя", exact=True).fill("Матвей")
    tab.get_by_label("Отчество").fill("Сергеевич")
    tab.get_by_label("Дата рождения").fill("29.08.2014")
    press(tab, "Оформить сертификат")
    expect(tab.locator("#pfdo-question")).to_be_focused()
    assert_sound(tab)
    tab.get_by_label("Да, это этот ребёнок").check()
    tab.get_by_role("button", name="Оформить сертификат").first.click()
    expect(tab.locator("#pfdo-done")).to_contain_text("Сертификат оформлен и активирован.")
    portal.sign_in(tab, "kotova")
    tab.goto(f"{portal.address}/settings/certificate")
    expect(tab.locator(".pfdo-status")).to_contain_text("Сертификат активен")


def test_no_page_of_the_desk_has_a_barrier(portal: DemoPortal, open_tab: OpenTab, queue: list[str]) -> None:
    page = open_tab(**BARE)
    open_desk(portal, page)
    page.get_by_label("Номер сертификата", exact=True).fill(queue[0])
    press(page, "Найти")
    card = page.url
    pages = [f"{portal.address}/pfdo/desk{path}" for path in ("", "/in-person", "/accept")]
    for address in (*pages, *(f"{card}{path}" for path in ("", "/history", "/annul", "/withdraw", "/correct"))):
        page.goto(address)
        assert_sound_everywhere(page)
    empty = {card: "Активировать", pages[1]: "Оформить сертификат", f"{card}/annul": "Аннулировать"}
    for address, button in empty.items():
        page.goto(address)
        press(page, button)
        expect(page.get_by_role("alert")).to_be_focused()
        assert_sound_everywhere(page)
