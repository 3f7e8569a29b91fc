"""Finds certificates for a clerk: by number, card, surname and birth date; never outside the clerk's municipality."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.names import fold
from sgo_pfdo.journal.writing import Actor, Event, record

_CARD_ADDRESS = re.compile(r"/c/([A-Za-z0-9_-]{22})/?$")
_RUSSIAN_KEYS = str.maketrans(
    "йцукенгшщзфывапролдячсмитьЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ.",
    "qwertyuiopasdfghjklzxcvbnmQWERTYUIOPASDFGHJKLZXCVBNM/",
)


def number_typed(typed: str) -> str:
    """Read a number as it was typed, pasted or scanned: spaces and dashes of any kind do not count.

    :return: the digits, or what is left when there are others, which no certificate has.
    """
    return re.sub(r"[\s\-‐-―−]", "", typed)


def card_typed(typed: str) -> str | None:
    """Read the card id from the address that a scanner took from a QR code; ``None`` for anything else.

    A scanner types as a keyboard does: with the Russian layout switched on, an address comes out as «реезы.Ж». It is
    read all the same.
    """
    for address in (typed.strip(), typed.strip().translate(_RUSSIAN_KEYS)):
        found = _CARD_ADDRESS.search(address)
        if found:
            return found[1]
    return None


def find_by_number(session: Session, municipality_code: str, typed: str) -> list[Certificate]:
    """Find a certificate by what stands in the search field: a number, or the address from a QR code."""
    card_id = card_typed(typed)
    wanted = Certificate.card_id == card_id if card_id else Certificate.number == number_typed(typed)
    return list(session.scalars(select(Certificate).where(wanted, Certificate.municipality_code == municipality_code)))


def find_by_name(session: Session, municipality_code: str, surname: str, birth_date: date) -> list[Certificate]:
    """Find the certificate of each child with this surname and birth date: the one that has its place, else the newest.

    However the surname is written: what counts is its folded form.
    """
    key = fold(surname)
    if not key:
        return []  # erased certificates have an empty one
    rows = session.scalars(
        select(Certificate)
        .join(Holder, Certificate.holder_id == Holder.id)
        .where(
            Certificate.municipality_code == municipality_code,
            Certificate.surname_key == key,
            Holder.birth_date == birth_date,
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
