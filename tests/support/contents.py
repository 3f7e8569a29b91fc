"""What stands in the module's tables, to see whether a request changed anything."""

from collections import namedtuple
from functools import cache
from typing import Any

import flask
from sqlalchemy import Table

from sgo_pfdo.database import Base
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Event
from sgo_pfdo.limits import Tries

Contents = dict[str, list[Any]]


LOOKS = {Event.FOUND.value, Event.SHOWN.value, Event.APPLICANT_SHOWN.value}


def without_looks(contents: Contents) -> Contents:
    """Leave out the entries that tell who has looked at a card or a list: a refusal may show it again."""
    history = JournalEntry.__tablename__
    return contents | {history: [entry for entry in contents[history] if entry.event not in LOOKS]}


def contents_of(app: flask.Flask, *, history: bool = True) -> Contents:
    """Read every row of every table as it is stored, but for the counts of guesses: a refusal may raise one.

    Args:
        app: with the module.
        history: False leaves the history out, where a download is written.
    """
    left_out = {Tries.__tablename__} | (set() if history else {JournalEntry.__tablename__})
    with app.app_context(), app.extensions["sqlalchemy"].engine.connect() as connection:
        # past SQLAlchemy, which would take ten times as long: some tests look after each of thousands of requests
        cursor = connection.connection.cursor()
        return {
            table.name: [*map(_row_of(table)._make, cursor.execute(_everything(table)).fetchall())]
            for table in Base.metadata.sorted_tables
            if table.name not in left_out
        }


@cache
def _row_of(table: Table) -> Any:
    return namedtuple(table.name, [column.name for column in table.columns])


@cache
def _everything(table: Table) -> str:
    columns, order = (
        ", ".join(f'"{column.name}"' for column in some) for some in (table.columns, table.primary_key.columns)
    )
    return f'SELECT {columns} FROM "{table.name}" ORDER BY {order}'
