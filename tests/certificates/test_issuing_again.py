"""One living certificate per child: a second press, an expired one, an annulled one, a press at the same moment."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import flask
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sgo_pfdo import Role, Viewer, database
from sgo_pfdo.certificates import standing
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from tests.support.actions import FATHER, MOTHER, events, press, row_counts
from tests.support.apps import IGOR, NOW

IGOR_HIMSELF = Viewer(id="account-igor", role=Role.PUPIL, pupil_id="igor", is_owner=True)
LAST_MOMENT = datetime(2020, 1, 25, 16, 59, 59, tzinfo=UTC)
"""Of 25 January 2020, the last day, in Kuzbass."""


def set_certificate(certificate: Certificate, **values: object) -> None:
    database.perform(
        lambda session: session.execute(update(Certificate).where(Certificate.id == certificate.id).values(values))
    )


def all_certificates() -> list[Certificate]:
    query = select(Certificate).order_by(Certificate.id).execution_options(populate_existing=True)
    return list(current_session().scalars(query))


@pytest.mark.usefixtures("app")
def test_a_second_press_gives_the_same_certificate_and_changes_nothing() -> None:
    first = press()
    before = row_counts()
    for viewer in (MOTHER, FATHER, IGOR_HIMSELF):
        assert press(viewer=viewer, now=NOW + timedelta(days=3)).id == first.id
    assert row_counts() == before
    assert (first.start_date, first.version) == (date(2019, 10, 28), 1)


@pytest.mark.usefixtures("app")
def test_on_the_last_day_the_certificate_still_counts() -> None:
    assert press(now=LAST_MOMENT).id == press().id


@pytest.mark.usefixtures("app")
def test_an_expired_certificate_makes_way_and_its_row_stays() -> None:
    old = press()
    number = old.number
    new = press(viewer=FATHER, now=LAST_MOMENT + timedelta(seconds=1))
    kept, made = all_certificates()
    assert (kept.number, kept.end_date, kept.living_key) == (number, date(2020, 1, 25), None)
    assert kept.status(date(2020, 1, 26)) is Status.EXPIRED
    assert (made.id, made.start_date, made.living_key) == (new.id, date(2020, 1, 26), made.holder_id)
    assert made.number != number
    assert events() == ["issued", "account_opened"] * 2


@pytest.mark.usefixtures("app")
def test_the_holder_stays_the_same_over_all_certificates() -> None:
    holders = {press(now=NOW + timedelta(days=90) * year).holder_id for year in range(4)}
    assert len(holders) == 1
    assert len(all_certificates()) == 4


@pytest.mark.usefixtures("app")
def test_a_birth_date_that_the_portal_has_corrected_reaches_the_holder() -> None:
    certificate = press()
    press(replace(IGOR, birth_date=date(2004, 5, 15)), now=NOW + timedelta(days=90))
    assert current_session().get_one(Holder, certificate.holder_id).birth_date == date(2004, 5, 15)


@pytest.mark.usefixtures("app")
def test_after_an_annulled_certificate_the_child_gets_a_new_one() -> None:
    old = press()
    set_certificate(old, stored_status=Status.ANNULLED, living_key=None)
    new = press()
    assert new.id != old.id
    assert new.holder_id == old.holder_id
    assert press().id == new.id


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("status", [Status.ACTIVE, Status.FROZEN])
def test_an_active_or_frozen_certificate_lets_no_second_one_be_made(status: Status) -> None:
    first = press()
    set_certificate(first, stored_status=status, end_date=date(2022, 5, 13))
    assert press(now=NOW + timedelta(days=200)).id == first.id


@pytest.mark.parametrize("earlier", [None, timedelta(days=100)])
def test_a_press_between_the_look_and_the_insert_of_another_wins(
    postgresql_app: flask.Flask, monkeypatch: pytest.MonkeyPatch, earlier: timedelta | None
) -> None:
    if earlier is not None:
        press(now=NOW - earlier)
    look = standing.standing_of
    rivals: list[str] = []

    def look_and_be_overtaken(session: Session, *arguments: object, **options: object) -> standing.Standing:
        seen = look(session, *arguments, **options)  # type: ignore[arg-type]
        if not rivals:
            rivals.append("is pressing")
            with postgresql_app.app_context():
                rivals[0] = press(viewer=FATHER).number
        return seen

    monkeypatch.setattr("sgo_pfdo.certificates.issuing.standing_of", look_and_be_overtaken)
    assert [press().number] == rivals
    assert [row.number for row in all_certificates() if row.living_key is not None] == rivals
    assert events().count("issued") == len(all_certificates())


@pytest.mark.usefixtures("app")
def test_the_page_shows_the_newest_certificate() -> None:
    press()
    newest = press(now=NOW + timedelta(days=90))
    found = standing.standing_of(
        current_session(), MOTHER, IGOR, settings=current_state().settings, now=NOW + timedelta(days=300)
    )
    assert found.certificate is not None and found.certificate.id == newest.id
    assert found.status is Status.EXPIRED and not found.has_living_certificate
