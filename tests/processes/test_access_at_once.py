"""One code and eight processes; a process that is killed before the commit; two requests that become the same one."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from sgo_pfdo.access.asking import Asked, submit
from sgo_pfdo.access.codes import print_codes
from sgo_pfdo.access.deciding import Decider
from sgo_pfdo.access.model import AccessCode, AccessRequest
from sgo_pfdo.access.rules.lifecycle import State
from sgo_pfdo.access.stated import Stated
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.people import Relation
from tests.support.access_workers import (
    SECONDS_TO_OPEN,
    ask_for_one_child,
    decide_at_once,
    family_host,
    type_codes,
    write_one_notice,
)
from tests.support.apps import IGOR, NOW, SCHOOL, TODAY, close_app
from tests.support.figures import SOAK
from tests.support.workers import Hosts, Workers, forkserver, running_workers

PROCESSES, TIMES = 8, 25
TIMES_ON_SQLITE = 25 if SOAK else 2
"""There one press waits for another however many come."""
MOTHERS = NOTICES = 24 if SOAK else 8
SECRETARY = Decider(actor=Actor(role="registrar", id="secretary"), school_id=SCHOOL.id, today=TODAY)


@pytest.fixture(scope="module")
def eight() -> Iterator[Workers]:
    """Eight processes."""
    with running_workers(PROCESSES) as workers:
        yield workers


@pytest.fixture(params=["sqlite", "postgresql"])
def hosts(request: pytest.FixtureRequest) -> Hosts:
    """A host with a table of its own for who is attached to whom."""
    return with_attachments(Hosts(request.getfixturevalue(f"ready_{request.param}_uri"), {}))


def with_attachments(made: Hosts) -> Hosts:
    """Make the host's own table."""
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
                session,
                [IGOR],
                SECRETARY,
                days=14,
                zone=current_state().settings.time_zone,
                each=1,
                cipher=current_state().cipher,
                now=NOW,
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
    code, times = print_one(hosts), TIMES_ON_SQLITE if hosts.database_uri.startswith("sqlite") else TIMES
    statuses: Counter[int] = sum(map(Counter, eight.at_once(type_codes, hosts, code, times, False)), Counter())
    assert statuses == {303: 1, 422: PROCESSES * times - 1}
    assert attached(hosts) == (1, 1)


def test_who_is_killed_between_attaching_and_committing_has_done_nothing(hosts: Hosts) -> None:
    code = print_one(hosts)
    process = forkserver().Process(target=type_codes, args=(0, hosts, code, 1, True))
    process.start()
    process.join(60)
    assert process.exitcode == -9
    assert attached(hosts) == (0, 0)
    assert type_codes(1, hosts, code, 1, False) == [303]
    assert attached(hosts) == (1, 1)


@pytest.fixture(scope="module")
def two() -> Iterator[Workers]:
    """Two processes."""
    with running_workers(2) as workers:
        yield workers


@pytest.fixture(params=["sqlite", "postgresql", "postgresql at REPEATABLE READ"])
def levels(request: pytest.FixtureRequest) -> Hosts:
    """A host on each database, and at the level where a transaction reads what was there when it began."""
    kind, _, level = request.param.partition(" at ")
    options = {"isolation_level": level} if level else {}
    return with_attachments(Hosts(request.getfixturevalue(f"ready_{kind}_uri"), options))


STATED = Stated(
    child_surname="Новикова",
    child_first_name="Дарья",
    child_patronymic=None,
    child_birth_date=date(2012, 3, 5),
    child_document_kind=None,
    child_document_number=None,
    surname="Новикова",
    first_name="Анна",
    patronymic=None,
    telephone=None,
    email=None,
)


def ask_for_others(hosts: Hosts, *names: str) -> list[tuple[str, ...]]:
    """Let each mother ask for children of these names; give the pages on which she corrects that, a tuple for each."""
    app = family_host(hosts)
    pages = []
    with app.app_context():
        state = current_state()
        for number in range(MOTHERS):
            mother = Actor(role="parent", id=f"mother-{number}")
            cards = [
                perform(
                    lambda session, mother=mother, name=name: (
                        submit(
                            session,
                            Asked(
                                school_id=SCHOOL.id,
                                relation=Relation.PARENT,
                                stated=replace(STATED, child_first_name=name),
                                is_verified=False,
                            ),
                            mother,
                            settings=state.settings,
                            cipher=state.cipher,
                            now=NOW,
                        ).card_id
                    )
                )
                for name in names
            ]
            pages.append(tuple(f"{card}/correct" for card in cards))
    close_app(app)
    return pages


def press_at_once(workers: Workers, hosts: Hosts, pages: list[tuple[str, ...]]) -> list[tuple[int, ...]]:
    """Press in both processes; give both statuses for each mother."""
    return list(zip(*workers.at_once(ask_for_one_child, hosts, pages, time.time() + SECONDS_TO_OPEN), strict=True))


def open_requests(hosts: Hosts) -> list[int]:
    """Count the open requests of each mother."""
    app = family_host(hosts)
    with app.app_context():
        found = current_session().query(AccessRequest).where(AccessRequest.state == State.SUBMITTED.value)
        counted = Counter(one.applicant_id for one in found)
    close_app(app)
    return [counted[f"mother-{number}"] for number in range(MOTHERS)]


def test_of_two_requests_that_are_corrected_to_one_child_at_once_one_stays_as_it_was(
    two: Workers, levels: Hosts
) -> None:
    pages = ask_for_others(levels, "Вера", "Мария")
    answers = press_at_once(two, levels, pages)
    assert [sorted(both) for both in answers] == [[303, 422]] * MOTHERS
    assert open_requests(levels) == [2] * MOTHERS


def test_a_request_that_is_made_while_another_becomes_the_same_finds_it_or_stands_in_its_way(
    two: Workers, levels: Hosts
) -> None:
    pages = [(correct, "new") for (correct,) in ask_for_others(levels, "Вера")]
    answers = press_at_once(two, levels, pages)
    assert {new for _, new in answers} == {303}
    assert {correct for correct, _ in answers} <= {303, 422}
    assert open_requests(levels) == [1 if correct == 303 else 2 for correct, _ in answers]


def test_of_two_who_save_a_notice_at_once_the_second_is_told(two: Workers, levels: Hosts) -> None:
    answers = two.at_once(write_one_notice, levels, NOTICES, time.time() + SECONDS_TO_OPEN)
    assert [sorted(both) for both in zip(*answers, strict=True)] == [[303, 409]] * NOTICES


@pytest.mark.parametrize("steps", [("accept", "withdraw"), ("accept", "accept"), ("accept", "refuse")])
def test_of_two_who_do_something_with_a_request_at_once_one_is_told_and_changes_nothing(
    two: Workers, levels: Hosts, steps: tuple[str, str]
) -> None:
    cards = [page.removesuffix("/correct") for (page,) in ask_for_others(levels, "Игорь")]
    answers = list(zip(*two.at_once(decide_at_once, levels, cards, steps, time.time() + SECONDS_TO_OPEN), strict=True))
    assert [sorted(both) for both in answers] == [[303, 409]] * MOTHERS
    accepted = sum(
        303 in [status for step, status in zip(steps, both, strict=True) if step == "accept"] for both in answers
    )
    assert attached(levels)[0] == accepted
    assert open_requests(levels) == [0] * MOTHERS
