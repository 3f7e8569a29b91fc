"""Exports what the register shows, as CSV or XLSX: of 10⁶ certificates as of ten, in little memory."""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain

from sqlalchemy.orm import Session

from sgo_pfdo.certificates.listing import Filter, Row, read_all
from sgo_pfdo.certificates.listing_told import told
from sgo_pfdo.certificates.rules.lifecycle import SHOWN
from sgo_pfdo.certificates.showing import record_taken
from sgo_pfdo.database import perform
from sgo_pfdo.documents.spreadsheet import CSV_TYPE, XLSX_TYPE, Cells, Column, csv_file, xlsx_file
from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.plain.wording import plural

COLUMNS = (
    Column("Номер", 14),
    Column("Фамилия", 18),
    Column("Имя", 14),
    Column("Отчество", 18),
    Column("Дата рождения", 15),
    Column("Статус", 20),
    Column("Группа", 32),
    Column("Школа при получении", 32),
    Column("Дата начала", 13),
    Column("Дата окончания", 16),
    Column("Активен с", 12),
)


class Format(enum.StrEnum):
    """The kinds of files."""

    XLSX = "xlsx"
    CSV = "csv"

    @property
    def mimetype(self) -> str:
        """As HTTP names it."""
        return XLSX_TYPE if self is Format.XLSX else CSV_TYPE


def export(
    session: Session,
    municipality_code: str,
    ids: Sequence[int],
    today: date,
    file_format: Format,
    *,
    actor: Actor,
    now: datetime,
) -> Iterator[bytes]:
    """Make the file, in parts. No child goes into it before that child's history tells of it.

    :param session: as for :func:`sgo_pfdo.certificates.listing.read_all`.
    :param ids: of the certificates that are wanted, in order: :func:`sgo_pfdo.certificates.listing.ids_in_order`.
    :param today: the date in the municipality; statuses are those of this day.
    :param actor: who takes the file.
    :param now: the moment, with a time zone.
    """
    batches = read_all(session, municipality_code, ids, today)
    actor = replace(actor, municipality_code=municipality_code)
    rows = map(_cells, chain.from_iterable(_told_of(session, batches, actor, file_format, now)))
    if file_format is Format.CSV:
        return csv_file(COLUMNS, rows)
    return xlsx_file("Сертификаты", COLUMNS, rows)


def _told_of(
    session: Session, batches: Iterator[Sequence[Row]], actor: Actor, file_format: Format, now: datetime
) -> Iterator[Sequence[Row]]:
    """Write into each child's history that it stands in the file; a batch at a time, so that nobody waits."""
    where = f"файл с реестром, {file_format.upper()}"
    for rows in batches:
        about = [row.about for row in rows]
        perform(lambda session, about=about: record_taken(session, actor, about, where, now), session=session)  # type: ignore[misc]
        yield rows


def _cells(row: Row) -> Cells:
    return (
        row.number,
        row.surname,
        row.first_name,
        row.patronymic,
        row.birth_date,
        SHOWN[row.status],
        row.group,
        row.school,
        row.start_date,
        row.end_date,
        row.active_since,
    )


def file_name(municipality_name: str, today: date, file_format: Format) -> str:
    """Name the file: «Сертификаты, г. Киселёвск, 2019-10-28.xlsx»."""
    return f"Сертификаты, {municipality_name}, {today:%Y-%m-%d}.{file_format}"


def record_export(
    session: Session,
    actor: Actor,
    municipality_code: str,
    wanted: Filter,
    count: int,
    file_format: Format,
    now: datetime,
) -> None:
    """Write an export into the history: how many certificates, by which filter; never whose."""
    words = f"{count} {plural(count, 'сертификат', 'сертификата', 'сертификатов')}"
    record(
        session,
        Event.EXPORTED,
        actor,
        municipality_code=municipality_code,
        details=f"Реестр, {file_format.upper()}: {words}; {told(session, wanted)}",
        at=now,
    )
