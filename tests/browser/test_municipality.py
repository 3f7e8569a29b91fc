"""An operator in a real browser: looks at what is set, changes it from the keyboard, is told what went wrong."""

from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Page, expect

from sgo_pfdo.blueprints.municipality import importing
from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import DemoPortal, focused_text, press
from tests.browser.looking import BARE, assert_sound, assert_sound_everywhere
from tests.importing.bringing import SOFIA, table

ROOM = "/pfdo/municipality"
PAGES = (
    "",
    "/numbers",
    "/regulation",
    "/time-zone",
    "/alone",
    "/group?id=1",
    "/organisation/new",
    "/paper?kind=consent_parent",
    "/counts",
    "/history",
    "/import",
)


def open_room(portal: DemoPortal, page: Page, address: str = "") -> None:
    """Sign the operator in and open a page of the room."""
    portal.sign_in(page, "operator")
    page.goto(f"{portal.address}{ROOM}{address}")


def test_every_page_is_sound(portal: DemoPortal, open_tab: OpenTab) -> None:
    tab = open_tab(**BARE)
    portal.get_certificate(tab, "petrova")
    portal.sign_in(tab, "operator")
    for address in PAGES:
        tab.goto(f"{portal.address}{ROOM}{address}")
        assert_sound_everywhere(tab)


def test_the_portal_leads_there_from_its_first_page(portal: DemoPortal, tab: Page) -> None:
    portal.sign_in(tab, "operator")
    tab.get_by_role("link", name="Сертификаты в муниципалитете").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Ленинск-Кузнецкий городской округ")


def test_an_organisation_is_added_from_the_keyboard(portal: DemoPortal, tab: Page) -> None:
    open_room(portal, tab)
    tab.get_by_role("link", name="Добавить организацию").focus()
    tab.keyboard.press("Enter")
    tab.get_by_label("Код", exact=True).focus()
    for typed in ("dt", "МБУ ДО «Дом творчества»", "г. Ленинск-Кузнецкий, ул. Мира, д. 1"):
        tab.keyboard.type(typed)
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator(":focus")).to_contain_text("Сохранено.")
    expect(tab.get_by_text("МБУ ДО «Дом творчества»", exact=True)).to_be_visible()


def test_mistakes_are_told_at_the_top_with_a_link_to_the_field(portal: DemoPortal, open_tab: OpenTab) -> None:
    tab = open_tab(phone=True)
    open_room(portal, tab, "/validity")
    tab.get_by_label("Сколько дней даётся на активацию").fill("много")
    press(tab, "Сохранить")
    assert focused_text(tab).startswith("Не сохранено")
    assert_sound(tab)
    tab.get_by_role("alert").get_by_role("link").click()
    expect(tab.get_by_label("Сколько дней даётся на активацию")).to_be_focused()
    expect(tab.get_by_label("Сколько дней даётся на активацию")).to_have_value("много")


def test_the_second_of_two_operators_is_told_what_the_first_one_saved(portal: DemoPortal, open_tab: OpenTab) -> None:
    first, second = open_tab(), open_tab()
    for tab in (first, second):
        open_room(portal, tab, "/alone")
    for tab, answer in ((first, "Нет, нужен родитель"), (second, "Да, ребёнок может прийти один")):
        tab.get_by_label(answer).check()
        press(tab, "Сохранить")
    assert "Сейчас записано" in focused_text(second)
    assert_sound(second)
    press(second, "Сохранить")
    assert focused_text(second).startswith("Сохранено.")


def test_a_file_that_is_no_pdf_and_one_that_is_too_large_are_refused_in_words(
    portal: DemoPortal, tab: Page, tmp_path: Path
) -> None:
    letter, film = tmp_path / "бланк.docx", tmp_path / "film.pdf"
    letter.write_bytes(b"PK\x03\x04")
    film.write_bytes(b"%PDF-1.7" + bytes(5 * 1024 * 1024))
    open_room(portal, tab, "/paper?kind=consent_parent")
    for file, message in ((letter, "Это не PDF."), (film, "Файл слишком большой")):
        tab.get_by_label("Файл PDF").set_input_files(file)
        press(tab, "Сохранить файл")
        assert message in focused_text(tab)


def test_everything_works_without_scripts(portal: DemoPortal, open_tab: OpenTab) -> None:
    tab = open_tab(javascript=False)
    open_room(portal, tab, "/time-zone")
    tab.get_by_label("Часовой пояс").select_option(label="Омск (UTC+6)")
    press(tab, "Сохранить")
    expect(tab.get_by_text("Омск (UTC+6)")).to_be_visible()


def test_of_a_large_file_a_bar_tells_how_far_it_is(
    portal: DemoPortal, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = Event()
    link = importing.link_imported
    monkeypatch.setattr(
        importing, "link_imported", lambda *given, **names: looked_at.wait(20) and link(*given, **names)
    )
    tab = open_tab(**BARE)
    open_room(portal, tab, "/import")
    rows = [SOFIA.replace("4207000101", f"420711{one:04}").replace("Софья", _name(one)) for one in range(1500)]
    file = {"name": "сертификаты.csv", "mimeType": "text/csv", "buffer": table(*rows)}
    tab.get_by_label("Таблица с сертификатами").set_input_files(file)
    press(tab, "Проверить файл")
    expect(tab.get_by_text("Будут перенесены сертификаты: 1500.")).to_be_visible()
    tab.get_by_role("button", name="Перенести все").click(no_wait_after=True)
    expect(tab.get_by_text("Все строки внесены, портал заканчивает…")).to_be_visible()
    expect(tab.locator(".pfdo-pieces p:visible")).to_have_count(1)
    assert tab.locator(".pfdo-pieces progress").count() > 2
    looked_at.set()
    expect(tab.locator("#pfdo-done")).to_contain_text("Перенесены сертификаты: 1500.")
    assert "done=imported" in tab.url


def _name(number: int) -> str:
    """Give a child a name of its own."""
    return "Софья-" + str(number).translate(str.maketrans("0123456789", "абвгдежзик"))
