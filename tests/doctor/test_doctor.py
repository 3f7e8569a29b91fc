"""``flask pfdo doctor``: looks at one installation, finds what is wrong and says how to mend it."""

from datetime import datetime, timedelta
from functools import partial

import flask
import pytest
from cryptography.fernet import Fernet
from flask_migrate import Migrate
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import text, update

from sgo_pfdo import HostPortal, Pupil, database, documents
from sgo_pfdo.current import current_state
from sgo_pfdo.doctor import findings
from sgo_pfdo.migrations import newest_revision
from sgo_pfdo.municipalities.enabling import disable
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.register.port import RegisterUnavailableError
from sgo_pfdo.register.sync import sync
from sgo_pfdo.testing import MemoryPortal
from tests.support.actions import press, run_command
from tests.support.apps import KINDERGARTEN, MYSKI_SCHOOL, NOW, SCHOOL, MakeApp, another_child, build_app, close_app
from tests.support.registers import LedRegister


@pytest.fixture
def make_app(make_app: MakeApp) -> MakeApp:
    """Hosts that know their own address, as a good installation does."""
    return partial(make_app, SGO_PFDO_BASE_URL="http://localhost:5000")


def complaints(app: flask.Flask) -> dict[str, str]:
    """List what is not well, each with its remedy."""
    with app.app_context():
        return {finding.what: finding.remedy for finding in findings() if not finding.is_well}


def praise(app: flask.Flask) -> list[str]:
    with app.app_context():
        return [finding.what for finding in findings() if finding.is_well]


def change(values: dict[str, object]) -> None:
    database.perform(
        lambda session: session.execute(update(Municipality).where(Municipality.code == "myski").values(values))
    )


def test_a_good_installation_is_praised(app: flask.Flask) -> None:
    press()
    result = run_command(app, "doctor")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert all(line.startswith("ok   ") for line in lines)
    assert [line[5:] for line in lines] == praise(app)
    for said in ("options", "MemoryPortal", "base template", "fonts", "revision", "Municipalities: 2", "1 newest"):
        assert said in result.output


def test_what_is_wrong_is_told_with_its_remedy_and_the_command_fails(app: flask.Flask) -> None:
    app.config["SGO_PFDO_VALIDITY_DAY"] = 30
    result = run_command(app, "doctor")
    assert result.exit_code == 1
    assert "BAD  Unknown options: SGO_PFDO_VALIDITY_DAY.\n     docs/options.md lists all there are.\n" in result.output
    assert result.output.count("BAD") == 1


class SilentPortal(HostPortal):
    """Says neither who is signed in nor which time zone its clock has."""

    def children(self, parent_id: str) -> list[Pupil]:
        """Nobody has children."""
        return []

    def pupil(self, pupil_id: str) -> Pupil | None:
        """Nobody is known."""
        return None

    def now(self) -> datetime:
        """Read a clock on the wall."""
        return NOW.replace(tzinfo=None)


def test_a_portal_that_does_not_say_who_is_signed_in(make_app: MakeApp) -> None:
    assert complaints(make_app(SilentPortal())) == {
        "SilentPortal does not say who is signed in.": "Define viewer_for(user) or current_viewer().",
        "SilentPortal.now() has no time zone.": "Return datetime.now(UTC).",
    }
    assert "MemoryPortal says who is signed in." in praise(make_app(MemoryPortal(), prepare=False))


def test_a_base_template_that_has_lost_its_blocks(app: flask.Flask) -> None:
    without_blocks = DictLoader({"sgo_pfdo/standalone.html": "<title>{% block title %}{% endblock %}</title>"})
    app.jinja_env.loader = ChoiceLoader([without_blocks, app.jinja_env.loader or DictLoader({})])
    found = complaints(app)
    assert [what.split(":")[0] for what in found] == ["SGO_PFDO_BLOCK_HEAD", "SGO_PFDO_BLOCK_CONTENT"]
    assert all("it has: title" in what for what in found)
    assert set(found.values()) == {"Name the host's template and blocks in the options."}


