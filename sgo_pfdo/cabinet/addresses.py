"""The confirmed e-mail address of a cabinet: the one place a letter about access may go to."""

from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.secrets import Cipher, SecretLostError


def confirmed_address(session: Session, holder_id: int, cipher: Cipher) -> str | None:
    """Read the address that a family has confirmed.

    :return: ``None`` where none was given or confirmed, or no key decrypts it.
    """
    settings = session.get(CabinetSettings, holder_id, populate_existing=True)
    if settings is None or settings.email is None or settings.email_confirmed_at is None:
        return None
    try:
        return cipher.decrypt(settings.email)
    except SecretLostError:
        return None
