"""What several processes do at once on one database; here, because a new process has to import it."""

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import create_engine

from sgo_pfdo import migrations
from sgo_pfdo.blueprints.common.attempts import trying
from sgo_pfdo.limits import DOCUMENT, TooManyTriesError
from sgo_pfdo.register.port import AccountRequest, PasswordReset, Register, StatusChange
from sgo_pfdo.testing import MemoryPortal
from tests.support.actions import run_command
from tests.support.apps import MYSKI_SCHOOL, NOW, SCHOOL, another_child, build_app, close_app, family_portal

PROCESSES = 4
SECONDS_TO_GATHER = 0.15

T = TypeVar("T")


class Workers:
    """Processes that begin their work at the same moment."""

    def __init__(self, pool: ProcessPoolExecutor, count: int = PROCESSES) -> None:
        """Take the processes of a pool that has so many of them."""
        self._pool, self._count = pool, count

    def at_once(self, work: Callable[..., T], *arguments: Any) -> list[T]:
        """Have each process do the work; it gets its own number, from 0 on, and then the arguments.

        Raises:
            Exception: what the work raised in one of them.
        """
        begin = time.time() + SECONDS_TO_GATHER
        running = [self._pool.submit(_at, begin, work, number, *arguments) for number in range(self._count)]
        return [each.result() for each in running]


def _at(begin: float, work: Callable[..., T], *arguments: Any) -> T:
    time.sleep(max(0.0, begin - time.time()))
    return work(*arguments)


