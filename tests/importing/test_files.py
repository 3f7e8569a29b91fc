"""Files that are no tables, are damaged or mean harm; and what spreadsheets do to cells."""

import io
import zipfile
from datetime import date, datetime

import flask
import openpyxl
import pytest

from sgo_pfdo.importing import files
from sgo_pfdo.importing.files import BroughtFile, UnreadableFileError
from sgo_pfdo.importing.rules.cells import Cell, Formula
from sgo_pfdo.importing.rules.tables import find_table
from tests.importing.bringing import FILES, SOFIA, brought, look_at, table, take_in

HEAD = ["Номер сертификата", "ФИО", "Дата рождения", "Статус", "Дата начала"]
ROW = ["4207000101", "Абрамова Софья", date(2010, 3, 14), "Активный", date(2018, 9, 1)]


def xlsx(*rows: list[object], head: list[str] = HEAD) -> bytes:
    """Make a file of Excel."""
    book = openpyxl.Workbook()
    for row in (head, *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, **parts: bytes | None) -> bytes:
    """Put other content in place of a part of an XLSX, «sheet1», or take it away."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            stem = part.filename.rsplit("/", 1)[-1].split(".")[0]
            given = parts.get(stem, old.read(part))
            if given is not None:
                new.writestr(part.filename, given)
    return file.getvalue()


def cells(content: bytes) -> list[list[Cell]]:
    (sheet,) = brought(content).sheets()
    return [list(row) for _, row in sheet.rows]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Файл пуст"),
        (b"  \r\n ", "Файл пуст"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "с паролем"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "веб-страница"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "веб-страница"),
        (b"%PDF-1.7", "Это не таблица"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "Это не таблица"),
        (b"PK\x03\x04 nothing behind it", "не открывается"),
        (repacked(xlsx(ROW), workbook=None), "Это не таблица Excel"),
        (repacked(xlsx(ROW), sheet1=b"<worksheet"), "не открывается"),
        (xlsx(ROW)[:-200], "не открывается"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(app: flask.Flask, content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        look_at(content)


def test_an_xlsx_that_is_huge_inside_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(xlsx(ROW), styles=b" " * 5_000_000)
    assert len(bomb) < 20_000
    with pytest.raises(UnreadableFileError, match="слишком велик"):
        BroughtFile(io.BytesIO(bomb), find_table, largest=4_000_000)


def test_a_size_that_lies_is_found_out(app: flask.Flask) -> None:
    content = bytearray(xlsx(*[ROW] * 2000))
    for place in range(len(content) - 46):  # the sizes in the list at the end of the archive
        if content[place : place + 4] == b"PK\x01\x02":
            content[place + 24 : place + 28] = (100).to_bytes(4, "little")
    with pytest.raises(UnreadableFileError, match="не открывается"):
        look_at(bytes(content))


def test_entities_are_not_resolved(app: flask.Flask) -> None:
    declared = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData/></worksheet>'
    with pytest.raises(UnreadableFileError, match="не открывается"):
        look_at(repacked(xlsx(ROW), sheet1=declared))


def test_a_cell_far_away_costs_nothing(app: flask.Flask) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(ROW)
    book.active["XFD3"] = "far"
    book.active["A900000"] = "далеко"
    file = io.BytesIO()
    book.save(file)
    assert look_at(file.getvalue()).new == 1


def test_a_row_beyond_every_sheet_is_too_many(app: flask.Flask) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c><c r="B1" t="inlineStr"><is><t>%s</t></is></c>'
        b'<c r="C1" t="inlineStr"><is><t>%s</t></is></c></row><row r="999999999"/></sheetData></worksheet>'
    ) % tuple(word.encode() for word in ("Номер", "Статус", "Дата рождения"))
    with pytest.raises(UnreadableFileError, match="больше 10"):
        look_with_limit(repacked(xlsx(ROW), sheet1=sheet))


def look_with_limit(content: bytes) -> None:
    (sheet,) = brought(content).sheets()
    assert sheet.table == find_table([["Номер", "Статус", "Дата рождения"]])
    for number, _ in sheet.rows:
        if number > 10:
            raise UnreadableFileError("больше 10")


def test_a_formula_is_never_computed_and_one_around_a_text_is_the_text(app: flask.Flask) -> None:
    row = ['="0025000101"', "=CONCATENATE(A1)", "=1+1", *ROW[3:]]
    assert cells(xlsx(row))[1][:3] == ['="0025000101"', Formula(), Formula()]
    assert look_at(xlsx(row)).faults.lines() == [
        "Столбец B «ФИО», строка 2: в ячейке формула. Замените её значением: «Копировать», «Вставить значения».",
        "Столбец C «Дата рождения», строка 2: в ячейке формула. "
        "Замените её значением: «Копировать», «Вставить значения».",
    ]


def test_days_are_days_however_excel_keeps_them(app: flask.Flask) -> None:
    book = openpyxl.Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - how old Macs count
    book.active.append(HEAD)
    book.active.append([*ROW[:2], (date(2010, 3, 14) - date(1904, 1, 1)).days, *ROW[3:]])
    file = io.BytesIO()
    book.save(file)
    assert cells(file.getvalue())[1][2] == (date(2010, 3, 14) - date(1899, 12, 30)).days


def test_without_openpyxl_csv_is_taken_and_xlsx_says_what_is_missing(
    app: flask.Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "can_read_xlsx", lambda: False)
    assert look_at(table(SOFIA)).new == 1
    with pytest.raises(UnreadableFileError, match=r"pip install 'sgo-pfdo\[xlsx\]'"):
        look_at("ais-pfdo.xlsx")


def test_a_file_stays_open_and_can_be_gone_through_again(app: flask.Flask) -> None:
    with (FILES / "windows-1251.csv").open("rb") as file:
        once = BroughtFile(file, find_table)
        assert once.rows() == 12
        first = [list(sheet.rows) for sheet in once.sheets()]
        assert first == [list(sheet.rows) for sheet in once.sheets()]


def test_a_quote_that_is_never_closed_is_told(app: flask.Flask) -> None:
    with pytest.raises(UnreadableFileError, match="не закрыта кавычка"):
        take_in(table(SOFIA, *["Имя" * 20] * 40, '4207000102;"Абрамова' + "а" * 140_000))
