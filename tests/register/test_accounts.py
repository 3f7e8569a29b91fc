"""The account in АИС ПФДО: its password is kept encrypted, renewed by an extract, replaced by the holder's own."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import flask
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from sgo_pfdo import Role, Viewer, database
from sgo_pfdo.certificates.extract import ExtractRefusedError
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.current import current_state
from sgo_pfdo.database import Base, current_session
from sgo_pfdo.register import accounts
from sgo_pfdo.register.model import Account
from sgo_pfdo.secrets import SecretLostError
from tests.support.actions import (
    FATHER,
    account_of,
    events,
    password_of,
    press,
    renew_password,
    row_counts,
    run_command,
)
from tests.support.apps import IGOR, KEY, NOW, SASHA, MakeApp, another_child

pytestmark = pytest.mark.usefixtures("app")

NEW_KEY = Fernet.generate_key().decode()


def everything_stored() -> str:
    session = current_session()
    return "\n".join(str(row) for table in Base.metadata.tables.values() for row in session.execute(select(table)))


def may_sign_in(login: str, password: str) -> bool:
    return accounts.check_password(current_session(), current_state().cipher, login, password)


def choose(login: str, password: str) -> None:
    database.perform(lambda session: accounts.choose_password(session, login, password, now=NOW))


def test_the_password_stands_nowhere_in_the_database(app: flask.Flask, tmp_path: Any) -> None:
    first = press()
    passwords = [password_of(first)]
    renew_password()
    passwords.append(password_of(first))
    choose(first.number, "собака Рекс")
    stored = everything_stored()
    assert first.number in stored and IGOR.surname in stored
    for password in (*passwords, "Рекс"):
        assert password not in stored
    for file in tmp_path.glob("*.sqlite*"):
        assert not [password for password in passwords if password.encode() in file.read_bytes()]


def test_the_initial_password_opens_the_account_and_nothing_else_does() -> None:
    certificate = press()
    password = password_of(certificate)
    assert may_sign_in(certificate.number, password)
    for wrong in ("", password.upper(), password[:-1], password + " ", "пароль"):
        assert not may_sign_in(certificate.number, wrong)
    assert not may_sign_in("100000000000", password)


def test_two_accounts_have_two_passwords() -> None:
    igor, sasha = press(IGOR), press(SASHA)
    assert password_of(igor) != password_of(sasha)
    assert not may_sign_in(igor.number, password_of(sasha))


def test_a_password_of_the_holders_own_replaces_the_initial_one() -> None:
    certificate = press()
    initial = password_of(certificate)
    choose(certificate.number, "собака Рекс")
    account = account_of(certificate)
    assert account.secret is None
    assert may_sign_in(certificate.number, "собака Рекс")
    assert not may_sign_in(certificate.number, initial)


def test_a_password_of_the_holders_own_has_eight_characters_or_more() -> None:
    certificate = press()
    with pytest.raises(ValueError, match="не меньше 8 знаков"):
        choose(certificate.number, "семьбук")
    assert may_sign_in(certificate.number, password_of(certificate))
    choose(certificate.number, "восемь б")
    assert may_sign_in(certificate.number, "восемь б")


def test_nobody_can_choose_a_password_for_an_account_that_does_not_exist() -> None:
    with pytest.raises(LookupError):
        choose("100000000000", "собака Рекс")


def test_an_extract_ends_the_old_password_and_gives_a_new_one() -> None:
    certificate = press()
    old = password_of(certificate)
    renew_password(viewer=FATHER, now=NOW + timedelta(hours=1))
    new = password_of(certificate)
    assert new != old
    assert may_sign_in(certificate.number, new)
    assert not may_sign_in(certificate.number, old)
    assert account_of(certificate).opened_at == NOW
    assert events() == ["issued", "account_opened", "password_reset"]


def test_an_extract_ends_a_password_of_the_holders_own() -> None:
    certificate = press()
    choose(certificate.number, "собака Рекс")
    renew_password()
    assert not may_sign_in(certificate.number, "собака Рекс")
    assert may_sign_in(certificate.number, password_of(certificate))


def test_an_extract_can_be_made_again_and_again() -> None:
    certificate = press()
    passwords = [password_of(certificate)]
    for _ in range(3):
        renew_password()
        passwords.append(password_of(certificate))
    assert len(set(passwords)) == 4


def test_no_extract_for_those_who_may_not_have_the_credentials() -> None:
    press(IGOR)
    press(SASHA)
    before = (row_counts(), [account.secret for account in current_session().scalars(select(Account))])
    sasha_herself = Viewer(id="account-sasha", role=Role.PUPIL, pupil_id="sasha", is_owner=True)
    on_igors_account = Viewer(id="account-igor", role=Role.PUPIL, pupil_id="igor", is_owner=False)
    for child, viewer in ((SASHA, sasha_herself), (IGOR, on_igors_account)):
        with pytest.raises(ExtractRefusedError):
            renew_password(child, viewer)
    with pytest.raises(ExtractRefusedError):
        renew_password(another_child(1))
    with pytest.raises(ExtractRefusedError):
        renew_password(IGOR, now=NOW + timedelta(days=90))
    assert (row_counts(), [account.secret for account in current_session().scalars(select(Account))]) == before


def test_no_extract_of_an_annulled_certificate() -> None:
    press()
    database.perform(
        lambda session: session.execute(update(Certificate).values(stored_status=Status.ANNULLED, living_key=None))
    )
    with pytest.raises(ExtractRefusedError):
        renew_password()


def test_the_pupil_of_14_may_make_an_extract_on_the_birthday() -> None:
    born = date(2005, 10, 28)
    child = replace(IGOR, birth_date=born)
    certificate = press(child)
    viewer = Viewer(id="account-igor", role=Role.PUPIL, pupil_id="igor")
    old = password_of(certificate)
    renew_password(child, viewer)
    assert password_of(certificate) != old


def test_keys_are_changed_without_losing_a_password(make_app: MakeApp) -> None:
    children = [another_child(number) for number in range(5)]
    passwords = {child.id: password_of(press(child)) for child in children}
    choose(press(children[0]).number, "собака Рекс")
    result = run_command(make_app(prepare=False, SGO_PFDO_KEYS=f"{NEW_KEY},{KEY}"), "keys", "rotate")
    assert result.output == "Passwords encrypted under the newest key: 4.\n"
    with make_app(prepare=False, SGO_PFDO_KEYS=[NEW_KEY]).app_context():
        assert {child.id: password_of(press(child)) for child in children[1:]} == {
            child.id: passwords[child.id] for child in children[1:]
        }
        assert may_sign_in(press(children[0]).number, "собака Рекс")


def test_a_rotation_that_meets_a_lost_password_changes_nothing(make_app: MakeApp) -> None:
    press(another_child(1))
    with make_app(prepare=False, SGO_PFDO_KEYS=[NEW_KEY]).app_context():
        press(another_child(2))
    before = current_session().scalars(select(Account.secret)).all()
    current_session().rollback()
    app = make_app(prepare=False, SGO_PFDO_KEYS=[NEW_KEY])
    result = run_command(app, "keys", "rotate")
    assert result.exit_code == 1
    assert result.output == "Error: nothing was changed: no key in SGO_PFDO_KEYS decrypts this secret\n"
    assert current_session().scalars(select(Account.secret)).all() == before


def test_a_lost_password_is_said_and_a_new_one_can_be_made(make_app: MakeApp) -> None:
    number = press().number
    with make_app(prepare=False, SGO_PFDO_KEYS=[NEW_KEY]).app_context():
        with pytest.raises(SecretLostError):
            may_sign_in(number, "whatever")
        renew_password()
        assert may_sign_in(number, password_of(press()))
