"""Opens a file that somebody brings, CSV or XLSX, and gives its sheets row by row; it is never read whole.

XLSX needs openpyxl, which only a host that wants it installs: ``pip install sgo-pfdo[xlsx]``. No formula is computed.
"""

import codecs
import csv
import importlib.util
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO, Generic, Protocol, TypeVar

from sgo_pfdo.importing.rules.cells import Cell, Formula, text_of
from sgo_pfdo.importing.rules.tables import LOOKED_AT

MOST_COLUMNS = 100
MOST_SHEETS = 200
MOST_PARTS = 2000
"""Files inside an XLSX."""
LARGEST_UNPACKED = 2 * 1024**3
"""Bytes of an XLSX without its compression, for a file of a million rows."""
SHIFT_OF_1904 = 1462
"""Days by which the calendar of old Macs begins later than Excel's."""
_ENCODINGS = ("utf-8-sig", "cp1251", "cp866")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = (";", "\t", ",", "|")
_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
_CHUNK = 1024 * 1024


class AnyTable(Protocol):
    """What was recognised above a table: where its columns stand, from 0, and heads that several columns seem to be."""

    @property
    def places(self) -> Mapping[Any, int]:
        """The columns that are known."""

    @property
    def clashes(self) -> Mapping[Any, Any]:
        """Those that two columns seem to be."""


T = TypeVar("T", bound=AnyTable)
Recognise = Callable[[Sequence[Sequence[str]]], T | None]
"""Finds the heads among the texts of the first rows of a sheet."""


