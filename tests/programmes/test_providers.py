"""Providers, their addresses and agreements: once each, and whoever was slower is told."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.funds.model import Period
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes import agreements, providers
from sgo_pfdo.programmes.acting import FieldsRefusedError, TakenError
from sgo_pfdo.programmes.provider_model import Agreement, ProviderAddress
from sgo_pfdo.programmes.rules.kinds import ProviderState
from sgo_pfdo.programmes.rules.records import AGREEMENT, PROVIDER
from tests.programmes import making
from tests.programmes.test_services import OPERATOR, told, values


def test_an_address_of_the_same_text_is_one_and_opens_again(session: Session) -> None:
    provider = database.perform(making.provider)
    about = {"text": "ул. Мира, 1", "latitude": None, "longitude": None, "directions": None}
    first = database.perform(lambda session: providers.put_address(session, provider, about, OPERATOR))
    database.perform(lambda session: providers.close_address(session, first, OPERATOR, seen=1))
    assert providers.addresses_of(session, "ddt") == []
    point = about | {"latitude": 53.99, "longitude": 86.65}
    again = database.perform(lambda session: providers.put_address(session, provider, point, OPERATOR))
    assert (again.id, again.latitude, again.is_open) == (first.id, 53.99, True)
    assert providers.addresses_of(session, "ddt") == [again]


def test_a_provider_is_added_once_changed_and_suspended(session: Session) -> None:
    typed = values(PROVIDER, code="ddt", name="Дом творчества", form="Государственная или муниципальная организация")
    provider = database.perform(lambda session: providers.add_provider(session, making.TOWN, typed, OPERATOR))
    with pytest.raises(TakenError):
        database.perform(lambda session: providers.add_provider(session, making.TOWN, typed, OPERATOR))
    assert database.perform(
        lambda session: providers.change_provider(
            session, provider, typed | {"name": "Ёлочка"}, OPERATOR, seen=provider.version
        )
    )
    assert (provider.name_key, provider.version) == ("елочка", 2)
    database.perform(lambda session: providers.set_state(session, provider, ProviderState.SUSPENDED, OPERATOR, seen=2))
    assert told(session)[-1] == "Организация «Ёлочка»: приостановлена"
    with pytest.raises(ChangedMeanwhileError):
        database.perform(lambda session: providers.set_state(session, provider, ProviderState.ACTIVE, OPERATOR, seen=2))


def test_an_agreement_is_written_once_for_a_period_and_changed_there(session: Session) -> None:
    def prepare(session: Session) -> Any:
        session.add(
            Period(
                municipality_code=making.TOWN,
                starts_on=date(2026, 9, 1),
                ends_on=date(2026, 12, 31),
                opens_on=date(2026, 8, 2),
            )
        )
        return making.provider(session)

    provider = database.perform(prepare)

    def put(**typed: str) -> bool:
        known = values(AGREEMENT, period_starts_on=typed.pop("day", "01.09.2026"), **typed)
        return database.perform(
            lambda session: agreements.put_agreement(session, provider, making.TOWN, known, OPERATOR)
        )

    assert put(state="Запрошено") and not put(state="Запрошено")
    assert put(state="Действует", number="12", signed_on="01.08.2026", maximum="5 000 000")
    agreement = session.scalars(select(Agreement)).one()
    assert (agreement.state, agreement.maximum, agreement.version) == ("active", 500_000_000, 2)
    assert told(session)[-1] == "Соглашение с организацией «Дом детского творчества» на период с 01.09.2026: действует"
    with pytest.raises(FieldsRefusedError):
        put(day="01.01.2027", state="Запрошено")


def test_of_two_who_change_an_address_the_second_is_told(session: Session) -> None:
    def prepare(session: Session) -> ProviderAddress:
        making.provider(session)
        return making.address(session)

    address = database.perform(prepare)
    point = {"latitude": 54.0, "longitude": 86.7, "directions": "Остановка «Дворец»"}

    def change(seen: int, **more: Any) -> bool:
        return database.perform(
            lambda session: providers.change_address(session, address, point | more, OPERATOR, seen=seen)
        )

    assert change(1) and not change(2)
    assert (address.version, address.latitude, address.directions) == (2, 54.0, "Остановка «Дворец»")
    with pytest.raises(ChangedMeanwhileError):
        change(1, directions="другая")
    with pytest.raises(ChangedMeanwhileError):
        database.perform(lambda session: providers.close_address(session, address, OPERATOR, seen=1))
    assert address.is_open and address.directions == "Остановка «Дворец»"
    assert told(session)[-1] == "Организация «Дом детского творчества»: изменён адрес г. Киселёвск, ул. Унжакова, 6"
