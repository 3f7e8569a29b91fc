"""How many paid services of a direction a municipality pays for at once: «direction_full» in cabinet.md, 4.5."""

import zlib
from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes.acting import By, tell
from sgo_pfdo.programmes.provider_model import DirectionLimit
from sgo_pfdo.programmes.rules.kinds import DIRECTIONS, Direction

Limits = Mapping[str, int | None]
"""By the direction; ``None`` for no limit."""


def limits_of(session: Session, municipality_code: str) -> Limits:
    """Read the limits of all directions."""
    query = select(DirectionLimit.direction, DirectionLimit.most)
    rows = session.execute(query.where(DirectionLimit.municipality_code == municipality_code))
    there = {row.direction: row.most for row in rows}
    return {direction.value: there.get(direction.value) for direction in Direction}


def version_of(limits: Limits) -> int:
    """Give a number that is another one as soon as a limit is."""
    told = ",".join(str(limits[direction.value]) for direction in Direction)
    return zlib.crc32(told.encode()) % 10**9


def set_limits(session: Session, municipality_code: str, limits: Limits, by: By, *, seen: int) -> bool:
    """Set the limits of all directions; what runs already goes on, whatever the limit.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param limits: of every direction.
    :param seen: :func:`version_of` what the page showed.
    :return: whether anything is different now.
    :raises ChangedMeanwhileError: they are others by now.
    """
    session.execute(select(Municipality.code).where(Municipality.code == municipality_code).with_for_update())
    there = limits_of(session, municipality_code)
    if version_of(there) != seen:
        raise ChangedMeanwhileError
    changed = {name: limits[name] for name in there if limits[name] != there[name]}
    if not changed:
        return False
    about = (DirectionLimit.municipality_code == municipality_code, DirectionLimit.direction.in_(changed))
    session.execute(delete(DirectionLimit).where(*about))
    for name, most in changed.items():
        if most is not None:
            session.add(DirectionLimit(municipality_code=municipality_code, direction=name, most=most))
    said = ", ".join(
        f"{DIRECTIONS[Direction(name)].lower()} – {'без лимита' if most is None else most}"
        for name, most in changed.items()
    )
    tell(session, by, municipality_code, f"Лимиты оплачиваемых услуг по направленностям: {said}")
    return True
