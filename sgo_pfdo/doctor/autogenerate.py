"""What the doctor says of the host's own migrations: would they drop the module's tables."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, Table

from sgo_pfdo import migrations
from sgo_pfdo.database import VERSION_TABLE, Base
from sgo_pfdo.doctor.finding import Finding

_REMEDY = "In the host's migrations/env.py leave out names that begin with sgo_pfdo_ (include_name)."


def autogenerate_findings(app: flask.Flask) -> Iterator[Finding]:
    """Look at Flask-Migrate and Flask-Alembic, where the host has one."""
    if "migrate" in app.extensions:
        yield from _flask_migrate(app)
    contexts = getattr(app.extensions.get("alembic"), "migration_context", None)
    if contexts is not None:
        yield _verdict("Flask-Alembic", "`flask db revision`", would_drop(contexts))


def _flask_migrate(app: flask.Flask) -> Iterator[Finding]:
    arguments = migrations.migrate_arguments(app)
    command = "`flask db migrate`"
    if arguments is None or not migrations.is_guarded(arguments):
        yield _verdict("Flask-Migrate", command, [VERSION_TABLE])
    elif (Path(app.extensions["migrate"].directory) / "env.py").exists():
        try:
            contexts = _contexts_of_env(app.extensions["migrate"].migrate.get_config())
        except Exception as error:  # whatever the host's own env.py does
            yield Finding(
                False,
                f"The host's migrations/env.py cannot be run: {type(error).__name__}.",
                "Run `flask db check`; it shows what is wrong.",
            )
        else:
            yield _verdict("Flask-Migrate", command, [name for context in contexts for name in would_drop(context)])
    else:
        yield _verdict("Flask-Migrate", command, [])


def _verdict(tool: str, command: str, dropped: list[str]) -> Finding:
    if dropped:
        return Finding(False, f"{command} may propose to drop the module's tables.", _REMEDY)
    return Finding(True, f"{tool} leaves the module's tables alone.")


def _contexts_of_env(config: Any) -> list[MigrationContext]:
    """Run the host's ``env.py``, which may leave our filter out, as ``flask db migrate`` does; nothing is changed.

    :param config: Flask-Migrate's configuration of Alembic.
    """
    seen: list[MigrationContext] = []

    def look(revision: object, context: MigrationContext) -> list[Any]:
        seen.append(context)
        return []

    script = ScriptDirectory.from_config(config)
    with EnvironmentContext(config, script, fn=look, as_sql=False, dont_mutate=True):
        _keeping_logging(script.run_env)
    return seen


def _keeping_logging(run: Callable[[], None]) -> None:
    """Run something that sets up logging anew, and have it as it was."""
    root = logging.getLogger()
    loggers = [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    was = [(one, one.level, one.disabled, one.propagate, one.handlers[:]) for one in (root, *loggers)]
    logging.disable(logging.CRITICAL)
    try:
        run()
    finally:
        logging.disable(logging.NOTSET)
        for one, level, disabled, propagate, handlers in was:
            one.setLevel(level)
            one.disabled, one.propagate, one.handlers = disabled, propagate, handlers


def would_drop(context: MigrationContext) -> list[str]:
    """List those of the module's tables that autogenerate would drop, by the filters that the host has configured."""
    metadata = context.opts.get("target_metadata")
    known = metadata if isinstance(metadata, list | tuple) else [metadata]
    of_host = {name for one in known if isinstance(one, MetaData) for name in one.tables}
    autogenerate = AutogenContext(context, metadata=next((one for one in known if one is not None), MetaData()))
    version = Table(VERSION_TABLE, MetaData(), Column("version_num", Integer))
    return [
        table.name
        for table in (*Base.metadata.tables.values(), version)
        if table.name not in of_host
        and autogenerate.run_name_filters(table.name, "table", {"schema_name": None})
        and autogenerate.run_object_filters(table, table.name, "table", True, None)
    ]
