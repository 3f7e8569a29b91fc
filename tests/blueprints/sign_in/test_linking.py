"""«Привязать Госуслуги» by somebody who is signed in by password: both names, one press; and taking it away."""

from dataclasses import replace
from datetime import date

import pytest

from sgo_pfdo import Account, database
from sgo_pfdo.database import current_session
from sgo_pfdo.identity import links_of, unlink
from sgo_pfdo.people import Level
from tests.blueprints.sign_in.conftest import (
    ACCOUNT,
    IGOR_ACCOUNT,
    IGOR_HIMSELF,
    LINK,
    MOTHER,
    RESULT,
    START,
    UNLINK,
    Door,
    MakeDoor,
)
from tests.support.pages import Page

BARE = Account(id="koroleva", label="Родитель", surname="Королёва", first_name="Алёна")
"""A record without СНИЛС and birth date: no rule finds it."""


@pytest.fixture
def at_home(make_door: MakeDoor) -> Door:
    """A mother who is signed in by password, and whom no rule finds."""
    door = make_door(BARE)
    door.portal.sign_in_parent("koroleva")
    return door


def test_from_the_password_to_the_link(at_home: Door) -> None:
    page = Page(at_home.client.get(LINK))
    assert "Привязать Госуслуги" in page.text
    page = at_home.land(at_home.come(**{"for": "link"}))
    assert "Королёва Алёна" in page.text and "Королёва Алёна Игоревна" in page.text, "both sides' names"
    assert at_home.links() == [], "a press is still to come"
    page = at_home.land(page.press(at_home.client, "Привязать"))
    assert "Готово." in page.text and page.has_button("Отвязать Госуслуги")
    assert at_home.links() == [("koroleva", "pressed")]
    assert at_home.history() == [("identity_linked", "koroleva", "владелец учётной записи нажал «Привязать»")]
    assert at_home.ways() == []
    at_home.portal.sign_out()
    at_home.come()
    assert at_home.is_in() == ["koroleva"]


@pytest.mark.parametrize("level", Level)
def test_by_a_press_any_level_is_linked(at_home: Door, level: Level) -> None:
    at_home.provider.person = replace(MOTHER, level=level)
    at_home.land(at_home.come(**{"for": "link"})).press(at_home.client, "Привязать")
    assert at_home.links() == [("koroleva", "pressed")]
    assert bool(at_home.portal.heard) is (level is Level.CONFIRMED), "what nobody has checked is not for the records"


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (replace(BARE, birth_date=date(1981, 10, 2)), "другая дата рождения"),
        (replace(BARE, snils="087-654-303 00"), "другой СНИЛС"),
        (replace(BARE, first_name="Ольга"), "другое имя"),
        (replace(BARE, pupil_id="igor", birth_date=date(2004, 5, 14)), "другого человека"),
    ],
)
def test_what_the_record_has_must_not_contradict(at_home: Door, record: Account, words: str) -> None:
    at_home.portal.put_account(record)
    page = at_home.land(at_home.come(**{"for": "link"}))
    assert page.status == 403 and words in page.text and "087" not in page.text
    assert at_home.links() == []


def test_nor_may_what_has_come_up_since(at_home: Door) -> None:
    page = at_home.land(at_home.come(**{"for": "link"}))
    at_home.portal.put_account(replace(BARE, first_name="Ольга"))
    said = at_home.land(page.press(at_home.client, "Привязать"))
    assert said.status == 403 and "другое имя" in said.text
    assert at_home.links() == []


def test_a_press_needs_a_good_token(at_home: Door) -> None:
    page = at_home.land(at_home.come(**{"for": "link"}))
    bad = Page(at_home.client.post(LINK, data=page.form("Привязать").fields | {"csrf_token": "bad"}))
    assert bad.status == 400 and bad.has_button("Привязать")
    assert at_home.links() == []


def test_another_person_who_came_back_in_another_tab_is_not_linked_by_the_old_page(at_home: Door) -> None:
    page = at_home.land(at_home.come(**{"for": "link"}))
    at_home.provider.person = replace(MOTHER, subject="another", surname="Чужая")
    at_home.come(**{"for": "link"})
    assert "Чужая" in at_home.land(page.press(at_home.client, "Привязать")).text
    assert at_home.links() == []


def test_whoever_signed_in_meanwhile_is_not_linked(at_home: Door) -> None:
    state = at_home.start(**{"for": "link"})
    at_home.portal.put_account(replace(BARE, id="father"))
    at_home.portal.sign_in_parent("father")
    assert at_home.land(at_home.answer(state)).status == 410
    at_home.portal.sign_in_parent("koroleva")
    page = at_home.land(at_home.come(**{"for": "link"}))
    at_home.portal.sign_in_parent("father")
    page.press(at_home.client, "Привязать")
    assert at_home.links() == []


def test_whose_session_ended_in_between_gets_the_portal_s_answer(at_home: Door) -> None:
    page = at_home.land(at_home.come(**{"for": "link"}))
    at_home.portal.sign_out()
    assert page.press(at_home.client, "Привязать").status_code == 401
    assert at_home.client.get(START, query_string={"for": "link"}).status_code == 401
    assert at_home.links() == []


def test_nobody_links_on_a_visit_to_a_child_s_account(make_door: MakeDoor) -> None:
    door = make_door(IGOR_ACCOUNT, person=IGOR_HIMSELF)
    door.portal.sign_in_pupil("igor", is_owner=False)
    assert door.client.get(LINK).status_code == 404
    assert door.client.get(START, query_string={"for": "link"}).status_code == 404
    assert door.client.post(UNLINK).status_code == 404


def test_the_child_links_the_own_account_and_its_history_tells(make_door: MakeDoor) -> None:
    door = make_door(replace(IGOR_ACCOUNT, snils=None), person=IGOR_HIMSELF)
    door.portal.sign_in_pupil("igor")
    door.land(door.come(**{"for": "link"})).press(door.client, "Привязать")
    assert door.links() == [("account-igor", "pressed")]


def test_taking_it_away(at_home: Door) -> None:
    page = at_home.land(at_home.come(**{"for": "link"}))
    page = at_home.land(page.press(at_home.client, "Привязать"))
    bad = Page(at_home.client.post(UNLINK, data={"csrf_token": "bad"}))
    assert bad.status == 400 and at_home.links() != []
    page = at_home.land(page.press(at_home.client, "Отвязать Госуслуги"))
    assert "отвязаны" in page.text
    assert at_home.links() == []
    assert at_home.history()[-1][:2] == ("identity_unlinked", "koroleva")


def test_the_portal_may_take_it_away_itself(at_home: Door) -> None:
    at_home.land(at_home.come(**{"for": "link"})).press(at_home.client, "Привязать")
    with at_home.web.app.app_context():
        [link] = links_of(current_session(), "koroleva")
        assert (link.provider, link.how, link.level) == ("gosuslugi", "pressed", Level.CONFIRMED)
        assert "koroleva" not in repr(link) and "Корол" not in repr(link)
        assert database.perform(lambda session: unlink(session, "koroleva"))
        assert not database.perform(lambda session: unlink(session, "koroleva"))
    assert at_home.links() == []


def test_linked_to_another_is_told(make_door: MakeDoor) -> None:
    door = make_door(ACCOUNT)
    door.come()
    door.portal.sign_in_parent("koroleva")
    door.provider.person = replace(MOTHER, subject="another")
    assert "уже привязаны другие" in door.land(door.come(**{"for": "link"})).text
    assert Page(door.client.get(RESULT)).status == 403
