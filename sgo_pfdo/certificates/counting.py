"""Counts certificates: how many there are in each status, by school and by month. It names no child.

    counts = count_all(session, municipality.code, today)
    counts.total, counts.of(Status.ACTIVE)
    for line in counts_by_school(session, municipality.code, today):    # line.label, line.counts
    for line in counts_by_month(session, municipality.code, today):
    school = count_school(session, municipality.code, school_id, today)  # for the director

Each is one pass through an index: of 10⁶ certificates it takes part of a second.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.listing import school_told
from sgo_pfdo.certificates.model import Certificate, has_status
from sgo_pfdo.certificates.rules.lifecycle import SHOWN, Status
from sgo_pfdo.documents.spreadsheet import Cells, Column, csv_file
from sgo_pfdo.municipalities.model import Municipality, RegisteredSchool
from sgo_pfdo.plain.wording import month_in_words, natural_key

NO_SCHOOL = "Без школы"
SOON = 14
"""Days, today included: who has not activated a certificate by then is worth a call."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many certificates there are in each status, expiry included."""

    by_status: Mapping[Status, int]

    @property
    def total(self) -> int:
        """All of them, whatever their status."""
        return sum(self.by_status.values())

    @property
    def living(self) -> int:
        """Those that keep a child from getting another one: neither annulled nor expired."""
        return self.total - self.of(Status.ANNULLED) - self.of(Status.EXPIRED)

    def of(self, status: Status) -> int:
        """Those of one status."""
        return self.by_status.get(status, 0)


@dataclass(frozen=True, slots=True)
class CountLine:
    """The counts of a school or a month.

    :param key: the host's id of the school, or the first day of the month; ``None`` for those without a school.
    :param label: the school's name, «Без школы», or «октябрь 2019».
    """

    key: str | date | None
    label: str
    counts: Counts


def count_all(session: Session, municipality_code: str, today: date) -> Counts:
    """Count the certificates of a municipality.

    :param today: the date in the municipality.
    """
    row = session.execute(select(*_sums(today)).where(_is_of(municipality_code))).one()
    return _counts(row)


def count_ending(session: Session, municipality_code: str, today: date, days: int = SOON) -> int:
    """Count the certificates of a municipality that nobody has activated and that end soon.

    :param days: within how many days, today included.
    """
    last = today + timedelta(days=days - 1)
    query = select(func.count()).where(
        _is_of(municipality_code), has_status(Status.INACTIVE, today), Certificate.end_date <= last
    )
    return session.scalar(query) or 0


def count_school(session: Session, municipality_code: str, school_id: str, today: date) -> Counts:
    """Count the certificates that were issued for one school of a municipality.

    :param school_id: the host's id.
    """
    row = session.execute(
        select(*_sums(today)).where(_is_of(municipality_code), Certificate.school_id == school_id)
    ).one()
    return _counts(row)


def counts_by_school(session: Session, municipality_code: str, today: date) -> list[CountLine]:
    """Count the certificates of a municipality by the school they were issued for, not by that of today.

    :return: by the names of the schools, those without a school last; a school without certificates has no line. A
        school of another municipality is named with it.
    """
    rows = session.execute(
        select(Certificate.school_id, *_sums(today))
        .where(_is_of(municipality_code))
        .group_by(Certificate.municipality_code, Certificate.school_id)
    ).all()
    ids = [school_id for school_id, *_ in rows if school_id is not None]
    names = _school_names(session, municipality_code, ids)
    lines = [
        CountLine(school_id, names.get(school_id, school_id) if school_id is not None else NO_SCHOOL, _counts(sums))
        for school_id, *sums in rows
    ]
    return sorted(lines, key=lambda line: (line.key is None, natural_key(line.label)))


def counts_by_month(session: Session, municipality_code: str, today: date) -> list[CountLine]:
    """Count the certificates of a municipality by the month they were issued in: that of their first day.

    :return: the newest month first; a month without certificates has no line.
    """
    rows = session.execute(
        select(Certificate.start_date, *_sums(today))
        .where(_is_of(municipality_code))
        .group_by(Certificate.municipality_code, Certificate.start_date)
        .order_by(Certificate.start_date.desc())
    ).all()
    lines = []
    for month, days in groupby(rows, key=lambda row: row[0].replace(day=1)):
        sums = [sum(column) for column in zip(*(day[1:] for day in days), strict=True)]
        lines.append(CountLine(month, month_in_words(month), _counts(sums)))
    return lines


def counts_csv(session: Session, municipality_code: str, today: date) -> bytes:
    """Give all counts of a municipality as a CSV file: altogether, by school, by month.

    :return: UTF-8 with semicolons, as a Russian Excel opens it.
    """
    columns = [Column("Что посчитано", 16), Column("Школа или месяц", 32), Column("Всего", 8)]
    columns += [Column(SHOWN[status], 16) for status in Status]
    parts = {
        "Все сертификаты": [CountLine(None, "", count_all(session, municipality_code, today))],
        "По школам при получении": counts_by_school(session, municipality_code, today),
        "По месяцам выдачи": counts_by_month(session, municipality_code, today),
    }
    rows: Iterator[Cells] = (
        [what, line.label, line.counts.total, *(line.counts.of(status) for status in Status)]
        for what, lines in parts.items()
        for line in lines
    )
    return b"".join(csv_file(columns, rows))


def _is_of(municipality_code: str) -> ColumnElement[bool]:
    return Certificate.municipality_code == municipality_code


def _sums(today: date) -> list[ColumnElement[int]]:
    """Count each status in a column of its own, in the order of :class:`Status`."""
    return [func.count().filter(has_status(status, today)) for status in Status]


def _counts(sums: Sequence[Any]) -> Counts:
    return Counts(dict(zip(Status, sums, strict=True)))


def _school_names(session: Session, municipality_code: str, school_ids: Sequence[str]) -> dict[str, str]:
    rows = session.execute(
        select(RegisteredSchool.id, RegisteredSchool.name, Municipality.code, Municipality.name)
        .join(Municipality, Municipality.code == RegisteredSchool.municipality_code)
        .where(RegisteredSchool.id.in_(school_ids))
    )
    return {
        school_id: school_told(name or school_id, town if code != municipality_code else None) or school_id
        for school_id, name, code, town in rows
    }
