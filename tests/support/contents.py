"""What stands in the module's tables, to see whether a request changed anything."""

from typing import Any

import flask
from sqlalchemy import select

from sgo_pfdo.database import Base
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.limits import Tries

Contents = dict[str, list[Any]]


def contents_of(app: flask.Flask, *, history: bool = True) -> Contents:
    """Read every row of every table, but for the counts of guesses: a refusal may raise one.

    Args:
        app: with the module.
        history: False leaves the history out, where a download is written.
    """
    tables = [table for table in Base.metadata.sorted_tables if table.name != Tries.__tablename__]
    if not history:
        tables = [table for table in tables if table.name != JournalEntry.__tablename__]
    with app.app_context(), app.extensions["sqlalchemy"].engine.connect() as connection:
        return {
            table.name: list(connection.execute(select(table).order_by(*table.primary_key.columns))) for table in tables
        }
