"""Whom a family's letters go to."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.applications.model import Application
from sgo_pfdo.cabinet.emails import confirmed_email
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.settings import readable
from sgo_pfdo.certificates.family_reading import AnyCertificate
from sgo_pfdo.people import Role
from sgo_pfdo.secrets import Cipher


class Recipient(NamedTuple):
    """Who gets a letter.

    :param is_holder: the pupil has applied for themself and reads it alone.
    """

    email: str
    is_holder: bool


def recipient_of(
    session: Session, certificate: AnyCertificate, settings: CabinetSettings | None, cipher: Cipher
) -> Recipient | None:
    """Find the address that a family has confirmed: that of the cabinet, else that of the application.

    Whoever has taken the cabinet's address away wants no letters, and the older one of the application does not come
    back for it.

    :return: ``None`` where there is none, or no key decrypts it.
    """
    email = confirmed_email(settings, cipher)
    if email is not None:
        return Recipient(email, is_holder=False)
    if settings is not None and settings.email_confirmed_at is not None:
        return None
    application = session.scalars(
        select(Application).where(
            Application.certificate_id == certificate.id,
            Application.email.is_not(None),
            Application.confirmed_at.is_not(None),
        )
    ).one_or_none()
    applied = readable(application.email, cipher) if application is not None and application.email else None
    if application is None or applied is None:
        return None
    return Recipient(applied, is_holder=application.applicant_role == Role.PUPIL)
