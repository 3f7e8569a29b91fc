"""PgBouncer in transaction mode between portal and PostgreSQL: few connections of the server for many of workers."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import create_engine

from sgo_pfdo import migrations
from tests.docs.reading import DOCS, blocks
from tests.support import postgresql
from tests.support.figures import Figures
from tests.support.postgresql import PostgresServer
from tests.survival.conftest import MakeFleet
from tests.survival.servers import ROUNDS, SECONDS_OF_LOAD, prepared, recover, running, settle
from tests.survival.visitors import Browser, Rush, kinds

PORT = 6432
SERVER_CONNECTIONS = 2
WORKERS = 3
SETTINGS = """
[databases]
postgres = host={server} user=postgres

[pgbouncer]
listen_addr =
listen_port = {port}
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 100
"""
pytestmark = pytest.mark.skipif(not shutil.which("pgbouncer"), reason="PgBouncer is missing: apt-get install pgbouncer")


class Pooler:
    """A PgBouncer in front of a server.

    Args:
        server: behind it.
        folder: of its socket, its own.
    """

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        """Start it; like PostgreSQL it refuses to run as root."""
        self._folder = folder
        settings = {"server": server.folder, "port": PORT, "folder": folder, "connections": SERVER_CONNECTIONS}
        (folder / "pgbouncer.ini").write_text(SETTINGS.format(**settings), encoding="utf-8")
        account = pwd.getpwnam("nobody")
        self._account: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._account = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            os.chown(folder, account.pw_uid, account.pw_gid)
        self.start()

    @property
    def uri(self) -> str:
        """The SQLAlchemy address of the database behind it."""
        return f"postgresql+psycopg://postgres@/postgres?host={quote(str(self._folder), safe='')}&port={PORT}"

    def start(self) -> None:
        """Start it, after it was killed as well."""
        (self._folder / f".s.PGSQL.{PORT}").unlink(missing_ok=True)
        self._process = subprocess.Popen(
            ["pgbouncer", "--quiet", self._folder / "pgbouncer.ini"], stderr=subprocess.DEVNULL, **self._account
        )
        deadline = time.monotonic() + 10
        while True:
            try:
                psycopg.connect(host=str(self._folder), port=PORT, user="postgres", dbname="postgres").close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, "PgBouncer does not answer"
                time.sleep(0.05)

    def kill(self) -> None:
        """End it as the end of its machine does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


@contextmanager
def pooled(server: PostgresServer, folder: Path) -> Iterator[Pooler]:
    """Run a PgBouncer in front of a server."""
    folder.mkdir()
    folder.parent.chmod(0o755)
    pooler = Pooler(server, folder)
    try:
        yield pooler
    finally:
        pooler.kill()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short one that the account nobody may enter: the name of a socket has a hundred letters at most."""
    place = Path(f"/tmp/pfdo-pgbouncer-{os.getpid()}")
    place.mkdir()
    yield place / "p"
    shutil.rmtree(place)


def options_of_the_page() -> dict[str, Any]:
    """Read the options that docs/operations.md gives for PgBouncer."""
    (code,) = [block.code for block in blocks(DOCS / "operations.md", "python") if "prepare_threshold" in block.code]
    names: dict[str, Any] = {}
    exec(code, names)
    return {"SQLALCHEMY_ENGINE_OPTIONS": names["SQLALCHEMY_ENGINE_OPTIONS"]}


def test_families_press_through_pgbouncer_in_transaction_mode(
    make_fleet: MakeFleet, figures: Figures, folder: Path
) -> None:
    """Also while it is killed and started again; whoever was told of a certificate has it."""
    with running() as server:
        direct = prepared(server)
        with pooled(server, folder) as pooler:
            fleet = make_fleet(pooler.uri, WORKERS, config=options_of_the_page())
            rush, slowest = Rush(Browser(fleet.ports[0]), fleet.ports), 0.0
            for _ in range(ROUNDS):
                time.sleep(SECONDS_OF_LOAD)
                pooler.kill()
                time.sleep(0.5)
                pooler.start()
                slowest = max(slowest, recover(fleet.ports))
            time.sleep(SECONDS_OF_LOAD)
            with postgresql.connect(server.folder) as connection:
                backends = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                used = (connection.execute(backends).fetchone() or (0,))[0] - 1
            numbers = settle(rush, direct)
    figures(**numbers, kills=ROUNDS, connections_of_the_server=used, seconds_to_recover=f"{slowest:.1f}")
    assert used <= SERVER_CONNECTIONS


def test_the_tables_are_made_through_pgbouncer_too(folder: Path) -> None:
    with running() as server, pooled(server, folder) as pooler:
        engine = create_engine(pooler.uri, **options_of_the_page()["SQLALCHEMY_ENGINE_OPTIONS"])
        for _ in range(2):
            migrations.upgrade(engine)
        with engine.connect() as connection:
            assert migrations.current_revision(connection) == migrations.newest_revision()
        engine.dispose()


def test_without_the_option_pages_fail(make_fleet: MakeFleet, figures: Figures, folder: Path) -> None:
    """Psycopg prepares what it has asked five times, on a connection of the server that is another one next time."""
    with running() as server:
        prepared(server)
        with pooled(server, folder) as pooler:
            fleet = make_fleet(pooler.uri, WORKERS)
            rush = Rush(Browser(fleet.ports[0]), fleet.ports)
            time.sleep(SECONDS_OF_LOAD * 2)
            counted = kinds(rush.stop().values())
    figures(tries=counted.total(), errors=counted["500"], asked_to_come_again=counted["again"])
    if counted["500"] == 0:
        pytest.skip("this PgBouncer keeps prepared statements itself (max_prepared_statements, since 1.21)")
