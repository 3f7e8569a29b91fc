"""Sign-in through Госуслуги in a real browser, over both processes of the demo: the portal and the stand."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import create_engine, text

from tests.browser.conftest import OpenTab
from tests.browser.looking import BARE, assert_sound, assert_sound_everywhere
from tests.docs.reading import CHECKOUT

CHILD = ("Абрамова", "Ульяна", "Константиновна")
ENTER = "Войти через Госуслуги"


@dataclass
class Demo:
    """The portal on 127.0.0.1, the stand on localhost: two sites to a browser."""

    portal: str
    stand: str
    database: Path

    def born(self) -> str:
        """Read the child's birth date, which moves with the demo."""
        query = text("SELECT birth_date FROM pupil WHERE record = 'А-901'")
        with create_engine(f"sqlite:///{self.database}").connect() as connection:
            return date.fromisoformat(str(connection.scalar(query))).strftime("%d.%m.%Y")


def free_pair() -> int:
    """Find two ports side by side."""
    while True:
        with closing(socket.create_server(("127.0.0.1", 0))) as one:
            port = int(one.getsockname()[1])
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
            except OSError:
                continue
            return port


def is_listening(port: int) -> bool:
    """Tell whether somebody answers at a port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Both processes, as `make demo` starts them, on a database of their own."""
    folder, port = tmp_path_factory.mktemp("gosuslugi"), free_pair()
    environment = os.environ | {
        "PORT": str(port),
        "DATA": str(folder),
        "PYTHONPATH": str(CHECKOUT / "examples"),
    }
    command = [sys.executable, "-m", "school_portal"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "make demo RESET=1" in line:
                break
        assert "Стенд вместо Госуслуг" in said and "anna" in said, "the made-up people are printed"
        yield Demo(f"http://127.0.0.1:{port}", f"http://localhost:{port + 1}", folder / "school_portal.sqlite")
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        finally:
            process.kill()  # one that does not stop must not keep the whole suite
    deadline = time.monotonic() + 10
    while is_listening(port + 1):
        assert time.monotonic() < deadline, "the stand outlives the portal"
        time.sleep(0.05)


def go(tab: Page, demo: Demo, login: str) -> None:
    """Go from the portal's sign-in page to the stand, and sign in there."""
    tab.goto(f"{demo.portal}/sign-in")
    tab.get_by_role("link", name=ENTER).click()
    enter(tab, login)


def enter(tab: Page, login: str) -> None:
    tab.get_by_label("Логин").fill(login)
    tab.get_by_label("Пароль").fill(login)
    tab.get_by_role("button", name="Войти").click()


def press(tab: Page, button: str) -> None:
    tab.get_by_role("button", name=button, exact=True).click()


def test_from_gosuslugi_to_the_certificate(demo: Demo, open_tab: OpenTab) -> None:
    """S003, steps 1 to 10, then S004's press; the second time the child is there at once."""
    mother = open_tab(**BARE)
    mother.goto(f"{demo.portal}/settings/certificate")  # step 1: somebody who is not signed in
    assert_sound_everywhere(mother)
    mother.get_by_role("link", name=ENTER).click()
    expect(mother.get_by_text("Стенд: это не Госуслуги")).to_be_visible()
    assert mother.url.startswith(demo.stand)
    assert_sound_everywhere(mother)
    enter(mother, "anna")
    assert_sound_everywhere(mother)
    press(mother, "Частное лицо")  # step 4
    expect(mother.get_by_role("listitem").filter(has_text="СНИЛС")).to_be_visible()
    assert_sound_everywhere(mother)
    press(mother, "Предоставить")  # step 5
    expect(mother).to_have_url(re.compile(rf"^{demo.portal}/settings/certificate"))
    assert "code=" not in mother.url
    assert_sound_everywhere(mother)
    mother.get_by_role("link", name="Запросить доступ к ребёнку").click()  # steps 6 and 7
    expect(mother.locator("main")).to_contain_text("Новикова")  # step 8: known from Госуслуги
    mother.get_by_label("Школа или детский сад ребёнка").select_option("lk-lyceum-4")
    for label, value in zip(("Фамилия ребёнка", "Имя ребёнка", "Отчество ребёнка (если есть)"), CHILD, strict=True):
        mother.get_by_label(label, exact=True).fill(value)
    mother.get_by_label("Дата рождения ребёнка").fill(demo.born())
    mother.get_by_label("Родитель", exact=True).check()
    mother.get_by_label("Я законный представитель").check()
    press(mother, "Подать заявление")
    expect(mother.locator("#pfdo-done")).to_contain_text("Заявление подано")  # step 9

    director = open_tab()
    director.goto(f"{demo.portal}/sign-in")
    director.get_by_label("Логин").fill("director")
    director.get_by_label("Пароль").fill("director")
    press(director, "Войти")
    director.goto(f"{demo.portal}/pfdo/school/access")
    director.get_by_role("link", name=" ".join(CHILD)).click()
    expect(director.locator("main")).to_contain_text("Новикова Анна Сергеевна")
    director.get_by_label("свидетельство о рождении").check()
    press(director, "Принять: открыть доступ")
    expect(director.locator("#pfdo-done")).to_contain_text("Доступ открыт")  # step 10

    mother.goto(f"{demo.portal}/settings/certificate")
    press(mother, "Получить сертификат")
    expect(mother.get_by_text("Сертификат получен")).to_be_visible()


def test_refusing_going_back_and_coming_twice_each_have_a_next_step(demo: Demo, open_tab: OpenTab) -> None:
    tab = open_tab(phone=True)
    go(tab, demo, "maria")
    press(tab, "Отказать")
    expect(tab.locator("main")).to_contain_text("Вы не разрешили передать данные")
    assert tab.url == f"{demo.portal}/pfdo/sign-in/result"
    assert_sound(tab)
    tab.get_by_role("link", name="Войти ещё раз").click()
    press(tab, "Предоставить")
    expect(tab.locator(".account-name")).to_have_text("Лебедева Мария Сергеевна")
    tab.go_back()
    tab.go_back()
    if tab.url.startswith(demo.stand):
        tab.reload()
    expect(tab.locator("h1")).to_be_visible()


def test_two_tabs_at_once_and_a_session_that_ended_in_between(demo: Demo, open_tab: OpenTab) -> None:
    one = open_tab()
    other = one.context.new_page()
    for tab in (one, other):
        tab.goto(f"{demo.portal}/sign-in")
        tab.get_by_role("link", name=ENTER).click()
    enter(one, "maria")
    press(one, "Предоставить")
    expect(one.locator(".account-name")).to_have_text("Лебедева Мария Сергеевна")
    other.reload()
    press(other, "Предоставить")
    expect(other.locator("main")).to_contain_text("Вы уже вошли на портал")
    assert_sound(other)

    third = one.context.new_page()
    third.goto(f"{demo.portal}/pfdo/sign-in/gosuslugi")
    one.context.clear_cookies(name="school_portal")
    press(third, "Предоставить")
    expect(third.locator("main")).to_contain_text("Войдите ещё раз")


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("natalia", "другая дата рождения"),
        ("olga", "не подтверждена"),
        ("elena", "привяжите Госуслуги"),
    ],
)
def test_every_refusal_is_a_sound_page(demo: Demo, open_tab: OpenTab, login: str, words: str) -> None:
    tab = open_tab(phone=True)
    go(tab, demo, login)
    press(tab, "Предоставить")
    expect(tab.locator("main")).to_contain_text(words)
    assert_sound(tab)


