"""docs/migrations.md: an Alembic of the host's own leaves the module's tables alone."""

from typing import Any

import flask
import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from sgo_pfdo.database import TABLE_PREFIX, VERSION_TABLE, Base
from tests.docs.reading import DOCS, blocks, prose
from tests.support.databases import table_names

PAGE = DOCS / "migrations.md"


def proposals(app: flask.Flask, options: dict[str, Any]) -> list[str]:
    """Let Alembic compare the database with a host that has one table, not made yet."""
    host = sqlalchemy.MetaData()
    sqlalchemy.Table("lesson", host, sqlalchemy.Column("id", sqlalchemy.Integer, primary_key=True))
    with app.app_context(), app.extensions["sqlalchemy"].engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts=options), host)
    return [f"{change[0]} {change[1].name}" for change in found if change[0].endswith("_table")]


def test_the_lines_for_alembic_keep_it_from_dropping_the_modules_tables(app: flask.Flask) -> None:
    names: dict[str, Any] = {}
    exec(blocks(PAGE, "python")[1].code, names)
    assert f"remove_table {VERSION_TABLE}" in proposals(app, {})
    assert proposals(app, {"include_name": names["include_name"]}) == ["add_table lesson"]


def test_the_lines_for_tests_make_the_tables(sqlite_uri: str) -> None:
    names: dict[str, Any] = {}
    exec(blocks(PAGE, "python")[0].code, names)
    engine = sqlalchemy.create_engine(sqlite_uri)
    names["prepare"](type("Database", (), {"engine": engine}))
    assert table_names(engine) == {*Base.metadata.tables, VERSION_TABLE}
    engine.dispose()


@pytest.mark.parametrize("table", Base.metadata.tables.values(), ids=str)
def test_names_have_the_prefix_and_no_key_leaves_the_module(table: sqlalchemy.Table) -> None:
    assert table.name.startswith(TABLE_PREFIX)
    named = [*table.constraints, *table.indexes]
    assert all(TABLE_PREFIX in str(each.name) for each in named)
    assert all(key.column.table.name.startswith(TABLE_PREFIX) for key in table.foreign_keys)


def test_the_version_table_is_named() -> None:
    assert f"`{VERSION_TABLE}`" in prose(PAGE)
