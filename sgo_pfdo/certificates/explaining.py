"""Says why a step was taken, in the words the family reads: on the certificate's page and in its history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.family_reading import AnyCertificate
from sgo_pfdo.certificates.model import Transition
from sgo_pfdo.certificates.rules.lifecycle import NEEDS_REASON, Step
from sgo_pfdo.certificates.rules.reasons import in_words
from sgo_pfdo.certificates.steps import last_transition
from sgo_pfdo.municipalities.model import Organisation

StepTaken = tuple[int, datetime, str]
"""A certificate, the moment, and the step that was taken with it."""
WITHDRAWN = "отозвано согласие на обработку персональных данных"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a certificate is frozen or annulled, and whom to ask.

    :param day: of the step, in the time zone of the municipality.
    :param reason: «по заявлению семьи»; empty where none was kept.
    :param code: of the reason, in the list of the step.
    :param organisation: that took the step, as it was called then.
    :param telephone: of that organisation, where one of the municipality's is still called so.
    """

    day: date
    reason: str
    code: str | None
    organisation: str | None
    telephone: str | None


def explanation_of(session: Session, certificate: AnyCertificate) -> Explanation | None:
    """Explain the last step that was not taken back, or ``None`` where there was none."""
    transition = last_transition(session, certificate.id)
    if transition is None:
        return None
    telephone = session.scalar(
        select(Organisation.telephone)
        .where(
            Organisation.municipality_code == certificate.municipality_code,
            Organisation.name == transition.organisation,
        )
        .limit(1)
    )
    return Explanation(
        day=transition.day,
        reason=reason_of(transition),
        code=transition.reason_code,
        organisation=transition.organisation,
        telephone=telephone,
    )


def reason_of(transition: Transition) -> str:
    """Say why a step was taken; empty for a step that needs no reason."""
    step = Step(transition.step)
    if step is Step.WITHDRAW_CONSENT:
        return WITHDRAWN
    return in_words(step, transition.reason_code, transition.reason_words)


def reasons_at(session: Session, taken: Iterable[StepTaken]) -> Mapping[StepTaken, str]:
    """Read the reasons of several steps at once; those that need no reason are left out.

    :param taken: as the history has them.
    """
    wanted = set(taken)
    if not wanted:
        return {}
    transitions = session.scalars(
        select(Transition).where(
            Transition.certificate_id.in_({certificate_id for certificate_id, _, _ in wanted}),
            Transition.at.in_({moment for _, moment, _ in wanted}),
            Transition.step.in_([step.value for step in NEEDS_REASON]),
        )
    )
    return {(one.certificate_id, one.at, one.step): reason_of(one) for one in transitions}
