"""A session that ends in the middle of a form loses nothing: what was typed waits for the same person, encrypted."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from sgo_pfdo.database import current_session, perform
from sgo_pfdo.drafts import LIFETIME, MOST_TABS, Draft, drop_old
from tests.blueprints.desk.office import ANNA, DESK, IN_PERSON, SEEN, Desk
from tests.support.apps import NOW
from tests.support.pages import Page

KEPT = "Мы сохранили то, что вы ввели."


def send_signed_out(desk: Desk, page: Page, button: str, **typed: object) -> None:
    """Press a button after the session has ended; then sign in again."""
    viewer = desk.portal.viewer
    desk.portal.sign_out()
    answer = page.press(desk.client, button, **typed)
    assert answer.status_code == 401, "the host's own answer"
    desk.portal.viewer = viewer


def drafts(desk: Desk) -> list[Draft]:
    """Read what is kept."""
    with desk.web.app.app_context():
        return list(current_session().scalars(select(Draft)))


def test_a_long_form_comes_back_filled(desk: Desk) -> None:
    send_signed_out(desk, desk.web.open(IN_PERSON), "Оформить сертификат", **ANNA)
    page = desk.web.open(IN_PERSON)
    assert KEPT in page.text
    fields = page.form("Оформить сертификат").fields
    assert (fields["surname"], fields["born"], fields["attends"]) == ("Ёлкина", "08.03.2011", "y")
    ticked = [given["value"] for _, given in page.elements if given.get("name") == "papers" and "checked" in given]
    assert ticked == ANNA["papers"]
    page = desk.press(page, "Оформить сертификат", papers=ANNA["papers"])
    assert "Сертификат оформлен и активирован." in page.text
    assert drafts(desk) == []
    assert KEPT not in desk.web.open(IN_PERSON).text


def test_it_is_kept_encrypted(desk: Desk) -> None:
    send_signed_out(desk, desk.web.open(IN_PERSON), "Оформить сертификат", **ANNA)
    (draft,) = drafts(desk)
    assert "Ёлкина" not in draft.content
    assert draft.viewer_id == "clerk-cdt"


def test_nobody_else_sees_it(desk: Desk) -> None:
    send_signed_out(desk, desk.web.open(IN_PERSON), "Оформить сертификат", **ANNA)
    desk.portal.sign_in_clerk("cdt", viewer_id="clerk-second")
    page = desk.web.open(IN_PERSON)
    assert KEPT not in page.text
    assert "Ёлкина" not in page.html


@pytest.mark.parametrize(
    ("name", "button", "typed"),
    [
        ("annul", "Аннулировать", {"reason": "moved", "words": "В Томск"}),
        ("withdraw", "Отозвать согласие и аннулировать", {"ground": "Договор"}),
        ("correct", "Исправить", {"surname": "Петров"}),
    ],
)
def test_every_form_of_a_card_comes_back_filled(desk: Desk, name: str, button: str, typed: dict[str, str]) -> None:
    send_signed_out(desk, desk.step_page(name), button, **typed)
    page = desk.step_page(name)
    assert KEPT in page.text
    for field, value in typed.items():
        assert page.form(button).fields[field].strip() == value
    assert KEPT not in desk.step_page(name, 1).text, "another card's form is empty"
    assert desk.press(page, button).status == 200
    assert drafts(desk) == []


def test_the_ticks_on_a_card_come_back(desk: Desk) -> None:
    send_signed_out(desk, desk.card(), "Активировать", papers=SEEN)
    page = desk.card()
    assert KEPT in page.text
    assert "Сертификат активирован" in desk.press(page, "Активировать", papers=SEEN).text


def test_a_card_that_changed_meanwhile_is_shown_as_it_is_now(desk: Desk) -> None:
    send_signed_out(desk, desk.card(), "Активировать", papers=SEEN)
    desk.portal.sign_in_clerk("cdt", viewer_id="clerk-second")
    desk.activate()
    desk.portal.sign_in_clerk("cdt")
    page = desk.card()
    assert "Активный до" in page.text
    assert not page.has_button("Активировать")


def test_a_search_comes_back_too(desk: Desk) -> None:
    send_signed_out(desk, desk.web.open(DESK), "Найти по фамилии", surname="Иванова", born="1.9.2010")
    fields = desk.web.open(DESK).form("Найти по фамилии").fields
    assert (fields["surname"], fields["born"]) == ("Иванова", "01.09.2010")


def test_a_clerk_may_begin_anew(desk: Desk) -> None:
    send_signed_out(desk, desk.web.open(IN_PERSON), "Оформить сертификат", **ANNA)
    page = desk.web.open(IN_PERSON)
    tab = page.link("начните с пустой").removeprefix("?empty=")
    empty = desk.web.open(IN_PERSON, empty=tab)
    assert empty.form("Оформить сертификат").fields["surname"] == ""
    assert "Сертификат оформлен" in desk.press(empty, "Оформить сертификат", **ANNA).text
    assert drafts(desk) == [], "the form was sent in place of what had been kept"


def test_two_tabs_whose_session_ended_both_keep_what_was_typed(desk: Desk) -> None:
    first, second = desk.web.open(IN_PERSON), desk.web.open(IN_PERSON)
    send_signed_out(desk, first, "Оформить сертификат", **(ANNA | {"surname": "Первая"}))
    desk.portal.moment = NOW + timedelta(minutes=1)
    send_signed_out(desk, second, "Оформить сертификат", **(ANNA | {"surname": "Вторая"}))
    page = desk.web.open(IN_PERSON)
    assert page.form("Оформить сертификат").fields["surname"] == "Вторая"
    other = desk.web.open(IN_PERSON + page.link("открыть второе"))
    assert other.form("Оформить сертификат").fields["surname"] == "Первая"
    assert "Сертификат оформлен" in desk.press(other, "Оформить сертификат", papers=ANNA["papers"]).text
    page = desk.web.open(IN_PERSON)
    assert page.form("Оформить сертификат").fields["surname"] == "Вторая", "the other one waits on"
    assert not page.has_link("открыть второе")


def test_a_tab_whose_session_ends_twice_keeps_what_was_typed_last(desk: Desk) -> None:
    page = desk.web.open(IN_PERSON)
    for surname in ("Первая", "Вторая"):
        send_signed_out(desk, page, "Оформить сертификат", **(ANNA | {"surname": surname}))
        page = desk.web.open(IN_PERSON)
        assert page.form("Оформить сертификат").fields["surname"] == surname
    assert len(drafts(desk)) == 1


def test_of_many_tabs_the_newest_ones_are_kept(desk: Desk) -> None:
    for minute in range(MOST_TABS + 2):
        page = desk.web.open(IN_PERSON, empty="")
        desk.portal.moment = NOW + timedelta(minutes=minute)
        send_signed_out(desk, page, "Оформить сертификат", **(ANNA | {"surname": "АБВГДЕЖ"[minute]}))
    assert len(drafts(desk)) == MOST_TABS
    assert desk.web.open(IN_PERSON).form("Оформить сертификат").fields["surname"] == "Ж"


def test_a_forged_ticket_keeps_nothing(desk: Desk) -> None:
    page = desk.web.open(IN_PERSON)
    ticket = page.form("Оформить сертификат").fields["ticket"]
    for forged in ("", "nonsense", ticket[:-1], ticket.swapcase()):
        send_signed_out(desk, page, "Оформить сертификат", **(ANNA | {"ticket": forged}))
    assert drafts(desk) == []


def test_what_is_larger_than_any_form_is_not_kept(desk: Desk) -> None:
    page = desk.web.open(IN_PERSON)
    send_signed_out(desk, page, "Оформить сертификат", **(ANNA | {"surname": "Ы" * 30_000}))
    assert drafts(desk) == []


def test_a_draft_lives_for_a_day(desk: Desk) -> None:
    send_signed_out(desk, desk.web.open(IN_PERSON), "Оформить сертификат", **ANNA)
    desk.portal.moment = NOW + LIFETIME + timedelta(minutes=1)
    assert KEPT not in desk.web.open(IN_PERSON).text
    with desk.web.app.app_context():
        assert perform(lambda session: drop_old(session, desk.portal.now())) == 1
    assert drafts(desk) == []