def test_an_organisation_is_asked_to_come_as_a_person(demo: Demo, open_tab: OpenTab) -> None:
    tab = open_tab()
    go(tab, demo, "anna")
    press(tab, "Организация")
    press(tab, "Предоставить")
    expect(tab.locator("main")).to_contain_text("Частное лицо")
    assert_sound(tab)


def test_linking_by_somebody_who_has_the_password(demo: Demo, open_tab: OpenTab) -> None:
    tab = open_tab(phone=True)
    tab.goto(f"{demo.portal}/sign-in")
    tab.get_by_label("Логин").fill("sidorova")
    tab.get_by_label("Пароль").fill("sidorova")
    press(tab, "Войти")
    tab.goto(f"{demo.portal}/settings/account")
    tab.get_by_role("link", name="привязать или отвязать").click()
    assert_sound(tab)
    tab.get_by_role("link", name="Привязать Госуслуги").click()
    enter(tab, "elena")
    press(tab, "Предоставить")
    assert_sound(tab)
    press(tab, "Привязать")
    expect(tab.locator("#pfdo-done")).to_contain_text("Готово")
    assert_sound(tab)
    press(tab, "Отвязать Госуслуги")
    expect(tab.locator("#pfdo-done")).to_contain_text("отвязаны")


def test_a_pupil_of_fifteen_is_the_owner_of_the_account(demo: Demo, open_tab: OpenTab) -> None:
    tab = open_tab(phone=True)
    go(tab, demo, "igor")
    press(tab, "Предоставить")
    expect(tab.locator(".account-name")).to_have_text("Иванов Игорь Иванович")
    tab.goto(f"{demo.portal}/settings/certificate")
    press(tab, "Получить сертификат")
    expect(tab.get_by_text("Сертификат получен")).to_be_visible()


def test_signing_out_there_as_well(demo: Demo, open_tab: OpenTab) -> None:
    tab = open_tab()
    go(tab, demo, "maria")
    press(tab, "Предоставить")
    press(tab, "Выйти")
    tab.get_by_role("link", name="Выйти и из Госуслуг").click()
    expect(tab).to_have_url(re.compile(rf"^{demo.portal}/"))
    tab.get_by_role("link", name=ENTER).click()
    expect(tab.get_by_label("Логин")).to_be_visible()
