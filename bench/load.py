"""A region's evening under load: gunicorn, PostgreSQL, the portal of the demo, Locust: ``python -m bench.load``.

``SECONDS=60`` makes it shorter than five minutes, ``VISITORS=32`` the crowd larger. All of it runs on this machine:
PostgreSQL with its own defaults, the visitors too, so the figures are those of a portal with half a machine.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any

import flask
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, func, insert, select, text

from bench.rows import Row, show
from sgo_pfdo.certificates.model import Certificate
from tests.support.apps import another_child
from tests.support.databases import new_postgresql_uri
from tests.support.postgresql import PostgresServer

ROOT = Path(__file__).resolve().parents[1]
WORKERS, THREADS = 2, 4
SECONDS = int(os.environ.get("SECONDS") or 300)
VISITORS = int(os.environ.get("VISITORS") or 16)
FAMILIES = 1000 + 100 * SECONDS
"""More than can come."""

SCHOOL = "lk-school-2"
WARM_UP = min(SECONDS / 2, max(20, SECONDS / 5))
"""Seconds after which a worker has met everything; from then on its memory must stay."""

ENGINE_OPTIONS = {"pool_size": THREADS, "max_overflow": 0, "hide_parameters": True}
"""A connection for each thread, as docs/operations.md says."""

PATIENCE, FLATNESS = 20, 1.05
PASSWORD_METHOD = "pbkdf2:sha256:1000"
"""Cheap: what a portal spends on its own passwords is not ours to measure."""


def portal() -> flask.Flask:
    """Build the portal of the demo from the environment: what gunicorn calls in each worker."""
    sys.path.insert(0, str(ROOT / "examples"))
    from school_portal import create_app

    return create_app(json.loads(os.environ["LOAD_CONFIG"]))


def prepare(config: dict[str, Any], password: str) -> None:
    """Make the tables and the families, each of one parent with one child."""
    os.environ["LOAD_CONFIG"] = json.dumps(config)
    app = portal()
    from school_portal import demo_data
    from school_portal.models import Account, AccountRole, Enrolment, Pupil, db, parenthood

    with app.app_context():
        demo_data.prepare()
        known = Account()
        known.set_password(password, method=PASSWORD_METHOD)
        born = date(date.today().year - 10, 1, 15)  # noqa: DTZ011 - any child of about ten
        numbers = range(1_000_001, 1_000_001 + FAMILIES)
        pupil = {"first_name": "Алёна", "patronymic": "Фёдоровна", "birth_date": born}
        account = {
            "password_hash": known.password_hash,
            "role": AccountRole.PARENT,
            "full_name": "Кузнецова Ольга Викторовна",
        }
        accounts = [{"id": number, "login": f"family-{place}", **account} for place, number in enumerate(numbers, 1)]
        # all are born on one day: of two with one surname the family would be asked
        pupils = [
            {"id": number, "record": f"Л-{number}", "surname": another_child(number).surname, **pupil}
            for number in numbers
        ]
        db.session.execute(insert(Pupil), pupils)
        db.session.execute(insert(Account), accounts)
        enrolments = [{"pupil_id": number, "school_id": SCHOOL, "position": 0} for number in numbers]
        db.session.execute(insert(Enrolment), enrolments)
        db.session.execute(insert(parenthood), [{"parent_id": number, "pupil_id": number} for number in numbers])
        db.session.commit()
        db.engine.dispose()


@contextmanager
def gunicorn(config: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Serve the portal until the block ends.

    :return: the address, and the process whose children the workers are.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = [f"--workers={WORKERS}", f"--threads={THREADS}", "--timeout=60", f"--bind=127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", *options, "--log-level=warning", "bench.load:portal()"]
    environment = os.environ | {"LOAD_CONFIG": json.dumps(config)}
    with subprocess.Popen(command, cwd=ROOT, env=environment) as serving:  # noqa: S603
        try:
            _wait(f"http://127.0.0.1:{port}/sign-in", serving)
            yield f"http://127.0.0.1:{port}", serving.pid
        finally:
            serving.terminate()


def _wait(address: str, serving: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=60).close()  # noqa: S310 - our own
        except OSError:
            assert serving.poll() is None, "gunicorn did not start"
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


@dataclass(frozen=True)
class Moment:
    """What the processes have taken so far.

    :param memory: of each worker, in MB.
    :param portal: seconds of a core that the workers have used.
    :param database: the same of PostgreSQL.
    """

    memory: list[float]
    portal: float
    database: float


def look(master: int, uri: str) -> Moment:
    """Look at the workers of a gunicorn and at the server of a database."""
    workers = [Path(f"/proc/{pid}") for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]
    engine = create_engine(uri)
    with engine.connect() as connection:
        servers = [Path(f"/proc/{pid}") for pid in connection.scalars(text("SELECT pid FROM pg_stat_activity"))]
        database = sum(map(_seconds, servers))
    engine.dispose()
    page = os.sysconf("SC_PAGE_SIZE") / 2**20
    memory = [int((worker / "statm").read_text().split()[1]) * page for worker in workers]
    return Moment(memory, sum(map(_seconds, workers)), database)


def _seconds(process: Path) -> float:
    used = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def rush(
    address: str, password: str, folder: Path, look_now: Callable[[], Moment]
) -> tuple[list[dict[str, Any]], list[Moment]]:
    """Send the visitors.

    :return: what Locust counted, an entry for each kind of request; the moments before, warm and at the end.
    """
    results = folder / "stats"
    locust = [sys.executable, "-m", "locust", "-f", "bench/families.py", "--headless", "--host", address]
    crowd = ["-u", str(VISITORS), "-r", str(VISITORS), "-t", f"{SECONDS}s", "--stop-timeout", "60"]
    quiet = ["--only-summary", "--exit-code-on-error", "0", "--json-file", str(results)]
    measured = [look_now()]
    environment = os.environ | {"LOAD_PASSWORD": password}
    with subprocess.Popen([*locust, *crowd, *quiet], cwd=ROOT, env=environment, stderr=sys.stderr) as visiting:  # noqa: S603
        try:
            time.sleep(WARM_UP)
            measured.append(look_now())
            visiting.wait(SECONDS + 120)
        finally:
            visiting.kill()
    measured.append(look_now())
    (file,) = folder.glob("stats*")
    return json.loads(file.read_text()), measured


def percentile(times: Counter[float], part: float) -> float:
    """Give the time that a part of all requests stayed within."""
    left = part * times.total()
    for milliseconds in sorted(times):
        left -= times[milliseconds]
        if left <= 0:
            return milliseconds
    raise ValueError("no requests")


def rows() -> list[Row]:
    """Let families come for some minutes."""
    password = token_hex(8)
    config = {
        "SECRET_KEY": token_hex(32),
        "SGO_PFDO_KEYS": [Fernet.generate_key().decode()],
        "SQLALCHEMY_ENGINE_OPTIONS": ENGINE_OPTIONS,
        "PASSWORD_METHOD": PASSWORD_METHOD,
    }
    server = PostgresServer({})
    try:
        with new_postgresql_uri(server.folder) as uri, tempfile.TemporaryDirectory() as folder:
            config["SQLALCHEMY_DATABASE_URI"] = uri
            prepare(config, password)
            with gunicorn(config) as (address, master):
                counted, measured = rush(address, password, Path(folder), partial(look, master, uri))
            engine = create_engine(uri)
            with engine.connect() as connection:
                issued = connection.scalar(select(func.count()).select_from(Certificate)) or 0
            engine.dispose()
    finally:
        server.stop()
    return judge(counted, measured, issued)


def judge(counted: list[dict[str, Any]], measured: list[Moment], issued: int) -> list[Row]:
    """Hold what was counted against the goals.

    :param issued: certificates in the database at the end: as many as presses that were answered so.
    """
    times = Counter[float]()
    for entry in counted:
        mine = Counter({float(time): count for time, count in entry["response_times"].items()})
        times += mine
        quick, slow = percentile(mine, 0.5), percentile(mine, 0.99)
        print(f"{entry['name']:<20} {mine.total():>7} requests, p50 {quick:.0f} ms, p99 {slow:.0f} ms", file=sys.stderr)
    failures = sum(entry["num_failures"] for entry in counted)
    answered = sum(entry["num_requests"] - entry["num_failures"] for entry in counted if entry["name"] == "issue")
    wrong = failures + abs(answered - issued)
    middle, slowest = percentile(times, 0.5), percentile(times, 0.99)
    before, warm, end = measured
    growth = max(after / at_first for at_first, after in zip(warm.memory, end.memory, strict=True))
    what = f"{VISITORS} visitors, {SECONDS} s"
    rate = f"{times.total() / SECONDS:.0f} requests and {issued / SECONDS:.1f} families a second"
    portal = (end.portal - before.portal) / max(issued, 1) * 1000
    database = (end.database - before.database) / max(issued, 1) * 1000
    shown = " → ".join("+".join(f"{worker:.0f}" for worker in moment.memory) for moment in measured)
    return [
        Row("load: errors", what, wrong, "<= 0", wrong == 0,
            f"{times.total()} requests, {issued} certificates; of a core, a family took {portal:.0f} ms of the portal "
            f"and {database:.0f} ms of PostgreSQL"),
        Row("load: p99", "p50", slowest / middle, "<= 20", slowest < PATIENCE * middle,
            f"{slowest:.0f} ms to {middle:.0f} ms; {rate}"),
        Row("load: memory of a worker", "after warming up", growth, f"<= {FLATNESS}", growth <= FLATNESS,
            f"{shown} MB, started, warm, at the end"),
    ]  # fmt: skip


if __name__ == "__main__":
    show(rows())
