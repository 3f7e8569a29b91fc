"""Letters to families: who gets them, what waits, what they say."""

from email.message import EmailMessage

import flask
from sqlalchemy import select

from sgo_pfdo import HostPortal, database
from sgo_pfdo.blueprints.common.letters.writing import letter_writing
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.mail.family_letters import write_due
from sgo_pfdo.mail.outbox import QueuedLetter
from sgo_pfdo.testing import MemoryPortal
from tests.support.actions import press, run_command
from tests.support.apps import NOW

FAMILY = "family@example.org"


class PostingPortal(MemoryPortal):
    """A portal that leaves its letters to the module."""

    send_mail = HostPortal.send_mail


def give_address(certificate: Certificate, email: str = FAMILY) -> Certificate:
    """Confirm an address in the cabinet."""
    holder_id, secret = certificate.holder_id, current_state().cipher.encrypt(email)
    known = {"holder_id": holder_id, "email": secret, "email_confirmed_at": NOW}
    database.perform(lambda session: session.merge(CabinetSettings(**known)))
    return certificate


def with_address() -> Certificate:
    """Issue a certificate whose family has confirmed an address."""
    return give_address(press())


def written() -> int:
    """Write the letters that are due, without sending them."""
    return write_due(letter_writing(), current_state().host.now)


def waiting() -> int:
    """Count what waits in the outbox."""
    return len(current_session().scalars(select(QueuedLetter)).all())


def send(app: flask.Flask) -> None:
    """Run ``flask pfdo mail send``."""
    assert run_command(app, "mail", "send").exit_code == 0


def text_of(letter: EmailMessage) -> str:
    """Read the plain text of a letter."""
    body = letter.get_body(["plain"])
    assert body is not None
    return str(body.get_content())
