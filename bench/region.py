"""A region with any number of certificates, as two years of issuing leave them, written in bulk.

The indexes stand while the rows come, in random order as in life: an index that is made afterwards has full pages, and
the first thousands of new certificates would pay for splitting them.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import flask
from sqlalchemy import Engine, select

from bench import page
from sgo_pfdo import Pupil, School
from sgo_pfdo.certificates.model import Certificate, Holder, Transition, name_keys
from sgo_pfdo.certificates.rules.lifecycle import Status, Step
from sgo_pfdo.certificates.rules.validity import activated_end_date
from sgo_pfdo.funds.model import Period
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Event
from sgo_pfdo.migrations import upgrade
from sgo_pfdo.municipalities.enabling import enable
from sgo_pfdo.municipalities.loading import load_file
from sgo_pfdo.municipalities.model import Group
from sgo_pfdo.register.model import Account

Values = tuple[Any, ...]
Tables = list[tuple[type[Any], str, Iterator[Values]]]
"""Tables with their columns and rows."""
TODAY = page.NOW.date()
DAYS = 730
"""The first certificate is so old; the others follow evenly."""
VALIDITY = 90
PASSWORD = "k7mw4prxk7mw"
"""Of all accounts."""

GROUP = "Дети в возрасте от 5 до 18 лет"
MUNICIPALITIES, SCHOOLS = 30, 600
SCHOOLS_OF_ONE = SCHOOLS // MUNICIPALITIES
SURNAMES = [
    "".join(parts).capitalize()
    for parts in product(("бар", "вер", "гол", "дим", "зуб", "кал", "лап", "мин", "пет", "ряб", "сом", "тур", "чер"),
                         ("", "ан", "ел", "ос", "юк"), ("ов", "ин", "енко", "ский", "ёв", "ых"))
]  # fmt: skip
FIRST_NAMES = ("Иван", "Пётр", "Анна", "Мария", "Алёна", "Софья", "Егор", "Артём", "Дарья", "Лев", "Ева")
PATRONYMICS = ("Иванович", "Петровна", "Ильич", "Сергеевна", "Львович", "Олеговна", None)
BIRTHDAYS = [date(2006, 1, 1) + timedelta(days=day) for day in range(2500)]
"""All of them from five to thirteen years old at :data:`TODAY`."""

WARM = """SELECT pg_prewarm(oid) FROM pg_class
WHERE relname ~ 'sgo_pfdo_(holder|certificate|account|cabinet|enrolment|period)'
AND relname !~ 'certificate_(start|end)$' AND relkind IN ('r', 'i')"""
"""SQL: what families read and write is in memory, the clerks' register and the history need not be."""


def scrambled(number: int) -> int:
    """Give a number below 2**32 that looks random, another one for each number: the «lowbias32» mixer."""
    number = ((number ^ (number >> 16)) * 0x7FEB352D) & 0xFFFFFFFF
    number = ((number ^ (number >> 15)) * 0x846CA68B) & 0xFFFFFFFF
    return number ^ (number >> 16)


def pupil_id(number: int) -> str:
    """Give the host's id of a child; neighbours are far from each other in an index."""
    return f"{scrambled(number):08x}-{number}"


def child_of(known: str) -> Pupil:
    """Give the child with this id, as the host knows it; every number has one, with a certificate or without."""
    mixed = scrambled(int(known.partition("-")[2]))
    surname, first_name, patronymic = _name(mixed)
    school = f"school-{mixed % SCHOOLS}"
    return Pupil(id=known, surname=surname, first_name=first_name, patronymic=patronymic, birth_date=_birthday(mixed),
                 schools=(School(id=school, name=f"МБОУ «СОШ № {mixed % SCHOOLS}»"),))  # fmt: skip


def _name(mixed: int) -> tuple[str, str, str | None]:
    # moduli without a common factor: surname, name, school and birthday meet in all ways
    return SURNAMES[mixed % 379], FIRST_NAMES[mixed % 11], PATRONYMICS[mixed % 7]


def _birthday(mixed: int) -> date:
    return BIRTHDAYS[mixed % 2477]


