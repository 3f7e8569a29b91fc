"""The first half of an application: an address, a letter, a press on the link (S000, points 8–10)."""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.applications.links import LINK_LIFETIME, new_link_key
from sgo_pfdo.applications.model import Application
from sgo_pfdo.certificates.issuing import NotEligibleError
from sgo_pfdo.certificates.standing import Standing
from sgo_pfdo.clock import SKEW, future
from sgo_pfdo.config.options import BY_EMAIL
from sgo_pfdo.database import insert_new
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.counting import count_letter
from sgo_pfdo.people import Viewer
from sgo_pfdo.secrets import Cipher


class Stage(enum.StrEnum):
    """Where an unfinished application stands."""

    ADDRESS = "address"
    """The address has to be given."""
    WAITING = "waiting"
    """A letter is on its way, or waits to be opened."""
    EXPIRED = "expired"
    """Nobody followed the link of the letter in time."""
    REFUSED = "refused"
    """No server takes letters to the address: it does not exist."""
    CONFIRMED = "confirmed"
    """Group and document have to be chosen."""


class NotWantedError(Exception):
    """The municipality issues at one press: it wants no application."""


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


def require_may_apply(standing: Standing) -> None:
    """Refuse to go on with an application where no certificate can come of it.

    :param standing: how things stand with the child, read within the same action.
    :raises NotEligibleError: a rule stands against a certificate; a living one too.
    :raises NotWantedError: the municipality does without an application.
    """
    if standing.reasons:
        raise NotEligibleError(standing.reasons)
    if standing.application_way != BY_EMAIL:
        raise NotWantedError


def open_key(pupil_id: str, applicant_id: str) -> str:
    """Name an unfinished application: child and applicant, lengths first so that no two pairs look the same."""
    return f"{len(pupil_id)}:{pupil_id}{applicant_id}"


def find_unfinished(session: Session, viewer: Viewer, pupil_id: str, *, lock: bool = False) -> Application | None:
    """Find the application that this person has begun for this child and not withdrawn.

    :param lock: keep everybody else off it until the end of the transaction.
    """
    query = _begun(viewer, pupil_id).where(Application.email.is_not(None))
    found: Application | None = session.scalars(query.with_for_update() if lock else query).one_or_none()
    return found


def _begun(viewer: Viewer, pupil_id: str) -> Select[Any]:
    query = select(Application).where(Application.open_key == open_key(pupil_id, viewer.id))
    return query.execution_options(populate_existing=True)


def stage_of(application: Application | None, now: datetime) -> Stage:
    """Tell where an unfinished application stands.

    :param application: ``None`` where nothing was begun.
    """
    if application is None:
        return Stage.ADDRESS
    if application.confirmed_at is not None:
        return Stage.CONFIRMED
    if application.is_refused:
        return Stage.REFUSED
    if application.link_key is None or application.link_expires_at is None:
        return Stage.ADDRESS
    return Stage.WAITING if now < application.link_expires_at <= _latest_end(now) else Stage.EXPIRED


def _latest_end(now: datetime) -> datetime:
    """Give the end of a link that is made now; one that ends later was made by a clock that was ahead."""
    return now + LINK_LIFETIME + SKEW


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
    application = _find_or_add(session, viewer, pupil_id, municipality_code, now)
    if application.confirmed_at is not None:
        raise AlreadyConfirmedError
    application.letters_at = count_letter(
        application.letters_at, now, door="letters_of_application", viewer_id=viewer.id
    )
    application.email = cipher.encrypt(email)
    application.municipality_code = municipality_code
    application.link_key = new_link_key()
    application.link_expires_at = now + LINK_LIFETIME
    application.is_refused = False
    application.touched_at = now
    outbox.drop(session, topic_of(application))
    return LetterRequest(application, email, application.link_key)


def _find_or_add(session: Session, viewer: Viewer, pupil_id: str, municipality_code: str, now: datetime) -> Application:
    """Find the application, a withdrawn one too, or add it; locked, so that letters are counted one by one."""
    values = {
        "open_key": open_key(pupil_id, viewer.id),
        "pupil_id": pupil_id,
        "applicant_id": viewer.id,
        "applicant_role": viewer.role.value,
        "municipality_code": municipality_code,
        "is_refused": False,
        "created_at": now,
        "touched_at": now,
    }
    locked = _begun(viewer, pupil_id).with_for_update()
    found: Application | None = session.scalars(locked).one_or_none()
    if found is None:
        insert_new(session, Application, values)
        found = session.scalars(locked).one()
    return found


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
            Application.link_expires_at <= _latest_end(now),
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
    """Go back to the question for the address: the old link dies at once. What else was typed stays."""
    application = find_unfinished(session, viewer, pupil_id, lock=True)
    if application is not None:
        application.confirmed_at = application.link_expires_at = None
        application.link_key = None
        application.is_refused = False
        application.touched_at = now
        outbox.drop(session, topic_of(application))


def withdraw(session: Session, viewer: Viewer, pupil_id: str) -> None:
    """Withdraw an unfinished application: nothing that was typed stays.

    What stays until it is erased is how many letters were sent, so that nobody can send more by beginning anew.
    """
    application = find_unfinished(session, viewer, pupil_id, lock=True)
    if application is not None:
        outbox.drop(session, topic_of(application))
        application.email = application.typed = application.link_key = None
        application.confirmed_at = application.link_expires_at = None
        application.is_refused = False


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
        outbox.drop(session, topic_of(application))
        session.delete(application)
    return len(applications)


def date_back(session: Session, now: datetime) -> None:
    """Take now for the last step of an application whose last step lies in the future: it must not be kept for years.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    """
    ahead = update(Application).where(Application.open_key.is_not(None), future(Application.touched_at, now))
    session.execute(ahead.values(touched_at=now).execution_options(synchronize_session=False))
