"""One code of a school and eight processes; a process that is killed between attaching and committing."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from sgo_pfdo.access.codes import print_codes
from sgo_pfdo.access.deciding import Decider
from sgo_pfdo.access.model import AccessCode
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.journal.writing import Actor
from tests.support.apps import IGOR, NOW, SCHOOL, TODAY, close_app
from tests.support.workers import Hosts, Workers, family_host, running_workers, type_codes

PROCESSES, TIMES = 8, 25
SECRETARY = Decider(actor=Actor(role="registrar", id="secretary"), school_id=SCHOOL.id, today=TODAY)


@pytest.fixture(scope="module")
def eight() -> Iterator[Workers]:
    """Eight processes."""
    with running_workers(PROCESSES) as workers:
        yield workers


@pytest.fixture(params=["sqlite", "postgresql"])
def hosts(request: pytest.FixtureRequest) -> Hosts:
    """A host with a table of its own for who is attached to whom."""
    made = Hosts(request.getfixturevalue(f"ready_{request.param}_uri"), {})
    app = family_host(made)
    with app.app_context():
        current_session().execute(text("CREATE TABLE host_attachment (parent_id TEXT, pupil_id TEXT)"))
        current_session().commit()
    close_app(app)
    return made


def print_one(hosts: Hosts) -> str:
    app = family_host(hosts)
    with app.app_context():
        [printed] = perform(
            lambda session: print_codes(
                session, [IGOR], SECRETARY, days=14, each=1, cipher=current_state().cipher, now=NOW
            )
        )
    close_app(app)
    return printed.codes[0]


def attached(hosts: Hosts) -> tuple[int, int]:
    """Count the attachments of the host, and the codes that are used."""
    app = family_host(hosts)
    with app.app_context():
        rows = current_session().execute(text("SELECT parent_id FROM host_attachment")).all()
        used = [one for one in current_session().query(AccessCode) if one.used_at is not None]
    close_app(app)
    return len(rows), len(used)


def test_two_hundred_presses_of_one_code_attach_once(eight: Workers, hosts: Hosts) -> None:
    code = print_one(hosts)
    statuses: Counter[int] = sum(map(Counter, eight.at_once(type_codes, hosts, code, TIMES, False)), Counter())
    assert statuses == {303: 1, 422: PROCESSES * TIMES - 1}
    assert attached(hosts) == (1, 1)


def test_who_is_killed_between_attaching_and_committing_has_done_nothing(hosts: Hosts) -> None:
    code = print_one(hosts)
    process = multiprocessing.get_context("spawn").Process(target=type_codes, args=(0, hosts, code, 1, True))
    process.start()
    process.join(60)
    assert process.exitcode == -9
    assert attached(hosts) == (0, 0)
    assert type_codes(1, hosts, code, 1, False) == [303]
    assert attached(hosts) == (1, 1)
