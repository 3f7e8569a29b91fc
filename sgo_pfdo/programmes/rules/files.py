"""The files of the catalogue: which kinds there are, which columns each has, and how its table is found in a sheet."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sgo_pfdo.importing.rules.cells import Cell, text_of
from sgo_pfdo.importing.rules.tables import letter_of
from sgo_pfdo.programmes.rules import fields
from sgo_pfdo.programmes.rules.kinds import MOST_PARTS
from sgo_pfdo.programmes.rules.records import (
    ADDRESS,
    AGREEMENT,
    GROUP,
    LESSON,
    PART,
    PROGRAMME,
    PROVIDER,
    Field,
    Fields,
)


class Brought(enum.StrEnum):
    """What a table holds. They are taken in in this order, so that each finds what it belongs to."""

    PROVIDERS = "providers"
    ADDRESSES = "addresses"
    AGREEMENTS = "agreements"
    PROGRAMMES = "programmes"
    PARTS = "parts"
    GROUPS = "groups"
    LESSONS = "lessons"


WORDS: Mapping[Brought, str] = {
    Brought.PROVIDERS: "организации",
    Brought.ADDRESSES: "адреса",
    Brought.AGREEMENTS: "соглашения",
    Brought.PROGRAMMES: "программы",
    Brought.PARTS: "модули",
    Brought.GROUPS: "группы",
    Brought.LESSONS: "занятия",
}
BY_OPERATOR = (Brought.PROVIDERS, Brought.AGREEMENTS)
"""What only an operator brings."""

_OWNER = {"provider": Field("Организация", fields.code)}
_PROGRAMME = {"programme_external_id": Field("Номер программы", fields.code, required=True)}
_PART = _PROGRAMME | {"position": Field("Номер модуля", fields.bounded(fields.whole, least=1, most=MOST_PARTS), True)}
_NUMBERED = {"external_id": Field("Номер в файлах", fields.code, required=True)}
COLUMNS: Mapping[Brought, Fields] = {
    Brought.PROVIDERS: PROVIDER,
    Brought.ADDRESSES: _OWNER | dict(ADDRESS),
    Brought.AGREEMENTS: _OWNER | dict(AGREEMENT),
    Brought.PROGRAMMES: _OWNER | dict(PROGRAMME) | _NUMBERED,
    Brought.PARTS: _OWNER | _PROGRAMME | dict(PART),
    Brought.GROUPS: _OWNER | _PART | dict(GROUP) | _NUMBERED,
    Brought.LESSONS: _OWNER | {"group_external_id": Field("Номер группы", fields.code, required=True)} | dict(LESSON),
}
"""The columns of each kind, by the name that a file may give them; it may also use their labels."""
SHOWN_ON_HEADS = 3
"""So many columns that are known make a row of heads."""


@dataclass(frozen=True, slots=True)
class CatalogueTable:
    """What was recognised above a table.

    :param places: of the columns that are known, from 0, by name.
    :param names: what the file calls them.
    :param heads: how many rows stand above the first record.
    :param clashes: columns that two heads seem to be, with their letters.
    """

    kind: Brought
    places: Mapping[str, int]
    names: Mapping[str, str]
    heads: int
    clashes: Mapping[str, Sequence[str]]

    def named(self, column: str) -> str:
        """Say where a fault is: «столбец C «Возраст от»»."""
        if column not in self.places:
            return f"столбец «{COLUMNS[self.kind][column].label}»" if column in COLUMNS[self.kind] else ""
        return f"столбец {letter_of(self.places[column])} «{self.names[column]}»"

    @property
    def problems(self) -> list[str]:
        """Say why the table cannot be read, in sentences."""
        said = [
            f"Столбцы {' и '.join(letters)} похожи на «{column}»: оставьте один из них"
            for column, letters in self.clashes.items()
        ]
        said += [
            f"Нет столбца «{field.label}» ({name}): он нужен, чтобы внести {WORDS[self.kind]}"
            for name, field in COLUMNS[self.kind].items()
            if field.required and name not in self.places
        ]
        return said

    def typed(self, row: Sequence[Cell]) -> tuple[dict[str, str], dict[str, str]]:
        """Give the texts of a row by column, and a sentence for each cell that is a formula: it is never computed."""
        texts, faults = {}, {}
        for name, place in self.places.items():
            try:
                texts[name] = typed_of(row[place]) if place < len(row) else ""
            except ValueError as error:
                texts[name], faults[name] = "", str(error)
        return texts, faults


def typed_of(cell: Cell) -> str:
    """Give the text of a cell; lines stay apart in what is no formula.

    :raises ValueError: it is a formula.
    """
    if isinstance(cell, str) and not cell.lstrip().startswith(("=", "'")):
        return cell.strip()
    return text_of(cell)


def find_table(rows: Sequence[Sequence[str]]) -> CatalogueTable | None:
    """Find the heads among the first rows of a sheet, and what the table holds; ``None`` where there are none.

    :param rows: the texts of its first rows.
    """
    best: CatalogueTable | None = None
    for number, row in enumerate(rows, 1):
        folded = [_folded(head) for head in row]
        for kind in Brought:
            table = _table(kind, row, folded, number)
            if len(table.places) >= SHOWN_ON_HEADS and (best is None or _score(table) > _score(best)):
                best = table
    return best


def _score(table: CatalogueTable) -> tuple[bool, int]:
    """Rate a guess: nothing that is needed is missing, and as many columns as possible are known."""
    return not table.problems, len(table.places) + len(table.clashes)


def _table(kind: Brought, heads: Sequence[str], folded: Sequence[str], number: int) -> CatalogueTable:
    found: dict[str, list[int]] = {}
    for place, head in enumerate(folded):
        name = _NAMES[kind].get(head)
        if name is not None:
            found.setdefault(name, []).append(place)
    single = {name: places[0] for name, places in found.items() if len(places) == 1}
    clashes = {name: [letter_of(place) for place in places] for name, places in found.items() if len(places) > 1}
    return CatalogueTable(kind, single, {name: heads[place] for name, place in single.items()}, number, clashes)


def _folded(head: str) -> str:
    return " ".join(head.lower().replace("ё", "е").rstrip(" *").split())


_NAMES: Mapping[Brought, Mapping[str, str]] = {
    kind: {name.lower(): name for name in columns} | {_folded(one.label): name for name, one in columns.items()}
    for kind, columns in COLUMNS.items()
}
"""Columns by their heads."""
