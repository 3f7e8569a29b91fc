"""``database.perform``: an action is committed whole or not at all, together with what the host does in it."""

import flask
import pytest
from sqlalchemy import ForeignKey, String, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from sgo_pfdo import database
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.database import current_session, insert_new, perform
from tests.support.actions import press, row_counts
from tests.support.apps import IGOR, NOW


class HostBase(DeclarativeBase):
    """The host's own tables."""


class Letter(HostBase):
    """A letter that the host sends with each certificate."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    answer_to: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))


@pytest.fixture
def host(app: flask.Flask) -> flask.Flask:
    """A host with a table of its own."""
    HostBase.metadata.create_all(app.extensions["sqlalchemy"].engine)
    return app


def letters() -> list[str]:
    return list(current_session().scalars(select(Letter.number).order_by(Letter.id)))


def add_letter(session: Session, number: str = "1") -> None:
    session.add(Letter(number=number))
    session.flush()


@pytest.mark.usefixtures("host")
def test_what_the_action_returns_is_returned_and_what_it_did_is_there() -> None:
    def action(session: Session) -> str:
        add_letter(session)
        return "done"

    assert perform(action) == "done"
    current_session().rollback()
    assert letters() == ["1"]


@pytest.mark.usefixtures("host")
@pytest.mark.parametrize("error", [LookupError, KeyboardInterrupt, SystemExit])
def test_after_any_error_nothing_of_the_action_is_left(error: type[BaseException]) -> None:
    before = row_counts()

    def action(session: Session) -> None:
        add_letter(session)
        press()
        raise error

    with pytest.raises(error):
        perform(action)
    assert letters() == []
    assert row_counts() == before
    assert not current_session().new


@pytest.mark.usefixtures("host")
def test_rows_of_the_host_and_of_the_module_stand_or_fall_together() -> None:
    def action(session: Session) -> None:
        add_letter(session, press().number)

    perform(action)
    certificate = current_session().scalars(select(Certificate)).one()
    assert letters() == [certificate.number]


@pytest.mark.usefixtures("host")
def test_an_inner_action_does_not_commit_for_the_outer_one() -> None:
    def outer(session: Session) -> None:
        perform(lambda inner: add_letter(inner, "inner"))
        perform(lambda inner: perform(lambda innermost: add_letter(innermost, "innermost")))
        raise LookupError

    with pytest.raises(LookupError):
        perform(outer)
    assert letters() == []


@pytest.mark.usefixtures("host")
def test_inner_actions_share_the_session_and_give_their_results() -> None:
    def outer(session: Session) -> list[bool]:
        return [perform(lambda inner: inner is session), perform(lambda inner: perform(lambda last: last is session))]

    assert perform(outer) == [True, True]


@pytest.mark.usefixtures("host")
def test_an_error_of_an_inner_action_can_be_caught_by_the_outer_one() -> None:
    def fail(session: Session) -> None:
        raise LookupError

    def outer(session: Session) -> None:
        add_letter(session)
        with pytest.raises(LookupError):
            perform(fail)

    perform(outer)
    assert letters() == ["1"]


@pytest.mark.usefixtures("host")
def test_the_next_action_begins_afresh_after_one_that_failed() -> None:
    with pytest.raises(LookupError):
        perform(lambda session: {}[1])
    perform(add_letter)
    assert letters() == ["1"]


def test_a_session_that_the_host_gives_is_used(host: flask.Flask) -> None:
    with Session(host.extensions["sqlalchemy"].engine) as own:
        perform(lambda session: add_letter(session), session=own)
        assert perform(lambda session: session is own, session=own)
    assert letters() == ["1"]


@pytest.mark.usefixtures("host")
def test_a_mistake_in_the_data_is_told_at_once_and_not_tried_again() -> None:
    perform(add_letter)
    runs = []

    def action(session: Session) -> None:
        runs.append(session)
        add_letter(session)

    with pytest.raises(IntegrityError):
        perform(action)
    assert len(runs) == 1
    assert letters() == ["1"]


@pytest.mark.usefixtures("host")
def test_a_session_that_the_host_has_broken_is_mended() -> None:
    perform(add_letter)
    session = current_session()
    session.add(Letter(number="1"))
    with pytest.raises(IntegrityError):
        session.flush()  # the host forgets to roll back
    certificate = press()
    assert current_session().get_one(Certificate, certificate.id).surname == IGOR.surname


@pytest.mark.usefixtures("host")
def test_a_transaction_that_the_host_has_broken_is_mended() -> None:
    session = current_session()
    with pytest.raises(database.DBAPIError):
        session.execute(text("SELECT no_such_column FROM letter"))
    press()
    assert len(current_session().scalars(select(Certificate)).all()) == 1


@pytest.mark.usefixtures("host")
def test_reading_before_the_action_does_no_harm() -> None:
    assert letters() == []
    assert current_session().in_transaction()
    press()
    assert len(current_session().scalars(select(Certificate)).all()) == 1


@pytest.mark.usefixtures("app")
def test_a_twin_is_not_inserted_and_not_an_error() -> None:
    def action(session: Session) -> None:
        values = {"pupil_id": "igor", "birth_date": NOW.date()}
        first = insert_new(session, Holder, values)
        assert first is not None and first.id is not None and first.pupil_id == "igor"
        assert insert_new(session, Holder, values) is None
        other = insert_new(session, Holder, values | {"pupil_id": "sasha"})
        assert other is not None and other.id != first.id

    perform(action)
    pupils = current_session().scalars(select(Holder.pupil_id).order_by(Holder.pupil_id))
    assert pupils.all() == ["igor", "sasha"]


@pytest.mark.usefixtures("app")
def test_a_mistake_is_not_taken_for_a_twin() -> None:
    values = {"pupil_id": "igor", "birth_date": None}
    with pytest.raises(IntegrityError):
        perform(lambda session: insert_new(session, Holder, values))
