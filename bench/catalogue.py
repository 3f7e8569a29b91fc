"""A catalogue with any number of programmes, made up in bulk."""

import random
from collections.abc import Iterator
from datetime import date, time
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.orm import Session

from sgo_pfdo.database import Base, table_of
from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.programmes.model import (
    Lesson,
    Programme,
    ProgrammeAddress,
    ProgrammeGroup,
    ProgrammePart,
    ProgrammeTrait,
)
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.kinds import Direction, Health
from sgo_pfdo.programmes.rules.texts import sort_key
from sgo_pfdo.programmes.search.indexing import index_everything
from tests.programmes.making import NOW

TODAY = NOW.date()
MUNICIPALITIES = 17
PROGRAMMES_OF_ONE, ADDRESSES_OF_ONE = 20, 2
"""Of a provider."""
BATCH = 2000
_SUBJECTS = (
    "робототехника шахматы футбол плавание рисование хореография вокал гитара фортепиано театр лепка керамика "
    "программирование астрономия химия биология краеведение туризм скалолазание дзюдо самбо волейбол баскетбол "
    "журналистика фотография анимация вышивка бисер квиллинг авиамодели судомодели радиотехника математика "
    "физика английский немецкий китайский логика ритмика гимнастика акробатика хор скрипка баян домра живопись "
    "графика дизайн архитектура экология геология мультипликация видеосъёмка финансы право психология медицина"
)
SUBJECTS = _SUBJECTS.split()
_KINDS = "студия кружок клуб школа секция мастерская лаборатория ансамбль объединение творческая"
KINDS = _KINDS.split()
_QUALITIES = "юный весёлый первый большой новый городской начинающий умный звонкий быстрый ясный чудесный"
QUALITIES = _QUALITIES.split()
_FILLERS = (
    "ребёнок дети занятия научатся узнают смогут сделают своими руками вместе педагог группа развитие внимание "
    "память речь воображение выставка концерт соревнование проект опыт интерес начальный навык техника "
    "безопасность инструмент материал история культура природа город семья праздник друзья команда успех "
    "победа результат"
)
FILLERS = _FILLERS.split()
COMMON = [*FILLERS, *KINDS]
_WEIGHTS = [*accumulate(1 / rank for rank in range(1, len(COMMON) + 1))]
"""As in any language: the second word is half as frequent as the first one, the third a third."""
ENDINGS = ("", "а", "у", "ом", "е", "ы", "ов", "ами")


