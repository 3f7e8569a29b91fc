"""What waits for an operator, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.programmes import reviewing
from sgo_pfdo.programmes.acting import By, FieldsRefusedError
from sgo_pfdo.programmes.model import ProgrammeStep
from sgo_pfdo.programmes.rules.lifecycle import Side, State
from tests.programmes import making

REVIEW = State.REVIEW.value
BY = By(actor=Actor(role="operator", id="zimina"), side=Side.OPERATOR, now=making.NOW)


def test_the_oldest_stands_first_also_among_parts(session: Session) -> None:
    making.provider(session)
    where = making.address(session)
    for name, days in (("Хор", 3), ("Шахматы", -2)):
        making.programme(session, where, short_name=name, state=REVIEW, sent_at=making.NOW + timedelta(days=days))
    changed = making.programme(session, where, short_name="Лепка")
    part = making.part(session, changed, state=REVIEW)
    at = making.NOW + timedelta(days=1)
    session.add(ProgrammeStep(programme_id=changed.id, part_id=part.id, step="send", at=at, role="provider"))
    making.programme(session, where, short_name="Опубликована")
    found = reviewing.list_waiting(session, making.TOWN, most=10)
    assert [(one.short_name, one.is_part) for one in found] == [("Шахматы", False), ("Лепка", True), ("Хор", False)]
    assert found[1].since == at and found[1].provider_name == "Дом детского творчества"
    assert reviewing.count_waiting(session, making.TOWN) == 3 and reviewing.count_waiting(session, "myski") == 0
    assert len(reviewing.list_waiting(session, making.TOWN, most=2)) == 2


def test_nothing_is_published_without_a_register(session: Session) -> None:
    making.provider(session)
    one = making.programme(session, making.address(session), state=REVIEW)
    with pytest.raises(FieldsRefusedError):
        reviewing.publish(session, one, [], BY, seen=one.version)
    reviewing.publish(session, one, ["valued"], BY, seen=one.version)
    assert one.state == State.PUBLISHED
