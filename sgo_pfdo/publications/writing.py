"""Writes news and events, and takes the steps of their life; each is told in the history of the municipality.

What a provider writes is found by its code, so that another one's is not there at all.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo_pfdo.database import insert_new
from sgo_pfdo.documents import foreign_picture
from sgo_pfdo.documents.foreign_picture import Picture
from sgo_pfdo.journal.writing import Event, record
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.publications.listing import in_hand
from sgo_pfdo.publications.model import Publication, PublicationImage, PublicationKind
from sgo_pfdo.publications.rules.lifecycle import State, Step, Who, is_trusted, state_after

NAMES: Mapping[PublicationKind, str] = {PublicationKind.NEWS: "Новость", PublicationKind.EVENT: "Мероприятие"}
DONE: Mapping[Step, str] = {
    Step.EDIT: "изменено",
    Step.TAKE_BACK: "отозвано с проверки",
    Step.APPROVE: "проверено и опубликовано",
    Step.RETURN: "возвращено автору",
    Step.ARCHIVE: "убрано в архив",
    Step.RESTORE: "возвращено из архива",
}
"""What the history says was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureChange:
    """What becomes of the picture.

    :param new: another one; ``None`` to leave it.
    :param is_removed: it is taken away.
    :param alt: what is to be seen on it.
    """

    new: Picture | None = None
    is_removed: bool = False
    alt: str | None = None


def find_publication(
    session: Session, card_id: str, *, municipality_code: str, provider_code: str | None
) -> Publication | None:
    """Find a publication that somebody may work with, as it is now.

    :param provider_code: as for :func:`sgo_pfdo.publications.listing.in_hand`.
    """
    query = select(Publication).where(Publication.card_id == card_id, in_hand(municipality_code, provider_code))
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def who_is(publication: Publication, provider_code: str | None) -> Who:
    """Tell whether somebody is the author of a publication, or looks at it for the municipality."""
    return Who.AUTHOR if publication.provider_code == provider_code else Who.OPERATOR


def shows_at_once(session: Session, publication: Publication) -> bool:
    """Tell whether a publication shows without an operator's approval."""
    if publication.provider_code is None:
        return True
    approved = select(func.count()).where(
        Publication.provider_code == publication.provider_code, Publication.published_at.is_not(None)
    )
    return is_trusted(session.scalar(approved) or 0, must_review=publication.must_review)


def add_publication(
    session: Session,
    kind: PublicationKind,
    columns: Mapping[str, Any],
    picture: PictureChange,
    by: By,
    *,
    municipality_code: str,
    provider_code: str | None,
) -> Publication:
    """Write something new, as a draft.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param columns: as :func:`sgo_pfdo.publications.rules.records.columns_of` gives them.
    """
    row = dict(columns) | {
        "card_id": secrets.token_urlsafe(16),
        "kind": kind.value,
        "municipality_code": municipality_code,
        "provider_code": provider_code,
        "changed_at": by.now,
    }
    publication = insert_new(session, Publication, row)
    assert publication is not None
    _put_picture(session, publication, picture, by)
    _tell(session, publication, by, "новый черновик")
    return publication


def change_publication(
    session: Session, publication: Publication, columns: Mapping[str, Any], picture: PictureChange, by: By, *, seen: int
) -> bool:
    """Change what its author has written; what families see already may have to be approved again.

    :param seen: the version that the form showed.
    :return: whether anything is different now.
    :raises ChangedMeanwhileError: it is another one by now.
    :raises sgo_pfdo.publications.rules.lifecycle.StepImpossibleError: it is in the archive.
    """
    _lock(session, publication, seen)
    trusted = shows_at_once(session, publication)
    after = state_after(Step.EDIT, State(publication.state), Who.AUTHOR, trusted=trusted)
    is_changed = _put_picture(session, publication, picture, by)
    for name, value in columns.items():
        if getattr(publication, name) != value:
            setattr(publication, name, value)
            is_changed = True
    if not is_changed:
        return False
    _step(session, publication, after, by, DONE[Step.EDIT])
    return True


def take_step(
    session: Session, publication: Publication, step: Step, who: Who, by: By, *, seen: int, reason: str | None = None
) -> State:
    """Take a step with a publication.

    :param who: the caller has checked it.
    :param reason: for the author to read.
    :return: how things stand now.
    :raises ChangedMeanwhileError: it is another one by now.
    :raises sgo_pfdo.publications.rules.lifecycle.StepImpossibleError: it cannot be taken.
    """
    _lock(session, publication, seen)
    trusted = shows_at_once(session, publication)
    after = state_after(step, State(publication.state), who, trusted=trusted)
    if step is Step.RETURN:
        publication.must_review, publication.reason = True, reason
    elif step in (Step.SEND, Step.APPROVE):
        publication.reason = None
    if step is Step.APPROVE:
        publication.must_review = False
    done = DONE.get(step) or ("опубликовано" if after is State.PUBLISHED else "отправлено на проверку")
    _step(session, publication, after, by, f"{done}: {reason}" if reason else done)
    return after


def _lock(session: Session, publication: Publication, seen: int) -> None:
    session.refresh(publication, with_for_update=True)
    if publication.version != seen:
        raise ChangedMeanwhileError


def _step(session: Session, publication: Publication, after: State, by: By, done: str) -> None:
    publication.state, publication.changed_at = after.value, by.now
    publication.version += 1
    if after is State.PUBLISHED and publication.published_at is None:
        publication.published_at = by.now
    session.flush()
    _tell(session, publication, by, done)


def _put_picture(session: Session, publication: Publication, change: PictureChange, by: By) -> bool:
    row = session.get(PublicationImage, publication.id, populate_existing=True)
    if change.is_removed and change.new is None:
        if row is not None:
            session.delete(row)
        return row is not None
    if change.new is None:
        if row is None or row.alt == change.alt:
            return False
        row.alt = change.alt
        return True
    values = {"media_type": foreign_picture.MEDIA_TYPE, "content": change.new.content, "alt": change.alt}
    if row is None:
        session.add(PublicationImage(publication_id=publication.id, changed_at=by.now, **values))
        return True
    if (row.content, row.alt) == (change.new.content, change.alt):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at = by.now
    return True


def _tell(session: Session, publication: Publication, by: By, done: str) -> None:
    kind = NAMES[PublicationKind(publication.kind)]
    details = f"{kind} «{publication.title}»: {done}"
    municipality = publication.municipality_code
    record(session, Event.PUBLICATION_CHANGED, by.actor, at=by.now, municipality_code=municipality, details=details)
