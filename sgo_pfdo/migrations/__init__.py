"""The module's own Alembic history, kept apart from the host's in a version table of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from sgo_pfdo.database import TABLE_PREFIX, VERSION_TABLE

_ADVISORY_LOCK = 7_330_152  # any number of our own: «ПФДО», 152-ФЗ

NameFilter = Callable[[str | None, str, Any], bool]


class UnknownRevisionError(ValueError):
    """The tables are those of another version, which cannot be taken to this one."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the module's tables up to date, in one transaction, under a lock: two machines at once do it once.

    :param engine: of the host's database, SQLite or PostgreSQL.
    :param revision: where to stop.
    :raises ValueError: another kind of database.
    :raises UnknownRevisionError: tables of a revision that this version does not know.
    """
    _run(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, revision: str) -> None:
    """Take the module's tables back to an earlier revision, ``base`` for none at all. What they hold is lost."""
    _run(engine, lambda config: command.downgrade(config, revision))


def current_revision(connection: Connection) -> str | None:
    """Read which revision the database is at; ``None`` before the first upgrade."""
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def newest_revision() -> str | None:
    """Tell which revision this version of the module needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


class TablesWatch:
    """Whether the database has the tables that this version needs; it is asked until it has."""

    def __init__(self) -> None:
        self._are_there = False

    def problem(self, connection: Connection) -> str | None:
        """Say what is to be done before anything of the module works, or ``None`` once that is done.

        :param connection: is only asked, and what it is in the middle of goes on.
        """
        if self._are_there:
            return None
        revision, newest = current_revision(connection), newest_revision()
        if revision == newest:
            self._are_there = True
            return None
        return f"the tables are at revision {revision}, this version needs {newest}: run flask pfdo db upgrade"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _run(engine: Engine, action: Callable[[Config], None]) -> None:
    config = _config()
    with engine.connect() as connection, connection.begin():
        _lock(connection)
        _refuse_unknown(connection, ScriptDirectory.from_config(config))
        config.attributes["connection"] = connection
        action(config)


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    elif connection.dialect.name == "sqlite":
        if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        raise ValueError(f"sgo_pfdo works on SQLite and PostgreSQL, not on {connection.dialect.name}")


def _refuse_unknown(connection: Connection, scripts: ScriptDirectory) -> None:
    revision = current_revision(connection)
    if revision is not None and revision not in {script.revision for script in scripts.walk_revisions()}:
        raise UnknownRevisionError(
            f"the tables are at revision {revision}, which this version of sgo_pfdo does not know: they were made by a"
            " newer version, or by one that was never released; those have to be made anew"
        )


def guard_host_autogenerate(app: flask.Flask) -> None:
    """Keep the host's own autogenerate from proposing to drop the module's tables: Flask-Migrate's, Flask-Alembic's.

    They may be initialised after us, so the guard is set whenever an application context begins.
    """

    def set_guard(sender: flask.Flask, **extra: Any) -> None:
        for arguments in (migrate_arguments(sender), _alembic_arguments(sender)):
            if arguments is not None and not is_guarded(arguments):
                arguments["include_name"] = _Guard(arguments.get("include_name"))

    app.extensions[_GUARD] = set_guard  # signals hold their receivers weakly
    flask.appcontext_pushed.connect(set_guard, app)


_GUARD = "sgo_pfdo_autogenerate_guard"


def include_name(name: str | None, type_: str, parent_names: Any) -> bool:
    """Leave our tables out of a host's autogenerate: ``context.configure(include_name=include_name)`` in its env.py."""
    return not (type_ == "table" and name is not None and name.startswith(TABLE_PREFIX))


class _Guard:
    """The same for a host that has a hook of its own, which is asked about the rest."""

    def __init__(self, host_filter: NameFilter | None) -> None:
        self._host_filter = host_filter

    def __call__(self, name: str | None, type_: str, parent_names: Any) -> bool:
        """Tell whether autogenerate may look at a name."""
        if not include_name(name, type_, parent_names):
            return False
        return self._host_filter is None or self._host_filter(name, type_, parent_names)


def migrate_arguments(app: flask.Flask) -> dict[str, Any] | None:
    """Give the arguments with which Flask-Migrate configures Alembic, or ``None`` without Flask-Migrate."""
    arguments: dict[str, Any] | None = getattr(app.extensions.get("migrate"), "configure_args", None)
    return arguments


def _alembic_arguments(app: flask.Flask) -> dict[str, Any] | None:
    """Give the arguments with which Flask-Alembic configures Alembic, or ``None`` without Flask-Alembic."""
    arguments: dict[str, Any] | None = app.config.get("ALEMBIC_CONTEXT") if "alembic" in app.extensions else None
    return arguments


def is_guarded(arguments: dict[str, Any]) -> bool:
    """Tell whether the module's tables are kept out of the host's autogenerate."""
    return isinstance(arguments.get("include_name"), _Guard)
