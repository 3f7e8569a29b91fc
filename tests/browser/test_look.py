"""How the pages hold up: every status, dark scheme, large text, wide spacing, a small screen, print, the clipboard."""

import json
from datetime import timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.plain.wording import in_groups
from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import GET, SASHA, DemoPortal, facts, press
from tests.browser.looking import BARE, assert_sound, assert_sound_everywhere, small_targets
from tests.documents.reading import copied

STATUSES = {
    "inactive": "Сертификат не активирован · осталось 90 дней",
    "active": "Сертификат активен до 25 января 2020",
    "frozen": "Сертификат заморожен",
    "annulled": "Сертификат аннулирован",
}
WIDE_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    " p { margin-bottom: 2em !important }"
)
"""What WCAG 2.2, 1.4.12 lets a reader set."""


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_says_how_things_stand(portal: DemoPortal, open_tab: OpenTab, status: str) -> None:
    page = open_tab(**BARE)
    portal.get_certificate(page, "petrova")
    portal.change_all(Certificate, stored_status=status)
    page.reload()
    expect(page.locator(".pfdo-status")).to_contain_text(STATUSES[status])
    expect(page.get_by_role("button", name="Получить новый сертификат")).to_have_count(int(status == "annulled"))
    assert_sound_everywhere(page)


def test_an_expired_certificate_stays_in_sight_and_a_new_one_takes_its_place(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "petrova")
    expired = facts(tab)["Номер"]
    portal.moment += timedelta(days=90)
    tab.reload()
    expect(tab.locator(".pfdo-status")).to_contain_text("Срок действия сертификата истёк 25 января 2020")
    assert facts(tab) | {"Номер": expired, "Статус": "Срок действия истёк"} == facts(tab)
    assert_sound(tab)
    press(tab, "Получить новый сертификат")
    assert facts(tab)["Номер"] != expired
    assert facts(tab)["Дата начала действия"] == "26.01.20"


@pytest.mark.parametrize("login", ["ivanova", "sasha", "sidorova"])
def test_the_dark_scheme_is_as_readable(portal: DemoPortal, open_tab: OpenTab, login: str) -> None:
    page = open_tab(color_scheme="dark")
    portal.open_section(page, login)
    lightness = page.evaluate("getComputedStyle(document.querySelector('.settings-content')).backgroundColor")
    assert max(json.loads(lightness.replace("rgb(", "[").replace(")", "]"))) < 100
    assert_sound(page)


def test_the_demo_portals_own_pages_have_no_barriers_either(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(phone=True)
    page.goto(f"{portal.address}/sign-in")
    assert_sound(page)
    portal.sign_in(page, "ivanova")
    for path in ("/", "/settings/account"):
        page.goto(f"{portal.address}{path}")
        assert_sound(page)
        assert small_targets(page) == []


def top_of(page: Page, text: str) -> float:
    box = page.get_by_text(text).first.bounding_box()
    assert box is not None
    return box["y"]


def test_the_first_phone_screen_tells_how_things_stand_and_what_to_do(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(phone=True)
    screen = page.viewport_size
    assert screen is not None
    portal.open_section(page, "ivanova")
    button = page.get_by_role("button", name=GET).bounding_box()
    assert button is not None
    assert button["y"] + button["height"] <= screen["height"]
    press(page, GET)
    page.goto(f"{portal.address}/settings/certificate")
    assert top_of(page, "Сертификат не активирован") < top_of(page, "Что делать дальше") < screen["height"]
    assert top_of(page, "до 25 января 2020 года включительно") < screen["height"]


def clipped(page: Page) -> list[str]:
    """List the elements whose text is cut off for those who see it."""
    script = """() => [...document.querySelectorAll('.pfdo *')]
        .filter(it => it.tagName != 'SELECT' && it.tagName != 'OPTION' && !it.closest('.pfdo-unseen'))
        .filter(it => getComputedStyle(it).overflow != 'visible' && it.scrollWidth > it.clientWidth + 1)
        .map(it => it.outerHTML)"""
    found: list[str] = page.evaluate(script)
    return found


@pytest.mark.parametrize("style", [WIDE_SPACING, "html { font-size: 200% }"], ids=["spacing", "text-200"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_readers_who_space_or_enlarge_text_lose_nothing(
    portal: DemoPortal, open_tab: OpenTab, phone: bool, style: str
) -> None:
    page = open_tab(phone=phone, bypass_csp=True)
    portal.open_section(page, "ivanova")
    page.add_style_tag(content=style)
    assert_sound(page)
    press(page, GET)
    page.add_style_tag(content=style)
    assert_sound(page)
    assert clipped(page) == []


def test_zoomed_to_200_percent_the_page_reads_as_one_column(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    portal.get_certificate(page, "ivanova")
    assert_sound(page)


@pytest.mark.parametrize("login", ["ivanova", "petrova"])
def test_the_number_is_copied_without_its_spaces(portal: DemoPortal, tab: Page, login: str) -> None:
    portal.get_certificate(tab, login)
    groups = tab.locator(".pfdo-facts .pfdo-number span").all()
    boxes = [group.bounding_box() for group in groups]
    gaps = [after["x"] - before["x"] - before["width"] for before, after in pairwise(boxes) if before and after]
    assert gaps
    assert min(gaps) > 4, "the digits are read in groups"
    tab.locator(".pfdo-facts .pfdo-number").click(click_count=3)
    selected = tab.evaluate("getSelection().toString()").strip()
    assert selected == "".join(group.inner_text() for group in groups)
    assert selected.isdecimal()


def test_in_print_stands_what_a_family_takes_along(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "ivanova", SASHA)
    number = in_groups(facts(tab)["Номер"])
    tab.emulate_media(media="print", color_scheme="dark")
    colours = tab.evaluate(
        "[...document.querySelectorAll('.pfdo *')].filter(it => it.checkVisibility())"
        ".map(it => getComputedStyle(it).color)"
    )
    assert all(max(json.loads(colour.replace("rgb(", "[").replace(")", "]"))) < 170 for colour in colours), colours
    printed = copied(tab.pdf(format="A4"))
    for words in (SASHA, number, "Что взять с собой", "25.01.20", "Не публикуйте номер", "Росток"):
        assert words in printed, words
    on_screen = ("Сертификат получен", "Показать", "Выйти", "Персональные настройки", "Новый пароль", "Скачать")
    for words in (*on_screen, "Скопировать"):
        assert words not in printed
