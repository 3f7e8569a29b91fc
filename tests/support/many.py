"""Certificates in any number, for the register: written straight into the tables, as years of issuing leave them."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from sgo_pfdo.certificates.model import Certificate, Holder, name_keys
from sgo_pfdo.municipalities.model import Group, RegisteredSchool

Values = dict[str, Any]
YEARS = 5
AT_ONCE = 10_000
_STATUSES = {"active": 70, "inactive": 24, "annulled": 5, "frozen": 1}
_SYLLABLES = ("ба", "ве", "го", "ди", "же", "зу", "ка", "ло", "ми", "ну", "пе", "ра", "со", "ту", "ян", "ор", "ёл")
_ENDINGS = ("ов", "ина", "енко", "ский", "ев")
_FIRST_NAMES = ("Иван", "Пётр", "Анна", "Мария", "Алёна", "Софья", "Егор", "Артём", "Дарья", "Лев", "Марк", "Ева")
_PATRONYMICS = ("Иванович", "Петровна", "Ильич", "Сергеевна", None)


def values_of(number: int, /, **changes: Any) -> Values:
    """Give the columns of a certificate: active, issued on 1 September 2019, of a child without a school.

    Args:
        number: id of the certificate and of its holder; a part of the certificate's number.
        changes: other columns; ``surname_key``, ``first_name_key``, ``living_key`` and ``issued_at`` follow from them.
    """
    values: Values = {
        "id": number,
        "holder_id": number,
        "number": f"{100_000_000_000 + number * 7919}",
        "card_id": f"{number:022d}",
        "stored_status": "active",
        "surname": "Иванов",
        "first_name": "Иван",
        "patronymic": None,
        "municipality_code": "kiselevsk",
        "school_id": None,
        "group_id": None,
        "start_date": date(2019, 9, 1),
        "end_date": date(2022, 5, 13),
        "active_since": None,
        "version": 1,
    } | changes
    derived = {
        **name_keys(values["surname"], values["first_name"]),
        "living_key": values["holder_id"] if values["stored_status"] != "annulled" else None,
        "issued_at": datetime.combine(values["start_date"], time(), UTC),
    }
    return derived | values


def add(connection: Connection, certificates: Sequence[Values], birth_date: date = date(2012, 3, 4)) -> None:
    """Write certificates, each with a holder of its own.

    Args:
        connection: the caller commits.
        certificates: from :func:`values_of`.
        birth_date: of the first child; each next one was born a day later.
    """
    holders = [
        {"id": one["holder_id"], "birth_date": birth_date + timedelta(days=place % 3000)}
        for place, one in enumerate(certificates)
    ]
    # the columns are named by their attributes; "status" is the only one with another name
    rows = [
        {("status" if name == "stored_status" else name): one[name] for name in one}
        | {"birth_date": holder["birth_date"]}
        for one, holder in zip(certificates, holders, strict=True)
    ]
    _insert(connection, Holder.__table__, holders)
    _insert(connection, Certificate.__table__, rows)


def _insert(connection: Connection, table: Any, rows: list[Values]) -> None:
    assert isinstance(table, Table)
    connection.execute(insert(table), rows)


def fill(connection: Connection, municipality_code: str, count: int, *, today: date, first: int = 1) -> None:
    """Write so many certificates as five years of a municipality would leave, the same ones each time.

    Args:
        connection: the caller commits.
        municipality_code: loaded, with its schools and groups.
        count: how many.
        today: the newest first day.
        first: the first id.
    """
    chance = random.Random(count)
    schools = [*connection.scalars(select(RegisteredSchool.id).where(_is_of(RegisteredSchool, municipality_code)))]
    groups = [*connection.scalars(select(Group.id).where(_is_of(Group, municipality_code)))]
    surnames = [_surname(chance) for _ in range(min(count, 20_000))]
    common = [1 / (place + 10) for place in range(len(surnames))]
    rows = (
        values_of(
            first + place,
            municipality_code=municipality_code,
            surname=surname,
            first_name=chance.choice(_FIRST_NAMES),
            patronymic=chance.choice(_PATRONYMICS),
            school_id=chance.choice([*schools, None]),
            group_id=chance.choice([*groups, None]),
            **_life(chance, today - timedelta(days=365 * YEARS * (count - 1 - place) // count)),
        )
        for place, surname in enumerate(chance.choices(surnames, common, k=count))
    )
    while some := list(islice(rows, AT_ONCE)):
        add(connection, some)


def _is_of(table: Any, municipality_code: str) -> Any:
    return table.municipality_code == municipality_code


def _surname(chance: random.Random) -> str:
    syllables = "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 3)))
    return syllables.capitalize() + chance.choice(_ENDINGS)


def _life(chance: random.Random, start: date) -> Values:
    [status] = chance.choices([*_STATUSES], [*_STATUSES.values()])
    days = 89 if status == "inactive" else chance.randint(200, 4000)
    since = start + timedelta(days=chance.randint(0, 60)) if status in {"active", "frozen"} else None
    return {
        "stored_status": status,
        "start_date": start,
        "end_date": start + timedelta(days=days),
        "active_since": since,
    }
