"""How long ago something was, where the clock may have been wrong when it was written."""

from datetime import timedelta

import flask
import pytest
from sqlalchemy import select, update

from sgo_pfdo import signals
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.reminding import remind
from sgo_pfdo.clock import SKEW, future, is_future, is_recent, recent
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.outbox import Letter
from tests.support.actions import press
from tests.support.apps import NOW

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def test_what_happened_within_the_hour(app: flask.Flask) -> None:
    """In Python and in SQL; machines of one portal may be some minutes apart, what lies further ahead is false."""
    certificate = press()
    for ago, counts in (
        (timedelta(0), True),
        (HOUR - MINUTE, True),
        (HOUR, False),
        (-SKEW, True),
        (-SKEW - MINUTE, False),
        (-DAY, False),
    ):
        now, is_ahead = certificate.issued_at + ago, ago < -SKEW
        assert is_recent(NOW, now, HOUR) is counts
        assert is_future(NOW, now) is is_ahead
        in_sql = select(recent(Certificate.issued_at, now, HOUR), future(Certificate.issued_at, now))
        assert tuple(map(bool, current_session().execute(in_sql).one())) == (counts, is_ahead)


def test_two_workers_still_never_have_the_same_row(app: flask.Flask) -> None:
    letter = Letter(recipient="mama@mail.ru", subject="Тема", text="Текст", html="<p>Текст</p>")
    perform(lambda session: outbox.put(session, current_state().cipher, letter, topic=None, now=NOW))
    for moment, is_leased in ((NOW, True), (NOW + MINUTE, False), (NOW + 3 * MINUTE, True)):
        claimed = perform(lambda session, moment=moment: outbox._claim(session, moment))  # type: ignore[misc]
        assert (claimed is not None) is is_leased


@pytest.mark.parametrize("shift", [DAY, 365 * DAY], ids=["a day ahead", "a year ahead"])
def test_a_family_is_reminded_again_when_the_day_has_come(app: flask.Flask, shift: timedelta) -> None:
    told: list[int] = []

    def listen(sender: object, days_left: int, **_: object) -> None:
        told.append(days_left)

    signals.certificate_expiring.connect(listen, app)
    end = (NOW + shift + 28 * DAY).date()
    press()
    perform(lambda session: session.execute(update(Certificate).values(end_date=end)))
    for moment in (NOW + shift, NOW, NOW + shift + MINUTE, NOW + shift + HOUR):
        remind(current_state().settings, moment)
    assert told == [29, 29], "once by the clock that was ahead, and once when the day has come"
