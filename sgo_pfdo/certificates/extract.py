"""The extract (выписка): a fresh credentials sheet with a new password (S001, «Сформировать новую выписку»)."""

from datetime import datetime

from sqlalchemy.orm import Session

from sgo_pfdo.certificates.creating import Issuing
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.standing import standing_of
from sgo_pfdo.journal.writing import actor_from
from sgo_pfdo.people import Pupil, Viewer
from sgo_pfdo.register.accounts import open_first, reset_password
from sgo_pfdo.register.model import Account


class ExtractRefusedError(Exception):
    """The viewer may not have the credentials of this certificate, or there is none that lives."""


def make_extract(session: Session, viewer: Viewer, pupil: Pupil, *, issuing: Issuing, now: datetime) -> None:
    """Give the account of the child's living certificate a new initial password; the old one ends.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param viewer: a parent of the child or the child's own account; the caller has checked that.
    :param now: the moment, with a time zone.
    :raises ExtractRefusedError: the rules do not allow it now.
    """
    standing = standing_of(session, viewer, pupil, settings=issuing.settings, now=now)
    if not standing.may_see_credentials or standing.certificate is None:
        raise ExtractRefusedError
    certificate = session.get_one(Certificate, standing.certificate.id, populate_existing=True)
    if standing.account is None:  # it came in from another system
        open_first(
            session,
            certificate,
            actor=actor_from(viewer),
            pupil_id=pupil.id,
            cipher=issuing.cipher,
            remote=issuing.has_remote_register,
            now=now,
        )
        return
    reset_password(
        session,
        session.get_one(Account, standing.account.id, populate_existing=True),
        certificate,
        actor=actor_from(viewer),
        pupil_id=pupil.id,
        cipher=issuing.cipher,
        remote=issuing.has_remote_register,
        now=now,
    )
