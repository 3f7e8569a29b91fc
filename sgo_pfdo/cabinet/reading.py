"""Reads what every page of a cabinet needs: the certificate, its child, its municipality, what it allows."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.admission import READ_ONLY, Admission, admission
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.certificates.steps import last_transition
from sgo_pfdo.config import Settings
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.register.model import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinetRecord:
    """A certificate as its cabinet sees it.

    :param today: the date in the municipality.
    :param ended_on: the last good day of an expired one, the day an annulled one was annulled.
    """

    certificate: Certificate
    holder: Holder
    municipality: Municipality
    account: Account | None
    today: date
    status: Status
    ended_on: date | None

    @property
    def admission(self) -> Admission:
        """What it allows."""
        is_empty = self.account is None or not self.certificate.surname
        return admission(self.status, self.ended_on, self.today, is_empty=is_empty)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the consent was withdrawn."""
        return self.account is None or self.account.closed_at is not None

    @property
    def read_until(self) -> date | None:
        """The last day on which an ended one can be read."""
        return self.ended_on + READ_ONLY if self.ended_on else None


def read_cabinet(session: Session, certificate_id: int, *, settings: Settings, now: datetime) -> CabinetRecord | None:
    """Read a certificate for its cabinet; ``None`` for one that does not exist."""
    row = session.execute(
        select(Certificate, Holder, Municipality, Account)
        .join(Holder, Certificate.holder_id == Holder.id)
        .join(Municipality, Certificate.municipality_code == Municipality.code)
        .outerjoin(Account, Account.certificate_id == Certificate.id)
        .where(Certificate.id == certificate_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    certificate, holder, municipality, account = row
    today = today_in(municipality, settings, now)
    status = certificate.status(today)
    return CabinetRecord(
        certificate=certificate,
        holder=holder,
        municipality=municipality,
        account=account,
        today=today,
        status=status,
        ended_on=_ended_on(session, certificate, status),
    )


def _ended_on(session: Session, certificate: Certificate, status: Status) -> date | None:
    if status is Status.EXPIRED:
        return certificate.end_date
    if status is Status.ANNULLED:
        last = last_transition(session, certificate.id)
        return last.day if last is not None else certificate.end_date
    return None
