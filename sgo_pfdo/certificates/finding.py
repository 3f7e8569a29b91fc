"""Finds certificates for a clerk: by number, card, surname and birth date; never outside the clerk's municipality."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.names import fold
from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.plain.typed_numbers import card_ids, check_scanned, is_one_case, read_number


def check_wanted(typed: str) -> None:
    """Refuse what is neither a number nor the address of a card, so that it is never looked up.

    :raises sgo_pfdo.plain.typed_numbers.TypedNumberError: it is none; the message is for people.
    """
    check_scanned(typed)
    if not card_ids(typed):
        read_number(typed)


def is_wanted(typed: str) -> ColumnElement[bool]:
    """Say in SQL which certificate is meant by what was typed or scanned: a number, or the address from a QR code.

    :param typed: what :func:`check_wanted` has let pass.
    """
    ids = card_ids(typed)
    if not ids:
        return Certificate.number == read_number(typed)
    of_any_case = [func.lower(Certificate.card_id) == ids[0].lower()] if is_one_case(ids[0]) else []
    return or_(Certificate.card_id.in_(ids), *of_any_case)


def find_by_number(session: Session, municipality_code: str, typed: str) -> list[Certificate]:
    """Find a certificate by what stands in the search field: a number, or the address from a QR code."""
    of_municipality = Certificate.municipality_code == municipality_code
    return list(session.scalars(select(Certificate).where(is_wanted(typed), of_municipality)))


def find_by_name(session: Session, municipality_code: str, surname: str, birth_date: date) -> list[Certificate]:
    """Find the certificate of each child with this surname and birth date: the one that has its place, else the newest.

    However the surname is written: what counts is its folded form.
    """
    key = fold(surname)
    if not key:
        return []  # erased certificates have an empty one
    rows = session.scalars(
        select(Certificate)
        .where(
            Certificate.municipality_code == municipality_code,
            Certificate.surname_key == key,
            Certificate.birth_date == birth_date,
        )
        .order_by(Certificate.living_key.is_not(None), Certificate.id)
        .limit(200)
    )
    return list({certificate.holder_id: certificate for certificate in rows}.values())


def find_card(session: Session, municipality_code: str, card_id: str) -> tuple[Certificate, Holder] | None:
    """Find the certificate of a card with its holder, if it belongs to the municipality."""
    row = session.execute(
        select(Certificate, Holder)
        .join(Holder, Certificate.holder_id == Holder.id)
        .where(Certificate.card_id == card_id, Certificate.municipality_code == municipality_code)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    certificate, holder = row
    return certificate, holder


def record_search(session: Session, actor: Actor, found: Sequence[Certificate], now: datetime) -> None:
    """Write a search into the history of every child it showed, or of the desk when it showed none."""
    if not found:
        record(session, Event.NOT_FOUND, actor, at=now)
    for certificate in found:
        record(session, Event.FOUND, actor, holder_id=certificate.holder_id, certificate_id=certificate.id, at=now)
