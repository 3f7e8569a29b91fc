"""An address, a letter, a press on the link: what the services promise, on both databases."""

from datetime import datetime, timedelta

import flask
import pytest
from sqlalchemy import func, select

from sgo_pfdo import Pupil, Viewer, database
from sgo_pfdo.applications import confirming, links
from sgo_pfdo.applications.confirming import AlreadyConfirmedError, Stage
from sgo_pfdo.cli.mail import send_letters
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.mail.counting import TooManyLettersError
from sgo_pfdo.mail.outbox import QueuedLetter
from tests.support.actions import FATHER, MOTHER, run_command
from tests.support.applying import begin, confirm, finish, unfinished
from tests.support.apps import IGOR, NOW, SASHA

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def stage(viewer: Viewer = MOTHER, child: Pupil = IGOR, *, now: datetime = NOW) -> Stage:
    return confirming.stage_of(unfinished(viewer, child), now)


def waiting_letters() -> int:
    return current_session().scalar(select(func.count()).select_from(QueuedLetter)) or 0


def withdraw() -> None:
    database.perform(lambda session: confirming.withdraw(session, MOTHER, IGOR.id))


def change_address(now: datetime = NOW) -> None:
    database.perform(lambda session: confirming.change_address(session, MOTHER, IGOR.id, now))


def test_a_link_confirms_once(any_app: flask.Flask) -> None:
    link = begin()
    assert stage() is Stage.WAITING
    assert confirm(link)
    assert stage() is Stage.CONFIRMED
    assert not confirm(link)


@pytest.mark.parametrize(("later", "works"), [(48 * HOUR - MINUTE, True), (48 * HOUR, False), (49 * HOUR, False)])
def test_a_link_lives_48_hours(app: flask.Flask, later: timedelta, works: bool) -> None:
    link = begin()
    assert stage(now=NOW + later) is (Stage.WAITING if works else Stage.EXPIRED)
    assert confirm(link, now=NOW + later) is works


def test_a_newer_letter_replaces_the_older_link_and_the_older_letter(any_app: flask.Flask) -> None:
    old = begin()
    new = begin(now=NOW + MINUTE)
    assert waiting_letters() == 1
    assert not confirm(old, now=NOW + MINUTE)
    assert confirm(new, now=NOW + MINUTE)


def test_changing_the_address_kills_the_link_at_once_and_keeps_what_was_typed(any_app: flask.Flask) -> None:
    link = begin()
    change_address()
    assert not confirm(link)
    assert waiting_letters() == 0
    assert stage() is Stage.ADDRESS
    kept = unfinished()
    assert kept is not None and current_state().cipher.decrypt(kept.email or "") == "mama@mail.ru"


def test_a_confirmed_address_can_be_changed_too(any_app: flask.Flask) -> None:
    assert confirm(begin())
    with pytest.raises(AlreadyConfirmedError):
        begin(now=NOW + MINUTE)
    change_address()
    assert confirm(begin(email="papa@mail.ru", now=NOW + MINUTE), now=NOW + MINUTE)


def test_five_letters_a_day_and_one_a_minute(any_app: flask.Flask) -> None:
    begin()
    with pytest.raises(TooManyLettersError) as soon:
        begin(now=NOW + timedelta(seconds=59))
    assert soon.value.again_at == NOW + MINUTE
    for number in range(1, 5):
        begin(now=NOW + number * HOUR)
    with pytest.raises(TooManyLettersError) as often:
        begin(now=NOW + 5 * HOUR)
    assert often.value.again_at == NOW + timedelta(days=1)
    begin(now=NOW + timedelta(days=1))


def test_in_no_day_more_letters_than_five(any_app: flask.Flask) -> None:
    for number in (0, 20, 21, 22, 23):
        begin(now=NOW + number * HOUR)
    begin(now=NOW + 24 * HOUR)
    with pytest.raises(TooManyLettersError) as often:
        begin(now=NOW + 25 * HOUR)
    assert often.value.again_at == NOW + 44 * HOUR


def test_a_letter_of_the_future_is_the_work_of_a_wrong_clock(any_app: flask.Flask) -> None:
    for number in range(5):
        begin(now=NOW + timedelta(days=300) + number * HOUR)
    begin()


def test_neither_withdrawing_nor_another_address_gives_more_letters(any_app: flask.Flask) -> None:
    for number in range(5):
        begin(email=f"stranger{number}@mail.ru", now=NOW + number * HOUR)
        withdraw()
    with pytest.raises(TooManyLettersError):
        begin(now=NOW + 5 * HOUR)


def test_withdrawing_leaves_nothing_that_was_typed(any_app: flask.Flask) -> None:
    link = begin()
    withdraw()
    assert unfinished() is None
    assert waiting_letters() == 0
    assert not confirm(link)
    row = current_session().get_one(confirming.Application, link[0])
    assert (row.email, row.typed, row.link_key) == (None, None, None)


def test_parents_and_children_have_applications_of_their_own(any_app: flask.Flask) -> None:
    mothers, fathers, sashas = begin(), begin(FATHER), begin(MOTHER, SASHA)
    assert len({mothers[0], fathers[0], sashas[0]}) == 3
    assert confirm(fathers)
    assert (stage(), stage(FATHER), stage(MOTHER, SASHA)) == (Stage.WAITING, Stage.CONFIRMED, Stage.WAITING)


def test_ids_that_run_into_each_other_are_told_apart() -> None:
    assert confirming.open_key("1", "23") != confirming.open_key("12", "3")


def test_a_key_of_another_application_confirms_nothing(app: flask.Flask) -> None:
    mothers, fathers = begin(), begin(FATHER)
    assert not confirm((mothers[0], fathers[1]))
    assert stage() is Stage.WAITING


def test_a_token_is_bound_to_the_key_of_the_application_that_made_it() -> None:
    ours, theirs = links.ConfirmationLinks("one secret"), links.ConfirmationLinks("another")
    token = ours.make(7, "key")
    assert ours.read(token) == (7, "key")
    for forged in (token[:-1], token + "x", "", "a.b", theirs.make(7, "key"), token.swapcase()):
        assert ours.read(forged) is None


def test_a_finished_application_has_no_link_any_more(app: flask.Flask) -> None:
    link = begin()
    assert confirm(link)
    finish()
    assert not confirm(link)
    assert unfinished() is None


def test_unfinished_applications_are_erased_after_the_days_of_the_option(any_app: flask.Flask) -> None:
    begin()
    begin(FATHER, now=NOW - timedelta(days=29))
    begin(MOTHER, SASHA, now=NOW - timedelta(days=31))
    assert "unfinished applications 1" in run_command(any_app, "clean").output
    assert unfinished(MOTHER, SASHA) is None
    assert unfinished() is not None and unfinished(FATHER) is not None
    assert waiting_letters() == 2


def test_nothing_of_the_address_can_be_read_in_the_table(any_app: flask.Flask) -> None:
    begin(email="secret.name@mail.ru")
    row = current_session().scalars(select(confirming.Application)).one()
    assert "secret" not in (row.email or "")
    letter = current_session().scalars(select(QueuedLetter)).one()
    assert "secret" not in letter.content


def test_the_key_of_the_passwords_rotates_addresses_and_letters_along(any_app: flask.Flask) -> None:
    begin()
    withdraw()
    begin(FATHER)
    assert run_command(any_app, "keys", "rotate").exit_code == 0
    assert stage(FATHER) is Stage.WAITING
    assert send_letters().sent == 1
