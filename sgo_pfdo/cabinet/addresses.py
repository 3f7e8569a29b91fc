"""The confirmed e-mail address of a cabinet: the one place a letter about access may go to."""

from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.emails import confirmed_email
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.secrets import Cipher


def confirmed_address(session: Session, holder_id: int, cipher: Cipher) -> str | None:
    """Read the address that a family has confirmed.

    :return: ``None`` where none was given or confirmed, or no key decrypts it.
    """
    return confirmed_email(session.get(CabinetSettings, holder_id, populate_existing=True), cipher)