def forkserver() -> Any:
    """Give what starts processes that do not begin from nothing; all tests have one, since Python allows no second."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "tests.support.warm"])
    return context


@contextmanager
def running_workers(count: int = PROCESSES) -> Iterator[Workers]:
    """Start processes that have imported the module already, and have issued a certificate."""
    with ProcessPoolExecutor(count, forkserver()) as pool:
        yield Workers(pool, count)


@dataclass(frozen=True)
class Hosts:
    """How each process builds its own host.

    Attributes:
        database_uri: the database that all of them share.
        engine_options: Flask-SQLAlchemy's ``SQLALCHEMY_ENGINE_OPTIONS``.
    """

    database_uri: str
    engine_options: dict[str, Any]


def press_for_each(worker: int, hosts: Hosts, children: list[int], school: str) -> list[int]:
    """Be one of the parents and press «Получить сертификат» over HTTP for each child, in the same order as the others.

    Returns:
        The status of each answer.
    """
    place = MYSKI_SCHOOL if school == MYSKI_SCHOOL.id else SCHOOL
    portal = family_portal()
    parent = f"parent-{worker % 2}"
    for number in children:
        portal.add(another_child(number, schools=(place,)), parent)
    portal.sign_in_parent(parent)
    app = build_app(
        hosts.database_uri,
        portal,
        prepare=False,
        SQLALCHEMY_ENGINE_OPTIONS=hosts.engine_options,
        WTF_CSRF_ENABLED=False,
    )
    client = app.test_client()
    statuses = [
        client.post("/settings/certificate/issue", data={"child": f"child-{number}"}).status_code for number in children
    ]
    close_app(app)
    return statuses


def press_for_own(worker: int, hosts: Hosts, count: int, school: str) -> list[int]:
    """Press for so many children that no other process presses for."""
    return press_for_each(worker, hosts, [worker * 1000 + number for number in range(count)], school)


class FileRegister(Register):
    """A remote register that writes what it is told into a file which all processes append to."""

    def __init__(self, path: Path) -> None:
        """Write to ``path``."""
        self._path = path

    def open(self, request: AccountRequest) -> None:
        """Write down an account."""
        self._write("open", request.number, request.key)

    def status_changed(self, change: StatusChange) -> None:
        """Write down a status."""
        self._write("status", change.number, change.key)

    def reset_password(self, reset: PasswordReset) -> None:
        """Write down a password."""
        self._write("password", reset.login, reset.key)

    def _write(self, *words: str) -> None:
        time.sleep(0.005)
        line = " ".join((*words, str(os.getpid()))) + "\n"
        with self._path.open("a") as file:
            file.write(line)


def sync_register(worker: int, hosts: Hosts, path: Path) -> str:
    """Run ``flask pfdo register sync`` and give what it says."""
    app = build_app(hosts.database_uri, register=FileRegister(path), prepare=False)
    result = run_command(app, "register", "sync")
    close_app(app)
    return result.output


def upgrade_tables(worker: int, database_uri: str) -> None:
    """Bring the tables up to date."""
    engine = create_engine(database_uri)
    migrations.upgrade(engine)
    engine.dispose()


class FilePortal(MemoryPortal):
    """A portal that writes whom it has sent a letter to into a file which all processes append to."""

    def __init__(self, path: Path) -> None:
        """Write to ``path``."""
        super().__init__(NOW)
        self._path = path

    def send_mail(self, message: EmailMessage) -> None:
        """Write down a letter."""
        time.sleep(0.005)
        with self._path.open("a") as file:
            file.write(f"{message['To']}\n")


def send_letters(worker: int, hosts: Hosts, path: Path) -> str:
    """Run ``flask pfdo mail send`` and give what it says."""
    app = build_app(hosts.database_uri, FilePortal(path), prepare=False, SQLALCHEMY_ENGINE_OPTIONS=hosts.engine_options)
    result = run_command(app, "mail", "send")
    close_app(app)
    return result.output


def remind_and_send(worker: int, hosts: Hosts, path: Path) -> str:
    """Run what cron runs, on the day on which families are reminded the first time; give what it says."""
    portal = FilePortal(path)
    portal.moment = NOW + timedelta(days=61)
    app = build_app(
        hosts.database_uri,
        portal,
        prepare=False,
        SGO_PFDO_BASE_URL="https://school.example",
        SQLALCHEMY_ENGINE_OPTIONS=hosts.engine_options,
    )
    said = [run_command(app, *command).output for command in (("remind",), ("mail", "send"), ("mail", "send"))]
    close_app(app)
    return "".join(said)


def knock_at_doors(worker: int, hosts: Hosts, times: int) -> dict[str, int]:
    """Ask for new passwords and search for numbers over HTTP, and try documents out, each so many times.

    Returns:
        How often each door let this process through.
    """
    portal = family_portal()
    app = build_app(
        hosts.database_uri,
        portal,
        prepare=False,
        SQLALCHEMY_ENGINE_OPTIONS=hosts.engine_options,
        WTF_CSRF_ENABLED=False,
    )
    client, through = app.test_client(), Counter[str]()
    presses = [client.post("/settings/certificate/password", data={"child": "igor"}) for _ in range(times)]
    through["password"] = [press.status_code for press in presses].count(303)
    portal.sign_in_clerk("cdt")
    searches = [client.post("/pfdo/desk/search", data={"wanted": "111122223333"}) for _ in range(times)]
    through["search"] = [search.status_code for search in searches].count(200)
    for _ in range(times):
        with app.test_request_context(), suppress(TooManyTriesError, LookupError), trying(DOCUMENT, bool):
            through["document"] += 1
            raise LookupError
    close_app(app)
    return dict(through)


def guess_passwords(worker: int, hosts: Hosts, number: str, times: int) -> dict[int, int]:
    """Type wrong passwords for one number over HTTP.

    Returns:
        How often each status came.
    """
    app = build_app(
        hosts.database_uri,
        prepare=False,
        SQLALCHEMY_ENGINE_OPTIONS=hosts.engine_options,
        WTF_CSRF_ENABLED=False,
    )
    client, typed = app.test_client(), {"number": number}
    answers = [
        client.post("/pfdo/cabinet/sign-in", data=typed | {"password": f"wrong {worker} {place}"})
        for place in range(times)
    ]
    statuses = Counter(answer.status_code for answer in answers)
    close_app(app)
    return dict(statuses)


def make_extracts(worker: int, hosts: Hosts, card_id: str, version: int) -> int:
    """Press «Создать новый пароль» on a page that both clerks had open, and give the status."""
    portal = family_portal()
    portal.sign_in_clerk("cdt")
    app = build_app(
        hosts.database_uri,
        portal,
        prepare=False,
        SQLALCHEMY_ENGINE_OPTIONS=hosts.engine_options,
        WTF_CSRF_ENABLED=False,
    )
    ticked = {"version": str(version), "papers": ["applicant_passport", "child_identity"]}
    status = app.test_client().post(f"/pfdo/desk/c/{card_id}/extract", data=ticked).status_code
    close_app(app)
    return status
