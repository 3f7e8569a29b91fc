"""How things stand with one child: the certificate, the rules that apply today, and what the viewer may do."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.family_reading import (
    AnyCertificate,
    KnownAccount,
    KnownCertificate,
    KnownHolder,
    Reading,
    read_family,
)
from sgo_pfdo.certificates.model import Holder
from sgo_pfdo.certificates.rules.eligibility import Reason, Situation, may_see_credentials, opening_day, reasons_against
from sgo_pfdo.certificates.rules.lifecycle import LIVING, Status, shown_status
from sgo_pfdo.certificates.rules.reasons import DUPLICATE
from sgo_pfdo.certificates.steps import last_transition_of_child
from sgo_pfdo.config import Settings
from sgo_pfdo.municipalities.known import CertificateGroup, KnownMunicipality
from sgo_pfdo.municipalities.model import RegisteredSchool
from sgo_pfdo.municipalities.reading import known_municipality
from sgo_pfdo.municipalities.rules import application_way_of, fitting_groups, open_ages, today_in
from sgo_pfdo.people import Pupil, Role, Viewer
from sgo_pfdo.plain.ages import ADULT_AGE, ALONE_AGE, birthday, has_age

AT_ONCE = 1000
"""How many schools or children are asked about in one statement, which no database lets grow without end."""


class Standing(NamedTuple):
    """How things stand with a child, for one viewer, at one moment: «standing» everywhere in the module.

    It is the answer to the two questions of every page of a family: what is there, and what may this viewer do now.

    :param today: the date in the child's municipality.
    :param school_id: the first of the child's schools that has enabled the module.
    :param municipality: of the living certificate, wherever it was accepted; without one, that of the school, or else
        of the certificate that has ended; ``None`` for a child who has neither.
    :param holder: the child as the module keeps it, once it has issued anything.
    :param certificate: the newest one, living or not.
    :param account: of that certificate.
    :param status: the status that counts today, or ``None`` where there is no certificate.
    :param has_living_certificate: it is neither annulled nor expired.
    :param reasons: why no certificate can be issued now; none means that it can.
    :param may_see_credentials: the credentials sheet and «Новый пароль» are for this viewer.
    :param application_way: how a certificate is got there, ``direct`` or ``email``.
    """

    pupil: Pupil
    today: date
    school_id: str | None
    municipality: KnownMunicipality | None
    holder: KnownHolder | None
    certificate: KnownCertificate | None
    account: KnownAccount | None
    status: Status | None
    has_living_certificate: bool
    birth_date: date | None
    reasons: tuple[Reason, ...]
    may_see_credentials: bool
    application_way: str

    @property
    def groups(self) -> Sequence[CertificateGroup]:
        """The groups of the municipality, closed ones included."""
        return self.municipality.groups if self.municipality else ()

    @property
    def is_of_age_to_apply(self) -> bool:
        """Whether the child is 14 or over and signs papers themself."""
        return self.birth_date is not None and has_age(self.birth_date, ALONE_AGE, self.today)

    @property
    def is_adult(self) -> bool:
        """Whether the child has turned 18: nobody is given a certificate from then on."""
        return self.birth_date is not None and has_age(self.birth_date, ADULT_AGE, self.today)

    @property
    def alone_from(self) -> date | None:
        """The 14th birthday, from which the child applies alone."""
        return birthday(self.birth_date, ALONE_AGE) if self.birth_date else None

    @property
    def opens_on(self) -> date | None:
        """The day from which the child is old enough, while it is too young."""
        return opening_day(open_ages(self.groups), self.birth_date, self.today) if self.birth_date else None

    @property
    def group(self) -> CertificateGroup | None:
        """The first open group that fits the child's age, in the municipality's order."""
        if self.birth_date is None:
            return None
        return next(iter(fitting_groups(self.groups, self.birth_date, self.today)), None)


def standing_of(
    session: Session,
    viewer: Viewer,
    pupil: Pupil,
    *,
    settings: Settings,
    now: datetime,
    reading: Reading | None = None,
) -> Standing:
    """Read how things stand with a child of the viewer.

    :param viewer: a parent of the child or the child's own account; the caller has checked that.
    :param now: the moment, with a time zone.
    :param reading: of this child and, among others, its schools, where it was just read; by default it is read now.
    """
    if reading is None:
        reading = read_family(session, school_ids_of([pupil]), pupil.id)
    holder, certificate = reading.holder, reading.certificate
    school_id = next((school.id for school in pupil.schools if school.id in reading.municipalities), None)
    municipality = reading.municipalities[school_id] if school_id is not None else None
    if certificate is not None:
        municipality = _of_living(session, certificate, municipality, settings, now)
    today = today_in(municipality, settings, now)
    birth_date = pupil.birth_date or (holder.birth_date if holder else None)
    status = shown_status(Status(certificate.stored_status), certificate.end_date, today) if certificate else None
    has_certificate = status in LIVING
    situation = Situation(
        by_pupil=viewer.role is Role.PUPIL,
        is_owner=viewer.is_owner,
        birth_date=birth_date,
        connected=school_id is not None,
        has_certificate=has_certificate,
        ages=municipality.open_ages if municipality else open_ages(()),
        closed_ages=municipality.closed_ages if municipality else (),
        has_another=status is Status.ANNULLED and certificate is not None and has_another(session, certificate),
    )
    return Standing(
        pupil=pupil,
        today=today,
        school_id=school_id,
        municipality=municipality,
        holder=holder,
        certificate=certificate,
        account=reading.account,
        status=status,
        has_living_certificate=has_certificate,
        birth_date=birth_date,
        reasons=reasons_against(situation, today),
        may_see_credentials=may_see_credentials(situation, today),
        application_way=application_way_of(municipality, settings) if municipality else settings.application_way,
    )


def _of_living(
    session: Session,
    certificate: KnownCertificate,
    of_school: KnownMunicipality | None,
    settings: Settings,
    now: datetime,
) -> KnownMunicipality:
    """Choose the municipality that a family with this certificate has to do with.

    While it lives that is the certificate's own, also where the school is another one's: it was accepted there.
    The next certificate comes from the school's.
    """
    if of_school is not None and of_school.code == certificate.municipality_code:
        return of_school
    own = known_municipality(session, certificate.municipality_code)
    status = shown_status(Status(certificate.stored_status), certificate.end_date, today_in(own, settings, now))
    return own if of_school is None or status in LIVING else of_school


def has_another(session: Session, certificate: AnyCertificate) -> bool:
    """Tell whether a clerk annulled the certificate because the child has another one, and so it has for all we know.

    A later step with any of the child's certificates tells more than that one: the other has ended since, for
    instance. The other may also stand with a record of its own, of which nobody knows that it is this child.
    """
    step = last_transition_of_child(session, certificate.holder_id)
    return step is not None and step.certificate_id == certificate.id and step.reason_code == DUPLICATE


def school_ids_of(children: Sequence[Pupil]) -> list[str]:
    """Give the ids of all schools of these children."""
    return [school.id for child in children for school in child.schools]


def has_section(session: Session, children: Sequence[Pupil]) -> bool:
    """Tell whether the section exists for a viewer with these children.

    It is missing only when none of the children's schools has enabled the module and none of the children ever got a
    certificate: switching a school off never takes away what was issued.
    """
    for ids in _portions(school_ids_of(children)):
        school = select(RegisteredSchool.id).where(RegisteredSchool.id.in_(ids), RegisteredSchool.is_enabled)
        if session.scalar(school.limit(1)) is not None:
            return True
    some = _portions([child.id for child in children])
    holders = (session.scalar(select(Holder.id).where(Holder.pupil_id.in_(ids)).limit(1)) for ids in some)
    return any(holder is not None for holder in holders)


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Divide ids, each taken once, into lists that a statement can hold."""
    wanted = list(dict.fromkeys(ids))
    return (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))
