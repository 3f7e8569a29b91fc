"""What of the catalogue is there already, looked up for many records of a file at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from sgo_pfdo.funds.model import Period
from sgo_pfdo.programmes.model import Lesson, Programme, ProgrammeGroup, ProgrammePart
from sgo_pfdo.programmes.provider_model import Agreement, Provider, ProviderAddress
from sgo_pfdo.programmes.rules.files import Brought

Key = tuple[Any, ...]
"""What tells records of one kind apart; it begins with the code of the provider."""


def _providers(keys: Iterable[Key]) -> Executable:
    return select(Provider.municipality_code, Provider.code).where(Provider.code.in_({key[0] for key in keys}))


def _addresses(keys: Iterable[Key]) -> Executable:
    owners, texts = _sets(keys)
    return select(ProviderAddress.id, ProviderAddress.provider_code, ProviderAddress.text).where(
        ProviderAddress.provider_code.in_(owners), ProviderAddress.text.in_(texts)
    )


def _agreements(keys: Iterable[Key]) -> Executable:
    owners, _ = _sets(keys)
    return (
        select(Agreement.id, Agreement.provider_code, Period.starts_on, Period.municipality_code)
        .join(Period, Period.id == Agreement.period_id)
        .where(Agreement.provider_code.in_(owners))
    )


def _programmes(keys: Iterable[Key]) -> Executable:
    owners, numbers = _sets(keys)
    return select(Programme.id, Programme.provider_code, Programme.external_id).where(
        Programme.provider_code.in_(owners), Programme.external_id.in_(numbers)
    )


def _parts(keys: Iterable[Key]) -> Executable:
    owners, numbers = _sets(keys)
    return (
        select(ProgrammePart.id, Programme.provider_code, Programme.external_id, ProgrammePart.position)
        .join(Programme, Programme.id == ProgrammePart.programme_id)
        .where(Programme.provider_code.in_(owners), Programme.external_id.in_(numbers))
    )


def _groups(keys: Iterable[Key]) -> Executable:
    owners, numbers = _sets(keys)
    return select(ProgrammeGroup.id, ProgrammeGroup.provider_code, ProgrammeGroup.external_id).where(
        ProgrammeGroup.provider_code.in_(owners), ProgrammeGroup.external_id.in_(numbers)
    )


def _sets(keys: Iterable[Key]) -> tuple[set[Any], set[Any]]:
    several = list(keys)
    return {key[0] for key in several}, {key[1] for key in several}


_QUERIES: Mapping[Brought, Callable[[Iterable[Key]], Executable]] = {
    Brought.PROVIDERS: _providers,
    Brought.ADDRESSES: _addresses,
    Brought.AGREEMENTS: _agreements,
    Brought.PROGRAMMES: _programmes,
    Brought.PARTS: _parts,
    Brought.GROUPS: _groups,
}


class Present:
    """Ids of what is there, by kind and key; of a provider, the municipality."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[Brought, Key], Any] = {}
        self._with_lessons: dict[int, bool] = {}

    def look(self, kind: Brought, keys: Iterable[Key]) -> None:
        """Look up what was not looked up before, in one statement."""
        missing = {key for key in keys if (kind, key) not in self._known}
        if not missing:
            return
        self._known.update({(kind, key): None for key in missing})
        for found, *key in self._session.execute(_QUERIES[kind](missing)):
            self._known[kind, tuple(key)] = found

    def get(self, kind: Brought, key: Key) -> Any:
        """Give the id; ``None`` for what is not there."""
        return self._known.get((kind, key))

    def put(self, kind: Brought, key: Key, row_id: Any) -> None:
        """Say that something is there from now on."""
        self._known[kind, key] = row_id

    def have_lessons(self, group_ids: Iterable[int]) -> set[int]:
        """Tell which groups had a timetable before this file."""
        asked = set(group_ids)
        missing = asked - self._with_lessons.keys()
        if missing:
            query = select(Lesson.group_id).where(Lesson.group_id.in_(missing)).distinct()
            there = set(self._session.scalars(query))
            self._with_lessons.update({one: one in there for one in missing})
        return {one for one in asked if self._with_lessons[one]}
