"""``flask pfdo keys …``: the keys of ``SGO_PFDO_KEYS``."""

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from sgo_pfdo import database, drafts
from sgo_pfdo.access import ending
from sgo_pfdo.applications import finishing
from sgo_pfdo.cabinet import settings as cabinet_settings
from sgo_pfdo.certificates.identity import rotate_stored
from sgo_pfdo.current import current_state
from sgo_pfdo.importing import staging
from sgo_pfdo.mail import outbox
from sgo_pfdo.register.accounts import rotate_passwords
from sgo_pfdo.secrets import Cipher, SecretLostError

group = AppGroup("keys", help="The keys of SGO_PFDO_KEYS.")


@group.command("rotate")
def keys_rotate() -> None:
    """Encrypt all that is kept encrypted again under the first key; then the old keys can be dropped.

    Files of an import that wait for their press are let go: read them in anew.
    """
    cipher = current_state().cipher
    try:
        count = database.perform(lambda session: _rotate(session, cipher))
    except SecretLostError as error:
        raise click.ClickException(f"nothing was changed: {error}") from None
    click.echo(f"Passwords encrypted under the newest key: {count}.")


def _rotate(session: Session, cipher: Cipher) -> int:
    for rotate in (
        rotate_stored,
        drafts.rotate,
        outbox.rotate,
        finishing.rotate,
        cabinet_settings.rotate,
        ending.rotate,
    ):
        rotate(session, cipher)
    staging.drop_all(session)
    return rotate_passwords(session, cipher)
