"""Finds where the convenient address of a family is, without asking anybody outside (specification, 4.3)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.programmes.provider_model import ProviderAddress
from sgo_pfdo.programmes.rules.distance import Point
from sgo_pfdo.programmes.rules.places import Located, find_place


def locate(session: Session, municipality_code: str, address: str) -> Located | None:
    """Find the point of an address among those of the organisations of a municipality.

    :param address: as the family wrote it.
    :return: ``None`` where nobody teaches in its street.
    """
    rows = session.execute(
        select(ProviderAddress.text, ProviderAddress.latitude, ProviderAddress.longitude)
        .where(
            ProviderAddress.municipality_code == municipality_code,
            ProviderAddress.latitude.is_not(None),
        )
        .order_by(ProviderAddress.id)
    )
    known = [
        (text, Point(latitude, longitude))
        for text, latitude, longitude in rows
        if latitude is not None and longitude is not None
    ]
    return find_place(address, known)
