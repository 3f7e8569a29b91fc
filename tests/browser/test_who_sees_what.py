"""Each demo account sees the button, or every reason why it is not there and what to do next (S004)."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import GET, IGOR, SASHA, SECTION, DemoPortal, follow, heading, reasons
from tests.browser.looking import BARE, assert_sound_everywhere


@dataclass(frozen=True)
class Sight:
    """What an account sees.

    Args:
        login: who signs in.
        child: whose name stands there.
        why: the rules that forbid it; none where the button is shown.
        text: part of what the page says about it.
        choose: whether the child is chosen first.
    """

    login: str
    child: str
    why: tuple[str, ...] = ()
    text: str = "Часть занятий можно оплатить сертификатом."
    choose: bool = False


SIGHTS = [
    Sight("ivanova", IGOR),
    Sight("petrova", "Петров Артём Денисович"),
    Sight("kotova", "Котов Матвей Сергеевич"),
    Sight("kotova", "Котова Алёна Сергеевна", ("outside_ages",), "Приходите на эту страницу с 28 сентября 2020", True),
    Sight("igor", IGOR),
    Sight("sasha", SASHA, ("under_14",), "с 14 августа 2024 года"),
    Sight("today14", "Ким Алина"),
    Sight("almost14", "Кузнецов Тимофей Павлович", ("under_14",), "с 29 октября 2019 года"),
    Sight("adult", "Фёдоров Никита Олегович", ("outside_ages",), "Сертификат выдают детям до 18 лет."),
    Sight("nodate", "Мамедов Тимур Рашид оглы", ("no_birth_date",), "На портале не указана дата рождения."),
]


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: f"{sight.login}-{sight.child.split()[1]}")
def test_the_button_or_every_reason(portal: DemoPortal, open_tab: OpenTab, sight: Sight) -> None:
    page = open_tab(**BARE)
    portal.open_section(page, sight.login, sight.child if sight.choose else None)
    expect(heading(page)).to_have_text(sight.child)
    assert reasons(page) == list(sight.why)
    expect(page.get_by_role("button", name=GET)).to_have_count(0 if sight.why else 1)
    expect(page.locator(".pfdo").get_by_text(sight.text).first).to_be_visible()
    expect(page.get_by_role("link", name="Скачать бланк заявления на сертификат")).to_be_visible()
    expect(page.get_by_label("Дети")).to_have_count(1 if sight.login in {"ivanova", "kotova"} else 0)
    assert_sound_everywhere(page)


@pytest.mark.parametrize("login", ["sasha", "almost14"])
def test_a_parent_who_uses_the_childs_password_is_told_to_use_their_own(
    portal: DemoPortal, tab: Page, login: str
) -> None:
    portal.open_section(tab, login)
    expect(tab.get_by_text("у каждого родителя должны быть собственные логин и пароль")).to_be_visible()


def test_a_parent_without_a_child_learns_how_to_be_connected(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(**BARE)
    portal.open_section(page, "sidorova")
    assert reasons(page) == ["no_child"]
    expect(page.get_by_text("К вашей учётной записи не прикреплён ребёнок")).to_be_visible()
    expect(page.get_by_text("Попросите школу или детский сад ребёнка открыть вам доступ")).to_be_visible()
    expect(page.get_by_role("link", name="Запросить доступ к ребёнку")).to_be_visible()
    expect(page.get_by_role("link", name="Ввести код из школы")).to_be_visible()
    expect(page.get_by_role("button", name=GET)).to_have_count(0)
    assert_sound_everywhere(page)


def test_a_school_that_has_not_switched_it_on_has_no_such_section(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(**BARE)
    portal.sign_in(page, "closed")
    follow(page, "Персональные настройки")
    expect(page.get_by_role("heading", level=1, name="Учётная запись")).to_be_visible()
    expect(page.get_by_role("link", name=SECTION)).to_have_count(0)
    answer = page.goto(f"{portal.address}/settings/certificate")
    assert answer is not None
    assert answer.status == 404
    assert_sound_everywhere(page)


def test_a_birthday_brings_the_button(portal: DemoPortal, tab: Page) -> None:
    portal.moment = portal.moment.replace(hour=23, minute=59)
    portal.open_section(tab, "almost14")
    assert reasons(tab) == ["under_14"]
    portal.moment = portal.moment.replace(day=29, hour=0, minute=0)
    tab.reload()
    assert reasons(tab) == []
    expect(tab.get_by_role("button", name=GET)).to_be_visible()


def test_who_is_not_signed_in_is_asked_to_and_comes_to_the_section(portal: DemoPortal, tab: Page) -> None:
    tab.goto(f"{portal.address}/settings/certificate")
    expect(tab.get_by_role("heading", name="Вход в личный кабинет")).to_be_visible()
    tab.get_by_label("Логин").fill("petrova")
    tab.get_by_label("Пароль").fill("petrova")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1, name=SECTION)).to_be_visible()