def fill(connection: Connection, programmes: int) -> None:
    """Write a catalogue and the rows of its search; the transaction is the caller's."""
    providers = max(1, programmes // PROGRAMMES_OF_ONE)
    put(connection, Municipality, ({"code": f"m{one}", "name": f"м. {one}", "revision": "1"} for one in range(17)))
    put(connection, Provider, (_provider(one) for one in range(providers)))
    put(connection, ProviderAddress, (_address(one, providers) for one in range(providers * ADDRESSES_OF_ONE)))
    put(connection, Programme, (programme(one, providers) for one in range(programmes)))
    put(connection, ProgrammeTrait, (trait for one in range(programmes) for trait in _traits(one)))
    addresses = (
        {"programme_id": one + 1, "address_id": _address_of(one, providers), "is_main": True}
        for one in range(programmes)
    )
    put(connection, ProgrammeAddress, addresses)
    put(connection, ProgrammePart, (_part(one) for one in range(programmes)))
    groups = programmes * 3 // 2
    put(connection, ProgrammeGroup, (_group(one, programmes, providers) for one in range(groups)))
    put(connection, Lesson, (lesson for one in range(groups) for lesson in _lessons(one)))
    with Session(connection, join_transaction_mode="control_fully") as session:
        after: int | None = 0
        while after is not None:
            after = index_everything(session, after)
        session.commit()


def put(connection: Connection, model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    """Write rows, batch by batch."""
    statement, batch = insert(table_of(model)), []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            connection.execute(statement, batch)
            batch = []
    if batch:
        connection.execute(statement, batch)


def _chance(kind: str, number: int) -> random.Random:
    return random.Random(number * 31 + len(kind))  # noqa: S311 - jitter, no secret


def _provider(number: int) -> dict[str, Any]:
    name = f"Центр «{QUALITIES[number % len(QUALITIES)].capitalize()} {KINDS[number % 7]}» № {number}"
    about = {"form": "state", "state": "active", "accepts_certificates": True, "version": 1}
    return about | {
        "code": f"p{number}",
        "municipality_code": f"m{number % MUNICIPALITIES}",
        "name": name,
        "name_key": sort_key(name),
    }


def _address(number: int, providers: int) -> dict[str, Any]:
    owner, chance = number % providers, _chance("address", number)
    return {
        "id": number + 1,
        "provider_code": f"p{owner}",
        "municipality_code": f"m{owner % MUNICIPALITIES}",
        "text": f"ул. Мира, {number}",
        "latitude": 53 + owner % MUNICIPALITIES * 0.1 + chance.random() * 0.1,
        "longitude": 86 + owner % MUNICIPALITIES * 0.1 + chance.random() * 0.1,
        "is_open": True,
    }


def _address_of(programme: int, providers: int) -> int:
    return programme % providers + 1 + providers * (programme % ADDRESSES_OF_ONE)


def _word(chance: random.Random) -> str:
    """Give a word; one of ten is so rare that hardly another text has it, as names of places and people are."""
    if chance.random() < 0.1:
        return "".join(chance.choice(("ба", "ве", "го", "ди", "жу", "за", "ки", "ло", "му", "но")) for _ in range(4))
    return chance.choices(COMMON, cum_weights=_WEIGHTS)[0] + chance.choice(ENDINGS)


def programme(number: int, providers: int) -> dict[str, Any]:
    chance, owner = _chance("programme", number), number % providers
    quality, subject = chance.choice(QUALITIES), chance.choice(SUBJECTS)
    name = f"{quality.capitalize()} {subject}: {chance.choice(KINDS)}"
    youngest = chance.choice((48, 60, 72, 84, 96, 120, 144))
    return {
        "id": number + 1,
        "card_id": f"p{number}",
        "external_id": str(number),
        "provider_code": f"p{owner}",
        "municipality_code": f"m{owner % MUNICIPALITIES}",
        "all_region": chance.random() < 0.05,
        "full_name": f"Дополнительная общеразвивающая программа «{name}»",
        "short_name": name,
        "name_key": sort_key(name),
        "kind": "general",
        "direction": chance.choice(list(Direction)).value,
        "age_min": youngest,
        "age_max": min(215, youngest + chance.choice((23, 47, 71))),
        "is_adapted": chance.random() < 0.05,
        "form": "full_time",
        "is_distance": chance.random() < 0.1,
        "level": "basic",
        "annotation": " ".join(_word(chance) for _ in range(30)),
        "needs_medical": chance.random() < 0.3,
        "rating": chance.choice((None, None, chance.randrange(500, 1000))),
        "ratings": 0,
        "final_document": "none",
        "place_type": "city",
        "duration_years": 0,
        "duration_months": 9,
        "auto_prolong": False,
        "state": "published",
        "version": 1,
        "changed_at": NOW,
    }


def _traits(number: int) -> Iterator[dict[str, Any]]:
    chance = _chance("traits", number)
    registers = {chance.choice(list(RegisterKind)).value for _ in range(2)}
    yield from ({"programme_id": number + 1, "kind": "register", "value": one} for one in sorted(registers))
    keywords = {chance.choice(SUBJECTS) for _ in range(3)}
    yield from ({"programme_id": number + 1, "kind": "keyword", "value": one} for one in sorted(keywords))
    if chance.random() < 0.1:
        yield {"programme_id": number + 1, "kind": "health", "value": chance.choice(list(Health)).value}


def _part(number: int) -> dict[str, Any]:
    chance = _chance("part", number)
    return {
        "id": number + 1,
        "programme_id": number + 1,
        "position": 1,
        "name": "Первый год",
        "months": 9,
        "hours": 720,
        "individual_hours": 0,
        "second_teacher_hours": 0,
        "min_children": 8,
        "max_children": 15,
        "price": chance.choice((None, chance.randrange(300_000, 3_000_000))),
        "state": "published",
        "is_open": chance.random() < 0.7,
        "version": 1,
    }


def _group(number: int, programmes: int, providers: int) -> dict[str, Any]:
    chance, programme = _chance("group", number), number % programmes
    return {
        "id": number + 1,
        "card_id": f"g{number}",
        "provider_code": f"p{programme % providers}",
        "part_id": programme + 1,
        "name": f"Группа {number}",
        "kind": "group",
        "starts_on": date(2026, 9, 1 + number % 20),
        "ends_on": date(2027, 5, 31),
        "places": chance.randrange(1, 20),
        "extra_places": 0,
        "is_locked": chance.random() < 0.1,
        "has_entrance_test": False,
        "is_archived": False,
        "version": 1,
    }


def _lessons(number: int) -> Iterator[dict[str, Any]]:
    chance = _chance("lessons", number)
    for weekday in sorted(chance.sample(range(1, 8), 2)):
        begins = chance.randrange(9, 19)
        times = {"begins_at": time(begins), "ends_at": time(begins + 1, 30)}
        yield {"group_id": number + 1, "weekday": weekday, "week": "every"} | times
