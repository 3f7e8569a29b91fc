"""An organisation in a real browser: a programme with two parts and three groups, from draft to publication."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import DemoPortal, focused_text, follow, press
from tests.browser.looking import BARE, assert_sound_everywhere

ROOM = "/pfdo/provider"
MAIN = {
    "Краткое название": "Планеристы",
    "Полное название": "Дополнительная общеразвивающая программа «Планеристы»",
    "Возраст от": "8",
    "Возраст до": "12",
}
CHOICES = {"Направленность": "technical", "Вид программы": "general", "Форма обучения": "full_time"}
PARTS = ("1-й год обучения", "2-й год обучения")
REASON = "Укажите цели и задачи."
GROUPS = ((PARTS[0], "Группа 1"), (PARTS[0], "Группа 2"), (PARTS[1], "Группа 3"))


def look(tab: Page) -> None:
    """Check the page that is open."""
    assert_sound_everywhere(tab)


def fill(tab: Page, **typed: str) -> None:
    """Fill in fields by their names."""
    for name, text in typed.items():
        tab.locator(f"[name={name}]").fill(text)


def begin(tab: Page) -> None:
    """Make the draft by its three steps."""
    follow(tab, "Новая программа")
    look(tab)
    for label, text in MAIN.items():
        tab.get_by_label(label, exact=True).fill(text)
    for label, value in CHOICES.items():
        tab.get_by_label(label, exact=True).select_option(value)
    press(tab, "Сохранить и дальше")
    assert focused_text(tab).startswith("Не сохранено")
    look(tab)
    expect(tab.get_by_label("Краткое название", exact=True)).to_have_value("Планеристы")
    tab.get_by_label("Сертификат: программа для реестра сертифицированных").check()
    press(tab, "Сохранить и дальше")
    look(tab)
    tab.get_by_label("Аннотация", exact=True).fill("Строим и запускаем планеры.")
    press(tab, "Сохранить и дальше")
    look(tab)
    tab.get_by_label("Основной адрес", exact=True).select_option(index=1)
    press(tab, "Сохранить и дальше")
    expect(tab.locator(":focus")).to_contain_text("Сохранено.")


def add_parts_and_groups(tab: Page) -> None:
    """Add two parts, and three groups with a timetable."""
    for name in PARTS:
        follow(tab, "Добавить модуль")
        look(tab)
        fill(tab, name=name, months="9", hours="72", min_children="6", max_children="10", price="10800")
        press(tab, "Сохранить")
    for part, name in GROUPS:
        of_part = tab.get_by_role("region", name=f". {part}")
        of_part.get_by_role("link", name="Добавить группу").click()
        tab.wait_for_load_state()
        look(tab)
        fill(tab, name=name, starts_on="2027-01-11", ends_on="2027-05-31")
        press(tab, "Сохранить и дальше")
        look(tab)
        follow(tab, "Добавить занятия")
        look(tab)
        tab.get_by_label("Вторник", exact=True).check()
        tab.get_by_label("Пятница", exact=True).check()
        fill(tab, begins_at="16:00", ends_at="17:30")
        press(tab, "Добавить в расписание")
        expect(tab.get_by_text("Пятница, 16:00–17:30", exact=True).first).to_be_visible()
        look(tab)
        follow(tab, "Планеристы")


def make_and_send(portal: DemoPortal, tab: Page) -> None:
    """Go the whole way from the first page of the portal."""
    portal.sign_in(tab, "provider")
    tab.get_by_role("link", name="Программы организации").first.click()
    tab.wait_for_load_state()
    look(tab)
    begin(tab)
    press(tab, "Отправить на проверку")
    assert focused_text(tab).startswith("Пока не отправлено")
    look(tab)
    add_parts_and_groups(tab)
    look(tab)
    press(tab, "Отправить на проверку")
    expect(tab.locator(":focus")).to_contain_text("Готово.")
    expect(tab.get_by_role("button", name="Отозвать с проверки")).to_be_visible()
    look(tab)


def decide(portal: DemoPortal, tab: Page) -> None:
    """Open the card of the programme as the operator to whom it was sent."""
    portal.sign_in(tab, "operator", "/pfdo/municipality/programmes")
    look(tab)
    tab.get_by_role("listitem").filter(has_text="Планеристы").get_by_role("link").first.click()
    tab.wait_for_load_state()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Планеристы")
    for part, group in GROUPS:
        expect(tab.get_by_text(part).first).to_be_visible()
        expect(tab.get_by_text(group, exact=False).first).to_be_visible()
    look(tab)


def test_a_programme_goes_the_whole_way(portal: DemoPortal, open_tab: OpenTab) -> None:
    tab = open_tab(**BARE)
    make_and_send(portal, tab)
    decide(portal, tab)
    follow(tab, "Вернуть на доработку")
    tab.get_by_label("Что исправить").fill(REASON)
    press(tab, "Вернуть на доработку")
    expect(tab.get_by_role("status")).to_contain_text("Программа возвращена")

    portal.sign_in(tab, "provider", f"{ROOM}?state=returned")
    look(tab)
    tab.get_by_role("listitem").filter(has_text="Планеристы").get_by_role("link").first.click()
    tab.wait_for_load_state()
    expect(tab.get_by_text(REASON).first).to_be_visible()
    look(tab)
    tab.goto(tab.url.partition("?")[0].rstrip("/") + "/about")
    tab.get_by_label("Цели и задачи", exact=True).fill("Научить строить планеры.")
    press(tab, "Сохранить")
    expect(tab.locator(":focus")).to_contain_text("Сохранено.")
    press(tab, "Отправить на проверку")
    expect(tab.locator(":focus")).to_contain_text("Готово.")

    decide(portal, tab)
    expect(tab.get_by_text("Научить строить планеры.")).to_be_visible()
    expect(tab.get_by_text(REASON)).to_be_visible()
    press(tab, "Опубликовать")
    expect(tab.get_by_role("status")).to_contain_text("Программа опубликована")

    portal.sign_in(tab, "provider", f"{ROOM}?state=published")
    tab.get_by_role("listitem").filter(has_text="Планеристы").get_by_role("link").first.click()
    tab.wait_for_load_state()
    tab.get_by_role("button", name="Открыть запись").first.click()
    expect(tab.locator(":focus")).to_contain_text("Готово.")

    tab.context.clear_cookies()
    tab.goto(f"{portal.address}/pfdo/programmes?q=планеристы")
    expect(tab.get_by_role("link", name="Планеристы").first).to_be_visible()


def test_the_other_pages_are_sound(portal: DemoPortal, open_tab: OpenTab) -> None:
    tab = open_tab(**BARE)
    portal.sign_in(tab, "provider")
    for address in ("", "?state=published", "?state=archived", "/profile", "/addresses", "/address/new"):
        tab.goto(f"{portal.address}{ROOM}{address}")
        look(tab)
    tab.goto(f"{portal.address}{ROOM}?state=published")
    tab.get_by_role("link", name="Открыть").first.click()
    tab.wait_for_load_state()
    look(tab)
