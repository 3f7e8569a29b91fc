"""News in a real browser: an organisation writes, an operator approves, a family reads it in the cabinet."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import IGOR, DemoPortal, focused_text, follow, press
from tests.browser.looking import BARE, assert_sound_everywhere
from tests.documents.test_foreign_picture import made

TITLE = "Планеристы летят на областные соревнования"
TEXT = 'Вылет в субботу.\n\n<ul><li>форма</li><li>термос</li></ul>\n\n<a href="https://example.org">Положение</a>'


def look(tab: Page) -> None:
    assert_sound_everywhere(tab)


def write(tab: Page, picture: Path) -> None:
    follow(tab, "Новости и мероприятия")
    look(tab)
    follow(tab, "Написать новость")
    look(tab)
    tab.get_by_label("Заголовок", exact=True).fill(TITLE)
    tab.get_by_label("Коротко", exact=True).fill("Болеем за наших!")
    tab.get_by_label("Текст", exact=True).fill("<script>alert(1)</script>")
    press(tab, "Сохранить")
    assert focused_text(tab).startswith("Не сохранено")
    look(tab)
    tab.get_by_label("Текст", exact=True).fill(TEXT)
    tab.get_by_label("Картинка", exact=True).set_input_files(picture)
    tab.get_by_label("Что на картинке", exact=True).fill("Планер над полем")
    press(tab, "Сохранить")
    expect(tab.get_by_role("status")).to_contain_text("Сохранено.")
    expect(tab.get_by_alt_text("Планер над полем")).to_be_visible()
    look(tab)
    press(tab, "Отправить на проверку")
    expect(tab.get_by_role("status")).to_contain_text("Отправлено на проверку")


def test_news_go_from_an_organisation_by_the_operator_to_a_family(
    portal: DemoPortal, open_tab: OpenTab, tmp_path: Path
) -> None:
    picture = tmp_path / "planer.jpg"
    picture.write_bytes(made((1600, 900), color=(90, 140, 220)))
    tab = open_tab(**BARE)
    portal.sign_in(tab, "provider", "/pfdo/provider")
    write(tab, picture)
    portal.sign_in(tab, "operator", "/pfdo/municipality")
    tab.get_by_role("link", name="Новости и мероприятия, на проверке: 2").click()
    look(tab)
    tab.get_by_role("link", name="Проверить").first.click()
    look(tab)
    press(tab, "Одобрить и опубликовать")
    expect(tab.get_by_role("status")).to_contain_text("Опубликовано")
    portal.get_certificate(tab, "ivanova", IGOR)
    press(tab, "Открыть личный кабинет сертификата")
    follow(tab, "Не сейчас, открыть кабинет")
    follow(tab, "Новости")
    look(tab)
    follow(tab, TITLE)
    look(tab)
    expect(tab.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(tab.get_by_role("link", name="Положение")).to_have_attribute("rel", "noopener noreferrer nofollow")
    follow(tab, "Мероприятия")
    look(tab)
    follow(tab, "День открытых дверей")
    look(tab)


def test_everybody_reads_them_and_sees_pictures_of_programmes(portal: DemoPortal, open_tab: OpenTab) -> None:
    tab = open_tab(phone=True)
    for page in ("news", "events", "programmes"):
        tab.goto(f"{portal.address}/pfdo/{page}")
        look(tab)
    portal.sign_in(tab, "provider", "/pfdo/provider?state=published")
    tab.get_by_role("link", name="Открыть").first.click()
    tab.wait_for_load_state()
    follow(tab, "Добавить картинку")
    look(tab)
