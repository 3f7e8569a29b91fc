"""Taking in a catalogue of 20,000 rows from one file, and the memory it wants beside one of 5,000.

The file is what a municipality brings: an XLSX with a sheet for organisations, addresses, programmes, parts, groups and
lessons, all of it new. Each file goes into an empty database, in a process of its own, whose memory is asked for at its
end.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bench import catalogue
from bench.databases import NAMES, new_database
from bench.rows import Row
from sgo_pfdo import database
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.migrations import upgrade
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.bringing.files import CatalogueFile
from sgo_pfdo.programmes.bringing.taking_in import Scope, carry_out
from sgo_pfdo.programmes.rules.lifecycle import Side
from tests.programmes.making import NOW, TOWN

FEW, MANY = 5000, 20_000
"""Rows."""
SECONDS, MEMORY = 60, 1.1
"""The goals: for the larger file, and for its memory against that of the smaller one."""
OPERATOR = By(actor=Actor(role="operator", id="o"), side=Side.OPERATOR, now=NOW)
Record = dict[str, Any]


def write(file: Path, rows: int) -> None:
    """Write a file with so many rows."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        for name, records in _sheets(rows):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(records[0]))
            for number, one in enumerate(records, 1):
                sheet.write_row(number, 0, list(one.values()))


def _sheets(rows: int) -> Iterator[tuple[str, Sequence[Record]]]:
    """Make up the tables: of a hundred rows, 22 are programmes and parts each, 33 groups, 21 lessons."""
    programmes, groups = rows * 22 // 100, rows * 33 // 100
    providers = rows // 100
    names = range(providers)
    yield "providers", [{"code": f"p{one}", "name": f"Центр № {one}", "form": "nonprofit"} for one in names]
    yield (
        "addresses",
        [
            {"provider": f"p{one}", "text": f"ул. Мира, {one}", "latitude": 53 + one / 1000, "longitude": 86.5}
            for one in names
        ],
    )
    yield "programmes", [_programme(one, providers) for one in range(programmes)]
    yield "parts", [_part(one, providers) for one in range(programmes)]
    yield "groups", [_group(one, programmes, providers) for one in range(groups)]
    lessons = rows - 2 * providers - 2 * programmes - groups
    yield "lessons", [_lesson(one, programmes, providers) for one in range(lessons)]


def _programme(number: int, providers: int) -> Record:
    made = catalogue.programme(number, providers)
    return {
        "provider": made["provider_code"],
        "external_id": made["external_id"],
        "short_name": made["short_name"],
        "full_name": made["full_name"],
        "direction": made["direction"],
        "kind": made["kind"],
        "form": made["form"],
        "age_min": f"{made['age_min'] // 12}",
        "age_max": f"{made['age_max'] // 12}",
        "registers": "Сертифицированные",
        "keywords": f"{made['short_name'].split(':')[0]}; кружок",
        "annotation": made["annotation"],
        "address": f"ул. Мира, {number % providers}",
    }


def _part(number: int, providers: int) -> Record:
    belongs = {"provider": f"p{number % providers}", "programme_external_id": str(number), "position": 1}
    sizes = {"months": 9, "hours": 72, "min_children": 8, "max_children": 15}
    return belongs | {"name": "Первый год", "price": 9000 + number, "is_open": "да"} | sizes


def _group(number: int, programmes: int, providers: int) -> Record:
    programme = number % programmes
    return {
        "provider": f"p{programme % providers}",
        "programme_external_id": str(programme),
        "position": 1,
        "external_id": f"g{number}",
        "name": f"Группа {number}",
        "starts_on": "01.09.2026",
        "ends_on": "31.05.2027",
        "places": 12,
    }


def _lesson(number: int, programmes: int, providers: int) -> Record:
    times = {"weekday": "Вт", "begins_at": "16:00", "ends_at": "17:30"}
    return {"provider": f"p{number % programmes % providers}", "group_external_id": f"g{number}"} | times


def take_in(uri: str, file: Path) -> tuple[float, int]:
    """Take a file in.

    :return: seconds, and the most memory that this process ever had, in bytes.
    """
    engine = create_engine(uri)
    with Session(engine) as session, file.open("rb") as opened:
        began = time.perf_counter()
        scope = Scope(municipality_code=TOWN, by=OPERATOR)
        database.perform(lambda session: carry_out(session, CatalogueFile(opened), scope), session=session)
        seconds = time.perf_counter() - began
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def measure(kind: str) -> list[Row]:
    """Measure on one kind of database."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for rows in (FEW, MANY):
            file = Path(folder) / f"{rows}.xlsx"
            write(file, rows)
            with new_database(kind) as uri:
                _prepare(uri)
                with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as elsewhere:
                    found.append(elsewhere.submit(take_in, uri, file).result())
    (_, less), (seconds, more) = found
    name = f"import of {MANY:,} rows, {NAMES[kind]}"
    share, growth = seconds / SECONDS, more / less
    return [
        Row(f"{name}, time", f"{SECONDS} s", share, "<= 1.0", share <= 1, f"{seconds:.1f} s"),
        Row(f"{name}, memory", f"of {FEW:,} rows", growth, f"<= {MEMORY}", growth <= MEMORY,
            f"{more / 2**20:.0f} MB to {less / 2**20:.0f}"),
    ]  # fmt: skip


def _prepare(uri: str) -> None:
    engine = create_engine(uri)
    upgrade(engine)
    with Session(engine) as session:
        session.add(Municipality(code=TOWN, name="Киселёвск", revision="1"))
        session.commit()
    engine.dispose()
