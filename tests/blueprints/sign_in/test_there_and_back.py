"""There and back: what an answer of the provider is worth, and what becomes of one that is worth nothing."""

import logging
from dataclasses import replace
from typing import Any

import pytest

from sgo_pfdo.identity.port import IdentityForgedError, IdentityRefusedError, IdentityUnavailableError, Refusal
from tests.blueprints.sign_in.conftest import (
    ACCOUNT,
    BACK,
    RESULT,
    SECRETS,
    START,
    Door,
    MakeDoor,
)
from tests.support.contents import contents_of
from tests.support.pages import Page

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


def test_of_two_tabs_at_once_the_second_is_told(door: Door) -> None:
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
