"""Rows for tables that are known only from the database itself, as an earlier revision has left them."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Time,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from sgo_pfdo.database import TABLE_PREFIX, VERSION_TABLE
from sgo_pfdo.programmes.search.model import FTS

Values = dict[str, Any]
RULED: dict[str, Values] = {
    "sgo_pfdo_municipality": {"funding": "funded"},
    "sgo_pfdo_certificate": {
        "status": "active",
        "funding": "funded",
        "start_date": date(2019, 10, 28),
        "end_date": date(2022, 5, 13),
    },
    "sgo_pfdo_period": {"ends_on": date(2019, 12, 31), "backdate_days": 0, "decrease": "monthly"},
    "sgo_pfdo_allowance": {"funding": "accounting", "register_kind": "valued", "unit": "programmes", "amount": 2},
    "sgo_pfdo_enrolment": {"register_kind": "certified", "status": "active"},
    "sgo_pfdo_group": {"age_from": 5, "age_to": 18},
    "sgo_pfdo_account": {"password_hash": None},
    "sgo_pfdo_access_request": {"relation": "parent", "state": "submitted"},
    "sgo_pfdo_cabinet_settings": {"presence": "name"},
    "sgo_pfdo_help_entry": {"kind": "question"},
    "sgo_pfdo_brought_file": {"kind": "catalogue"},
    "sgo_pfdo_publication": {
        "kind": "news",
        "state": "published",
        "age_min": 84,
        "age_max": 156,
        "places": 20,
        "ends_at": None,
    },
    "sgo_pfdo_provider": {"form": "state", "state": "active"},
    "sgo_pfdo_agreement": {"state": "asked"},
    "sgo_pfdo_programme": {
        "kind": "general",
        "direction": "arts",
        "form": "full_time",
        "level": "basic",
        "final_document": "none",
        "place_type": "city",
        "state": "published",
        "age_min": 84,
        "age_max": 156,
        "duration_months": 9,
    },
    "sgo_pfdo_programme_trait": {"kind": "keyword"},
    "sgo_pfdo_programme_file": {"kind": "image"},
    "sgo_pfdo_programme_part": {
        "position": 1,
        "months": 9,
        "hours": 720,
        "individual_hours": 0,
        "second_teacher_hours": 0,
        "min_children": 8,
        "max_children": 15,
        "qualification": "first",
        "second_qualification": "other",
        "state": "published",
    },
    "sgo_pfdo_programme_group": {
        "kind": "group",
        "starts_on": date(2019, 9, 1),
        "ends_on": date(2020, 5, 31),
        "age_min": 84,
        "age_max": 96,
    },
    "sgo_pfdo_lesson": {"weekday": 1, "begins_at": time(16), "ends_at": time(17, 30), "week": "every"},
}
"""Columns that a check in the table rules, by the name of the table."""


def reflect(connection: Connection) -> list[Table]:
    """Read the module's tables as they are, the ones that others point to first."""
    metadata = MetaData()
    metadata.reflect(
        connection, only=lambda name, _: name.startswith(TABLE_PREFIX) and not name.startswith((VERSION_TABLE, FTS))
    )
    return metadata.sorted_tables


def fill(connection: Connection, count: int, chance: random.Random) -> None:
    """Put so many rows into every table, each column filled that can be, each key pointing to a row that is there."""
    for table in reflect(connection):
        rows = [_row(connection, table, number, chance) for number in range(1, count + 1)]
        connection.execute(insert(table), rows)


def contents(connection: Connection) -> dict[str, list[Values]]:
    """Read all rows of all tables."""
    return {
        table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
        for table in reflect(connection)
    }


def _row(connection: Connection, table: Table, number: int, chance: random.Random) -> Values:
    row = {column.name: _value(connection, column, number, chance) for column in table.columns}
    return row | RULED.get(table.name, {})


def _value(connection: Connection, column: Column[Any], number: int, chance: random.Random) -> Any:
    for key in column.foreign_keys:
        there = connection.scalars(select(key.column).order_by(key.column)).all()
        return there[(number - 1) % len(there)] if there else None  # only a table that points to itself
    kind = column.type
    if isinstance(kind, Boolean):
        return chance.random() < 0.5
    if isinstance(kind, Integer):
        return number
    if isinstance(kind, Float):
        return number / 8
    if isinstance(kind, DateTime):
        moment = datetime(2019, 10, 28, 3, tzinfo=UTC) + timedelta(minutes=number)
        return moment if kind.timezone else moment.replace(tzinfo=None)
    if isinstance(kind, Date):
        return date(2010, 1, 1) + timedelta(days=number)
    if isinstance(kind, Time):
        return time(16, number % 60)
    if isinstance(kind, LargeBinary):
        return f"%PDF-{number}".encode()
    if isinstance(kind, JSON):
        return {"number": number}
    if isinstance(kind, TSVECTOR):
        return f"'word{number}'"
    assert isinstance(kind, String), f"{column} needs a value of its own"
    return f"ё{column.name}-{number}"[: kind.length].rjust(1)
