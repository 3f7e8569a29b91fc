"""Watches the history during the whole suite: no statement changes an entry, and only its age lets one go.

A pytest plugin. It looks at every statement that reaches a database; a statement that changes the history is an error.
"""

import re
from typing import Any

import pytest
from sqlalchemy import Engine, event

_CHANGES = re.compile(r"\s*(UPDATE|DELETE\s+FROM|TRUNCATE(\s+TABLE)?|REPLACE\s+INTO)\s+\"?sgo_pfdo_journal\b", re.I)
_PAST_ITS_TIME = re.compile(
    r"DELETE FROM sgo_pfdo_journal WHERE \(?sgo_pfdo_journal\.id IN \(SELECT sgo_pfdo_journal\.id\s+"
    r"FROM sgo_pfdo_journal\s+WHERE sgo_pfdo_journal\.at < "
)


class HistoryChangedError(AssertionError):
    """Somebody has changed what the history tells."""


def look(statement: str) -> None:
    """Look at a statement.

    Raises:
        HistoryChangedError: it changes the history.
    """
    if _CHANGES.match(statement) and not _PAST_ITS_TIME.match(statement):
        raise HistoryChangedError(f"the history is append-only: {statement}")


def pytest_configure(config: pytest.Config) -> None:
    """Look at every statement of every engine."""

    @event.listens_for(Engine, "before_cursor_execute")
    def before(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        look(statement)
