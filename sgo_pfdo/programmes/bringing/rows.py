"""Writes what a file of the catalogue brings, many rows at once and without an object for each."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from sgo_pfdo.database import insert_many_new, table_of
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.bringing.present import Key, Present
from sgo_pfdo.programmes.editing import columns_of
from sgo_pfdo.programmes.model import (
    Lesson,
    Programme,
    ProgrammeAddress,
    ProgrammeGroup,
    ProgrammePart,
    ProgrammeTrait,
)
from sgo_pfdo.programmes.provider_model import Agreement, Provider, ProviderAddress
from sgo_pfdo.programmes.rules.files import Brought
from sgo_pfdo.programmes.rules.kinds import ProviderState
from sgo_pfdo.programmes.rules.lifecycle import Side, State
from sgo_pfdo.programmes.rules.records import Values
from sgo_pfdo.programmes.rules.texts import sort_key
from sgo_pfdo.programmes.search.indexing import BATCH, index_programmes
from sgo_pfdo.programmes.traits import FIELDS

_REFERENCES = frozenset({"key", "provider", "programme_external_id", "group_external_id", "period_starts_on"})


class Writer:
    """Writes records of one file.

    :param by: who brings it: what an operator brings is published, what a provider brings is a draft.
    """

    def __init__(self, session: Session, municipality_code: str, by: By) -> None:
        self._session, self._municipality_code, self._by = session, municipality_code, by
        self._is_published = by.side is Side.OPERATOR
        self._written: dict[Brought, list[int]] = {}
        self._write: Mapping[Brought, Callable[[Sequence[Values], Present], dict[Key, int]]] = {
            Brought.PROVIDERS: self._providers,
            Brought.ADDRESSES: self._addresses,
            Brought.AGREEMENTS: self._agreements,
            Brought.PROGRAMMES: self._programmes,
            Brought.PARTS: self._parts,
            Brought.GROUPS: self._groups,
            Brought.LESSONS: self._lessons,
        }

    def write(self, kind: Brought, records: Sequence[Values], present: Present) -> set[Key]:
        """Write new records of one kind.

        :param records: their values, and under ``key`` what tells them apart.
        :param present: learns of them.
        :return: the keys of those that were written; of the others somebody was faster.
        """
        written = self._write[kind](records, present)
        for key, row_id in written.items():
            present.put(kind, key, self._municipality_code if kind is Brought.PROVIDERS else row_id)
        self._written.setdefault(kind, []).extend(written.values())
        return set(written)

    def make_found(self) -> None:
        """Write the rows by which the programmes are found of which something is new; called once, at the end."""
        of_parts = select(ProgrammePart.programme_id).where
        of_groups = select(ProgrammePart.programme_id).join(ProgrammeGroup).where
        changed = set(self._written.get(Brought.PROGRAMMES, ()))
        for kind, query, key in (
            (Brought.PARTS, of_parts, ProgrammePart.id),
            (Brought.GROUPS, of_groups, ProgrammeGroup.id),
        ):
            ids = self._written.get(kind, [])
            for start in range(0, len(ids), BATCH):
                changed.update(self._session.scalars(query(key.in_(ids[start : start + BATCH]))))
        index_programmes(self._session, changed)

    @property
    def _state(self) -> str:
        return (State.PUBLISHED if self._is_published else State.DRAFT).value

    def _providers(self, records: Sequence[Values], present: Present) -> dict[Key, int]:
        rows = [
            _columns(one)
            | {
                "municipality_code": self._municipality_code,
                "name_key": sort_key(one["name"]),
                "state": ProviderState.ACTIVE.value,
                "version": 1,
            }
            for one in records
        ]
        written = insert_many_new(self._session, Provider, rows, "code")
        return {(code,): 0 for code in written}

    def _addresses(self, records: Sequence[Values], present: Present) -> dict[Key, int]:
        rows = [
            _columns(one)
            | {
                "provider_code": one["key"][0],
                "municipality_code": self._municipality_code,
                "is_open": True,
                "version": 1,
            }
            for one in records
        ]
        return insert_many_new(self._session, ProviderAddress, rows, "provider_code", "text")

    def _agreements(self, records: Sequence[Values], present: Present) -> dict[Key, int]:
        keys = {(one["key"][0], one["period_id"]): one["key"] for one in records}
        rows = [_columns(one) | {"provider_code": one["key"][0], "version": 1} for one in records]
        written = insert_many_new(self._session, Agreement, rows, "provider_code", "period_id")
        return {keys[key]: row_id for key, row_id in written.items()}

    def _programmes(self, records: Sequence[Values], present: Present) -> dict[Key, int]:
        self._add_addresses(records, present)
        rows = [
            columns_of(_columns(one))
            | {
                "card_id": secrets.token_urlsafe(16),
                "provider_code": one["key"][0],
                "municipality_code": self._municipality_code,
                "state": self._state,
                "version": 1,
                "changed_at": self._by.now,
                "sent_at": None,
            }
            for one in records
        ]
        written = insert_many_new(self._session, Programme, rows, "provider_code", "external_id")
        mine = [(written[one["key"]], one) for one in records if one["key"] in written]
        self._insert(
            ProgrammeTrait,
            [
                {"programme_id": row_id, "kind": kind.value, "value": value}
                for row_id, one in mine
                for name, kind in FIELDS.items()
                for value in one[name]
            ],
        )
        self._insert(
            ProgrammeAddress,
            [
                {"programme_id": row_id, "address_id": self._address(one, present), "is_main": True}
                for row_id, one in mine
                if one["address"]
            ],
        )
        return written

    def _parts(self, records: Sequence[Values], present: Present) -> dict[Key, int]:
        keys, rows = {}, []
        for one in records:
            programme_id = present.get(Brought.PROGRAMMES, one["key"][:2])
            keys[programme_id, one["position"]] = one["key"]
            is_open = self._is_published and one["is_open"]
            rows.append(
                _columns(one) | {"programme_id": programme_id, "state": self._state, "is_open": is_open, "version": 1}
            )
        written = insert_many_new(self._session, ProgrammePart, rows, "programme_id", "position")
        return {keys[key]: row_id for key, row_id in written.items()}

    def _groups(self, records: Sequence[Values], present: Present) -> dict[Key, int]:
        self._add_addresses(records, present)
        rows = []
        for one in records:
            part = (one["key"][0], one["programme_external_id"], one["position"])
            columns = {name: value for name, value in _columns(one).items() if name not in ("address", "position")}
            rows.append(
                columns
                | {
                    "card_id": secrets.token_urlsafe(16),
                    "provider_code": one["key"][0],
                    "part_id": present.get(Brought.PARTS, part),
                    "address_id": self._address(one, present) if one["address"] else None,
                    "places": one["places"] or self._most_of(present.get(Brought.PARTS, part)),
                    "is_archived": False,
                    "version": 1,
                }
            )
        return insert_many_new(self._session, ProgrammeGroup, rows, "provider_code", "external_id")

    def _most_of(self, part_id: int) -> int:
        return self._session.scalar(select(ProgrammePart.max_children).where(ProgrammePart.id == part_id)) or 1

    def _lessons(self, records: Sequence[Values], present: Present) -> dict[Key, int]:
        rows = [_columns(one) | {"group_id": present.get(Brought.GROUPS, one["key"][:2])} for one in records]
        self._insert(Lesson, rows)
        return {one["key"]: 0 for one in records}

    def _add_addresses(self, records: Sequence[Values], present: Present) -> None:
        """Add the addresses that programmes and groups name and that are not there, without a point."""
        new = {
            (one["key"][0], one["address"])
            for one in records
            if one["address"] and present.get(Brought.ADDRESSES, (one["key"][0], one["address"])) is None
        }
        if new:
            rows = [
                {"key": key, "text": key[1], "latitude": None, "longitude": None, "directions": None}
                for key in sorted(new)
            ]
            self.write(Brought.ADDRESSES, rows, present)

    def _address(self, one: Values, present: Present) -> Any:
        return present.get(Brought.ADDRESSES, (one["key"][0], one["address"]))

    def _insert(self, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._session.execute(insert(table_of(model)), rows)


def _columns(one: Values) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name not in _REFERENCES}
