"""Reads news and events: what families see, a page at a time, and what those who write have in hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.programmes.model import Programme
from sgo_pfdo.programmes.provider_model import Provider
from sgo_pfdo.programmes.rules.kinds import ProviderState
from sgo_pfdo.programmes.rules.lifecycle import State as ProgrammeState
from sgo_pfdo.publications.model import Publication, PublicationImage, PublicationKind
from sgo_pfdo.publications.rules.lifecycle import State

PAGE_SIZE = 12
MOST_OWN = 200
"""Of those that an author has in hand; the newest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A publication with what stands around it.

    :param author: the provider, or the authorised body.
    :param time_zone: of its municipality; ``None`` for that of the portal.
    :param picture: since when it has the picture that it has; ``None`` where it has none.
    :param programme: what names the programme of an event in addresses, and its name.
    """

    publication: Publication
    author: str
    municipality: str
    time_zone: str | None
    picture: datetime | None
    alt: str | None
    programme: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of a list.

    :param after: where the next page begins, for its address; empty on the last one.
    """

    found: Sequence[Read]
    after: str


def shown_publications(
    session: Session, kind: PublicationKind, municipality_code: str | None, now: datetime, after: str = ""
) -> Page:
    """List what families see: news, the newest first; events that are not over, the nearest first.

    :param municipality_code: ``None`` for those of all municipalities.
    :param after: what the address says of where the page begins; anything.
    """
    query = _read().where(Publication.kind == kind.value, _is_shown())
    if municipality_code is not None:
        query = query.where(or_(Publication.municipality_code == municipality_code, Publication.all_region))
    if kind is PublicationKind.EVENT:
        query = query.where(func.coalesce(Publication.ends_at, Publication.starts_at) >= now)
        query = query.order_by(Publication.starts_at, Publication.id)
    else:
        query = query.order_by(Publication.published_at.desc(), Publication.id.desc())
    begins = _place(session, kind, after)
    if begins is not None:
        query = query.where(begins)
    rows = [_made(row) for row in session.execute(query.limit(PAGE_SIZE + 1))]
    more = rows[PAGE_SIZE - 1].publication.card_id if len(rows) > PAGE_SIZE else ""
    return Page(found=rows[:PAGE_SIZE], after=more)


def shown_publication(session: Session, kind: PublicationKind, card_id: str) -> Read | None:
    """Read a publication that families may see; ``None`` for any other one."""
    query = _read().where(Publication.card_id == card_id, Publication.kind == kind.value, _is_shown())
    row = session.execute(query).one_or_none()
    return _made(row) if row is not None else None


def read_publication(session: Session, publication: Publication) -> Read:
    """Read what stands around a publication, whatever its state."""
    return _made(session.execute(_read().where(Publication.id == publication.id)).one())


def shown_image(session: Session, card_id: str) -> PublicationImage | None:
    """Read the picture of a publication that families may see."""
    query = (
        select(PublicationImage)
        .join(Publication, Publication.id == PublicationImage.publication_id)
        .outerjoin(Provider, Provider.code == Publication.provider_code)
        .where(Publication.card_id == card_id, _is_shown())
    )
    return session.scalars(query).one_or_none()


def image_of(session: Session, publication: Publication) -> PublicationImage | None:
    """Read the picture of a publication, whatever its state."""
    return session.get(PublicationImage, publication.id, populate_existing=True)


def own_publications(session: Session, municipality_code: str, provider_code: str | None) -> list[Read]:
    """List what somebody works with: what waits for them comes first, then the newest.

    :param provider_code: as for :func:`in_hand`.
    """
    first = State.REVIEW if provider_code is None else State.DRAFT
    waits = case((Publication.state == first.value, 0), else_=1)
    query = (
        _read()
        .where(in_hand(municipality_code, provider_code))
        .order_by(waits, Publication.changed_at.desc(), Publication.id.desc())
        .limit(MOST_OWN)
    )
    return [_made(row) for row in session.execute(query)]


def in_hand(municipality_code: str, provider_code: str | None) -> ColumnElement[bool]:
    """Ask for what somebody works with.

    :param provider_code: of a provider: its own alone. ``None`` for the municipality's people: what the municipality
        itself has written, and what its providers have sent or published at least once.
    """
    if provider_code is not None:
        whose: ColumnElement[bool] = Publication.provider_code == provider_code
    else:
        was_sent = or_(
            Publication.state.in_([State.REVIEW.value, State.PUBLISHED.value]),
            Publication.must_review,
            Publication.published_at.is_not(None),
        )
        whose = or_(Publication.provider_code.is_(None), was_sent)
    return and_(Publication.municipality_code == municipality_code, whose)


def count_to_approve(session: Session, municipality_code: str) -> int:
    """Count what waits for the approval of a municipality."""
    query = select(func.count()).where(
        Publication.municipality_code == municipality_code, Publication.state == State.REVIEW.value
    )
    return session.scalar(query) or 0


def offered_programmes(session: Session, provider_code: str) -> list[tuple[int, str]]:
    """List the published programmes of a provider, for an event to name one."""
    query = (
        select(Programme.id, Programme.short_name)
        .where(Programme.provider_code == provider_code, Programme.state == ProgrammeState.PUBLISHED.value)
        .order_by(Programme.name_key)
    )
    return [(number, name) for number, name in session.execute(query)]


def _read() -> Any:
    """Select publications with what stands around them."""
    query: Any = (
        select(
            Publication,
            func.coalesce(Provider.name, Municipality.authority, Municipality.name),
            Municipality.name,
            Municipality.time_zone,
            PublicationImage.changed_at,
            PublicationImage.alt,
            Programme.card_id,
            Programme.short_name,
        )
        .join(Municipality, Municipality.code == Publication.municipality_code)
        .outerjoin(Provider, Provider.code == Publication.provider_code)
        .outerjoin(PublicationImage, PublicationImage.publication_id == Publication.id)
        .outerjoin(
            Programme,
            and_(Programme.id == Publication.programme_id, Programme.state == ProgrammeState.PUBLISHED.value),
        )
    )
    return query


def _is_shown() -> ColumnElement[bool]:
    """Ask for what families may see: published, and by nobody who is suspended."""
    is_active = or_(Publication.provider_code.is_(None), Provider.state == ProviderState.ACTIVE.value)
    return and_(Publication.state == State.PUBLISHED.value, is_active)


def _made(row: Any) -> Read:
    publication, author, municipality, zone, picture, alt, card_id, name = row
    return Read(
        publication=publication,
        author=author,
        municipality=municipality,
        time_zone=zone,
        picture=picture,
        alt=alt,
        programme=(card_id, name) if card_id is not None else None,
    )


def _place(session: Session, kind: PublicationKind, card_id: str) -> ColumnElement[bool] | None:
    """Ask for what stands behind a publication in the list; ``None`` where there is none such."""
    if not card_id or len(card_id) > 22:
        return None
    query = select(Publication).where(Publication.card_id == card_id, Publication.kind == kind.value)
    last = session.scalars(query).one_or_none()
    if last is None:
        return None
    if kind is PublicationKind.EVENT:
        column, moment = Publication.starts_at, last.starts_at
        return or_(column > moment, and_(column == moment, Publication.id > last.id))
    if last.published_at is None:
        return None
    published = Publication.published_at
    return or_(published < last.published_at, and_(published == last.published_at, Publication.id < last.id))
