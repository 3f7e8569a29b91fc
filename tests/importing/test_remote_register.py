"""A remote АИС ПФДО, which knows the certificates that came in: told what changes, and of a password made here."""

from collections.abc import Iterator

import flask
import pytest
from sqlalchemy import select

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.register.accounts import open_first
from sgo_pfdo.register.model import RegisterTask
from sgo_pfdo.register.port import PasswordReset, StatusChange
from sgo_pfdo.register.sync import SyncResult, sync
from tests.importing.bringing import SOFIA, table, take_in
from tests.support.actions import account_of, password_of
from tests.support.apps import NOW, MakeApp
from tests.support.desk import CLERK, take
from tests.support.registers import LedRegister


@pytest.fixture
def register() -> LedRegister:
    """A remote register that takes everything."""
    return LedRegister()


@pytest.fixture
def remote(make_app: MakeApp, register: LedRegister) -> Iterator[flask.Flask]:
    """A host whose accounts are those of the remote register; Sofia's certificate came in."""
    app = make_app(None, register)
    with app.app_context():
        take_in(table(SOFIA))
        yield app


def certificate() -> Certificate:
    return current_session().scalars(select(Certificate).execution_options(populate_existing=True)).one()


def run_sync(register: LedRegister) -> SyncResult:
    return sync(register, current_state().cipher, lambda: NOW)


@pytest.mark.usefixtures("remote")
def test_it_is_told_nothing_of_what_it_knows_and_everything_that_changes(register: LedRegister) -> None:
    assert current_session().scalars(select(RegisterTask)).all() == []
    take(Step.FREEZE, certificate(), reason_code="family")
    assert run_sync(register) == SyncResult(1, 0)
    (told,) = register.asked
    assert isinstance(told, StatusChange)
    assert (told.number, told.status) == ("4207000101", "frozen")


@pytest.mark.usefixtures("remote")
def test_the_first_password_made_here_replaces_the_one_before_there(register: LedRegister) -> None:
    state = current_state()

    def make() -> bool:
        return perform(
            lambda session: open_first(
                session, certificate(), actor=CLERK, pupil_id=None, cipher=state.cipher, remote=True, now=NOW
            )
        )

    assert make()
    assert account_of(certificate()).is_pending
    assert not make()
    assert run_sync(register) == SyncResult(1, 0)
    (told,) = register.asked
    assert isinstance(told, PasswordReset)
    assert (told.login, told.password) == ("4207000101", password_of(certificate()))
    current_session().expire_all()
    assert not account_of(certificate()).is_pending
