"""What stands in the module's tables, to see whether a request changed anything."""

import sqlite3
from collections import namedtuple
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, finalize

import flask
from flask_sqlalchemy import SQLAlchemy
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
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        if engine.dialect.name != "sqlite" or not Path(engine.url.database or "").is_file():
            with engine.connect() as connection:
                everything = _read(connection.connection.cursor())
        else:
            everything = _read_if_changed(app.extensions["sqlalchemy"], Path(engine.url.database))
    return {name: rows for name, rows in everything.items() if name not in left_out}


@dataclass
class _Look:
    """What was read of an SQLite file, and SQLite's own number that every commit of anybody else changes."""

    file: tuple[int, int]
    connection: sqlite3.Connection
    version: int = -1
    contents: Contents | None = None


_looks: WeakKeyDictionary[SQLAlchemy, _Look] = WeakKeyDictionary()


def _read_if_changed(key: SQLAlchemy, path: Path) -> Contents:
    """Read an SQLite file; most refused requests write nothing, and then it is not read again."""
    stat = path.stat()
    file = (stat.st_dev, stat.st_ino)
    look = _looks.get(key)
    if look is None or look.file != file:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        finalize(key, connection.close)  # or Python 3.13 complains
        look = _looks[key] = _Look(file, connection)
    # before the reading: whoever writes between the two makes the next reading a needless one, never a wrong one
    (version,) = look.connection.execute("PRAGMA data_version").fetchone()
    if look.contents is None or version != look.version:
        look.contents, look.version = _read(look.connection.cursor()), version
    return look.contents


def _read(cursor: Any) -> Contents:
    # past SQLAlchemy, which would take ten times as long: some tests look after each of thousands of requests
    return {
        table.name: [*map(_row_of(table)._make, cursor.execute(_everything(table)).fetchall())] for table in _tables()
    }


@cache
def _tables() -> tuple[Table, ...]:
    return tuple(Base.metadata.sorted_tables)


@cache
def _row_of(table: Table) -> Any:
    return namedtuple(table.name, [column.name for column in table.columns])


@cache
def _everything(table: Table) -> str:
    columns, order = (
        ", ".join(f'"{column.name}"' for column in some) for some in (table.columns, table.primary_key.columns)
    )
    return f'SELECT {columns} FROM "{table.name}" ORDER BY {order}'
