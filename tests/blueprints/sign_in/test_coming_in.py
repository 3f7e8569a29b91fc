"""From the provider into the portal: which account, what is kept of it, and what every refusal says."""

import logging
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sgo_pfdo import Account, VerifiedPerson
from sgo_pfdo.identity.port import IdentityForgedError, IdentityRefusedError, IdentityUnavailableError, Refusal
from sgo_pfdo.people import Level
from tests.blueprints.sign_in.conftest import (
    ACCOUNT,
    BACK,
    CHOOSE,
    IGOR_ACCOUNT,
    IGOR_HIMSELF,
    MOTHER,
    RESULT,
    SECRETS,
    START,
    Door,
    MakeDoor,
)
from tests.support.contents import contents_of
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
     "В портале у вас указана другая дата рождения. Это", "данные портала расходятся с Госуслугами, правило 3"),
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


TROUBLES: list[tuple[Exception, int, str]] = [
    (IdentityRefusedError(Refusal.DECLINED), 403, "Вы не разрешили передать данные"),
    (IdentityRefusedError(Refusal.NOT_CONFIRMED), 403, "Подтвердите учётную запись"),
    (IdentityRefusedError(Refusal.SECOND_FACTOR), 403, "второй шаг"),
    (IdentityRefusedError(Refusal.NOT_A_PERSON), 403, "Частное лицо"),
    (IdentityRefusedError(Refusal.INCOMPLETE), 403, "не хватает данных"),
    (IdentityRefusedError(Refusal.TOO_LATE), 410, "Войдите ещё раз"),
    (IdentityRefusedError(Refusal.MISCONFIGURED, "ESIA-007023"), 503, "Портал настроен неверно"),
    (IdentityUnavailableError("HTTP 500"), 503, "временно недоступен"),
    (IdentityForgedError("aud"), 403, "не прошёл проверку"),
]


@pytest.mark.parametrize(("trouble", "status", "words"), TROUBLES, ids=[str(row[0]) for row in TROUBLES])
def test_what_the_provider_says_is_told_in_words(
    door: Door, trouble: Exception, status: int, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    state = door.start()
    door.provider.trouble = trouble
    with caplog.at_level(logging.INFO):
        page = door.land(door.answer(state))
    assert page.status == status and words in page.text
    assert (door.is_in(), door.links()) == ([], [])
    assert [entry[0] for entry in door.history()] == ["identity_refused"]
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("sgo_pfdo")]
    assert len(lines) <= 1
    assert all(secret not in line and state not in line for line in lines for secret in SECRETS)


def test_settings_that_are_refused_are_told_to_whoever_runs_the_portal(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    state = door.start()
    door.provider.trouble = IdentityRefusedError(Refusal.MISCONFIGURED, "ESIA-007023")
    door.answer(state)
    assert "ESIA-007023" in caplog.text


def test_back_and_reload_end_on_a_page_with_a_next_step(door: Door) -> None:
    state = door.start()
    door.answer(state)
    again = door.land(door.answer(state))
    assert again.status == 410 and "второй раз" in again.text and "Вы уже вошли" in again.text
    assert (door.is_in(), door.provider.asked) == (["koroleva"], 1), "the provider was not asked again"


def test_two_tabs_at_once_both_come_in(door: Door) -> None:
    one, other = door.start(), door.start()
    assert door.answer(other).headers["Location"] == "/"
    door.portal.viewer = None
    assert door.is_in() == ["koroleva"]
    page = door.land(door.answer(one))  # the session began anew when the first one came in
    assert page.status == 410


def test_an_answer_in_another_browser_opens_nothing(door: Door) -> None:
    state = door.start()
    thief = door.web.app.test_client()
    assert door.answer(state, thief).headers["Location"] == RESULT
    with thief.session_transaction() as session:
        session["sgo_pfdo_browser"] = "made up"
    assert door.answer(state, thief).headers["Location"] == RESULT
    assert (door.is_in(), door.provider.asked) == ([], 0)
    assert door.answer(state).headers["Location"] == "/", "and it is still good for its own"


@pytest.mark.parametrize("state", ["", "made-up", "x" * 5000, "%00", "' OR 1=1", None])
def test_a_state_that_nobody_drew_opens_nothing(door: Door, state: str | None) -> None:
    door.start()
    answer = door.client.get(BACK, query_string={"code": "good"} | ({"state": state} if state is not None else {}))
    assert door.land(answer).status == 410
    assert (door.is_in(), door.provider.asked) == ([], 0)


def test_what_stands_twice_in_the_address_counts_for_nothing(door: Door) -> None:
    state = door.start()
    page = door.land(door.client.get(f"{BACK}?state={state}&code=good&code=good"))
    assert page.status == 410 and door.is_in() == []
    other = door.start()
    assert door.land(door.client.get(f"{BACK}?state={other}&state={other}&code=good")).status == 410
    assert door.is_in() == []


def test_markup_in_an_error_is_nowhere(door: Door) -> None:
    page = door.land(door.answer(door.start(), error="<script>alert(1)</script>", error_description="<b>x</b>"))
    assert "<script>alert" not in page.html and "<b>x" not in page.html


def test_after_ten_minutes_it_is_too_late(door: Door) -> None:
    state = door.start()
    door.wait(minutes=10)
    assert door.land(door.answer(state)).status == 410
    assert (door.is_in(), door.provider.asked) == ([], 0)


def test_rows_are_swept_after_ten_minutes_and_hold_nobody_readable(make_door: MakeDoor) -> None:
    door = make_door(ACCOUNT, replace(ACCOUNT, id="teacher"))
    door.come()
    [row] = door.ways()
    assert all(secret not in str(vars(row)) for secret in SECRETS)
    with door.client.session_transaction() as session:
        assert all(secret not in str(dict(session)) for secret in SECRETS)
    door.wait(minutes=11)
    with door.web.app.app_context():
        from sgo_pfdo import database
        from sgo_pfdo.identity.keeping import drop_old

        assert database.perform(lambda session: drop_old(session, door.portal.now())) == 1
    assert door.ways() == []


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "evil",
     "/a b", "/a\nb", "/\t/evil.example", "", "/" + "x" * 600],
)  # fmt: skip
def test_nobody_is_sent_out_of_the_portal(door: Door, elsewhere: str) -> None:
    assert door.come(next=elsewhere).headers["Location"] == "/"


