"""Issues a certificate: number, holder, row, account and history entry, in one transaction."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sgo_pfdo import signals
from sgo_pfdo.certificates import numbers
from sgo_pfdo.certificates.eligibility import Reason
from sgo_pfdo.certificates.lifecycle import Status
from sgo_pfdo.certificates.model import Certificate, Holder, surname_key
from sgo_pfdo.certificates.standing import Standing, standing_of
from sgo_pfdo.certificates.validity import end_date
from sgo_pfdo.config import Settings
from sgo_pfdo.database import insert_new
from sgo_pfdo.journal.writing import Event, actor_from, record
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.people import Pupil, Viewer
from sgo_pfdo.register.accounts import create_account
from sgo_pfdo.secrets import Cipher

_log = logging.getLogger("sgo_pfdo")

NUMBER_ATTEMPTS = 100
"""How many numbers are drawn before the number space counts as used up."""


class NotEligibleError(Exception):
    """The rules do not allow a certificate now.

    :param reasons: every rule that stands against it.
    """

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuing:
    """What issuing needs besides the child: settings, keys, and whether the register is remote."""

    settings: Settings
    cipher: Cipher
    has_remote_register: bool


def issue(session: Session, viewer: Viewer, pupil: Pupil, *, issuing: Issuing, now: datetime) -> Certificate:
    """Issue a certificate, or give the living one that the child has already: a second press changes nothing.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param viewer: a parent of the child or the child's own account; the caller has checked that.
    :param now: the moment, with a time zone.
    :raises NotEligibleError: a rule stands against it.
    :raises NumbersExhaustedError: the municipality has no number left.
    """
    standing = standing_of(session, viewer, pupil, settings=issuing.settings, now=now)
    if standing.has_living_certificate and standing.certificate is not None:
        return standing.certificate
    if standing.reasons:
        raise NotEligibleError(standing.reasons)
    holder_id = _holder_id(session, standing)
    certificate, is_new = _insert_certificate(session, standing, holder_id, issuing.settings, now)
    if is_new:
        create_account(
            session,
            certificate,
            pupil_id=pupil.id,
            cipher=issuing.cipher,
            remote=issuing.has_remote_register,
            now=now,
        )
        record(session, Event.ISSUED, actor_from(viewer), holder_id=holder_id, certificate_id=certificate.id, at=now)
        signals.send_after_commit(
            session,
            signals.certificate_issued,
            certificate_id=certificate.id,
            pupil_id=pupil.id,
            viewer_id=viewer.id,
        )
        _log.info("certificate %d issued", certificate.id)
    return certificate


def _holder_id(session: Session, standing: Standing) -> int:
    values = {"pupil_id": standing.pupil.id, "birth_date": standing.birth_date}
    if standing.holder is None:
        holder = insert_new(session, Holder, values)
        if holder is not None:
            return holder.id
    # locked, so that nobody brings an annulled certificate of the child back to life at the same moment
    holder = session.scalars(select(Holder).where(Holder.pupil_id == standing.pupil.id).with_for_update()).one()
    assert standing.birth_date is not None  # the rules have seen to it
    holder.birth_date = standing.birth_date
    return holder.id


def _insert_certificate(
    session: Session, standing: Standing, holder_id: int, settings: Settings, now: datetime
) -> tuple[Certificate, bool]:
    """Insert the certificate under a free number; if another press was faster, give its certificate and ``False``."""
    if standing.certificate is not None:
        _free_living_key(session, holder_id, standing)
    values = _certificate_values(standing, holder_id, settings, now)
    municipality = standing.municipality
    assert municipality is not None
    draw = _number_source(session, municipality, settings)
    for _ in range(NUMBER_ATTEMPTS):
        certificate = insert_new(session, Certificate, {**values, "number": draw()})
        if certificate is not None:
            return certificate, True
        twin = session.scalars(select(Certificate).where(Certificate.living_key == holder_id)).one_or_none()
        if twin is not None:
            return twin, False
    raise numbers.NumbersExhaustedError(f"no free number in {municipality.code} after {NUMBER_ATTEMPTS} attempts")


def _free_living_key(session: Session, holder_id: int, standing: Standing) -> None:
    """Let go of the holder's expired certificate, which keeps its key until now."""
    session.execute(
        update(Certificate)
        .where(Certificate.living_key == holder_id, Certificate.end_date < standing.today)
        .values(living_key=None)
    )


def _certificate_values(standing: Standing, holder_id: int, settings: Settings, now: datetime) -> dict[str, Any]:
    municipality, birth_date = standing.municipality, standing.birth_date
    assert municipality is not None and birth_date is not None  # the rules have seen to it
    days = municipality.validity_days or settings.validity_days
    return {
        "holder_id": holder_id,
        "living_key": holder_id,
        "card_id": secrets.token_urlsafe(16),
        "surname_key": surname_key(standing.pupil.surname),
        "stored_status": Status.INACTIVE.value,
        "surname": standing.pupil.surname,
        "first_name": standing.pupil.first_name,
        "patronymic": standing.pupil.patronymic,
        "municipality_code": municipality.code,
        "school_id": standing.school_id,
        "group_id": standing.group.id if standing.group else None,
        "issued_at": now,
        "start_date": standing.today,
        "end_date": end_date(birth_date, standing.today, days),
    }


def _number_source(session: Session, municipality: Municipality, settings: Settings) -> Callable[[], str]:
    if (municipality.number_format or settings.number_format) == numbers.SGO12:
        return numbers.random_number
    region_code, municipality_code = municipality.region_code, municipality.municipality_code
    if region_code is None or municipality_code is None:
        raise numbers.NumbersExhaustedError(f"{municipality.code} lacks the codes that pfdo10 numbers begin with")

    def draw() -> str:
        position = session.scalar(
            update(Municipality)
            .where(Municipality.code == municipality.code)
            .values(numbers_used=Municipality.numbers_used + 1)
            .returning(Municipality.numbers_used)
            .execution_options(synchronize_session=False)
        )
        return numbers.sequential_number(region_code, municipality_code, position or 0)

    return draw
