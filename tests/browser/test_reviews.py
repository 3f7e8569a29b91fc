"""An operator in a real browser: returns a programme with a reason, then publishes it."""

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.model import Programme, ProgrammePart
from sgo_pfdo.programmes.rules.lifecycle import Side, State, Step
from sgo_pfdo.programmes.steps import take_step
from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import MORNING, DemoPortal, focused_text, press
from tests.browser.looking import BARE, assert_sound_everywhere

ROOM = "/pfdo/municipality"
BY_PROVIDER = By(actor=Actor(role="provider", id="kuznetsova"), side=Side.PROVIDER, now=MORNING)


def send(portal: DemoPortal) -> str:
    """Let an organisation send a programme of the demo to review, once more if need be; give its name."""

    def action(session: Session) -> str:
        query = select(Programme).where(Programme.municipality_code == "leninsk-kuznetsky").order_by(Programme.id)
        one = session.scalars(query).first()
        assert one is not None
        if one.state == State.PUBLISHED:
            one.state = State.RETURNED.value
            for part in session.scalars(select(ProgrammePart).where(ProgrammePart.programme_id == one.id)):
                part.state = State.RETURNED.value
            session.flush()
        take_step(session, one, Step.SEND, BY_PROVIDER, seen=one.version)
        return one.short_name

    with portal.app.app_context():
        return database.perform(action)


def look(tab: Page) -> None:
    assert_sound_everywhere(tab)


def test_a_programme_is_returned_with_a_reason_and_then_published(portal: DemoPortal, open_tab: OpenTab) -> None:
    name, tab = send(portal), open_tab(**BARE)
    portal.sign_in(tab, "operator", ROOM)
    tab.get_by_role("link", name="Программы на проверке: 1").click()
    look(tab)
    tab.get_by_role("link", name="Проверить").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(name)
    look(tab)
    tab.get_by_role("link", name="Вернуть на доработку").click()
    press(tab, "Вернуть на доработку")
    assert focused_text(tab).startswith("Не сохранено")
    look(tab)
    tab.get_by_label("Что исправить").fill("Укажите цели и задачи.")
    press(tab, "Вернуть на доработку")
    expect(tab.get_by_role("status")).to_contain_text("Программа возвращена")
    look(tab)
    send(portal)
    tab.reload()
    tab.get_by_role("link", name="Проверить").click()
    expect(tab.get_by_text("Укажите цели и задачи.")).to_be_visible()
    tab.get_by_label("Значимые").check()
    press(tab, "Опубликовать")
    expect(tab.get_by_role("status")).to_contain_text("Программа опубликована")


def test_an_organisation_is_suspended(portal: DemoPortal, open_tab: OpenTab) -> None:
    tab = open_tab(**BARE)
    portal.sign_in(tab, "operator", ROOM)
    tab.get_by_role("link", name="Организации, которые учат").click()
    look(tab)
    tab.get_by_role("link", name="Открыть").first.click()
    look(tab)
    press(tab, "Приостановить")
    expect(tab.get_by_role("status")).to_contain_text("Теперь: приостановлена")
    look(tab)


def test_organisations_agreements_and_limits_are_kept(portal: DemoPortal, open_tab: OpenTab) -> None:
    tab = open_tab(**BARE)
    portal.sign_in(tab, "operator", ROOM)
    for link in ("Лимиты по направленностям", "Загрузить каталог из файла", "Соглашения с организациями"):
        tab.goto(f"{portal.address}{ROOM}")
        tab.get_by_role("link", name=link).click()
        look(tab)
    tab.get_by_role("link", name="Изменить").first.click()
    look(tab)
    tab.get_by_label("Состояние", exact=True).select_option("ended")
    press(tab, "Сохранить")
    expect(tab.locator(":focus")).to_contain_text("Сохранено.")
    tab.goto(f"{portal.address}{ROOM}/providers")
    tab.get_by_role("link", name="Добавить организацию").click()
    look(tab)
    tab.get_by_label("Код", exact=True).fill("lk-new")
    tab.get_by_label("Название", exact=True).fill("Студия «Лад»")
    press(tab, "Сохранить")
    assert focused_text(tab).startswith("Не сохранено")
    look(tab)
    tab.get_by_label("Форма", exact=True).select_option("nonprofit")
    press(tab, "Сохранить")
    expect(tab.locator(":focus")).to_contain_text("Сохранено.")
    look(tab)
    tab.get_by_role("link", name="Изменить сведения").click()
    look(tab)
