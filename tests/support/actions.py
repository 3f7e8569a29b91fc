"""What people do with the module, without a page: inside an application context."""

from datetime import datetime

import flask
from click.testing import Result
from sqlalchemy import func, select

from sgo_pfdo import Pupil, Role, Viewer, database
from sgo_pfdo.certificates import extract, issuing
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.current import current_state
from sgo_pfdo.database import Base, current_session
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.register.model import Account
from tests.support.apps import IGOR, NOW, OTHER_PARENT, PARENT

MOTHER = Viewer(id=PARENT, role=Role.PARENT)
FATHER = Viewer(id=OTHER_PARENT, role=Role.PARENT)


def press(pupil: Pupil = IGOR, viewer: Viewer = MOTHER, *, now: datetime = NOW, is_other: bool = False) -> Certificate:
    """Press «Получить сертификат»; ``is_other`` once the family has said that it is no child of the same surname."""
    plan = current_state().issuing
    issued = database.perform(
        lambda session: issuing.issue(session, viewer, pupil, issuing=plan, now=now, is_other=is_other)
    )
    return current_session().get_one(Certificate, issued, populate_existing=True)


def renew_password(pupil: Pupil = IGOR, viewer: Viewer = MOTHER, *, now: datetime = NOW) -> None:
    """Press «Новый пароль»."""
    plan = current_state().issuing
    database.perform(lambda session: extract.make_extract(session, viewer, pupil, issuing=plan, now=now))


def account_of(certificate: Certificate) -> Account:
    """Read the account of a certificate."""
    return current_session().scalars(select(Account).where(Account.certificate_id == certificate.id)).one()


def password_of(certificate: Certificate) -> str:
    """Read the initial password that the credentials sheet shows."""
    return current_state().cipher.decrypt(account_of(certificate).secret or "")


def events() -> list[str]:
    """List what stands in the history of all holders, oldest first."""
    return list(current_session().scalars(select(JournalEntry.event).order_by(JournalEntry.id)))


def row_counts() -> dict[str, int]:
    """Count the rows of each table of the module."""
    session = current_session()
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def run_command(app: flask.Flask, *arguments: str) -> Result:
    """Run ``flask pfdo …`` as an administrator does.

    Args:
        app: the host.
        arguments: what follows ``flask pfdo``.
    """
    with app.app_context():  # a command would take the context of another application for its own
        return app.test_cli_runner().invoke(args=["pfdo", *arguments])
