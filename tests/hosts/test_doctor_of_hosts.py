"""The doctor in real portals: people by the portal's own ids, migrations that would drop the module's tables."""

import logging
from pathlib import Path
from typing import Any

import flask
import flask_migrate
import pytest
from flask_alembic import Alembic
from flask_migrate import Migrate

from sgo_pfdo.doctor.autogenerate import autogenerate_findings
from sgo_pfdo.doctor.page import page_findings
from tests.hosts import strict_portal
from tests.hosts.conftest import MakePortal, RunningPortal

DROPS = "may propose to drop the module's tables."


@pytest.mark.parametrize("login", ["ivanova", "igor", "teacher"])
def test_the_page_of_each_person_is_well(portal: RunningPortal, login: str) -> None:
    with portal.sign_in(login).session_transaction() as session:
        person_id = session.get("_user_id") or session["person"]
    with portal.app.app_context():
        found = page_findings(portal.app, person_id)
    assert [finding for finding in found if not finding.is_well] == []
    assert len(found) == 2


def migrations_of(app: flask.Flask) -> list[str]:
    with app.app_context():
        return [finding.what for finding in autogenerate_findings(app)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of what Flask-Migrate writes
def test_an_env_py_that_leaves_our_filter_out_is_found(
    make_portal: MakePortal, sqlite_uri: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "migrations"
    portal = make_portal(strict_portal, sqlite_uri, migrate=Migrate(directory=str(folder)))
    assert migrations_of(portal.app) == ["Flask-Migrate leaves the module's tables alone."]  # none were written yet
    with portal.app.app_context():
        flask_migrate.init(directory=str(folder))
    assert migrations_of(portal.app) == ["Flask-Migrate leaves the module's tables alone."]
    env = folder / "env.py"
    own = env.read_text(encoding="utf-8")
    env.write_text(own.replace("**conf_args", ""), encoding="utf-8")
    assert migrations_of(portal.app) == [f"`flask db migrate` {DROPS}"]
    by_hand = "from sgo_pfdo.migrations import include_name\n" + own.replace("**conf_args", "include_name=include_name")
    env.write_text(by_hand, encoding="utf-8")
    assert migrations_of(portal.app) == ["Flask-Migrate leaves the module's tables alone."]
    env.write_text("raise LookupError", encoding="utf-8")
    assert migrations_of(portal.app) == ["The host's migrations/env.py cannot be run: LookupError."]
    logging.getLogger("sgo_pfdo").warning("env.py has left logging as it was")
    assert "as it was" in caplog.text


class Unguarded(dict[str, Any]):
    """Options that nobody adds to."""

    def __setitem__(self, key: str, value: Any) -> None:
        """Keep it out."""
        if key != "include_name":
            super().__setitem__(key, value)


def test_flask_alembic_is_kept_from_dropping_and_the_doctor_tells_when_it_is_not(
    make_portal: MakePortal, database_uri: str, tmp_path: Path
) -> None:
    portal = make_portal(strict_portal, database_uri, ALEMBIC={"script_location": str(tmp_path / "own")})
    del portal.app.extensions["migrate"]
    alembic = Alembic(portal.app, command_name="")
    assert migrations_of(portal.app) == ["Flask-Alembic leaves the module's tables alone."]
    with portal.app.app_context():
        assert list(alembic.compare_metadata()) == []
    portal.app.config["ALEMBIC_CONTEXT"] = Unguarded()
    assert migrations_of(portal.app) == [f"`flask db revision` {DROPS}"]
