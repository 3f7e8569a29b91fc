"""A director in a real browser: who has a certificate, the module off and on, slips, and the role of a parent."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import SECTION, DemoPortal, focused_text, heading, press
from tests.browser.looking import BARE, assert_sound_everywhere
from tests.documents.reading import copied

ROOM = "/pfdo/school"


def test_every_page_is_sound(portal: DemoPortal, open_tab: OpenTab) -> None:
    tab = open_tab(**BARE)
    portal.get_certificate(tab, "igor")
    portal.sign_in(tab, "director")
    for address in ("", "/pupils", "/slips", "/switch"):
        tab.goto(f"{portal.address}{ROOM}{address}")
        assert_sound_everywhere(tab)


def test_the_module_goes_off_and_families_lose_the_button_but_nothing_else(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "igor")
    portal.sign_in(tab, "director")
    tab.get_by_role("link", name="Сертификаты учащихся школы").click()
    tab.get_by_role("link", name="Выключить выдачу").click()
    press(tab, "Выключить выдачу")
    assert focused_text(tab).startswith("Выдача сертификатов выключена.")
    portal.open_section(tab, "ivanova", "Иванова Александра Ивановна")
    expect(tab.get_by_role("button", name="Получить сертификат")).to_have_count(0)
    portal.open_section(tab, "igor")
    expect(tab.get_by_text("Сертификат не активирован")).to_be_visible()


def test_slips_come_as_a_file_with_one_name_on_each(portal: DemoPortal, tab: Page) -> None:
    portal.sign_in(tab, "director")
    tab.goto(f"{portal.address}{ROOM}/slips")
    with tab.expect_download() as download:
        press(tab, "Напечатать памятки (PDF)")
    assert download.value.suggested_filename == "Памятки о сертификате, 28.10.2019.pdf"
    text = copied(download.value.path().read_bytes())
    assert text.count("Сертификат дополнительного образования, 2 А Абрамова Ульяна Константиновна") == 1


def test_a_director_who_is_a_parent_changes_the_role_and_back(portal: DemoPortal, tab: Page) -> None:
    portal.sign_in(tab, "director")
    press(tab, "Сменить роль: Родитель (законный представитель)")
    assert tab.goto(f"{portal.address}{ROOM}").status == 404
    tab.goto(f"{portal.address}/settings/account")
    tab.get_by_role("link", name=SECTION).click()
    expect(heading(tab)).to_have_text("Орлова Вера Павловна")
    tab.goto(portal.address)
    press(tab, "Сменить роль: Администратор школы")
    assert tab.goto(f"{portal.address}{ROOM}").status == 200
