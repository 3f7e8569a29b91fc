"""Several processes at once: one certificate per child, no number twice, nothing told or made twice, no error."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text

from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.current import current_state
from sgo_pfdo.database import VERSION_TABLE, Base, current_session, perform
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.mail.model import Notice
from sgo_pfdo.mail.outbox import QueuedLetter
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.register.model import Account, RegisterTask
from tests.support.actions import press
from tests.support.applying import begin
from tests.support.apps import MYSKI_SCHOOL, NOW, SCHOOL, another_child, build_app, close_app
from tests.support.databases import table_names
from tests.support.registers import LedRegister
from tests.support.workers import (
    PROCESSES,
    Hosts,
    Workers,
    press_for_each,
    press_for_own,
    remind_and_send,
    send_letters,
    sync_register,
    upgrade_tables,
)

CHILDREN = list(range(12))
SCHOOLS = [SCHOOL.id, MYSKI_SCHOOL.id]


@pytest.fixture(params=["sqlite", "postgresql", "postgresql at REPEATABLE READ"])
def hosts(request: pytest.FixtureRequest) -> Iterator[Hosts]:
    """Hosts on one database, with a remote register in the first of them, whose context is open."""
    kind, _, level = request.param.partition(" at ")
    options: dict[str, Any] = {"isolation_level": level} if level else {}
    hosts = Hosts(request.getfixturevalue(f"ready_{kind}_uri"), options)
    app = build_app(hosts.database_uri, register=LedRegister(), prepare=False)
    with app.app_context():
        yield hosts
    close_app(app)


def count(model: type[Base]) -> int:
    return current_session().scalar(select(func.count()).select_from(model)) or 0


def numbers() -> list[str]:
    return list(current_session().scalars(select(Certificate.number).order_by(Certificate.number)))


@pytest.mark.parametrize("school", SCHOOLS)
def test_parents_who_press_at_the_same_moment_get_one_certificate_and_no_error(
    hosts: Hosts, workers: Workers, school: str
) -> None:
    answers = workers.at_once(press_for_each, hosts, CHILDREN, school)
    assert answers == [[303] * len(CHILDREN)] * PROCESSES
    assert [count(model) for model in (Holder, Certificate, Account)] == [len(CHILDREN)] * 3
    holders = current_session().scalars(select(Holder.pupil_id).join(Certificate, Certificate.holder_id == Holder.id))
    assert sorted(map(str, holders)) == sorted(f"child-{number}" for number in CHILDREN)
    events = Counter(current_session().scalars(select(JournalEntry.event)))
    assert events == {"issued": len(CHILDREN), "account_opened": len(CHILDREN)}


@pytest.mark.parametrize("school", SCHOOLS)
def test_children_in_parallel_get_numbers_of_their_own(hosts: Hosts, workers: Workers, school: str) -> None:
    answers = workers.at_once(press_for_own, hosts, 10, school)
    assert answers == [[303] * 10] * PROCESSES
    given = numbers()
    assert len(given) == len(set(given)) == 10 * PROCESSES
    if school == MYSKI_SCHOOL.id:
        assert given == [f"4215{number:06d}" for number in range(1, 10 * PROCESSES + 1)]
        used = select(Municipality.numbers_used).where(Municipality.code == "myski")
        assert current_session().scalar(used) == 10 * PROCESSES


def test_a_remote_register_is_told_each_account_once(hosts: Hosts, workers: Workers, tmp_path: Path) -> None:
    for number in CHILDREN:
        press(another_child(number))
    told = tmp_path / "told"
    said = workers.at_once(sync_register, hosts, told)
    lines = [line.split() for line in told.read_text().splitlines()]
    assert sorted(number for _, number, _, _ in lines) == numbers()
    assert all("put back for later: 0." in line for line in said)
    assert sum(int(line.split(",")[0].removeprefix("Told: ")) for line in said) == len(CHILDREN)
    assert count(RegisterTask) == 0
    assert not any(current_session().scalars(select(Account.is_pending)))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_tables_are_made_once_however_many_machines_start(
    request: pytest.FixtureRequest, workers: Workers, kind: str
) -> None:
    uri = request.getfixturevalue(f"{kind}_uri")
    workers.at_once(upgrade_tables, uri)
    engine = create_engine(uri)
    assert table_names(engine) == {*Base.metadata.tables, VERSION_TABLE}
    with engine.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {VERSION_TABLE}")) == 1
    engine.dispose()


def test_several_at_once_send_each_letter_once(hosts: Hosts, workers: Workers, tmp_path: Path) -> None:
    addresses = [f"parent{number}@mail.ru" for number in range(30)]
    for number, address in enumerate(addresses):
        begin(child=another_child(number), email=address)
    said = workers.at_once(send_letters, hosts, tmp_path / "sent")
    assert sum(int(text.split("Sent: ")[1].split(",")[0]) for text in said) == len(addresses)
    assert sorted((tmp_path / "sent").read_text().split()) == sorted(addresses)
    assert count(QueuedLetter) == 0


def test_families_are_reminded_once_by_processes_that_run_the_same_at_once(
    hosts: Hosts, workers: Workers, tmp_path: Path
) -> None:
    for number in range(12):
        holder_id, email = press(another_child(number)).holder_id, f"parent{number}@mail.ru"
        secret = current_state().cipher.encrypt(email)
        settings = {"holder_id": holder_id, "email": secret, "email_confirmed_at": NOW}
        perform(lambda session, known=settings: session.merge(CabinetSettings(**known)))  # type: ignore[misc]
    said = workers.at_once(remind_and_send, hosts, tmp_path / "sent")
    assert [text for text in said if "Error" in text or "Sent" not in text] == []
    assert sorted((tmp_path / "sent").read_text().split()) == sorted(f"parent{number}@mail.ru" for number in range(12))
    assert (count(Notice), count(QueuedLetter)) == (12, 0)
