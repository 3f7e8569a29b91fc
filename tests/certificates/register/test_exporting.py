"""Files of the register: what the filter shows and nothing else, safe to open, in little memory."""

import csv
import io
import re
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import product

import flask
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sgo_pfdo.certificates.exporting import COLUMNS, Format, export, file_name
from sgo_pfdo.certificates.listing import Filter, Order, ids_in_order
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.database import current_session
from sgo_pfdo.documents.spreadsheet import Cells, Column, csv_file, csv_text, xlsx_file
from sgo_pfdo.journal.model import JournalEntry
from tests.certificates.register.conftest import engine_of
from tests.certificates.register.register import certificates, expected, numbers_of
from tests.support import many
from tests.support.apps import NOW, TODAY
from tests.support.desk import CLERK
from tests.support.figures import SOAK

TITLES = (
    "Номер Фамилия Имя Отчество Дата рождения Статус Группа Школа при получении Дата начала Дата окончания Активен с"
)
TWO = (Column("Номер", 14), Column("Имя", 20))
MANY = 10_000 if SOAK else 3_000
A_LITTLE = 3_000_000
"""Bytes: so many certificates in memory would be three or ten times as much."""


def csv_rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    return [[csv_text(cell) for cell in row] for row in rows]


def xlsx_sheets(content: bytes) -> dict[str, list[list[object]]]:
    """Read a workbook with somebody else's reader."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def exported(wanted: Filter, order: Order, file_format: Format) -> list[list[object]]:
    """Export what a filter lets through and read the file back."""
    session = current_session()
    ids = ids_in_order(session, "kiselevsk", wanted, order, TODAY)
    content = b"".join(export(session, "kiselevsk", ids, TODAY, file_format, actor=CLERK, now=NOW))
    return csv_rows(content) if file_format is Format.CSV else xlsx_sheets(content)["Сертификаты"]


@pytest.mark.parametrize("file_format", Format)
@pytest.mark.parametrize("order", Order)
def test_a_file_has_what_the_filter_shows_in_its_order(any_app: flask.Flask, order: Order, file_format: Format) -> None:
    wanted = Filter(status=Status.EXPIRED, surname="и")
    rows = exported(wanted, order, file_format)
    assert " ".join(map(str, rows[0])) == TITLES
    assert [row[0] for row in rows[1:]] == numbers_of(expected(certificates(), wanted, order, TODAY))
    assert len(rows) > 5


def test_a_csv_file_reads_like_the_page(any_app: flask.Flask) -> None:
    with engine_of(any_app).begin() as connection:
        one = many.values_of(
            5000,
            number="0107000002",
            surname="Ёлкина-Образцова",
            first_name="Анна",
            patronymic="Львовна",
            school_id="school-1",
            group_id=1,
            active_since=date(2019, 9, 3),
        )
        many.add(connection, [one])
    [row] = exported(Filter(surname="елкина-о"), Order.NEWEST, Format.CSV)[1:]
    names = ["Ёлкина-Образцова", "Анна", "Львовна"]
    places = ["Дети в возрасте от 5 до 18 лет", "МБОУ «СОШ № 1»"]
    dates = ["01.09.2019", "13.05.2022", "03.09.2019"]
    assert row == ["0107000002", *names, "04.03.2012", "Активный", *places, *dates]


def test_a_workbook_has_texts_and_dates(any_app: flask.Flask) -> None:
    with engine_of(any_app).begin() as connection:
        many.add(connection, [many.values_of(5000, number="0107000002", surname="=HYPERLINK(1)")])
    [row] = exported(Filter(surname="hyperlink"), Order.NEWEST, Format.XLSX)[1:]
    assert row[:4] == ["0107000002", "=HYPERLINK(1)", "Иван", None]
    assert row[4] == datetime(2012, 3, 4)  # noqa: DTZ001 - a workbook knows no time zones
    assert row[8:] == [datetime(2019, 9, 1), datetime(2022, 5, 13), None]  # noqa: DTZ001


def test_an_empty_list_makes_a_file_with_titles(any_app: flask.Flask) -> None:
    for file_format in Format:
        assert exported(Filter(school_id="nobody's"), Order.NEWEST, file_format) == [[one.title for one in COLUMNS]]


def in_xml(text: str) -> str:
    """Leave out what no XML and no CSV of ours holds."""
    return "".join(
        sign
        for sign in text
        if sign in "\t\r\n" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
    )


dangerous = st.tuples(st.sampled_from("=+-@\t\r\n＝＋－＠"), st.text(max_size=10)).map("".join)
printable = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


@given(name=dangerous)
def test_no_name_becomes_a_formula_in_a_csv_file(name: str) -> None:
    [_, [_, cell]] = csv_rows(b"".join(csv_file(TWO, [("1", name)])))
    assert cell[0] == "'" and cell.replace("'", "") == in_xml(name).replace("'", "")


FORMULAS = ("=1+41", "＝1", "@SUM(1)", "+7", "-1", " =1", '"=1', '"" =1', "\u00a0=1", "\x00=1")


BEFORE = ("Центр,", "Центр;", "Центр|", "Центр\t", "Центр\r\n", "Центр\n", "а,б,", "«Ц")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_nor_does_what_stands_behind_a_comma_where_commas_part_cells(delimiter: str) -> None:
    """Whatever sign a program parts cells by, quotes or not, no cell of it begins like a formula."""
    for before, formula, quoting in product(BEFORE, FORMULAS, (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)):
        content = b"".join(csv_file(TWO, [("И", before + formula), (before + formula, None)])).decode("utf-8-sig")
        lines = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, quoting=quoting)
        cells = [cell.lstrip('" \u00a0') for line in lines for cell in line]
        assert not [cell for cell in cells if cell.startswith(tuple("=+-@＝＋－＠"))], (before, formula, quoting)


def test_every_text_of_a_csv_file_is_quoted() -> None:
    [title, row, *rest] = b"".join(csv_file(TWO, [("007", 7), (None, TODAY)])).decode("utf-8-sig").split("\r\n")
    assert (title, row, rest) == ('"Номер";"Имя"', '"=""007""";7', ['"";"28.10.2019"', ""])


