"""Erases what an application holds about people, once the consent to keep it was withdrawn."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.applications.model import Application, PapersVersion


def erase_application_of(session: Session, certificate_id: int) -> None:
    """Erase contacts, documents and every version of the papers; number and dates stay.

    :param certificate_id: the certificate that came of the application, if one did.
    """
    ids = select(Application.id).where(Application.certificate_id == certificate_id)
    session.execute(delete(PapersVersion).where(PapersVersion.application_id.in_(ids)))
    session.execute(update(Application).where(Application.certificate_id == certificate_id).values(email=None))
