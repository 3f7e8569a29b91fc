"""The history as an inspection reads it: printed line by line, or as a table for a spreadsheet."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from sgo_pfdo.certificates.history import WHO, in_words
from sgo_pfdo.documents.spreadsheet import Cells, Column, csv_file
from sgo_pfdo.journal.inspecting import Told, Wanted, read_history

COLUMNS = (
    Column("Запись", 10),
    Column("Когда", 26),
    Column("Что", 60),
    Column("Кто", 36),
    Column("Организация", 36),
    Column("Учётная запись на портале", 24),
    Column("Сертификат", 14),
    Column("Муниципалитет", 16),
    Column("Подробности", 40),
)


def as_csv(session: Session, wanted: Wanted, zone: ZoneInfo) -> Iterator[bytes]:
    """Make a CSV file as a Russian Excel opens it, in parts.

    :param zone: in which moments are told; each says its distance from UTC.
    """
    return csv_file(COLUMNS, _rows(session, wanted, zone))


def as_lines(session: Session, wanted: Wanted, zone: ZoneInfo) -> Iterator[str]:
    """Make lines to print: what is empty is left out.

    :param zone: in which moments are told; each says its distance from UTC.
    """
    for row in _rows(session, wanted, zone):
        yield " · ".join(_on_one_line(str(cell)) for cell in row[1:-1] if cell)


def _on_one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _rows(session: Session, wanted: Wanted, zone: ZoneInfo) -> Iterator[Cells]:
    for portion in read_history(session, wanted):
        yield from _told(session, portion, zone)


def _told(session: Session, portion: Told, zone: ZoneInfo) -> list[Cells]:
    words = in_words(session, [entry for entry, _ in portion])
    return [
        (
            entry.id,
            entry.at.astimezone(zone).isoformat(" ", "seconds"),
            told,
            WHO[entry.actor_role],
            entry.organisation,
            entry.actor_id,
            number,
            entry.municipality_code,
            entry.details,
        )
        for (entry, number), told in zip(portion, words, strict=True)
    ]
