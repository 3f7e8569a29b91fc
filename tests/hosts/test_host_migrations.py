"""The portal's own Flask-Migrate never proposes anything about the module's tables, nor about their version table."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import Migrate
from sqlalchemy import inspect

from tests.hosts import strict_portal
from tests.hosts.conftest import MakePortal, RunningPortal

ROOT = Path(__file__).parents[2]
INIT_AND_MIGRATE = """
import sys
from tests.hosts.strict_portal import create_app
commands, folder = create_app(sys.argv[1]).test_cli_runner(), sys.argv[2]
for name in ("init", "migrate"):
    done = commands.invoke(args=["db", name, "-d", folder])
    print(done.output)
    assert done.exit_code == 0, done.exception
"""
"""``flask db init`` and ``flask db migrate``, in a process of their own: they set up logging anew."""


def proposals(portal: RunningPortal) -> list[Any]:
    """List what autogenerate would write, with the arguments that Flask-Migrate hands to Alembic."""
    with portal.app.app_context():
        arguments = portal.app.extensions["migrate"].configure_args
        with strict_portal.db.engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            assert {"sgo_pfdo_certificate", "sgo_pfdo_alembic_version"} <= set(tables)
            context = MigrationContext.configure(connection, opts=arguments)
            return list(compare_metadata(context, strict_portal.db.metadata))


@pytest.mark.parametrize("migrate", [None, Migrate()], ids=["Migrate after the module", "Migrate before the module"])
def test_nothing_is_proposed(make_portal: MakePortal, database_uri: str, migrate: Migrate | None) -> None:
    assert proposals(make_portal(strict_portal, database_uri, migrate=migrate)) == []


def test_the_portal_s_own_hook_is_still_asked(make_portal: MakePortal, sqlite_uri: str) -> None:
    asked = []

    def include_name(name: str | None, type_: str, parent_names: Any) -> bool:
        asked.append((type_, name))
        return name != "archive"

    portal = make_portal(strict_portal, sqlite_uri, migrate=Migrate(include_name=include_name))
    with portal.app.app_context(), strict_portal.db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE archive (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE forgotten (id INTEGER PRIMARY KEY)")
    assert [(what, table.name) for what, table in proposals(portal)] == [("remove_table", "forgotten")]
    assert ("table", "archive") in asked
    assert not [name for type_, name in asked if type_ == "table" and str(name).startswith("sgo_pfdo_")]


def test_flask_db_migrate_itself_detects_nothing(make_portal: MakePortal, sqlite_uri: str, tmp_path: Path) -> None:
    make_portal(strict_portal, sqlite_uri)

    own = tmp_path / "own"
    command = [sys.executable, "-c", INIT_AND_MIGRATE, sqlite_uri, str(own)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No changes in schema detected." in done.stdout + done.stderr
    assert (own / "env.py").exists() and list((own / "versions").glob("*.py")) == []
