"""A table as a file, CSV or XLSX, made while its rows come in: how many there are costs no memory.

XLSX needs XlsxWriter, which only a host that wants it installs: ``pip install sgo-pfdo[xlsx]``.
"""

import csv
import importlib.util
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any

Cell = str | int | date | None
Cells = Sequence[Cell]

CSV_TYPE = "text/csv"
"""Flask adds the charset."""
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_IN_SHEET = 1_000_000
"""Excel takes 1,048,576 rows in a sheet; what is longer goes on in the next one."""
_CHUNK = 64 * 1024
_FORMULA = re.compile(r'^(?=[\t\r\n])|(?:^|(?<=[,;|\t\r\n]))(?=[ "\u00a0]*[=+\-@＝＋－＠])')
"""Where a text begins with a sign for which Excel takes it for a formula or a command (OWASP, «CSV Injection»).

A text begins anew at each sign by which somebody's program may part cells: then quotes do not help, since the program
finds them in the middle of what it takes for a cell.
"""
_DIGITS = re.compile(r"[0-9][0-9 .:/\-]*")
"""A text that Excel would make a number or a date of, «0025» or «5-18»: it loses its zeros, or its last digits."""
_MARKED = re.compile(r'="(.*)"')
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""XML forbids these; in CSV some programs skip them, and then what follows is the beginning."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    :param title: what stands above it.
    :param width: in characters, for XLSX.
    """

    title: str
    width: int


def csv_file(columns: Sequence[Column], rows: Iterable[Cells]) -> Iterator[bytes]:
    """Make a CSV file as a Russian Excel opens it: UTF-8 with its mark, semicolons, dates as «28.10.2019».

    Every text is quoted. One that a program would take for a formula, at its beginning or behind a comma, gets an
    apostrophe there. One of digits is written as ="0025", as АИС ПФДО does: Excel and LibreOffice show 0025 and leave
    it a text, whatever is set there.

    :return: the parts of the file.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    text.write("\ufeff")
    writer.writerow([_csv_cell(column.title) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        if text.tell() > _CHUNK:
            yield _taken(text)
    yield _taken(text)


def _csv_cell(cell: Cell) -> str | int:
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, str):
        safe = _FORMULA.sub("'", _NO_TEXT.sub("", cell))
        return f'="{safe}"' if _DIGITS.fullmatch(safe) else safe
    return "" if cell is None else cell


def csv_text(cell: str) -> str:
    """Read a text from a cell of a CSV file, ours or АИС ПФДО's: ="0025" is 0025.

    :param cell: without the quotes of the CSV itself.
    """
    found = _MARKED.fullmatch(cell.strip())
    return found[1] if found else cell


def _taken(text: io.StringIO) -> bytes:
    content = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return content


def is_xlsx_available() -> bool:
    """Tell whether XlsxWriter is installed: the extra ``sgo-pfdo[xlsx]`` brings it."""
    return importlib.util.find_spec("xlsxwriter") is not None


def xlsx_file(
    title: str, columns: Sequence[Column], rows: Iterable[Cells], *, rows_in_sheet: int = ROWS_IN_SHEET
) -> Iterator[bytes]:
    """Make an XLSX file: texts are texts, whatever they begin with, and dates are dates.

    It is written to a temporary file row by row, since its first byte depends on its last, and given from there.

    :param title: of the sheet, at most 25 characters.
    :param rows_in_sheet: how many rows a sheet holds before the next one begins.
    :return: the parts of the file.
    :raises ImportError: the extra ``sgo-pfdo[xlsx]`` is not installed.
    """
    import xlsxwriter

    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, _WORKBOOK) as workbook:
            formats = _Formats(
                text=workbook.add_format({"num_format": "@"}),
                day=workbook.add_format({"num_format": "dd.mm.yyyy"}),
                title=workbook.add_format({"num_format": "@", "bold": True}),
            )
            left = iter(rows)
            first = next(left, None)
            number = 0
            while first is not None or number == 0:
                number += 1
                sheet = workbook.add_worksheet(title if number == 1 else f"{title} {number}")
                head = () if first is None else (first,)
                _write_sheet(sheet, columns, chain(head, islice(left, rows_in_sheet - len(head))), formats)
                first = next(left, None)
        file.seek(0)
        while part := file.read(_CHUNK):
            yield part


_WORKBOOK = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class _Formats:
    text: Any
    day: Any
    title: Any


def _write_sheet(sheet: Any, columns: Sequence[Column], rows: Iterable[Cells], formats: _Formats) -> None:
    """Write a sheet: the titles stay in sight, the columns can be filtered, digits are no mistake."""
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, formats.title)
    last = 0
    for last, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(last, place, cell, formats.day)
            elif isinstance(cell, int):
                sheet.write_number(last, place, cell)
            elif cell:
                sheet.write_string(last, place, _NO_TEXT.sub("", cell), formats.text)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{chr(ord('A') + len(columns) - 1)}{last + 1}"})
