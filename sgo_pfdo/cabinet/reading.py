"""Reads the certificate of a cabinet: for its pages, and for whoever signs in.

A device's session and the certificate come in one statement, as plain data: every page of a cabinet begins with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.admission import READ_ONLY, Admission, admission
from sgo_pfdo.cabinet.session_model import CabinetSession
from sgo_pfdo.cabinet.sessions import Moments, are_good, hash_of, moments_of
from sgo_pfdo.certificates.family_reading import KnownCertificate, KnownHolder, columns_of
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Status, shown_status
from sgo_pfdo.certificates.steps import last_transition
from sgo_pfdo.config import Settings
from sgo_pfdo.database import BigId, Moment, table_of
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.reading import known_municipality
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.register.model import Account


class KnownSession(NamedTuple):
    """A session of the cabinet as plain data; the fields are columns."""

    id: int
    actor_role: str
    actor_id: str | None
    opened_at: datetime
    entered_at: datetime
    seen_at: datetime


class StoredCertificate(NamedTuple):
    """What stands in the database of the certificate of a cabinet.

    :param revision: of its municipality.
    :param has_account: there is something to sign in to.
    :param is_closed: its account was closed.
    :param has_own_password: the family has chosen one.
    """

    certificate: KnownCertificate
    holder: KnownHolder
    revision: str
    has_account: bool
    is_closed: bool
    has_own_password: bool


class OpenOne(NamedTuple):
    """A cabinet that is open on a device."""

    session: KnownSession
    stored: StoredCertificate


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinetRecord:
    """A certificate as its cabinet sees it.

    :param has_account: there is something to sign in to.
    :param is_closed: its account was closed.
    :param has_own_password: the family has chosen one.
    :param today: the date in the municipality.
    :param ended_on: the last good day of an expired one, the day an annulled one was annulled.
    """

    certificate: KnownCertificate
    holder: KnownHolder
    municipality: KnownMunicipality
    has_account: bool
    is_closed: bool
    has_own_password: bool
    today: date
    status: Status
    ended_on: date | None

    @property
    def admission(self) -> Admission:
        """What it allows."""
        is_empty = not self.has_account or not self.certificate.surname
        return admission(self.status, self.ended_on, self.today, is_empty=is_empty)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the consent was withdrawn."""
        return not self.has_account or self.is_closed

    @property
    def read_until(self) -> date | None:
        """The last day on which an ended one can be read."""
        return self.ended_on + READ_ONLY if self.ended_on else None


def open_on(session: Session, token: str | None, now: datetime) -> Sequence[OpenOne]:
    """Read the cabinets that are open on a device, the oldest session first.

    :param token: what its cookie says.
    """
    if not token:
        return ()
    session.flush()
    about = {"token_hash": hash_of(token), **moments_of(now)._asdict()}
    rows = session.connection().execute(_OPEN, about)
    found = [OpenOne(KnownSession._make(row[:_SESSION]), _stored(row[_SESSION:])) for row in rows]
    return sorted(found, key=lambda one: (one.session.opened_at, one.session.id))


def read_cabinet(session: Session, certificate_id: int, *, settings: Settings, now: datetime) -> CabinetRecord | None:
    """Read a certificate for its cabinet; ``None`` for one that does not exist."""
    session.flush()
    row = session.connection().execute(_BY_ID, {"certificate_id": certificate_id}).one_or_none()
    return None if row is None else record_of(session, _stored(row), settings=settings, now=now)


def record_of(session: Session, stored: StoredCertificate, *, settings: Settings, now: datetime) -> CabinetRecord:
    """Tell how things stand now with the certificate of a cabinet that was just read."""
    certificate = stored.certificate
    municipality = known_municipality(session, certificate.municipality_code, stored.revision)
    today = today_in(municipality, settings, now)
    status = shown_status(Status(certificate.stored_status), certificate.end_date, today)
    return CabinetRecord(
        certificate=certificate,
        holder=stored.holder,
        municipality=municipality,
        has_account=stored.has_account,
        is_closed=stored.is_closed,
        has_own_password=stored.has_own_password,
        today=today,
        status=status,
        ended_on=_ended_on(session, certificate, status),
    )


def _ended_on(session: Session, certificate: KnownCertificate, status: Status) -> date | None:
    if status is Status.EXPIRED:
        return certificate.end_date
    if status is Status.ANNULLED:
        last = last_transition(session, certificate.id)
        return last.day if last is not None else certificate.end_date
    return None


_SESSION = len(KnownSession._fields)
_HOLDER = len(KnownCertificate._fields)
_TOWN = _HOLDER + len(KnownHolder._fields)
"""Where the certificate begins in a row of an open cabinet, and where in the rest the holder and the municipality."""


def _stored(row: Sequence[Any]) -> StoredCertificate:
    revision, *told = row[_TOWN:]
    certificate, holder = KnownCertificate._make(row[:_HOLDER]), KnownHolder._make(row[_HOLDER:_TOWN])
    return StoredCertificate(certificate, holder, revision, *map(bool, told))


def _statements() -> tuple[Select[Any], Select[Any]]:
    """Compose the statements: the cabinets that are open on a device, and one certificate by its id."""
    certificate, holder, town = table_of(Certificate), table_of(Holder), table_of(Municipality)
    account, opened = table_of(Account), table_of(CabinetSession)
    columns = [
        *columns_of(Certificate, KnownCertificate),
        *columns_of(Holder, KnownHolder),
        # planned for every page: one table fewer to be put in order takes a third off that
        select(town.c.revision).where(town.c.code == certificate.c.municipality_code).scalar_subquery(),
        account.c.id.is_not(None),
        account.c.closed_at.is_not(None),
        account.c.password_hash.is_not(None),
    ]
    stored = certificate.join(holder, holder.c.id == certificate.c.holder_id).outerjoin(
        account, account.c.certificate_id == certificate.c.id
    )
    moments = Moments(*(bindparam(name, type_=Moment) for name in Moments._fields))
    theirs = (
        select(*columns_of(CabinetSession, KnownSession), *columns)
        .select_from(stored.join(opened, opened.c.certificate_id == certificate.c.id))
        .where(opened.c.token_hash == bindparam("token_hash"), are_good(moments))
    )
    by_id = select(*columns).select_from(stored).where(certificate.c.id == bindparam("certificate_id", type_=BigId))
    return theirs, by_id


_OPEN, _BY_ID = _statements()