def test_three_failures_within_a_minute_show_the_notice_for_a_minute(door: Door) -> None:
    door.provider.trouble = IdentityUnavailableError("HTTP 500")
    for _ in range(3):
        page = Page(door.client.get(START))
        assert page.status == 503 and "временно недоступен. Ведутся технические работы." in page.text
    door.provider.trouble = None
    page = Page(door.client.get(START))
    assert page.status == 503 and "логин и пароль" in page.text
    assert "временно недоступен" in (notice(door) or "")
    door.wait(seconds=90)
    assert notice(door) is None
    door.come()
    assert door.is_in() == ["koroleva"]


def notice(door: Door) -> str | None:
    """Read what the portal's own sign-in page says in place of the link."""
    with door.web.app.test_request_context():
        said: str | None = door.web.app.jinja_env.globals["pfdo_identity_entry"]().notice
    return said


def test_failures_that_lie_apart_show_none(door: Door) -> None:
    door.provider.trouble = IdentityUnavailableError("HTTP 500")
    for _ in range(4):
        assert door.client.get(START).status_code == 503
        door.wait(seconds=90)
    door.provider.trouble = None
    door.come()
    assert door.is_in() == ["koroleva"]


def test_the_portal_may_say_itself_that_it_does_not_work(make_door: MakeDoor) -> None:
    door = make_door(ACCOUNT, SGO_PFDO_IDENTITY_NOTICE="До понедельника входите с паролем.")
    page = Page(door.client.get(START))
    assert page.status == 503 and "До понедельника" in page.text
    with door.web.app.test_request_context():
        entry = door.web.app.jinja_env.globals["pfdo_identity_entry"]("/wanted")
        assert entry.notice == "До понедельника входите с паролем." and entry.url.endswith("?next=/wanted")


def test_sixty_starts_an_hour_from_one_address(make_door: MakeDoor) -> None:
    door = make_door(ACCOUNT, SGO_PFDO_LIMIT_ADDRESSES="all")
    for _ in range(60):
        assert door.client.get(START).status_code == 303
    assert door.client.get(START).status_code == 429
    assert len(door.ways()) == 60


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


def test_signing_out_there_too(door: Door) -> None:
    answer = door.client.get("/pfdo/sign-in/out")
    assert answer.headers["Location"] == "https://provider.example/sign-out?back=https%3A%2F%2Fportal.example%2F"


def test_another_provider_s_address_is_none(door: Door) -> None:
    before = contents_of(door.web.app)
    for address in ("/pfdo/sign-in/other", "/pfdo/sign-in/other/return", "/pfdo/sign-in/gosuslugi/else"):
        assert door.client.get(address).status_code == 404
    assert contents_of(door.web.app) == before


def test_nothing_is_held_while_the_provider_is_asked(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    from sgo_pfdo.database import current_session

    seen = []
    finish, begin = door.provider.finish, door.provider.begin

    def watch_finish(*arguments: Any) -> Any:
        seen.append(current_session().in_transaction())
        return finish(*arguments)

    def watch_begin(*arguments: Any) -> Any:
        seen.append(current_session().in_transaction())
        return begin(*arguments)

    monkeypatch.setattr(door.provider, "finish", watch_finish)
    monkeypatch.setattr(door.provider, "begin", watch_begin)
    door.come()
    assert seen == [False, False]