DIGITS = (
    "0025",
    "007",
    "785044901646",
    "4207000002",
    "12345678901234567890",
    "5-18",
    "10.5",
    "01/02",
    "12:30",
    "1 200",
)
WORDS = ("", "Иванова", "Школа № 1", "1-я школа", "№ 0025", "7 лет", "'=1", "2026-11-28 12:00:00+07:00")


@pytest.mark.parametrize("text", [*DIGITS, *WORDS])
def test_a_text_of_digits_is_marked_as_one_and_read_back(text: str) -> None:
    """Excel makes 7,85045E+11 and 18 May of such texts, and forgets zeros, unless they come as ="…"."""
    content = b"".join(csv_file(TWO, [(text, "Ия")]))
    written = content.decode("utf-8-sig").split("\r\n")[1]
    assert written == (f'"=""{text}""";"Ия"' if text in DIGITS else f'"{text}";"Ия"')
    assert csv_rows(content)[1] == [text, "Ия"]


@given(text=dangerous | printable | st.text("0123456789 .:/-,;=", max_size=12))
def test_what_is_marked_is_digits_and_no_formula_that_does_anything(text: str) -> None:
    content = b"".join(csv_file(TWO, [(text, "Ия")])).decode("utf-8-sig")
    [_, [cell, _]] = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    assert not cell.startswith("=") or re.fullmatch(r'="[0-9][0-9 .:/\-]*"', cell)


@settings(max_examples=100 if SOAK else 15)
@given(name=dangerous | printable)
def test_every_name_stays_a_text_in_a_workbook(name: str) -> None:
    content = b"".join(xlsx_file("Лист", TWO, [("00", name)]))
    cells = openpyxl.load_workbook(io.BytesIO(content)).active[2]
    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert [cell.number_format for cell in cells] == ["@", "@"]
    if name.isprintable():
        assert cells[1].value == name


def test_a_name_with_signs_that_xml_forbids_does_not_break_the_workbook() -> None:
    [_, row] = xlsx_sheets(b"".join(xlsx_file("Лист", TWO, [("1", 'И\x00ван\x1f\ud800 <&">\uffff')])))["Лист"]
    assert row == ["1", 'Иван <&">']


