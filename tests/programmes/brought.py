"""Files of the catalogue as an organisation and an operator bring them, and what comes of them."""

import io
import json
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from sgo_pfdo import database
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.bringing.files import CatalogueFile
from sgo_pfdo.programmes.bringing.taking_in import Findings, ImportRefusedError, Scope, carry_out, examine
from sgo_pfdo.programmes.model import Lesson, Programme, ProgrammeGroup, ProgrammePart
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.lifecycle import Side
from tests.programmes import making

OPERATOR = Scope(
    municipality_code=making.TOWN, by=By(actor=Actor(role="operator", id="o"), side=Side.OPERATOR, now=making.NOW)
)
DDT = Scope(
    municipality_code=making.TOWN,
    provider_code="ddt",
    by=By(actor=Actor(role="provider", id="p"), side=Side.PROVIDER, now=making.NOW),
)
PROVIDER = {"code": "ddt", "name": "Дом творчества", "form": "Государственная или муниципальная организация"}
PROGRAMME = {
    "provider": "ddt",
    "external_id": "0025",
    "short_name": "Робототехника",
    "full_name": "Робототехника для начинающих",
    "direction": "Техническая",
    "kind": "Общеразвивающая",
    "form": "Очная",
    "age_min": 7,
    "age_max": "12 лет",
    "registers": ["Сертифицированные"],
    "keywords": "лего; роботы",
    "address": "ул. Унжакова, 6",
}
PART = {
    "provider": "ddt",
    "programme_external_id": "0025",
    "position": 1,
    "name": "Первый год",
    "months": 9,
    "hours": 72,
    "min_children": 8,
    "max_children": 12,
    "price": "10 800,50",
    "is_open": True,
}
GROUP = {
    "provider": "ddt",
    "programme_external_id": "0025",
    "position": 1,
    "external_id": "g1",
    "name": "Группа 1",
    "starts_on": "01.09.2026",
    "ends_on": "31.05.2027",
}
LESSON = {"provider": "ddt", "group_external_id": "g1", "weekday": "Вт", "begins_at": "16:00", "ends_at": "17:30"}
ALL: dict[str, list[dict[str, Any]]] = {
    "lessons": [LESSON, LESSON | {"weekday": "Чт"}],
    "groups": [GROUP],
    "parts": [PART],
    "programmes": [PROGRAMME],
    "addresses": [{"provider": "ddt", "text": "ул. Мира, 1", "latitude": 53.99, "longitude": "86,65"}],
    "providers": [PROVIDER],
}


def json_file(what: Any) -> CatalogueFile:
    return CatalogueFile(io.BytesIO(json.dumps(what, ensure_ascii=False).encode()))


def csv_file(rows: Sequence[dict[str, Any]], encoding: str = "utf-8", heads: Sequence[str] = ()) -> CatalogueFile:
    lines = [";".join(heads or rows[0])]
    lines += [";".join(_cell(value) for value in row.values()) for row in rows]
    return CatalogueFile(io.BytesIO("\r\n".join(lines).encode(encoding)))


def _cell(value: Any) -> str:
    said = ", ".join(value) if isinstance(value, list) else "да" if value is True else str(value)
    return '"' + said.replace('"', '""') + '"'


def xlsx_file(**sheets: Sequence[Sequence[Any]]) -> CatalogueFile:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return CatalogueFile(content)


def take_in(file: CatalogueFile, scope: Scope = OPERATOR) -> Findings:
    return database.perform(lambda session: carry_out(session, file, scope))


def refused(file: CatalogueFile, scope: Scope = OPERATOR) -> list[str]:
    """Take a file in that has faults, see that nothing changed and the dry run says the same, and give the faults."""
    before = counts()
    with pytest.raises(ImportRefusedError) as caught:
        take_in(file, scope)
    assert counts() == before
    lines = caught.value.findings.faults.lines()
    assert examine(database.current_session(), file, scope).faults.lines() == lines
    database.current_session().rollback()
    return lines


def counts() -> list[int]:
    models = (Provider, ProviderAddress, Programme, ProgrammePart, ProgrammeGroup, Lesson, JournalEntry)
    return [database.current_session().scalar(select(func.count()).select_from(model)) or 0 for model in models]
