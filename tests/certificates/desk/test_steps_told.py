"""The last steps of a certificate as its card tells them: what was taken back is named."""

from zoneinfo import ZoneInfo

import pytest

from sgo_pfdo.blueprints.desk.steps_taken import step_lines
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.database import current_session
from sgo_pfdo.people import Role, Viewer
from tests.support.actions import press
from tests.support.desk import take

pytestmark = pytest.mark.usefixtures("app")


def test_each_undone_step_is_named_a_withdrawal_is_no_annulment() -> None:
    certificate = press()
    for step in (Step.ACTIVATE, Step.WITHDRAW_CONSENT, Step.UNDO, Step.UNDO):
        take(step, certificate)
    lines = step_lines(
        current_session(),
        Viewer(id="clerk-cdt", role=Role.CLERK, organisation_code="cdt"),
        certificate,
        ZoneInfo("UTC"),
    )
    assert [(line.what, line.is_undone) for line in lines] == [
        ("Активация отменена", False),
        ("Отзыв согласия отменён", False),
        ("Отозвано согласие, сертификат аннулирован", True),
        ("Сертификат активирован", True),
    ]
