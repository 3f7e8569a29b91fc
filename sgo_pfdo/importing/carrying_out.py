"""Checks a file of certificates, and takes them in: all of them or none.

Checking and taking in go the same way through the file: what was checked a minute ago is checked once more by the
transaction that takes it in.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from sgo_pfdo import security_log
from sgo_pfdo.certificates.model import Certificate, Holder, name_keys
from sgo_pfdo.config import Settings
from sgo_pfdo.database import after_commit, insert_many_new, table_of
from sgo_pfdo.importing.files import BroughtFile
from sgo_pfdo.importing.going_through import MOST_ROWS, Findings, Pass, Progress
from sgo_pfdo.importing.rules.records import Record
from sgo_pfdo.importing.rules.tables import Table
from sgo_pfdo.importing.terms import Terms, terms_of
from sgo_pfdo.journal.writing import Actor, Event, record, record_for_each
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.plain.wording import whole_number
from sgo_pfdo.upkeep import counters


class ImportRefusedError(Exception):
    """The file cannot be taken in as it is; nothing was changed.

    :param findings: what is wrong with it.
    """

    def __init__(self, findings: Findings) -> None:
        super().__init__("the file has faults")
        self.findings = findings


def examine(
    session: Session,
    file: BroughtFile[Table],
    municipality: Municipality,
    *,
    settings: Settings,
    now: datetime,
    most_rows: int = MOST_ROWS,
    progress: Progress | None = None,
) -> Findings:
    """Check a file; nothing is written.

    :param municipality: whose certificates they are said to be.
    :param now: the moment, with a time zone.
    :param most_rows: how many rows the file may have.
    :raises sgo_pfdo.importing.files.UnreadableFileError: it cannot be read, has no certificates or too many rows.
    """
    terms = terms_of(session, municipality, settings, now)
    return Pass(session, terms, most_rows=most_rows, progress=progress).go_through(file)


def carry_out(
    session: Session,
    file: BroughtFile[Table],
    municipality: Municipality,
    actor: Actor,
    *,
    settings: Settings,
    now: datetime,
    most_rows: int = MOST_ROWS,
    progress: Progress | None = None,
) -> Findings:
    """Take the certificates of a file in.

    Each finds an entry in its history. Numbers in sequence go on behind the highest that came in. A certificate has no
    account: the password of the system it comes from is not ours to know.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param actor: who brings the file.
    :raises ImportRefusedError: something is wrong with it.
    :raises sgo_pfdo.importing.files.UnreadableFileError: see :func:`examine`.
    """
    actor = replace(actor, municipality_code=municipality.code)
    terms = terms_of(session, municipality, settings, now)

    def write(records: Sequence[Record]) -> Sequence[int]:
        return _write(session, terms, records, actor, now)

    findings = Pass(session, terms, most_rows=most_rows, progress=progress, write=write).go_through(file)
    if findings.faults.count:
        raise ImportRefusedError(findings)
    if findings.new:
        counters.raise_past_known(session, settings, now, terms.code)
        record(session, Event.SETTING_CHANGED, actor, at=now, details=_told(findings))
        ids: dict[str, Any] = {"viewer": actor.id, "role": actor.role, "municipality": terms.code}
        after_commit(session, lambda: security_log.tell("brought_in", count=findings.new, **ids))
    return findings


def _told(findings: Findings) -> str:
    words = f"Из файла перенесены сертификаты: {whole_number(findings.new)}"
    return f"{words}, уже были на портале: {whole_number(findings.known)}" if findings.known else words


def _write(session: Session, terms: Terms, records: Sequence[Record], actor: Actor, now: datetime) -> Sequence[int]:
    """Write holders, certificates and their history.

    :return: the places of certificates whose number was taken by somebody else just now.
    """
    holder = table_of(Holder)
    births = [{"birth_date": one.birth_date} for one in records]
    statement = insert(holder).returning(holder.c.id, sort_by_parameter_order=True)
    holder_ids = session.connection().execute(statement, births).scalars().all()
    rows = [_row(terms, holder_id, one, now) for holder_id, one in zip(holder_ids, records, strict=True)]
    written = insert_many_new(session, Certificate, rows, "holder_id")
    record_for_each(session, Event.IMPORTED, actor, written.items(), at=now)
    return [place for place, holder_id in enumerate(holder_ids) if holder_id not in written]


def _row(terms: Terms, holder_id: int, one: Record, now: datetime) -> dict[str, Any]:
    """Make the row of a certificate, with everything that one issued here has."""
    begins = datetime.combine(one.start_date, time.min, terms.zone)
    return {
        "holder_id": holder_id,
        "living_key": holder_id if one.is_living(terms.today) else None,
        "number": one.number,
        "card_id": secrets.token_urlsafe(16),
        "status": one.status.value,
        "surname": one.surname,
        "first_name": one.first_name,
        **name_keys(one.surname, one.first_name),
        "patronymic": one.patronymic,
        "birth_date": one.birth_date,
        "municipality_code": terms.code,
        "school_id": terms.school_named(one.school),
        "group_id": terms.group_of(one.group, one.birth_date),
        "funding": (one.funding or terms.funding).value,
        "issued_at": min(begins, now),
        "start_date": one.start_date,
        "end_date": one.end_date,
        "active_since": one.active_since,
        "version": 1,
    }
