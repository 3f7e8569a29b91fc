"""A table as a file, CSV or XLSX, made while its rows come in: how many there are costs no memory.

XLSX (ECMA-376, «Office Open XML») is written here and not by a library: those for Python have to finish the file
before its first byte can go out, and take three times as long. What is needed of the format is little.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape

Cell = str | int | date | None
Cells = Sequence[Cell]

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_IN_SHEET = 1_000_000
"""Excel takes 1,048,576 rows in a sheet; what is longer goes on in the next one."""
_CHUNK = 64 * 1024
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""With these signs in front Excel takes a text for a formula or a command (OWASP, «CSV Injection»)."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAY_ZERO = date(1899, 12, 30).toordinal()
"""Excel counts days from here, for all dates since 1 March 1900."""


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

    A text that Excel would take for a formula gets an apostrophe in front. Digits stay as they are, zeros included.

    :return: the parts of the file.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    text.write("\ufeff")
    writer.writerow(column.title for column in columns)
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        if text.tell() > _CHUNK:
            yield _taken(text)
    yield _taken(text)


def _csv_cell(cell: Cell) -> str | int:
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return "'" + cell
    return "" if cell is None else cell


def _taken(text: io.StringIO) -> bytes:
    content = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return content


def xlsx_file(
    title: str, columns: Sequence[Column], rows: Iterable[Cells], *, total: int, rows_in_sheet: int = ROWS_IN_SHEET
) -> Iterator[bytes]:
    """Make an XLSX file: texts are texts, whatever they begin with, and dates are dates.

    :param title: of the sheet, at most 25 characters.
    :param total: how many rows will come; they may turn out to be fewer.
    :param rows_in_sheet: how many rows a sheet holds before the next one begins.
    :return: the parts of the file.
    """
    out = _Outbox()
    left = iter(rows)
    sheets = max(1, -(-total // rows_in_sheet))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in _frame(title, sheets).items():
            archive.writestr(_entry(name), content)
        for number in range(1, sheets + 1):
            with archive.open(_entry(_sheet_name(number)), "w") as sheet:
                for part in _sheet(columns, islice(left, rows_in_sheet)):
                    sheet.write(part.encode())
                    yield out.take()
    yield out.take()


class _Outbox(io.RawIOBase):
    """A file that cannot go back: the archive writes into it, and what was written is taken away at once."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        part = bytes(data)
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def _entry(name: str) -> zipfile.ZipInfo:
    """Name a file in the archive, always with the same date: the same data, the same bytes."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sheet_name(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PARTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXT, _DATE, _TITLE = 1, 2, 3
"""Places in ``cellXfs`` below. A text has the format of a text, so that it stays one when somebody edits the cell."""
_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""


def _frame(title: str, sheets: int) -> dict[str, str]:
    """Make the files around the sheets; every reader begins with them."""
    numbers = range(1, sheets + 1)
    names = [title if number == 1 else f"{title} {number}" for number in numbers]
    overrides = "".join(
        f'<Override PartName="/{_sheet_name(number)}" ContentType="{_TYPES}.worksheet+xml"/>' for number in numbers
    )
    listed = "".join(
        f'<sheet name="{_escaped(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{_PARTS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_PARTS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_PARTS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        f'<Relationship Id="rId{sheets + 1}" Type="{_PARTS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }


def _sheet(columns: Sequence[Column], rows: Iterable[Cells]) -> Iterator[str]:
    """Make a sheet in parts: the titles stay in sight, the columns can be filtered, digits are no mistake."""
    letters = [chr(ord("A") + place) for place in range(len(columns))]
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{column.width}" customWidth="1"/>'
        for place, column in enumerate(columns, 1)
    )
    titles = "".join(
        _text_cell(f"{letter}1", _TITLE, column.title) for letter, column in zip(letters, columns, strict=True)
    )
    lines = [
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData><row r="1">{titles}</row>'
    ]
    size, last = 0, 1
    for last, row in enumerate(rows, 2):
        line = "".join(_cell(f"{letter}{last}", cell) for letter, cell in zip(letters, row, strict=True))
        lines.append(f'<row r="{last}">{line}</row>')
        size += len(line)
        if size > _CHUNK:
            yield "".join(lines)
            lines, size = [], 0
    whole = f"A1:{letters[-1]}{last}"
    lines.append(f'</sheetData><autoFilter ref="{whole}"/>')
    lines.append(f'<ignoredErrors><ignoredError sqref="{whole}" numberStoredAsText="1"/></ignoredErrors></worksheet>')
    yield "".join(lines)


def _cell(place: str, cell: Cell) -> str:
    if isinstance(cell, date):
        return f'<c r="{place}" s="{_DATE}"><v>{cell.toordinal() - _DAY_ZERO}</v></c>'
    if isinstance(cell, int):
        return f'<c r="{place}"><v>{cell}</v></c>'
    return _text_cell(place, _TEXT, cell) if cell else ""


def _text_cell(place: str, style: int, text: str) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


def _escaped(text: str) -> str:
    return escape(_NOT_IN_XML.sub("", text), {'"': "&quot;"})
