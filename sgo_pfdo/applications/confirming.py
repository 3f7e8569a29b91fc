"""The first half of an application: an address, a letter, a press on the link (S000, points 8–10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.applications.links import LINK_LIFETIME, new_link_key
from sgo_pfdo.applications.model import Application, PapersVersion
from sgo_pfdo.database import insert_new
from sgo_pfdo.mail import outbox
from sgo_pfdo.people import Viewer
from sgo_pfdo.secrets import Cipher

LETTERS_A_DAY = 5
"""How many letters one application may ask for in 24 hours: a stranger's mailbox is no target."""
PAUSE = timedelta(minutes=1)
"""How soon the next one may be asked for."""


class TooManyLettersError(Exception):
    """Five letters a day, one a minute.

    :param again_at: the moment from which another one can be asked for.
    """

    def __init__(self, again_at: datetime) -> None:
        super().__init__("too many letters")
        self.again_at = again_at


class AlreadyConfirmedError(Exception):
    """The address was confirmed meanwhile, on another device most likely."""


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """A letter that has to be written, with the key of its link.

    :param email: the recipient.
    """

    application: Application
    email: str
    link_key: str


def open_key(pupil_id: str, applicant_id: str) -> str:
    """Name an unfinished application: child and applicant, lengths first so that no two pairs look the same."""
    return f"{len(pupil_id)}:{pupil_id}{applicant_id}"


def find_unfinished(session: Session, viewer: Viewer, pupil_id: str) -> Application | None:
    """Find the application that this person has begun for this child."""
    query = select(Application).where(Application.open_key == open_key(pupil_id, viewer.id))
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def begin(
    session: Session,
    viewer: Viewer,
    pupil_id: str,
    municipality_code: str,
    email: str,
    *,
    cipher: Cipher,
    now: datetime,
) -> LetterRequest:
    """Begin an application, or go on with the one begun: «Отправить заявку». An earlier link dies.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param email: checked.
    :raises TooManyLettersError: enough letters for today.
    :raises AlreadyConfirmedError: its address is confirmed already.
    """
    application = find_unfinished(session, viewer, pupil_id)
    if application is None:
        insert_new(
            session,
            Application,
            {
                "open_key": open_key(pupil_id, viewer.id),
                "pupil_id": pupil_id,
                "applicant_id": viewer.id,
                "applicant_role": viewer.role.value,
                "municipality_code": municipality_code,
                "email": cipher.encrypt(email),
                "letters": 0,
                "is_refused": False,
                "created_at": now,
                "touched_at": now,
            },
        )
        application = find_unfinished(session, viewer, pupil_id)
        assert application is not None
    if application.confirmed_at is not None:
        raise AlreadyConfirmedError
    _count_letter(application, now)
    application.email = cipher.encrypt(email)
    application.municipality_code = municipality_code
    application.link_key = new_link_key()
    application.link_expires_at = now + LINK_LIFETIME
    application.is_refused = False
    application.touched_at = now
    outbox.drop(session, topic_of(application))
    return LetterRequest(application, email, application.link_key)


def _count_letter(application: Application, now: datetime) -> None:
    since = application.letters_since
    if since is None or now - since >= timedelta(days=1):
        application.letters, application.letters_since = 1, now
        return
    if application.letters >= LETTERS_A_DAY:
        raise TooManyLettersError(since + timedelta(days=1))
    if now - application.touched_at < PAUSE:
        raise TooManyLettersError(application.touched_at + PAUSE)
    application.letters += 1


def topic_of(application: Application) -> str:
    """Name the letters of an application in the outbox."""
    return f"application-{application.id}"


def find_by_link(session: Session, application_id: int, link_key: str, now: datetime) -> Application | None:
    """Find the application that a link confirms; ``None`` for a link that was used, replaced or is too old."""
    return session.scalars(
        select(Application).where(
            Application.id == application_id,
            Application.link_key == link_key,
            Application.link_expires_at > now,
            Application.open_key.is_not(None),
        )
    ).one_or_none()


def confirm(session: Session, application_id: int, link_key: str, now: datetime) -> bool:
    """Confirm the address by a press on the page of the link. The link works once.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: ``False`` for a link that was used, replaced or is too old.
    """
    application = find_by_link(session, application_id, link_key, now)
    if application is None:
        return False
    changed = session.execute(
        update(Application)
        .where(Application.id == application_id, Application.link_key == link_key)
        .values(confirmed_at=now, touched_at=now, link_key=None, link_expires_at=None)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def change_address(session: Session, viewer: Viewer, pupil_id: str, now: datetime) -> None:
    """Go back to the question for the address: the old link dies at once."""
    application = find_unfinished(session, viewer, pupil_id)
    if application is not None:
        application.confirmed_at = application.link_expires_at = None
        application.link_key = None
        outbox.drop(session, topic_of(application))


def withdraw(session: Session, viewer: Viewer, pupil_id: str) -> None:
    """Withdraw an unfinished application: nothing of it stays."""
    application = find_unfinished(session, viewer, pupil_id)
    if application is not None:
        _erase(session, application)


def mark_refused(session: Session, topic: str) -> None:
    """Note that no server will ever take the letter of an application: its address does not exist."""
    application_id = topic.removeprefix("application-")
    if application_id.isdigit():
        session.execute(update(Application).where(Application.id == int(application_id)).values(is_refused=True))


def erase_unfinished(session: Session, before: datetime) -> int:
    """Erase applications that nobody went on with.

    :param before: the last step was before this moment.
    :return: how many.
    """
    query = select(Application).where(Application.open_key.is_not(None), Application.touched_at < before)
    applications = session.scalars(query).all()
    for application in applications:
        _erase(session, application)
    return len(applications)


def _erase(session: Session, application: Application) -> None:
    outbox.drop(session, topic_of(application))
    session.execute(delete(PapersVersion).where(PapersVersion.application_id == application.id))
    session.delete(application)
