"""The module's tables: made, taken back, and the same as the models say, in a database that others use too."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, Inspector, create_engine, inspect, text

from sgo_pfdo.database import TABLE_PREFIX, VERSION_TABLE, Base
from sgo_pfdo.migrations import UnknownRevisionError, current_revision, downgrade, newest_revision, upgrade
from sgo_pfdo.programmes.search.model import FTS
from tests.support.databases import table_names


@pytest.fixture
def engine(database_uri: str) -> Iterator[Engine]:
    """An empty database."""
    engine = create_engine(database_uri)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def upgraded(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database with the newest tables, for tests that only look."""
    engine = create_engine(request.getfixturevalue(f"ready_{request.param}_uri"))
    yield engine
    engine.dispose()


def tables(engine: Engine) -> set[str]:
    return table_names(engine)


def not_of_fts(name: str | None, *about: object) -> bool:
    """Leave out the tables of SQLite's full text index, which no model describes."""
    return name is None or not name.startswith(FTS)


def revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return current_revision(connection)


def shape_of(inspector: Inspector, table: str) -> dict[str, Any]:
    """Read all that a database knows of a table, in an order of its own."""
    columns = {
        column["name"]: (str(column["type"]), column["nullable"], column["default"], column.get("autoincrement"))
        for column in inspector.get_columns(table)
    }
    foreign_keys = {
        key["name"]: (key["constrained_columns"], key["referred_table"], key["referred_columns"], key["options"])
        for key in inspector.get_foreign_keys(table)
    }
    return {
        "columns": columns,
        "primary key": inspector.get_pk_constraint(table),
        "foreign keys": foreign_keys,
        "unique": {key["name"]: key["column_names"] for key in inspector.get_unique_constraints(table)},
        "checks": {check["name"]: check["sqltext"] for check in inspector.get_check_constraints(table)},
        "indexes": {index["name"]: (index["column_names"], index["unique"]) for index in inspector.get_indexes(table)},
    }


def test_an_empty_database_gets_the_newest_tables(engine: Engine) -> None:
    assert revision(engine) is None
    upgrade(engine)
    assert revision(engine) == newest_revision()
    assert tables(engine) == {*Base.metadata.tables, VERSION_TABLE}


def test_a_second_upgrade_changes_nothing_and_loses_nothing(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO sgo_pfdo_municipality (code, name, revision) VALUES ('k', 'г. Киселёвск', '1')")
        )
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT name FROM sgo_pfdo_municipality")) == "г. Киселёвск"
        assert connection.scalar(text(f"SELECT count(*) FROM {VERSION_TABLE}")) == 1


def test_everything_can_be_taken_back_and_made_again(engine: Engine) -> None:
    upgrade(engine)
    downgrade(engine, "base")
    assert tables(engine) == {VERSION_TABLE}
    assert revision(engine) is None
    upgrade(engine)
    assert tables(engine) == {*Base.metadata.tables, VERSION_TABLE}


def test_alembic_finds_nothing_that_the_migrations_lack(upgraded: Engine) -> None:
    options = {
        "compare_type": True,
        "compare_server_default": True,
        "version_table": VERSION_TABLE,
        "include_name": not_of_fts,
    }
    with upgraded.connect() as connection:
        # PostgreSQL alone has these indexes; Alembic does not ask ddl_if
        of_postgresql = {"ix_sgo_pfdo_search_text_words"}
        left_out = of_postgresql if upgraded.dialect.name == "sqlite" else set()
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    assert [one for one in found if getattr(one[1], "name", None) not in left_out] == []


def test_migrations_and_models_make_the_same_tables(engine: Engine) -> None:
    upgrade(engine)
    inspector = inspect(engine)
    migrated = {table: shape_of(inspector, table) for table in Base.metadata.tables}
    downgrade(engine, "base")
    Base.metadata.create_all(engine)
    inspector = inspect(engine)
    assert migrated == {table: shape_of(inspector, table) for table in Base.metadata.tables}


def test_all_names_in_the_database_begin_with_the_modules_own(upgraded: Engine) -> None:
    inspector = inspect(upgraded)
    names: list[str] = []
    for table in tables(upgraded) - {VERSION_TABLE}:
        shape = shape_of(inspector, table)
        names += [table, shape["primary key"]["name"]]
        names += [name for kind in ("foreign keys", "unique", "checks", "indexes") for name in shape[kind]]
    assert all(name is not None for name in names)
    assert [name for name in names if TABLE_PREFIX not in name] == []
    assert [name for name in names if len(name) > 63] == []  # PostgreSQL would cut it off


def test_nothing_but_tables_and_indexes_is_put_into_the_database(upgraded: Engine) -> None:
    looks = {
        "sqlite": ["SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')"],
        "postgresql": [
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        ],
    }
    with upgraded.connect() as connection:
        assert not any(connection.scalars(text(look)).all() for look in looks[upgraded.dialect.name])


def test_the_hosts_tables_and_its_own_alembic_are_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('host')"))
    upgrade(engine)
    downgrade(engine, "base")
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT version_num FROM alembic_version")).all() == ["host"]


def test_an_upgrade_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    last_made = list(Base.metadata.tables)[-1]
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {last_made} (a_table_of_somebody_else INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        upgrade(engine)
    assert tables(engine) == {last_made}


def test_other_databases_are_refused_before_anything_is_done(sqlite_uri: str) -> None:
    engine = create_engine(sqlite_uri)
    engine.dialect.name = "oracle"
    with pytest.raises(ValueError, match="works on SQLite and PostgreSQL, not on oracle"):
        upgrade(engine)
    engine.dispose()
    file = create_engine(sqlite_uri)
    assert tables(file) == set()
    file.dispose()


def test_tables_of_a_version_that_nobody_knows_are_left_alone_and_told(upgraded: Engine) -> None:
    with upgraded.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0003'"))
    with pytest.raises(UnknownRevisionError, match="revision 0003, which this version of sgo_pfdo does not know"):
        upgrade(upgraded)
    assert revision(upgraded) == "0003"
