"""Whoever the provider vouches for: which account that is, and what every refusal of the rules says."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sgo_pfdo import Account, VerifiedPerson
from sgo_pfdo.people import Level
from tests.blueprints.sign_in.conftest import (
    ACCOUNT,
    CHOOSE,
    IGOR_ACCOUNT,
    IGOR_HIMSELF,
    MOTHER,
    RESULT,
    SECRETS,
    Door,
    MakeDoor,
)
from tests.support.pages import Page


def test_one_account_is_opened_and_linked(door: Door) -> None:
    answer = door.come(next="/settings/certificate?child=igor")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/certificate?child=igor")
    assert door.is_in() == ["koroleva"]
    assert door.links() == [("koroleva", "matched")]
    assert door.history() == [("identity_linked", "koroleva", "данные совпали")]
    assert door.portal.heard == [("koroleva", MOTHER)]
    assert door.ways() == [], "nothing is kept once somebody is in"


def test_a_link_opens_whatever_the_record_says_later(door: Door) -> None:
    door.come()
    door.portal.put_account(Account(id="koroleva", label="Родитель", surname="Девичья", snils="087-654-303 00"))
    door.come()
    assert door.is_in() == ["koroleva", "koroleva"]
    assert len(door.links()) == 1


def test_a_new_mother_is_registered_where_the_portal_does_that(make_door: MakeDoor) -> None:
    door = make_door()
    door.portal.registers = lambda person: door.portal.put_account(replace(ACCOUNT, id="new")).id
    door.come()
    assert (door.is_in(), door.links()) == (["new"], [("new", "registered")])


@pytest.mark.parametrize("level", [Level.SIMPLE, Level.STANDARD])
def test_nobody_is_registered_who_is_not_confirmed(make_door: MakeDoor, level: Level) -> None:
    door = make_door(person=replace(MOTHER, level=level))
    door.portal.registers = lambda person: pytest.fail("registered")
    page = door.land(door.come())
    assert page.status == 403 and "не подтверждена" in page.text
    assert (door.is_in(), door.links()) == ([], [])


def test_of_several_accounts_the_person_chooses(make_door: MakeDoor) -> None:
    door = make_door(ACCOUNT, replace(ACCOUNT, id="teacher", label="Учитель"))
    page = door.land(door.come(next="/settings/certificate"))
    assert page.status == 200 and "В какую учётную запись" in page.text
    assert door.links() == [], "only the one that is chosen"
    assert page.has_button("Родитель")
    answer = page.press(door.client, "Учитель")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/certificate")
    assert (door.is_in(), door.links(), door.ways()) == (["teacher"], [("teacher", "matched")], [])


@pytest.mark.parametrize("forged", ["stranger", "", "koroleva "])
def test_an_account_that_is_not_among_them_cannot_be_chosen(make_door: MakeDoor, forged: str) -> None:
    stranger = replace(ACCOUNT, id="stranger", first_name="Ольга", snils="087-654-303 00")
    door = make_door(ACCOUNT, replace(ACCOUNT, id="teacher", label="Учитель"), stranger)
    page = door.land(door.come())
    fields = page.form("Учитель").fields | {"account": forged}
    assert door.client.post(CHOOSE, data=fields).status_code == 303
    assert (door.is_in(), door.links()) == ([], [])


def test_a_choice_needs_a_good_token_and_the_page_that_was_shown(make_door: MakeDoor) -> None:
    door = make_door(ACCOUNT, replace(ACCOUNT, id="teacher", label="Учитель"))
    page = door.land(door.come())
    fields = page.form("Учитель").fields
    bad = Page(door.client.post(CHOOSE, data=fields | {"csrf_token": "bad"}))
    assert bad.status == 400 and bad.has_button("Учитель")
    assert door.client.post(CHOOSE, data=fields | {"attempt": "another"}).status_code == 303
    assert door.is_in() == []


def test_a_choice_in_vain_has_an_end(make_door: MakeDoor) -> None:
    door = make_door(ACCOUNT, replace(ACCOUNT, id="teacher", label="Учитель"))
    page = door.land(door.come())
    door.portal.put_account(replace(ACCOUNT, is_blocked=True))
    door.portal.put_account(replace(ACCOUNT, id="teacher", is_blocked=True))
    said = door.land(page.press(door.client, "Учитель"))
    assert said.status == 403 and "закрыта" in said.text
    door.wait(minutes=11)
    assert Page(door.client.get(RESULT)).status == 410


REASONS: list[tuple[str, Account | None, dict[str, Any], str, str]] = [
    ("another birth date", replace(ACCOUNT, birth_date=date(1981, 10, 2)), {},
     "На портале у вас указана другая дата рождения. Это", "данные портала расходятся с Госуслугами, правило 3"),
    ("no birth date", replace(ACCOUNT, birth_date=None), {}, "не указана ваша дата рождения",
     "данные портала расходятся с Госуслугами, правило 3"),
    ("another name", replace(ACCOUNT, first_name="Ольга"), {}, "указано другое имя",
     "данные портала расходятся с Госуслугами, правило 3"),
    ("blocked", replace(ACCOUNT, is_blocked=True), {}, "закрыта", "учётная запись закрыта, правило 2"),
    ("a namesake", replace(ACCOUNT, snils=None), {}, "одних имени и даты рождения мало",
     "данных мало, чтобы узнать учётную запись, правило 5"),
    ("another СНИЛС", replace(ACCOUNT, snils="087-654-303 00"), {}, "нет человека с такими данными",
     "на портале нет такого человека, правило 11"),
    ("nobody", None, {}, "нет человека с такими данными", "на портале нет такого человека, правило 11"),
    ("standard", ACCOUNT, {"level": Level.STANDARD}, "не подтверждена",
     "данных мало, чтобы узнать учётную запись, правило 10"),
    ("the child's account", replace(IGOR_ACCOUNT, snils="11223344595"), {}, "нет человека с такими данными",
     "на портале нет такого человека, правило 11"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("account", "changes", "words", "history"), [row[1:] for row in REASONS], ids=[r[0] for r in REASONS]
)
def test_every_refusal_has_its_words_and_a_next_step(
    make_door: MakeDoor, account: Account | None, changes: dict[str, Any], words: str, history: str
) -> None:
    door = make_door(*[account] if account else [], person=replace(MOTHER, **changes))
    page = door.land(door.come())
    assert page.status == 403 and words in page.text
    assert page.links, "a next step"
    assert (door.is_in(), door.links()) == ([], [])
    assert [entry[2] for entry in door.history()] == [f"gosuslugi: {history}"]
    for secret in SECRETS:
        assert secret not in page.text and secret not in str(door.history())


def test_nobody_like_this_and_another_snils_read_the_same(make_door: MakeDoor) -> None:
    pages = [door.land(door.come()).text for door in (make_door(), make_door(replace(ACCOUNT, snils="087-654-303 00")))]
    assert pages[0] == pages[1]


def test_a_pupil_who_came_this_way_is_the_owner(make_door: MakeDoor) -> None:
    door = make_door(IGOR_ACCOUNT, person=IGOR_HIMSELF)
    door.come()
    viewer = door.web.portal.viewer
    assert viewer is not None and viewer.is_owner is None, "the portal asks the module"
    with door.client as client:
        client.get("/settings/certificate")
        viewer = door.portal.current_viewer()
        assert viewer is not None and viewer.is_owner is True
    with door.client.session_transaction() as session:
        assert "igor" not in str(dict(session))
    door.portal.sign_in_pupil("igor")
    with door.client as client:
        client.get("/settings/certificate")
        from sgo_pfdo.identity import is_owner

        assert is_owner("account-igor") and not is_owner("account-sasha")


def test_a_portal_whose_sign_in_fails_says_so_and_nobody_is_in(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(account_id: str) -> None:
        raise ValueError("Королёва Алёна")

    monkeypatch.setattr(door.portal, "sign_in", fail)
    page = Page(door.come())
    assert page.status == 503 and "не смог вас впустить" in page.text
    assert "raised ValueError" in caplog.text and "Корол" not in caplog.text
    monkeypatch.undo()
    door.come()
    assert door.is_in() == ["koroleva"]


@pytest.mark.parametrize(
    "answer",
    [None, "koroleva", [None], ["koroleva"], [replace(ACCOUNT, id=f"a{number}") for number in range(21)]],
    ids=["none", "text", "a list of nothing", "a list of ids", "twenty-one"],
)
def test_a_portal_that_answers_nonsense_lets_nobody_in(
    door: Door, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    monkeypatch.setattr(door.portal, "account_candidates", lambda person: answer)
    assert door.come().status_code == 503
    assert (door.is_in(), door.links()) == ([], [])


def test_an_account_that_comes_twice_counts_once(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door.portal, "account_candidates", lambda person: (one for one in [ACCOUNT, ACCOUNT]))
    door.come()
    assert door.is_in() == ["koroleva"]


def test_a_portal_that_raises_changes_nothing(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(person: VerifiedPerson) -> Any:
        raise RuntimeError("away")

    monkeypatch.setattr(door.portal, "account_candidates", fail)
    state = door.start()
    with pytest.raises(RuntimeError):
        door.answer(state)
    assert (door.is_in(), door.links()) == ([], [])


def test_somebody_else_s_account_stays_theirs(door: Door) -> None:
    door.come()
    door.provider.person = replace(MOTHER, subject="another")
    page = door.land(door.come())
    assert "уже привязаны другие Госуслуги" in page.text
    assert door.is_in() == ["koroleva"]
