"""Issues a certificate at the press of a button: checks every rule again and does it all in one transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from sgo_pfdo.certificates.creating import Issuing, NewCertificate, create_certificate
from sgo_pfdo.certificates.family_reading import Reading
from sgo_pfdo.certificates.holders import holder_of_pupil, put_birth_date
from sgo_pfdo.certificates.model import Holder
from sgo_pfdo.certificates.rules.eligibility import Reason
from sgo_pfdo.certificates.rules.names import names_as_issued, own_patronymic
from sgo_pfdo.certificates.standing import Standing, standing_of
from sgo_pfdo.config.options import BY_EMAIL
from sgo_pfdo.database import RowInsert
from sgo_pfdo.journal.writing import Event, actor_from
from sgo_pfdo.people import Pupil, Viewer

_insert_holder = RowInsert(Holder)


class NotEligibleError(Exception):
    """The rules do not allow a certificate now.

    :param reasons: every rule that stands against it.
    """

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


class ApplicationNeededError(Exception):
    """The municipality does not issue at one press: an application with a confirmed address comes first."""


def issue(
    session: Session,
    viewer: Viewer,
    pupil: Pupil,
    *,
    issuing: Issuing,
    now: datetime,
    reading: Reading | None = None,
    is_other: bool = False,
) -> int:
    """Issue a certificate, or leave the living one that the child has already: a second press changes nothing.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param viewer: a parent of the child or the child's own account; the caller has checked that.
    :param now: the moment, with a time zone.
    :param reading: of the child, where it was read a moment ago; by default it is read now. Whoever was faster in
        between is met by the inserts, which go by what stands then.
    :param is_other: the family has said that the child is none of those of another first name whose surname and birth
        date are the same.
    :return: the id of the certificate.
    :raises NotEligibleError: a rule stands against it.
    :raises PossiblyHasOneError: a living certificate may be the child's.
    :raises ApplicationNeededError: the municipality has chosen the way by e-mail.
    :raises NumbersExhaustedError: the municipality has no number left.
    """
    standing = standing_of(session, viewer, pupil, settings=issuing.settings, now=now, reading=reading)
    if standing.has_living_certificate and standing.certificate is not None:
        return standing.certificate.id
    if standing.reasons:
        raise NotEligibleError(standing.reasons)
    if standing.application_way == BY_EMAIL:
        raise ApplicationNeededError
    group_id = standing.group.id if standing.group else None
    certificate_id, _ = issue_to_family(
        session, viewer, standing, group_id, issuing=issuing, now=now, is_other=is_other
    )
    return certificate_id


def issue_to_family(
    session: Session,
    viewer: Viewer,
    standing: Standing,
    group_id: int | None,
    *,
    issuing: Issuing,
    now: datetime,
    is_other: bool = False,
) -> tuple[int, bool]:
    """Issue the certificate that a family asked for at the portal.

    :param standing: with no reason against a certificate.
    :param group_id: of the certificate group, or ``None`` where the municipality has none.
    :param is_other: as in :func:`issue`. Of a certificate whose first name is the same, or a form of it, no family can
        say so: that is for a clerk.
    :return: as :func:`sgo_pfdo.certificates.creating.create_certificate`.
    :raises PossiblyHasOneError: a living certificate may be the child's.
    :raises NumbersExhaustedError: the municipality has no number left.
    """
    pupil, birth_date, municipality = standing.pupil, standing.birth_date, standing.municipality
    assert birth_date is not None and municipality is not None  # the rules have seen to it
    surname, first_name = names_as_issued(pupil.surname, pupil.first_name)
    new = NewCertificate(
        holder_id=holder_id_of(session, standing),
        pupil_id=pupil.id,
        surname=surname,
        first_name=first_name,
        patronymic=own_patronymic(pupil.patronymic),
        birth_date=birth_date,
        municipality=municipality,
        school_id=standing.school_id,
        group_id=group_id,
        today=standing.today,
        had_one=standing.certificate is not None,
        said_other=lambda alike: is_other and not alike.may_be_of(first_name),
    )
    return create_certificate(session, new, actor_from(viewer), Event.ISSUED, issuing=issuing, now=now)


def holder_id_of(session: Session, standing: Standing) -> int:
    """Find the holder of a child of the portal, or add it: by the pupil alone, never by a document.

    :param standing: with a birth date, as the rules demand.
    """
    if standing.holder is None:
        values = {"pupil_id": standing.pupil.id, "birth_date": standing.birth_date}
        holder_id = _insert_holder(session, values)
        if holder_id is not None:
            return holder_id
    # locked, so that nobody brings an annulled certificate of the child back to life at the same moment
    holder = holder_of_pupil(session, standing.pupil.id)
    assert holder is not None and standing.birth_date is not None  # just met, and the rules have seen to it
    put_birth_date(session, holder, standing.birth_date)
    return holder.id
