"""A group with limits takes as many certificates of ПФ as it has room for, however many ask at once."""

import time
from datetime import date
from typing import Any

import flask
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import current_session
from sgo_pfdo.funds.becoming import NoRoomError, become_funded
from sgo_pfdo.funds.rules.room import Lack
from sgo_pfdo.journal.writing import SYSTEM
from sgo_pfdo.municipalities import editing
from sgo_pfdo.municipalities.model import Group, Municipality
from tests.funds.conftest import Give
from tests.support.actions import press
from tests.support.apps import NOW, TODAY, another_child
from tests.support.at_once import outcomes
from tests.support.editing import change_group, change_past_the_module, groups
from tests.support.funds import FULL, YEAR, enrol, set_enrolment

AT_ONCE = 8


def limit(**values: Any) -> None:
    change_past_the_module(update(Group).values(**values))


def change(certificate: Certificate, **values: Any) -> None:
    statement = update(Certificate).where(Certificate.id == certificate.id).values(**values)
    database.perform(lambda session: session.execute(statement))


def fund(certificate_id: int) -> bool:
    return database.perform(
        lambda session: become_funded(
            session, session.get_one(Certificate, certificate_id), SYSTEM, now=NOW, today=TODAY
        )
    )


def funded() -> int:
    current_session().rollback()
    query = select(func.count()).select_from(Certificate).where(Certificate.funding == "funded")
    return current_session().scalar(query) or 0


def accounting(count: int) -> list[int]:
    """Issue certificates of учёт, and give their ids."""
    found = [press(another_child(number)).id for number in range(1, count + 1)]
    database.perform(lambda session: session.execute(update(Certificate).values(funding="accounting")))
    return found


def test_of_eight_that_become_funded_at_once_three_find_room(app: flask.Flask) -> None:
    ids = accounting(AT_ONCE)
    limit(certificate_limit=3)
    results = outcomes([lambda one=one: fund(one) for one in ids], app)
    refused = [one for one in results if isinstance(one, NoRoomError)]
    assert results.count(True) == 3 and len(refused) == AT_ONCE - 3
    assert {one.lack for one in refused} == {Lack.CERTIFICATES}
    assert funded() == 3


def test_of_eight_that_are_issued_at_once_three_are_of_pf_and_the_others_of_accounting(app: flask.Flask) -> None:
    limit(certificate_limit=3)
    results = outcomes([lambda one=one: press(another_child(one)).funding for one in range(1, AT_ONCE + 1)], app)
    assert sorted(results) == ["accounting"] * (AT_ONCE - 3) + ["funded"] * 3


def test_an_operator_who_changes_the_group_meanwhile_and_families_do_not_wait_in_a_circle(
    app: flask.Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(certificate_limit=3)
    deadlocks, read = [], editing.groups_of

    def note(context: ExceptionContext) -> None:
        if getattr(context.original_exception, "sqlstate", None) == "40P01":
            deadlocks.append(context.original_exception)

    def slowly(session: Session, municipality: Municipality) -> list[Group]:
        time.sleep(0.5)  # the municipality is locked, and the families arrive
        return read(session, municipality)

    listen(current_session().get_bind(), "handle_error", note)
    monkeypatch.setattr(editing, "groups_of", slowly)
    presses = [lambda one=one: press(another_child(one)).funding for one in range(1, AT_ONCE + 1)]
    results = outcomes([lambda: change_group(groups()[0], certificate_limit=4), *presses], app)
    assert results[0] is True
    assert set(results[1:]) == {"funded", "accounting"} and results.count("funded") in {3, 4}
    assert deadlocks == []


def test_the_certificates_that_take_room_are_found_by_an_index(app: flask.Flask) -> None:
    press()
    limit(certificate_limit=3)
    asked: list[str] = []
    listen(current_session().get_bind(), "before_cursor_execute", lambda *said: asked.append(said[2]))
    press(another_child(1))
    (count,) = [one for one in asked if "count(*)" in one and "sgo_pfdo_certificate" in one]
    assert "sgo_pfdo_certificate.municipality_code = (SELECT" in count  # every index begins with it


def test_the_sum_of_nominals_is_that_of_today(certificate: Certificate, give: Give) -> None:
    give(*YEAR, nominal=FULL)  # of which three twelfths are left in October
    (other,) = accounting(1)
    change(certificate, funding="funded")
    limit(nominal_limit=599_999)
    with pytest.raises(NoRoomError) as refused:
        fund(other)
    assert refused.value.lack is Lack.NOMINALS
    limit(nominal_limit=600_000)
    assert fund(other)


def test_a_nominal_counts_as_fixed_while_it_is_used(certificate: Certificate, give: Give) -> None:
    used = enrol(certificate, give(*YEAR, nominal=FULL), (1, 1), fixed=(500_000, date(2019, 8, 1)), status="requested")
    (other,) = accounting(1)
    change(certificate, funding="funded")
    limit(nominal_limit=799_999)
    with pytest.raises(NoRoomError):
        fund(other)
    set_enrolment(used, status="refused")
    assert fund(other)


@pytest.mark.parametrize(
    "values", [{"stored_status": "annulled"}, {"end_date": date(2019, 10, 28), "start_date": date(2019, 10, 1)}]
)
def test_whoever_no_longer_lives_takes_no_room(certificate: Certificate, values: dict[str, Any]) -> None:
    (other,) = accounting(1)
    change(certificate, funding="funded")
    limit(certificate_limit=1)
    with pytest.raises(NoRoomError):
        fund(other)
    change(certificate, **values)
    tomorrow = date(2019, 10, 29)
    assert database.perform(
        lambda session: become_funded(session, session.get_one(Certificate, other), SYSTEM, now=NOW, today=tomorrow)
    )


def test_one_that_is_of_pf_already_needs_no_room(certificate: Certificate) -> None:
    limit(certificate_limit=0)
    assert not fund(certificate.id)
