"""What a programme may have several of, read and written as sets."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from sgo_pfdo.database import table_of
from sgo_pfdo.programmes.model import ProgrammeTrait
from sgo_pfdo.programmes.rules.kinds import Trait

FIELDS: Mapping[str, Trait] = {
    "registers": Trait.REGISTER,
    "activities": Trait.ACTIVITY,
    "keywords": Trait.KEYWORD,
    "health": Trait.HEALTH,
}
"""The fields of a programme that are kept so."""


def traits_of(session: Session, programme_id: int) -> dict[Trait, set[str]]:
    """Read all traits of a programme; of each kind there is a set, if an empty one."""
    found: dict[Trait, set[str]] = {kind: set() for kind in Trait}
    query = select(ProgrammeTrait.kind, ProgrammeTrait.value).where(ProgrammeTrait.programme_id == programme_id)
    for kind, value in session.execute(query):
        found[Trait(kind)].add(value)
    return found


def put_traits(session: Session, programme_id: int, kind: Trait, values: Iterable[str]) -> bool:
    """Write the traits of one kind in place of those that are there.

    :return: whether anything is different now.
    """
    wanted, there = set(values), traits_of(session, programme_id)[kind]
    table = table_of(ProgrammeTrait)
    if gone := there - wanted:
        about = (table.c.programme_id == programme_id, table.c.kind == kind.value, table.c.value.in_(gone))
        session.execute(delete(table).where(*about))
    if added := wanted - there:
        rows = [{"programme_id": programme_id, "kind": kind.value, "value": value} for value in sorted(added)]
        session.execute(insert(table), rows)
    return wanted != there