def test_fonts_that_are_not_whole(app: flask.Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "The fonts of the papers are whole." in praise(app)
    monkeypatch.setattr(documents, "font_problems", lambda: ["GolosText-Regular.ttf lacks: ё."])
    assert complaints(app) == {"GolosText-Regular.ttf lacks: ё.": "Reinstall the package: the fonts come with it."}


def test_an_autogenerate_of_the_host_that_would_drop_our_tables(app: flask.Flask) -> None:
    assert not [said for said in praise(app) if "Flask-Migrate" in said]
    Migrate(app, app.extensions["sqlalchemy"])
    assert "Flask-Migrate leaves the module's tables alone." in praise(app)
    app.extensions["migrate"] = "a tool of the host's own"
    assert complaints(app) == {
        "`flask db migrate` may propose to drop the module's tables.": (
            "In the host's migrations/env.py leave out names that begin with sgo_pfdo_ (include_name)."
        )
    }


def test_tables_that_are_not_there_yet(make_app: MakeApp) -> None:
    app, newest = make_app(prepare=False), newest_revision()
    assert complaints(app) == {
        f"The tables are at revision None, this version needs {newest}.": "flask pfdo db upgrade"
    }
    assert run_command(app, "db", "upgrade").output == f"The tables are at revision {newest}.\n"
    assert f"The tables are at the newest revision, {newest}." in praise(app)


def test_a_database_that_cannot_be_read() -> None:
    app = build_app(
        "postgresql+psycopg://postgres@/nowhere?host=%2Fno%2Fsuch%2Ffolder",
        prepare=False,
        SGO_PFDO_BASE_URL="http://localhost:5000",
    )
    assert complaints(app) == {"The database cannot be read: OperationalError.": "Check SQLALCHEMY_DATABASE_URI."}
    close_app(app)


def test_no_school_enabled_and_nothing_loaded(app: flask.Flask) -> None:
    disable([SCHOOL.id, KINDERGARTEN.id, MYSKI_SCHOOL.id])
    assert complaints(app) == {"No school has enabled the module.": "flask pfdo enable SCHOOL --municipality CODE"}
    for table in ("allowance", "period", "organisation", "group", "school", "municipality"):
        database.perform(lambda session, table=table: session.execute(text(f"DELETE FROM sgo_pfdo_{table}")))
    assert complaints(app) == {"No municipality is loaded.": "flask pfdo load FILE"}


def test_numbers_in_sequence_that_cannot_be_made_or_run_out(app: flask.Flask) -> None:
    change({"numbers_used": 998_999})
    assert complaints(app) == {}
    change({"numbers_used": 999_000})
    assert complaints(app) == {"myski has 999 numbers left.": "Change its number_format to sgo12."}
    change({"region_code": None})
    assert complaints(app) == {
        "myski issues pfdo10 numbers and lacks the codes they begin with.": (
            "Load it with region_code and municipality_code."
        )
    }
    change({"number_format": "sgo12"})
    assert complaints(app) == {}


def test_passwords_whose_key_is_gone(app: flask.Flask, make_app: MakeApp) -> None:
    for number in range(3):
        press(another_child(number))
    without_key = make_app(prepare=False, SGO_PFDO_KEYS=[Fernet.generate_key()])
    with without_key.app_context():
        press(another_child(3))
    assert complaints(without_key) == {
        "3 of the 4 newest passwords cannot be decrypted.": (
            "Put the key back into SGO_PFDO_KEYS; families can also make a new password."
        )
    }
    assert list(complaints(app)) == ["1 of the 4 newest passwords cannot be decrypted."]


def test_a_remote_register_that_keeps_refusing(make_app: MakeApp) -> None:
    register = LedRegister(*[RegisterUnavailableError("401 Unauthorized")] * 5)
    app = make_app(None, register)
    with app.app_context():
        press()
        for hour in range(5):
            assert complaints(app) == {}
            sync(register, current_state().cipher, lambda hour=hour: NOW + timedelta(hours=hour))
    assert complaints(app) == {
        "The remote register refuses: 401 Unauthorized.": "Mend the register; the queue goes on by itself."
    }
    with app.app_context():
        sync(register, current_state().cipher, lambda: NOW + timedelta(hours=9))
    assert "The remote register takes what it is told." in praise(app)


def test_tasks_for_a_remote_register_that_is_given_no_more(make_app: MakeApp) -> None:
    with make_app(None, LedRegister()).app_context():
        press()
    assert complaints(make_app(prepare=False)) == {
        "Tasks wait for a remote register, and none is given.": "Pass register= to SgoPfdo, as before."
    }
