"""«История сертификата» as it is kept: who, what, when, and nobody's name."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from sgo_pfdo import Role, Viewer
from sgo_pfdo.database import Base, current_session
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import history_of
from tests.support.actions import FATHER, MOTHER, press, renew_password
from tests.support.apps import IGOR, NOW, SASHA

pytestmark = pytest.mark.usefixtures("app")


def history(holder_id: int, **page: int) -> list[JournalEntry]:
    return history_of(current_session(), holder_id, **page)


def test_the_newest_entry_comes_first_with_who_and_when() -> None:
    certificate = press()
    renew_password(viewer=FATHER, now=NOW + timedelta(hours=2))
    entries = history(certificate.holder_id)
    assert [(entry.event, entry.actor_role, entry.actor_id, entry.at) for entry in entries] == [
        ("password_reset", "parent", FATHER.id, NOW + timedelta(hours=2)),
        ("account_opened", "system", None, NOW),
        ("issued", "parent", MOTHER.id, NOW),
    ]
    assert {entry.certificate_id for entry in entries} == {certificate.id}


def test_a_pupil_stands_in_the_history_as_a_pupil() -> None:
    certificate = press(viewer=Viewer(id="account-igor", role=Role.PUPIL, pupil_id="igor", is_owner=True))
    assert [entry.actor_role for entry in history(certificate.holder_id)] == ["system", "pupil"]


def test_the_history_holds_no_name_no_number_and_no_birth_date() -> None:
    certificate = press(replace(IGOR, surname="Ивановский", patronymic="Игоревич"))
    renew_password()
    assert IGOR.birth_date is not None
    secrets = ("Ивановский", "Игорь", "Игоревич", certificate.number, str(IGOR.birth_date))
    table = Base.metadata.tables["sgo_pfdo_journal"]
    entries = [str(value) for row in current_session().execute(select(table)) for value in row]
    assert len(entries) == 3 * len(table.columns)
    assert not [entry for entry in entries if any(secret in entry for secret in secrets)]


def test_each_child_has_a_history_of_its_own() -> None:
    igor, sasha = press(IGOR), press(SASHA)
    renew_password(SASHA)
    assert len(history(igor.holder_id)) == 2
    assert len(history(sasha.holder_id)) == 3


def test_the_history_goes_on_over_a_new_certificate() -> None:
    first = press()
    second = press(now=NOW + timedelta(days=90))
    assert [entry.certificate_id for entry in history(first.holder_id)] == [second.id] * 2 + [first.id] * 2


def test_a_long_history_is_read_page_by_page_without_gap_or_repetition() -> None:
    certificate = press()
    for hour in range(5):
        renew_password(now=NOW + timedelta(hours=hour))
    whole = [entry.id for entry in history(certificate.holder_id)]
    sizes, read, before = [], [], {}
    while entries := history(certificate.holder_id, limit=3, **before):
        sizes.append(len(entries))
        read += [entry.id for entry in entries]
        before = {"before": read[-1]}
    assert sizes == [3, 3, 1]
    assert read == whole == sorted(whole, reverse=True)
