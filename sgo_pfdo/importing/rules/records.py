"""Makes a certificate of a row, or says in which columns of it something is wrong."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sgo_pfdo.certificates.rules.lifecycle import Status, is_living
from sgo_pfdo.certificates.rules.names import ChildRecord
from sgo_pfdo.certificates.rules.validity import activated_end_date, end_date
from sgo_pfdo.funds.rules.kinds import Funding
from sgo_pfdo.importing.rules import cells
from sgo_pfdo.importing.rules.cells import Cell
from sgo_pfdo.importing.rules.heads import Field, folded
from sgo_pfdo.importing.rules.tables import Table
from sgo_pfdo.plain.ages import full_years

T = TypeVar("T")
FURTHEST_START = timedelta(days=366)
"""A certificate may begin to be valid so far in the future, and no later: that is a slip of the pen."""
_CERTAIN = (Field.NUMBER, Field.BIRTH_DATE, Field.STATUS)
"""A row in which all of these are empty is no certificate: a line between, a signature."""
_TOTAL = re.compile("итого|всего|итог")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A certificate as a row tells of it.

    :param status: as it is stored; a certificate that has expired is stored as an active one.
    :param group: what its group is called there.
    :param school: what its school is called there.
    :param funding: ``None`` where the file does not tell it.
    :param municipality: what its municipality is called there.
    """

    number: str
    surname: str
    first_name: str
    patronymic: str | None
    birth_date: date
    status: Status
    start_date: date
    end_date: date
    active_since: date | None
    group: str
    school: str
    funding: Funding | None
    municipality: str

    @property
    def child(self) -> ChildRecord:
        """The child as it is compared with those known already."""
        return ChildRecord.of(self, self.birth_date)

    def is_living(self, today: date) -> bool:
        """Tell whether it keeps the child from getting another one."""
        return is_living(self.status, self.end_date, today)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a row from being taken.

    :param field: in which column; the first one of a rule that concerns several.
    :param words: in Russian, without what stands in the cell.
    """

    field: Field
    words: str


def is_no_record(row: Sequence[Cell], table: Table) -> bool:
    """Tell whether a row below the heads is none with a certificate: empty, a total, a heading, a signature."""
    told = [bool(_shown(_at(row, table, field))) for field in _CERTAIN]
    if all(told):
        return False
    return not any(told) or any(_TOTAL.match(folded(_shown(cell))) for cell in row)


def _shown(cell: Cell) -> str:
    try:
        return cells.text_of(cell)
    except ValueError:
        return "="


def _at(row: Sequence[Cell], table: Table, field: Field) -> Cell:
    place = table.places.get(field)
    return row[place] if place is not None and place < len(row) else None


class _Reader:
    """Reads the cells of one row, and keeps what is wrong with them."""

    def __init__(self, row: Sequence[Cell], table: Table) -> None:
        self._row, self._table = row, table
        self.faults: list[Fault] = []

    def take(self, field: Field, read: Callable[[Cell], T]) -> T | None:
        """Read a cell; ``None`` where something is wrong with it."""
        try:
            return read(_at(self._row, self._table, field))
        except ValueError as error:
            self.faults.append(Fault(field, str(error)))
            return None

    def has(self, field: Field) -> bool:
        """Tell whether the file has such a column."""
        return field in self._table.places

    def wrong(self, field: Field, words: str) -> None:
        """Keep a fault."""
        self.faults.append(Fault(field, words))


def read_record(row: Sequence[Cell], table: Table, today: date, validity_days: int) -> Record | list[Fault]:
    """Read a row.

    :param today: the date in the municipality.
    :param validity_days: how long a certificate that is not activated is valid there, where the file does not tell.
    :return: the certificate, or all that is wrong with the row.
    """
    reader = _Reader(row, table)
    number = reader.take(Field.NUMBER, cells.read_number)
    name = _name(reader)
    days = {
        field: reader.take(field, lambda cell, f=field: _day(cell, f, today))  # type: ignore[misc]
        for field in (Field.BIRTH_DATE, Field.START, Field.END, Field.ACTIVATED)
    }
    status = reader.take(Field.STATUS, cells.read_status)
    funding = reader.take(Field.FUNDING, cells.read_funding)
    words = {f: reader.take(f, cells.text_of) or "" for f in (Field.GROUP, Field.SCHOOL, Field.MUNICIPALITY)}
    born, start = days[Field.BIRTH_DATE], days[Field.START]
    if reader.faults or number is None or name is None or born is None or start is None or status is None:
        return reader.faults
    end = _end(reader, status, born, start, days[Field.END], today, validity_days)
    if end is None or reader.faults:
        return reader.faults
    is_activated = status in (Status.ACTIVE, Status.FROZEN)
    return Record(
        number=number,
        surname=name[0],
        first_name=name[1],
        patronymic=name[2],
        birth_date=born,
        status=Status.ACTIVE if status is Status.EXPIRED else status,
        start_date=start,
        end_date=end,
        active_since=(days[Field.ACTIVATED] or start) if is_activated else None,
        group=words[Field.GROUP],
        school=words[Field.SCHOOL],
        funding=funding,
        municipality=words[Field.MUNICIPALITY],
    )


def _name(reader: _Reader) -> tuple[str, str, str | None] | None:
    if reader.has(Field.FULL_NAME):
        return reader.take(Field.FULL_NAME, cells.split_name)
    surname = reader.take(Field.SURNAME, lambda cell: cells.read_name(cell, missing="нет фамилии"))
    first_name = reader.take(Field.FIRST_NAME, lambda cell: cells.read_name(cell, missing="нет имени"))
    patronymic = reader.take(Field.PATRONYMIC, cells.read_name)
    return (surname, first_name, patronymic) if surname and first_name else None


def _day(cell: Cell, field: Field, today: date) -> date | None:
    if field is Field.END and folded(cells.text_of(cell)) == "бессрочно":
        return None
    day = cells.read_day(cell, today)
    if day is None and field is Field.BIRTH_DATE:
        raise ValueError("нет даты рождения")
    if day is None and field is Field.START:
        raise ValueError("нет даты начала")
    if field is Field.BIRTH_DATE and day is not None and day > today:
        raise ValueError("дата рождения ещё не наступила")
    if field is Field.START and day is not None and day > today + FURTHEST_START:
        raise ValueError("дата начала больше чем через год: проверьте год")
    if field is Field.ACTIVATED and day is not None and day > today:
        raise ValueError("дата активации ещё не наступила")
    return day


def _end(
    reader: _Reader, status: Status, born: date, start: date, told: date | None, today: date, validity_days: int
) -> date | None:
    """Find the last day: as the file tells it, or by the rules; for nobody later than the eve of the 18th birthday."""
    last = activated_end_date(born)
    if start < born:
        reader.wrong(Field.START, "дата начала раньше даты рождения")
    elif start > last:
        reader.wrong(Field.START, f"в день начала ребёнку уже {full_years(born, start)} лет")
    elif told is not None and told < start:
        reader.wrong(Field.END, "дата окончания раньше даты начала")
    elif status is Status.EXPIRED and told is None and last >= today:
        reader.wrong(Field.END, "срок истёк, а дата окончания не указана")
    elif status is Status.EXPIRED and told is not None and min(told, last) >= today:
        reader.wrong(Field.END, "срок истёк, а дата окончания ещё не прошла")
    elif told is None and status is Status.INACTIVE:
        return end_date(born, start, validity_days)
    else:
        return min(told or last, last)
    return None
