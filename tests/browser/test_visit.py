"""«Войти как ребёнок»: a parent on a child's account gets nothing there that is not for them (S004, reason 4)."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import (
    GET,
    IGOR,
    SASHA,
    SECTION,
    DemoPortal,
    choose,
    facts,
    follow,
    heading,
    press,
    reasons,
)
from tests.browser.looking import assert_sound

SHEET = "Файл с учётными данными для входа в АИС ПФДО"


def test_a_parent_on_a_childs_account_is_sent_to_their_own(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(phone=True, javascript=False)
    portal.sign_in(page, "ivanova")
    portal.visit(page, SASHA)
    expect(page.get_by_role("region", name="Чужая учётная запись")).to_contain_text(f"Вы вошли как ребёнок: {SASHA}")
    assert reasons(page) == ["on_childs_account", "under_14"]
    expect(page.get_by_role("button", name=GET)).to_have_count(0)
    assert_sound(page)

    press(page, "Вернуться к своей учётной записи")
    follow(page, "Персональные настройки")
    follow(page, SECTION)
    choose(page, SASHA)
    expect(page.get_by_role("button", name=GET)).to_be_visible()


def test_not_even_at_15_may_a_parent_press_in_the_childs_place(portal: DemoPortal, tab: Page) -> None:
    portal.sign_in(tab, "ivanova")
    portal.visit(tab, IGOR)
    assert reasons(tab) == ["on_childs_account"]
    expect(tab.get_by_text("Войдите на портал под своей учётной записью")).to_be_visible()


def test_a_visitor_sees_the_certificate_but_no_password(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "ivanova")
    number = facts(tab)["Номер"]
    portal.visit(tab, IGOR)
    expect(heading(tab)).to_have_text(IGOR)
    assert facts(tab)["Номер"] == number
    expect(tab.get_by_role("link", name=SHEET)).to_have_count(0)
    expect(tab.get_by_role("link", name="Новый пароль")).to_have_count(0)
    expect(tab.get_by_text("может скачать родитель под своей учётной записью")).to_be_visible()
    assert_sound(tab)


def test_a_pupil_under_14_sees_the_certificate_but_no_password(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "ivanova", SASHA)
    number = facts(tab)["Номер"]
    portal.open_section(tab, "sasha")
    assert facts(tab)["Номер"] == number
    expect(tab.get_by_role("link", name=SHEET)).to_have_count(0)
    expect(tab.get_by_role("link", name="Новый пароль")).to_have_count(0)
