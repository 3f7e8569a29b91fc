"""«У ребёнка есть другой сертификат» keeps the button away only as long as nothing has become of the other one."""

from datetime import datetime, timedelta

import pytest

from sgo_pfdo.certificates.linking import BY_CLERK, link_to_pupil
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.restoring import Restoration, restore
from sgo_pfdo.certificates.rules.eligibility import Reason
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.rules.reasons import DUPLICATE
from sgo_pfdo.certificates.standing import standing_of
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session, perform
from tests.support.actions import MOTHER, press
from tests.support.apps import IGOR, NOW, TODAY
from tests.support.desk import CLERK, register, take

NEXT_YEAR = NOW + timedelta(days=366)


def reasons(now: datetime = NOW) -> tuple[Reason, ...]:
    """Say what keeps Igor's mother from the button."""
    return standing_of(current_session(), MOTHER, IGOR, settings=current_state().settings, now=now).reasons


def two() -> tuple[Certificate, Certificate]:
    """Give Igor a certificate at the desk, and one of the portal beside it, annulled for that."""
    at_desk = register(surname=IGOR.surname, first_name="Олег", birth_date=IGOR.birth_date)
    own = press(is_other=True)
    take(Step.ACTIVATE, at_desk)
    take(Step.ANNUL, own, reason_code=DUPLICATE)
    at_desk_id = at_desk.id
    perform(lambda session: link_to_pupil(session, at_desk_id, IGOR.id, CLERK, ground=BY_CLERK, today=TODAY, now=NOW))
    return at_desk, own


@pytest.mark.usefixtures("any_app")
def test_once_the_other_one_has_ended_too_the_button_is_back() -> None:
    at_desk, own = two()
    take(Step.ANNUL, at_desk, reason_code="at_request", now=NEXT_YEAR)
    assert at_desk.holder_id == own.holder_id
    assert Reason.HAS_ANOTHER not in reasons(NEXT_YEAR)
    assert press(now=NEXT_YEAR).id not in {at_desk.id, own.id}


@pytest.mark.usefixtures("app")
def test_as_long_as_nobody_links_the_other_one_the_button_stays_away() -> None:
    at_desk = register(surname=IGOR.surname, first_name="Олег", birth_date=IGOR.birth_date)
    own = take(Step.ANNUL, press(is_other=True), reason_code=DUPLICATE)
    take(Step.ANNUL, at_desk, reason_code="at_request")
    assert Reason.HAS_ANOTHER in reasons()
    take(Step.UNDO, own)
    assert Reason.HAS_ANOTHER not in reasons()
    take(Step.ANNUL, own, reason_code=DUPLICATE)
    assert Reason.HAS_ANOTHER in reasons(), "what was taken back counts no more, and what came after it does"


@pytest.mark.usefixtures("app")
def test_what_was_taken_back_with_the_other_one_changes_nothing() -> None:
    at_desk, own = two()
    take(Step.ANNUL, at_desk, reason_code="at_request")
    take(Step.UNDO, at_desk)
    take(Step.WITHDRAW_CONSENT, at_desk)
    assert own.holder_id == at_desk.holder_id and Reason.HAS_ANOTHER not in reasons()


@pytest.mark.usefixtures("app")
def test_after_the_restored_one_has_ended_the_button_is_back() -> None:
    earlier, newer = press(), press(now=NEXT_YEAR)
    wanted = Restoration(version=earlier.version, newer_version=newer.version, reason_code="clock")
    earlier_id, settings = earlier.id, current_state().settings
    perform(
        lambda session: restore(
            session, earlier_id, wanted, CLERK, settings=settings, has_remote_register=False, now=NOW
        )
    )
    take(Step.ANNUL, earlier, reason_code="at_request")
    assert reasons() == ()
    assert press().id not in {earlier.id, newer.id}