def likeness(number: int) -> int:
    """Give what a child has in common with those whom a family would be asked about: town, surname and birthday."""
    mixed = scrambled(number)
    return hash((_name(mixed)[0], _birthday(mixed), mixed % SCHOOLS // SCHOOLS_OF_ONE))


def holders_of(count: int) -> int:
    """Tell how many children have so many certificates: the first fifth let theirs lapse and got another one."""
    return count - count // 5


def prepare(
    app: flask.Flask, count: int, more: Callable[[int, Mapping[str, int]], Tables] = lambda count, periods: []
) -> None:
    """Make the tables, the municipalities with their schools and periods, one user and so many certificates.

    :param app: from :func:`bench.page.build`, on an empty database.
    :param more: gives what else to write, of the number of certificates and the running periods of the municipalities.
    """
    with app.app_context():
        page.db.create_all()
        engine = page.db.engine
        upgrade(engine)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "region.json"
            file.write_text(json.dumps({"municipalities": [_municipality(n) for n in range(MUNICIPALITIES)]}))
            load_file(file)
        for number in range(MUNICIPALITIES):
            enable([one["id"] for one in _municipality(number)["schools"]], municipality=f"district-{number}")
        page.db.session.add(page.User(id=1, login="ivanova"))
        groups = {one[0]: one[1] for one in page.db.session.execute(select(Group.municipality_code, Group.id))}
        running = select(Period.municipality_code, Period.id).where(Period.starts_on <= TODAY, Period.ends_on >= TODAY)
        periods = {one[0]: one[1] for one in page.db.session.execute(running)}
        page.db.session.commit()
        secret = app.extensions["sgo_pfdo"].cipher.encrypt(PASSWORD)
    _fill(engine, count, groups, secret, more(count, periods))
    engine.dispose()


def _municipality(number: int) -> dict[str, Any]:
    schools = range(number * SCHOOLS_OF_ONE, (number + 1) * SCHOOLS_OF_ONE)
    return {
        "code": f"district-{number}",
        "name": f"Округ № {number}",
        "time_zone": "Asia/Novokuznetsk",
        "groups": [{"name": GROUP, "age_from": 5, "age_to": 18}],
        "periods": [_period(TODAY.year, number), _period(TODAY.year + 1, number)],
        "organisations": [
            {"code": f"centre-{number}", "name": "Центр детского творчества", "address": "ул. Советская, д. 3"}
        ],
        "schools": [{"id": f"school-{n}", "name": f"МБОУ «СОШ № {n}»"} for n in schools],
    }


def _period(year: int, number: int) -> dict[str, Any]:
    """Give a year, both of which families can use by now; the nominal is another one in each municipality."""
    numbers = {"valued": 2, "preprof": "free", "other": 1}
    amounts = {"group": GROUP, "nominal": 12_000 + 100 * number, "funded": numbers, "accounting": numbers}
    days = {"starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31", "opens_on": f"{year - 1}-09-01"}
    return {**days, "funding_limit": 10**9, "allowances": [amounts]}


def _fill(engine: Engine, count: int, groups: dict[str, int], secret: str, more: Tables) -> None:
    """Write table by table; the database numbers the rows from 1."""
    tables: Tables = [
        (Holder, "pupil_id, birth_date", _holders(count)),
        (
            Certificate,
            "holder_id, living_key, number, card_id, status, surname, first_name, patronymic, surname_key,"
            " first_name_key, birth_date, municipality_code, school_id, group_id, issued_at, start_date, end_date,"
            " active_since, version",
            _certificates(count, groups),
        ),
        (Account, "certificate_id, login, secret, opened_at, is_pending", _accounts(count, secret)),
        (
            JournalEntry,
            "holder_id, certificate_id, at, event, actor_role, actor_id, organisation, municipality_code, details",
            _history(count),
        ),
        (
            Transition,
            "certificate_id, step, status_before, status_after, end_date_before, at, day, actor_role, actor_id,"
            " organisation, is_undone",
            _steps(count),
        ),
        *more,
    ]
    write = _write_to_postgresql if engine.dialect.name == "postgresql" else _write_to_sqlite
    with closing(engine.raw_connection()) as connection:
        write(connection.driver_connection, [(one.__tablename__, columns, rows) for one, columns, rows in tables])


def _write_to_postgresql(connection: Any, tables: list[tuple[str, str, Iterable[Values]]]) -> None:
    # foreign keys hold by construction; to check them row by row takes longer than to write the rows
    connection.execute("SET session_replication_role = replica; SET timezone = 'UTC'")
    for table, columns, rows in tables:
        with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    connection.commit()
    connection.autocommit = True
    # what a server has done by itself after a while, and what it then holds in memory
    for statement in ("VACUUM ANALYZE", "CHECKPOINT", "CREATE EXTENSION pg_prewarm", WARM):
        connection.execute(statement)


def _write_to_sqlite(connection: Any, tables: list[tuple[str, str, Iterable[Values]]]) -> None:
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000"):
        connection.execute(f"PRAGMA {pragma}")
    for table, columns, rows in tables:
        places = ", ".join("?" for _ in columns.split(","))
        connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608 - our own names
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()


def _holders(count: int) -> Iterator[Values]:
    for number in range(1, holders_of(count) + 1):
        yield pupil_id(number), _birthday(scrambled(number)).isoformat()


def _holder(number: int, count: int) -> int:
    holders = holders_of(count)
    return number if number <= holders else number - holders


def _status(number: int, count: int) -> Status:
    """Tell a certificate's status: the oldest lapsed, the newest tenth still waits for its family at the desk."""
    is_active = count // 5 < number <= count - count // 10
    return Status.ACTIVE if is_active else Status.INACTIVE


def _start(number: int, count: int) -> date:
    return TODAY - timedelta(days=DAYS * (count - number) // count)


def _moment(day: date) -> str:
    return f"{day.isoformat()} 05:00:00.000000"


def number_of(number: int) -> str:
    """Give the number of a certificate."""
    return str(10**11 + scrambled(number) * 209)  # always twelve digits


def card_id_of(number: int) -> str:
    """Give what names a certificate in addresses."""
    return f"{scrambled(number):011d}{number:011d}"


def municipality_of(number: int, count: int) -> str:
    """Give the municipality of a certificate."""
    return f"district-{scrambled(_holder(number, count)) % SCHOOLS // SCHOOLS_OF_ONE}"


def oldest_living(count: int) -> int:
    """Give the first certificate that did not lapse long ago; all after it can be used."""
    return count // 5 + 1


def _certificates(count: int, groups: dict[str, int]) -> Iterator[Values]:
    for number in range(1, count + 1):
        holder = _holder(number, count)
        mixed = scrambled(holder)
        surname, first_name, patronymic = _name(mixed)
        status, start = _status(number, count), _start(number, count)
        is_active = status is Status.ACTIVE
        end = activated_end_date(_birthday(mixed)) if is_active else start + timedelta(days=VALIDITY - 1)
        municipality = municipality_of(number, count)
        living_key = holder if number > count // 5 else None
        day = start.isoformat()
        yield (holder, living_key, number_of(number), card_id_of(number), status.value, surname, first_name, patronymic,
               *name_keys(surname, first_name).values(), _birthday(mixed).isoformat(), municipality,
               f"school-{mixed % SCHOOLS}", groups[municipality], _moment(start), day, end.isoformat(),
               day if is_active else None, 1)  # fmt: skip


def _accounts(count: int, secret: str) -> Iterator[Values]:
    for number in range(1, count + 1):
        yield number, number_of(number), secret, _moment(_start(number, count)), 0


def _history(count: int) -> Iterator[Values]:
    for number in range(1, count + 1):
        holder, at = _holder(number, count), _moment(_start(number, count))
        mixed = scrambled(holder)
        yield holder, number, at, Event.ISSUED.value, "parent", str(mixed), None, None, None
        yield holder, number, at, Event.ACCOUNT_OPENED.value, "system", None, None, None, None
        if _status(number, count) is Status.ACTIVE:
            code = mixed % SCHOOLS // SCHOOLS_OF_ONE
            yield (holder, number, at, Event.STEP.value, "clerk", f"clerk-{code}", "Центр детского творчества",
                   f"district-{code}", "Активация")  # fmt: skip


def _steps(count: int) -> Iterator[Values]:
    for number in range(1, count + 1):
        if _status(number, count) is Status.ACTIVE:
            start = _start(number, count)
            code = scrambled(_holder(number, count)) % SCHOOLS // SCHOOLS_OF_ONE
            yield (number, Step.ACTIVATE.value, Status.INACTIVE.value, Status.ACTIVE.value,
                   (start + timedelta(days=VALIDITY - 1)).isoformat(), _moment(start), start.isoformat(), "clerk",
                   f"clerk-{code}", "Центр детского творчества", 0)  # fmt: skip
