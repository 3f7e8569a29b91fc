"""Opens a file of the catalogue, CSV, XLSX or JSON, and gives its tables in the order in which they are taken in."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from sgo_pfdo.importing.files import BroughtFile, UnreadableFileError
from sgo_pfdo.programmes.rules.files import COLUMNS, Brought, CatalogueTable, find_table, typed_of

LARGEST = 10 * 1024 * 1024
"""Bytes of a file."""
LARGEST_UNPACKED = 200 * 1024 * 1024
"""Bytes of an XLSX without its compression."""
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it is typed.

    :param sheet: its name, empty where the file has one table.
    :param number: as spreadsheets show it; in JSON the place in the list, from 1.
    :param faults: sentences for cells that cannot be read at all, by column.
    """

    kind: Brought
    sheet: str
    number: int
    typed: dict[str, str]
    faults: dict[str, str]
    table: CatalogueTable | None

    def named(self, column: str) -> str:
        """Say where a fault is."""
        return self.table.named(column) if self.table else f"поле «{column}»"


class CatalogueFile:
    """A file of the catalogue. It can be gone through several times.

    :param file: opened for reading bytes, and able to seek.
    :raises UnreadableFileError: it is too large, or none of the three.
    """

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0, 2)
        if file.tell() > LARGEST:
            raise UnreadableFileError("Файл больше 10 МБ. Разделите его на несколько.")
        file.seek(0)
        beginning = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
        file.seek(0)
        self._json = _read_json(file.read()) if beginning[:1] in (b"{", b"[") else None
        self._tables = None if self._json is not None else BroughtFile(file, find_table, largest=LARGEST_UNPACKED)

    def about(self) -> int:
        """Tell about how many rows there are, for a progress bar."""
        if self._tables is not None:
            return self._tables.rows()
        return sum(map(len, (self._json or {}).values()))

    def tables(self) -> list[tuple[str, CatalogueTable]]:
        """Give what was recognised above each table of a CSV or XLSX, with the names of the sheets."""
        if self._tables is None:
            return []
        return [(sheet.name, sheet.table) for sheet in self._tables.sheets() if sheet.table is not None]

    def rows(self) -> Iterator[Row]:
        """Give all records, kind by kind; a row without anything in it is none.

        :raises UnreadableFileError: the file is damaged, holds nothing of ours, or has too many rows.
        """
        found = False
        for number, row in enumerate(self._json_rows() if self._json is not None else self._table_rows(), 1):
            if number > MOST_ROWS:
                raise UnreadableFileError("В файле больше 20 000 строк. Разделите его на несколько.")
            found = True
            yield row
        if not found:
            raise UnreadableFileError("В файле не нашлось ни одной строки каталога. Над столбцами нужны их названия.")

    def _table_rows(self) -> Iterator[Row]:
        assert self._tables is not None
        kinds = {table.kind for _, table in self.tables()}
        for kind in Brought:
            for sheet in self._tables.sheets() if kind in kinds else ():
                table = sheet.table
                if table is None or table.kind is not kind or table.problems:
                    continue
                for number, cells in sheet.rows:
                    if number > table.heads and any(cell not in (None, "") for cell in cells):
                        texts, faults = table.typed(cells)
                        yield Row(kind, sheet.name, number, texts, faults, table)

    def _json_rows(self) -> Iterator[Row]:
        for kind in Brought:
            records = (self._json or {}).get(kind, [])
            for number, one in enumerate(records, 1):
                texts, faults = _texts_of(kind, one)
                yield Row(kind, kind.value if len(self._json or {}) > 1 else "", number, texts, faults, None)


def _read_json(content: bytes) -> dict[Brought, list[Any]]:
    """Read an object of lists by kind, or one list, whose kind its fields tell."""
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnreadableFileError("Файл JSON повреждён, или его кодировка – не UTF-8.") from None
    if isinstance(said, list):
        heads = list(dict.fromkeys(name for one in said[:50] if isinstance(one, dict) for name in one))
        table = find_table([heads])
        if table is None:
            raise UnreadableFileError("В файле JSON не нашлось ни одной записи каталога.")
        return {table.kind: said}
    unknown = sorted(set(said) - set(Brought))
    if unknown or not all(isinstance(records, list) for records in said.values()):
        raise UnreadableFileError(f"В файле JSON должны быть списки с именами: {', '.join(Brought)}.")
    return {Brought(name): records for name, records in said.items()}


def _texts_of(kind: Brought, one: Any) -> tuple[dict[str, str], dict[str, str]]:
    if not isinstance(one, dict):
        return {}, {"": "здесь нужен объект с полями"}
    texts, faults = {}, {}
    for name, value in one.items():
        if name not in COLUMNS[kind]:
            faults[str(name)[:40]] = "такого поля нет"
            continue
        try:
            texts[name] = _text_of(value)
        except ValueError as error:
            faults[name] = str(error)
    return texts, faults


def _text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        return "; ".join(map(_text_of, value))
    if isinstance(value, dict):
        raise ValueError("здесь нужен текст")
    return typed_of(value)


def problems_of(file: CatalogueFile) -> Sequence[tuple[str, int, str]]:
    """Say which tables cannot be read: the sheet, the row of its heads, a sentence."""
    return [(name, table.heads, words) for name, table in file.tables() for words in table.problems]