def test_what_does_not_fit_into_a_sheet_goes_on_in_the_next() -> None:
    rows = [(str(number), "Иван") for number in range(5)]
    sheets = xlsx_sheets(b"".join(xlsx_file("Лист", TWO, rows, rows_in_sheet=2)))
    assert {name: [row[0] for row in rows] for name, rows in sheets.items()} == {
        "Лист": ["Номер", "0", "1"],
        "Лист 2": ["Номер", "2", "3"],
        "Лист 3": ["Номер", "4"],
    }


def many_rows(count: int) -> Iterator[Cells]:
    rest = ("Анна", "Ивановна", TODAY, "Активный", "Группа", "МБОУ «СОШ № 1»", TODAY, TODAY, None)
    return ((f"{number:012d}", "Иванова", *rest) for number in range(count))


def peak_of(parts: Iterator[bytes]) -> tuple[int, int]:
    """Take a file in parts and drop them; give its size and how much memory was in use at the most."""
    tracemalloc.start()
    try:
        size = sum(len(part) for part in parts)
        return size, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def make(file_format: Format, count: int) -> Iterator[bytes]:
    if file_format is Format.CSV:
        return csv_file(COLUMNS, many_rows(count))
    return xlsx_file("Лист", COLUMNS, many_rows(count))


@pytest.mark.parametrize("file_format", Format)
def test_ten_times_as_many_rows_take_no_more_memory(file_format: Format) -> None:
    few = 1_000 if file_format is Format.CSV else 300  # enough to fill what is kept before it is passed on
    peak_of(make(file_format, 1))  # whatever is made once
    small, peak_of_small = peak_of(make(file_format, few))
    large, peak_of_large = peak_of(make(file_format, 10 * few))
    assert large > 6 * small
    assert peak_of_large < 1.2 * peak_of_small


def test_a_register_is_exported_in_little_memory(any_app: flask.Flask) -> None:
    with engine_of(any_app).begin() as connection:
        many.fill(connection, "kiselevsk", MANY, today=TODAY, first=10_000)
    session = current_session()
    ids = ids_in_order(session, "kiselevsk", Filter(), Order.SURNAME, TODAY)
    assert len(ids) == MANY + 150
    size, peak = peak_of(export(session, "kiselevsk", ids, TODAY, Format.CSV, actor=CLERK, now=NOW))
    assert size > 100 * MANY and peak < A_LITTLE


def told_of_a_file() -> set[int | None]:
    session = current_session()
    session.rollback()
    query = select(JournalEntry.certificate_id).where(JournalEntry.details == "файл с реестром, CSV")
    return set(session.scalars(query))


def test_each_child_in_a_file_finds_it_in_its_history_and_nobody_else_does(app: flask.Flask) -> None:
    ids = ids_in_order(current_session(), "kiselevsk", Filter(surname="елкин"), Order.NEWEST, TODAY)
    exported(Filter(surname="елкин"), Order.NEWEST, Format.CSV)
    assert told_of_a_file() == set(ids) and len(ids) > 10


def test_no_child_leaves_in_a_file_before_its_history_tells_of_it(app: flask.Flask) -> None:
    session = current_session()
    ids = ids_in_order(session, "kiselevsk", Filter(), Order.NEWEST, TODAY)
    parts = export(session, "kiselevsk", ids, TODAY, Format.CSV, actor=CLERK, now=NOW)
    assert told_of_a_file() == set()
    while not next(parts).count(b"\n"):
        pass
    assert told_of_a_file() == set(ids)


@pytest.mark.parametrize(
    ("name", "expected_name"),
    [
        ("г. Киселёвск", "Сертификаты, г. Киселёвск, 2019-10-28.xlsx"),
    ],
)
def test_a_file_is_named_after_the_municipality_and_the_day(name: str, expected_name: str) -> None:
    assert file_name(name, TODAY, Format.XLSX) == expected_name


def test_the_parts_of_a_csv_file_come_before_its_last_row_is_read() -> None:
    read: list[int] = []

    def rows() -> Iterator[Sequence[str]]:
        for number in range(20_000):
            read.append(number)
            yield (str(number), "Иван")

    file = csv_file(TWO, rows())
    while not next(file):
        pass
    assert len(read) < 20_000