class UnreadableFileError(Exception):
    """The file cannot be read; the text says in Russian why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """A sheet of the file.

    :param name: empty where the file has only one.
    :param table: what was recognised above its table; ``None`` for a sheet of something else.
    :param rows: all rows with their numbers as spreadsheets show them, those above the table included.
    """

    name: str
    table: T | None
    rows: Iterator[tuple[int, Sequence[Cell]]]


class BroughtFile(Generic[T]):
    """A file that somebody brings. It can be gone through several times.

    :param file: opened for reading bytes, and able to seek.
    :param recognise: finds the heads of a table.
    :param largest: bytes that an XLSX may have without its compression.
    :raises UnreadableFileError: it is neither CSV nor XLSX, or openpyxl is missing.
    """

    def __init__(self, file: BinaryIO, recognise: Recognise[T], *, largest: int = LARGEST_UNPACKED) -> None:
        self._file, self._recognise, self._largest = file, recognise, largest
        file.seek(0)
        beginning = file.read(4096)
        _refuse_others(beginning)
        self._is_xlsx = beginning.startswith(b"PK\x03\x04")
        if self._is_xlsx:
            self._check_xlsx()

    def sheets(self) -> Iterator[Sheet[T]]:
        """Give the sheets one after the other; the rows of one are to be read before the next.

        :raises UnreadableFileError: the file is damaged; also while rows are read.
        """
        self._file.seek(0)
        return self._xlsx_sheets() if self._is_xlsx else self._csv_sheets()

    def rows(self) -> int:
        """Tell about how many rows there are, for a progress bar."""
        self._file.seek(0)
        if not self._is_xlsx:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: self._file.read(_CHUNK), b""))
        with _readable():
            workbook = _workbook(self._file)
            return sum(sheet.max_row or 0 for sheet in workbook.worksheets)

    def _check_xlsx(self) -> None:
        """Look at the sizes inside before anything is unpacked: zipfile gives no more than they say."""
        with _readable(), zipfile.ZipFile(self._file) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise UnreadableFileError("Это не таблица Excel. Сохраните её как «Книга Excel (.xlsx)» или CSV.")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > self._largest:
                raise UnreadableFileError(
                    "Файл слишком велик в распакованном виде. Оставьте в нём один лист с таблицей, без картинок, "
                    "или сохраните его как CSV."
                )
        if not can_read_xlsx():
            raise UnreadableFileError(
                "Портал не читает XLSX: на сервере нет openpyxl (pip install 'sgo-pfdo[xlsx]'). "
                "Сохраните таблицу как CSV."
            )

    def _xlsx_sheets(self) -> Iterator[Sheet[T]]:
        with _readable():
            workbook = _workbook(self._file)
            shift = 0 if workbook.epoch.year < 1904 else SHIFT_OF_1904
            sheets = workbook.worksheets[:MOST_SHEETS]
            for sheet in sheets:
                sheet.reset_dimensions()  # what a file says of its own size is often wrong
                table = self._table_of(list(islice(_rows_of(sheet, MOST_COLUMNS, shift), LOOKED_AT)))
                width = max(table.places.values(), default=0) + 1 if table else 1
                name = sheet.title if len(sheets) > 1 else ""
                yield Sheet(name, table, _guarded(_rows_of(sheet, width, shift)))

    def _csv_sheets(self) -> Iterator[Sheet[T]]:
        """Try encodings and delimiters until the heads are recognised; the best guess wins."""
        best: tuple[int, str, str, T | None] = (-1, "", "", None)
        for encoding in self._encodings():
            for delimiter in _DELIMITERS:
                table = self._csv_table(encoding, delimiter)
                score = len(table.places) + len(table.clashes) if table else 0
                if score > best[0]:
                    best = score, encoding, delimiter, table
        _, encoding, delimiter, table = best
        yield Sheet("", table, self._csv_rows(encoding, delimiter))

    def _csv_table(self, encoding: str, delimiter: str) -> T | None:
        try:
            return self._table_of(list(islice(self._csv_rows(encoding, delimiter), LOOKED_AT)))
        except UnreadableFileError:  # with another delimiter the quotes may be right
            return None

    def _table_of(self, first: Sequence[tuple[int, Sequence[Cell]]]) -> T | None:
        return self._recognise([[_head(cell) for cell in row] for _, row in first])

    def _encodings(self) -> list[str]:
        self._file.seek(0)
        beginning = self._file.read(4)
        marked = [encoding for mark, encoding in _MARKS if beginning.startswith(mark)]
        found = [encoding for encoding in marked or _ENCODINGS if self._can_be(encoding)]
        if not found:
            raise UnreadableFileError("Не удалось понять кодировку файла. Сохраните его как «CSV UTF-8» или XLSX.")
        return found

    def _can_be(self, encoding: str) -> bool:
        decoder = codecs.getincrementaldecoder(encoding)()
        self._file.seek(0)
        try:
            while chunk := self._file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

    def _csv_rows(self, encoding: str, delimiter: str) -> Iterator[tuple[int, Sequence[Cell]]]:
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=encoding, newline="")
        try:
            yield from _numbered(row[:MOST_COLUMNS] for row in csv.reader(text, delimiter=delimiter))
        except csv.Error:
            raise UnreadableFileError("Файл CSV повреждён: где-то не закрыта кавычка.") from None
        finally:
            text.detach()  # else it would close the file


def can_read_xlsx() -> bool:
    """Tell whether openpyxl is installed: the extra ``sgo-pfdo[xlsx]`` brings it."""
    return importlib.util.find_spec("openpyxl") is not None


def _refuse_others(beginning: bytes) -> None:
    """Refuse what is no file of ours by its first bytes, and say what to do with it."""
    if not beginning.strip():
        raise UnreadableFileError("Файл пуст.")
    if beginning.startswith(_OLD_EXCEL):
        raise UnreadableFileError(
            "Это книга старого Excel (.xls) или книга с паролем. Откройте её и сохраните как «Книга Excel (.xlsx)» "
            "без пароля."
        )
    if beginning.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        raise UnreadableFileError(
            "Внутри файла веб-страница. Откройте её в Excel и сохраните как «Книга Excel (.xlsx)»."
        )
    is_wide = beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    is_binary = b"\0" in beginning and not is_wide and not beginning.startswith(b"PK\x03\x04")
    if beginning.startswith((b"%PDF", b"{\\rtf")) or is_binary:
        raise UnreadableFileError("Это не таблица. Подойдут XLSX и CSV.")


def _workbook(file: BinaryIO) -> Any:
    """Open an XLSX so that it is read row by row, formulas as formulas and nothing that it links to."""
    import openpyxl

    file.seek(0)
    return openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)


@contextmanager
def _readable() -> Iterator[None]:
    """Turn whatever openpyxl and zipfile raise for a damaged or hostile file into one sentence."""
    try:
        yield
    except UnreadableFileError:
        raise
    except Exception:
        raise UnreadableFileError(
            "Файл Excel не открывается: он повреждён или создан с ошибкой. Откройте его в Excel и сохраните заново."
        ) from None


def _guarded(rows: Iterator[tuple[int, Sequence[Cell]]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    with _readable():
        while True:
            row = next(rows, None)
            if row is None:
                return
            yield row


def _numbered(rows: Iterator[Sequence[Cell]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    return ((number, row) for number, row in enumerate(rows, 1))


def _head(cell: Cell) -> str:
    try:
        return text_of(cell)
    except ValueError:
        return ""


def _rows_of(sheet: Any, width: int, shift: int) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Read a sheet from its beginning, so many columns of it: one cell far away costs nothing."""
    return _numbered([_plain(cell, shift) for cell in row] for row in sheet.iter_rows(max_col=width))


def _plain(cell: Any, shift: int) -> Cell:
    """Take what a cell of openpyxl holds; a number keeps the zeros that its format shows."""
    value = cell.value
    if value is None or isinstance(value, str):
        if cell.data_type == "f" and value is not None and not _is_text_formula(value):
            return Formula()
        return value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        shown = cell.number_format
        if shown and set(shown) == {"0"} and float(value).is_integer():
            return str(int(value)).zfill(len(shown))
        return value + shift if shift and 18_000 < value < 80_000 else value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return Formula() if cell.data_type == "f" else str(value)


def _is_text_formula(value: str) -> bool:
    """Tell whether a formula is nothing but a text, ``="0025…"``: so exports keep leading zeros."""
    inside = value[2:-1]
    return value.startswith('="') and value.endswith('"') and '"' not in inside.replace('""', "")
