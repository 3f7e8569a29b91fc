"""What the portal has already of the certificates in a file, and of their children."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate, living
from sgo_pfdo.certificates.rules.names import ChildRecord, fold, surname_key

_NAMES = (Certificate.surname, Certificate.first_name, Certificate.patronymic, Certificate.birth_date)

Loosely = tuple[str, date | None]
"""The folded surname and the birth date of a child."""


@dataclass(frozen=True, slots=True)
class Present:
    """A certificate that the portal has.

    :param child: without a name once the data was erased.
    """

    child: ChildRecord

    @property
    def is_erased(self) -> bool:
        """Whether a consent was withdrawn: the data must not come back."""
        return not self.child.surname


def child_key(child: ChildRecord) -> str:
    """Write a child's folded full name and birth date as one text: equal for what is likely to be one child."""
    names = (child.surname, child.first_name, child.patronymic or "")
    return "\0".join([*map(fold, names), str(child.birth_date)])


def loosely(child: ChildRecord) -> Loosely:
    """Give what children are looked up by before they are compared."""
    return surname_key(child.surname, child.first_name), child.birth_date


def present_with(session: Session, numbers: Sequence[str]) -> Mapping[str, Present]:
    """Read whose certificates have these numbers, in whatever municipality."""
    rows = session.execute(select(Certificate.number, *_NAMES).where(Certificate.number.in_(numbers)))
    return {row.number: Present(ChildRecord.of(row, row.birth_date)) for row in rows}


def living_like(
    session: Session, municipality_code: str, children: Sequence[ChildRecord], today: date
) -> Mapping[Loosely, Sequence[ChildRecord]]:
    """Read children of the municipality with a living certificate who have a surname and a birth date of these."""
    if not children:
        return {}
    rows = session.execute(
        select(*_NAMES).where(
            Certificate.municipality_code == municipality_code,
            Certificate.surname_key.in_({surname_key(one.surname, one.first_name) for one in children}),
            Certificate.birth_date.in_({one.birth_date for one in children}),
            living(today),
        )
    )
    found: dict[Loosely, list[ChildRecord]] = {}
    for row in rows:
        one = ChildRecord.of(row, row.birth_date)
        found.setdefault(loosely(one), []).append(one)
    return found
