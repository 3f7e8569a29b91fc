"""Files of the catalogue that are not what they say: every fault or one sentence, and nothing half taken in."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import flask
import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.importing.files import UnreadableFileError
from sgo_pfdo.programmes.bringing import files
from sgo_pfdo.programmes.bringing.files import CatalogueFile
from sgo_pfdo.programmes.model import Programme
from tests.programmes.brought import PROGRAMME, PROVIDER, counts, csv_file, refused, take_in


def changed_xlsx(content: bytes, **parts: bytes) -> CatalogueFile:
    """Put other content in place of parts of a workbook, by their stems: «sheet1»."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            stem = one.filename.rsplit("/", 1)[-1].split(".")[0]
            new.writestr(one.filename, parts.get(stem, old.read(one)))
    return CatalogueFile(file)


def workbook(*rows: Sequence[Any], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""They are refused before a database is asked."""
HEADS = list(PROGRAMME)
PLAIN = [", ".join(value) if isinstance(value, list) else value for value in PROGRAMME.values()]


def test_a_workbook_that_unpacks_to_more_than_it_may_is_refused_before_it_is_unpacked(app: flask.Flask) -> None:
    before = counts()
    bomb = b"<worksheet>" + b" " * (files.LARGEST_UNPACKED + 1)
    with pytest.raises(UnreadableFileError, match="слишком велик в распакованном виде"):
        changed_xlsx(workbook(HEADS, PLAIN), sheet1=bomb)
    assert counts() == before


@pytest.mark.parametrize(
    "sheet",
    [
        b"<worksheet",
        b"<!DOCTYPE x [<!ENTITY a 'ha'>]><worksheet>&a;</worksheet>",
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>',
    ],
)
def test_a_workbook_that_is_damaged_or_means_harm_is_refused_in_one_sentence(app: flask.Flask, sheet: bytes) -> None:
    take_in(csv_file([PROVIDER]))
    before = counts()
    with pytest.raises(UnreadableFileError, match=r"не открывается|не нашлось"):
        take_in(changed_xlsx(workbook(HEADS, PLAIN), sheet1=sheet))
    assert counts() == before


def test_merged_cells_leave_the_second_row_without_its_values_and_that_is_told(app: flask.Flask) -> None:
    take_in(csv_file([PROVIDER]))
    second = [*PLAIN]
    second[1] = "0026"
    place = HEADS.index("direction")
    letter = openpyxl.utils.get_column_letter(place + 1)
    lines = refused(CatalogueFile(io.BytesIO(workbook(HEADS, PLAIN, second, merge=f"{letter}2:{letter}3"))))
    assert lines == [f"Столбец {letter} «direction», строка 3: нужно заполнить."]


def test_a_number_in_the_files_is_the_text_that_people_see(session: Session) -> None:
    take_in(csv_file([PROVIDER]))
    typed = ('="0021"', "'0022", "0023", 24, 25.0)
    rows = [
        [one if name == "external_id" else value for name, value in zip(HEADS, PLAIN, strict=True)] for one in typed
    ]
    take_in(CatalogueFile(io.BytesIO(workbook(HEADS, *rows))))
    assert sorted(session.scalars(select(Programme.external_id))) == ["0021", "0022", "0023", "24", "25"]


def test_no_formula_is_computed_and_what_only_looks_like_one_stays_a_text(session: Session) -> None:
    take_in(csv_file([PROVIDER]))

    def rows(*annotations: str) -> CatalogueFile:
        given = [PROGRAMME | {"annotation": one, "external_id": str(place)} for place, one in enumerate(annotations)]
        return csv_file(given)

    formulas = ("=A1", "=1+1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0")
    (line,) = refused(rows(*formulas))
    assert line.startswith("Столбец M «annotation», строки 2–5: в ячейке формула.")
    texts = ["@SUM(1)", "+1", "-1"]
    take_in(rows(*texts))
    assert sorted(session.scalars(select(Programme.annotation))) == sorted(texts)


def test_a_table_of_certificates_or_of_something_else_is_no_catalogue(app: flask.Flask) -> None:
    for rows in ([{"Номер сертификата": "1", "ФИО": "а", "Дата рождения": "01.01.2010"}], [{"a": 1, "b": 2, "c": 3}]):
        with pytest.raises(UnreadableFileError, match="не нашлось ни одной строки"):
            take_in(csv_file(rows))
