"""Guesses are limited at every door, per account and per address; no address of a computer is kept."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import flask
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from sgo_pfdo.applications import email_address
from sgo_pfdo.applications.email_address import mailbox_of
from sgo_pfdo.config.options import ALL, NONE, PUBLIC
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.limits import (
    ACCOUNT,
    ADDRESS,
    CARD,
    DOCUMENT,
    LINK,
    PASSWORD,
    SEARCH,
    Caller,
    Door,
    Limiter,
    Taken,
    TooManyTriesError,
    Tries,
    counted_address,
    drop_old,
)
from tests.security.conftest import MakeWorld
from tests.security.filling import BEGINNING
from tests.security.world import Sent, World
from tests.support.actions import run_command
from tests.support.apps import NOW, MakeApp
from tests.support.contents import contents_of

DOOR = Door("door", {ACCOUNT: 3, ADDRESS: 5})
APPLICATION = "/settings/certificate/application"
HOME, OFFICE = "95.24.1.1", "95.24.1.2"
Knocking = Callable[..., TestResponse]


@pytest.fixture
def any_app(make_app: MakeApp) -> flask.Flask:
    """A host on each of the two databases."""
    return make_app()


def knock(limiter: Limiter, caller: Caller, now: datetime = NOW, door: Door = DOOR) -> Taken:
    return perform(lambda session: limiter.take(session, door, caller, now))


def test_the_fourth_guess_of_an_account_is_refused_until_the_first_is_an_hour_old(any_app: flask.Flask) -> None:
    limiter, caller = Limiter("key"), {ACCOUNT: "anna"}
    with any_app.app_context():
        for _ in range(3):
            knock(limiter, caller)
        with pytest.raises(TooManyTriesError) as refused:
            knock(limiter, caller)
        assert NOW + DOOR.window < refused.value.again_at <= NOW + DOOR.window + DOOR.slice
        with pytest.raises(TooManyTriesError):
            knock(limiter, caller, refused.value.again_at - timedelta(seconds=1))
        knock(limiter, caller, refused.value.again_at)
        knock(limiter, {ACCOUNT: "boris"})
        knock(limiter, caller, door=Door("other", DOOR.limits))


def test_an_address_is_counted_over_all_its_accounts(any_app: flask.Flask) -> None:
    limiter = Limiter("key")
    with any_app.app_context():
        for name in "abcde":
            knock(limiter, {ACCOUNT: name, ADDRESS: HOME})
        with pytest.raises(TooManyTriesError):
            knock(limiter, {ACCOUNT: "new", ADDRESS: HOME})
        knock(limiter, {ACCOUNT: "new", ADDRESS: OFFICE})


def test_what_is_refused_is_not_counted_and_what_is_given_back_neither(any_app: flask.Flask) -> None:
    limiter, caller = Limiter("key"), {ACCOUNT: "anna"}
    with any_app.app_context():
        taken = [knock(limiter, caller) for _ in range(3)]
        for _ in range(3):
            with pytest.raises(TooManyTriesError):
                knock(limiter, caller)
        perform(lambda session: limiter.give_back(session, taken[0]))
        assert sum(current_session().scalars(select(Tries.count))) == 2
        knock(limiter, caller)
        with pytest.raises(TooManyTriesError):
            knock(limiter, caller)


@given(st.lists(st.integers(0, 90 * 60), min_size=1, max_size=60).map(sorted))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_no_hour_whatever_gets_more_through_than_the_limit(world: World, seconds: list[int]) -> None:
    limiter, caller = Limiter("key"), {ACCOUNT: "anna"}
    through: list[datetime] = []
    with world.app.app_context():
        perform(lambda session: session.execute(delete(Tries)))
        for moment in (NOW + timedelta(seconds=passed) for passed in seconds):
            with suppress(TooManyTriesError):
                knock(limiter, caller, moment)
                through.append(moment)
    for first in through:
        assert len([one for one in through if first <= one <= first + DOOR.window]) <= DOOR.limits[ACCOUNT]
    assert len(through) >= min(len(seconds), DOOR.limits[ACCOUNT])


@pytest.mark.parametrize("wrong_by", [timedelta(minutes=20), timedelta(days=1), timedelta(days=365)])
def test_what_a_clock_that_was_ahead_has_counted_counts_for_nothing(any_app: flask.Flask, wrong_by: timedelta) -> None:
    limiter, caller = Limiter("key"), {ACCOUNT: "anna"}
    with any_app.app_context():
        for _ in range(3):
            knock(limiter, caller, NOW + wrong_by)
        knock(limiter, caller)
        for _ in range(3):
            knock(limiter, caller, NOW + wrong_by + timedelta(hours=2) - DOOR.window)
        assert len(contents_of_tries(any_app)) <= 4


def test_counts_go_once_their_window_is_over(any_app: flask.Flask) -> None:
    limiter = Limiter("key")
    with any_app.app_context():
        knock(limiter, {ACCOUNT: "anna"})
        knock(limiter, {ACCOUNT: "boris"}, NOW + timedelta(hours=2))
        assert len(contents_of_tries(any_app)) == 2, "the slice, and the one before it that was touched"
        assert perform(lambda session: drop_old(session, NOW + timedelta(hours=4))) == 2


def test_neither_address_nor_account_can_be_read_from_a_count(any_app: flask.Flask) -> None:
    with any_app.app_context():
        caller = {ACCOUNT: "anna", ADDRESS: HOME}
        for key, moment in (("key", NOW), ("key", NOW + timedelta(minutes=4)), ("another", NOW)):
            knock(Limiter(key), caller, moment)
        rows = contents_of_tries(any_app)
        assert len(rows) == 8  # the same within the slice, another under another key, each with the slice before
        assert not [row for row in rows if "anna" in row or HOME in row or row[:2] == "95"]
        perform(lambda session: session.execute(delete(Tries)))
        knock(Limiter("key"), caller, NOW + timedelta(minutes=10))
        assert not set(rows) & set(contents_of_tries(any_app)), "the same person has another hash ten minutes later"


def contents_of_tries(app: flask.Flask) -> list[str]:
    return list(current_session().scalars(select(Tries.key)))


@pytest.mark.parametrize(
    ("remote", "public", "everything"),
    [
        ("95.24.1.1", "95.24.1.1", "95.24.1.1"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("10.0.0.7", None, "10.0.0.7"),
        ("2a00:1450:4010:c05::71", "2a00:1450:4010:c05::/64", "2a00:1450:4010:c05::/64"),
        ("2a00:1450:4010:c05:1::2", "2a00:1450:4010:c05::/64", "2a00:1450:4010:c05::/64"),
        ("::ffff:95.24.1.1", "95.24.1.1", "95.24.1.1"),
        ("fe80::1%eth0", None, "fe80::/64"),
        ("", None, None),
        (None, None, None),
        ("unix:", None, None),
    ],
)
def test_what_counts_as_an_address(remote: str | None, public: str | None, everything: str | None) -> None:
    assert counted_address(remote, PUBLIC) == public
    assert counted_address(remote, ALL) == everything
    assert counted_address(remote, NONE) is None


@given(st.text(max_size=60))
def test_no_nonsense_for_an_address_is_an_error(remote: str) -> None:
    counted_address(remote, ALL)


@pytest.mark.parametrize(
    ("typed", "mailbox"),
    [
        ("Mama@mail.ru", "mama@mail.ru"),
        ("mama+1@mail.ru", "mama@mail.ru"),
        ("mama+a+b@MAIL.RU", "mama@mail.ru"),
        ("ma.ma@mail.ru", "ma.ma@mail.ru"),
        ("m.a.ma+7@googlemail.com", "mama@gmail.com"),
        ("mama.petrova@ya.ru", "mama.petrova@yandex.ru"),
        ("mama-petrova+9@yandex.kz", "mama.petrova@yandex.ru"),
        ("mama@ПРИМЕР.рф", "mama@xn--e1afmkfd.xn--p1ai"),
        ("+@mail.ru", "+@mail.ru"),
    ],
)
def test_tags_dots_and_other_names_of_a_server_make_no_new_mailbox(typed: str, mailbox: str) -> None:
    assert mailbox_of(email_address.check(typed)) == mailbox


@given(st.emails())
def test_a_mailbox_is_its_own(address: str) -> None:
    assert mailbox_of(mailbox_of(address)) == mailbox_of(address)


def knocking(world: World, person: str, forms: list[Sent], rule: str, **typed: str) -> Knocking:
    """Give a function that presses a button from an address."""
    form = next(form for form in forms if form.rule == rule and form.person.startswith(person.split()[0]))
    client = world.client(person)
    sent = world.fresh(client, form) | typed

    def knock(address: str = HOME, **changes: str) -> TestResponse:
        return client.post(form.action, data=sent | changes, environ_overrides={"REMOTE_ADDR": address})

    return knock


def test_searches_in_vain_stop_a_clerk_and_nobody_else(world: World, forms: list[Sent]) -> None:
    knock = knocking(world, "clerk", forms, "/pfdo/desk/search", wanted="111122223333")
    assert {knock().status_code for _ in range(30)} == {200}
    answer = knock()
    assert answer.status_code == 429 and answer.headers["Retry-After"]
    assert "Поиск остановлен" in answer.text
    world.portal.sign_in_clerk("cdt", viewer_id="another")
    assert knock().status_code == 200


def test_searches_in_vain_stop_an_address_whoever_sits_there(world: World, forms: list[Sent]) -> None:
    knock = knocking(world, "clerk", forms, "/pfdo/desk/search", wanted="111122223333")
    for number in range(SEARCH.limits[ADDRESS]):
        world.portal.sign_in_clerk("cdt", viewer_id=f"clerk-{number // 25}")
        assert knock().status_code == 200
    world.portal.sign_in_clerk("cdt", viewer_id="fresh")
    assert knock().status_code == 429
    assert knock(OFFICE).status_code == 200


def test_the_door_to_other_municipalities_counts_with_the_search(world: World, forms: list[Sent]) -> None:
    knock = knocking(world, "clerk", forms, "/pfdo/desk/accept", number="785044901646", born="14.05.2004")
    assert {knock().status_code for _ in range(30)} == {200}
    assert knock().status_code == 429
    assert world.client("clerk").get("/pfdo/desk").status_code == 200
    assert knocking(world, "clerk", forms, "/pfdo/desk/search", wanted="111122223333")().status_code == 429


def test_what_is_found_is_no_guess(world: World, forms: list[Sent]) -> None:
    number = contents_of(world.app)["sgo_pfdo_certificate"][1].number
    knock = knocking(world, "clerk", forms, "/pfdo/desk/search", wanted=number)
    assert {knock().status_code for _ in range(40)} == {303}


def test_cards_cannot_be_tried_out(world: World) -> None:
    client = world.client("clerk")
    codes = [client.get(f"/pfdo/desk/c/{number:022d}").status_code for number in range(CARD.limits[ACCOUNT] + 3)]
    assert codes == [404] * CARD.limits[ACCOUNT] + [429] * 3
    assert client.get(f"/pfdo/desk/c/{world.card_ids()[1]}").status_code == 200


IN_PERSON = {
    "surname": "Новенькая",
    "first_name": "Анна",
    "born": "09.03.2011",
    "document_kind": "birth_certificate",
    "who": "parent",
    "attends": "y",
    "activate": "",
}
PAPERS = ["applicant_passport", "child_identity", "snils", "inn", "application", "consent"]


def test_documents_cannot_be_tried_out_at_the_desk(world: World, forms: list[Sent]) -> None:
    knock = knocking(world, "clerk", forms, "/pfdo/desk/in-person", **IN_PERSON | {"papers": PAPERS})  # type: ignore[arg-type]
    taken = {"document_number": "III-АБ № 123456"}
    codes = [knock(**taken).status_code for _ in range(DOCUMENT.limits[ACCOUNT] + 1)]
    assert codes == [422] * DOCUMENT.limits[ACCOUNT] + [429]


def test_links_cannot_be_tried_out_and_a_real_one_always_works(world: World) -> None:
    client, real = world.client("nobody"), world.confirmation()

    def open_link(address: str, where: str = HOME) -> int:
        return client.get(address, environ_overrides={"REMOTE_ADDR": where}).status_code

    codes = [open_link(f"/pfdo/mail/made-up-{number}") for number in range(LINK.limits[ADDRESS] + 1)]
    assert codes == [410] * LINK.limits[ADDRESS] + [429]
    assert open_link("/pfdo/mail/made-up", OFFICE) == 410
    assert open_link(real) == 200


def test_a_tenth_new_password_in_an_hour_is_the_last(world: World, forms: list[Sent]) -> None:
    knock = knocking(world, "pupil", forms, "/settings/certificate/password")
    codes = [knock().status_code for _ in range(PASSWORD.limits[ACCOUNT])]
    before = contents_of(world.app)
    answer = knock()
    assert codes == [303] * len(codes) and answer.status_code == 429
    assert "Слишком много попыток" in answer.text and int(answer.headers["Retry-After"]) <= 3900
    assert contents_of(world.app) == before
    world.portal.moment = NOW + timedelta(hours=1, minutes=5)
    assert knock().status_code == 303


def test_a_mailbox_is_no_target_for_whoever_has_many_children(world: World, forms: list[Sent]) -> None:
    for number in range(12):
        world.portal.add(replace(BEGINNING, id=f"many-{number}"), "pochtova")
    knock = knocking(world, "applicant", forms, APPLICATION)
    mailboxes = [f"victim{'+' if number else ''}{number or ''}@example.com" for number in range(12)]
    codes = [knock(child=f"many-{number}", email=mailboxes[number]).status_code for number in range(12)]
    assert codes == [303] * 10 + [429] * 2
    assert knock(child="many-11", email="own@example.com").status_code == 303


@pytest.mark.parametrize(
    ("looked_at", "remote", "is_kept"), [(NONE, HOME, False), (PUBLIC, "10.1.2.3", False), (PUBLIC, HOME, True)]
)
def test_no_address_is_kept_where_none_is_looked_at(
    make_world: MakeWorld, looked_at: str, remote: str, *, is_kept: bool
) -> None:
    world = make_world(SGO_PFDO_LIMIT_ADDRESSES=looked_at)
    world.client("nobody").get("/pfdo/mail/made-up", environ_overrides={"REMOTE_ADDR": remote})
    with world.app.app_context():
        assert bool(contents_of_tries(world.app)) == is_kept


def test_no_address_stands_anywhere_after_all_that(world: World, forms: list[Sent]) -> None:
    knocking(world, "clerk", forms, "/pfdo/desk/search", wanted="111122223333")()
    for table, rows in contents_of(world.app).items():
        assert not [row for row in rows if HOME in str(row)], table


def test_cleaning_drops_what_is_over(world: World) -> None:
    client = world.client("clerk")
    client.get("/pfdo/desk/c/made-up")
    world.portal.moment = NOW + timedelta(hours=3)
    assert run_command(world.app, "clean").exit_code == 0
    with world.app.app_context():
        assert contents_of_tries(world.app) == []
