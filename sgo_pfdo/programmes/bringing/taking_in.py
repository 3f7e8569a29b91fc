"""Takes in files of the catalogue: a dry run that tells every fault, then all of it or nothing.

What is there already, by its number in the files, stays as it is: the same file again makes no doubles. Checking and
taking in go the same way; only the writing is left out of a dry run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.funds.model import Period
from sgo_pfdo.importing.files import UnreadableFileError
from sgo_pfdo.importing.rules.report import Told
from sgo_pfdo.programmes.acting import By, tell
from sgo_pfdo.programmes.bringing.files import CatalogueFile, Row, problems_of
from sgo_pfdo.programmes.bringing.present import Key, Present
from sgo_pfdo.programmes.bringing.rows import Writer
from sgo_pfdo.programmes.editing import CHOSEN_BY_PROVIDER
from sgo_pfdo.programmes.rules.files import BY_OPERATOR, COLUMNS, WORDS, Brought
from sgo_pfdo.programmes.rules.lifecycle import Side
from sgo_pfdo.programmes.rules.records import Values, read_record

BATCH = 500
"""Records that are looked up and written at once."""
Progress = Callable[[int], object]
"""Hears how many rows were dealt with since it was last called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose catalogue it is.

    :param provider_code: whose records they are where a row does not say it; a provider brings only its own.
    """

    municipality_code: str
    by: By
    provider_code: str | None = None


@dataclass
class Findings:
    """What a file holds, and what is wrong with it.

    :param new: records that are not there yet, by kind; ``known``: those that are, and stay as they are.
    """

    new: dict[Brought, int] = field(default_factory=dict)
    known: dict[Brought, int] = field(default_factory=dict)
    faults: Told = field(default_factory=Told)

    @property
    def in_words(self) -> str:
        """Say what is new: «программы – 12, модули – 24»."""
        return ", ".join(f"{WORDS[kind]} – {count}" for kind, count in self.new.items() if count)


class ImportRefusedError(Exception):
    """The file cannot be taken in as it is; nothing was changed.

    :param findings: what is wrong with it.
    """

    def __init__(self, findings: Findings) -> None:
        super().__init__("the file has faults")
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the file that was read: whose it is, and what tells it from others of its kind."""

    row: Row
    provider: str
    key: Key
    values: Values


def examine(session: Session, file: CatalogueFile, scope: Scope, *, progress: Progress | None = None) -> Findings:
    """Check a file; nothing is written.

    :raises UnreadableFileError: it cannot be read, or has too many rows.
    """
    return _Pass(session, scope, None, progress).go_through(file)


def carry_out(session: Session, file: CatalogueFile, scope: Scope, *, progress: Progress | None = None) -> Findings:
    """Take a file in.

    What an operator brings is published at once; what a provider brings is a draft.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :raises ImportRefusedError: something is wrong with it.
    :raises UnreadableFileError: see :func:`examine`.
    """
    writer = Writer(session, scope.municipality_code, scope.by)
    findings = _Pass(session, scope, writer, progress).go_through(file)
    if findings.faults.count:
        raise ImportRefusedError(findings)
    if findings.in_words:
        writer.make_found()
        tell(session, scope.by, scope.municipality_code, f"Из файла внесены: {findings.in_words}")
    return findings


class _Pass:
    """One way through a file.

    :param writer: writes what is new; ``None`` for a dry run.
    """

    def __init__(self, session: Session, scope: Scope, writer: Writer | None, progress: Progress | None) -> None:
        self._scope, self._writer, self._progress = scope, writer, progress
        self._present = Present(session)
        self._first_rows: dict[tuple[Brought, Key], tuple[str, int]] = {}
        query = select(Period.starts_on, Period.id).where(Period.municipality_code == scope.municipality_code)
        self._periods = {row[0]: row[1] for row in session.execute(query)}
        self.findings = Findings()

    def go_through(self, file: CatalogueFile) -> Findings:
        """Read all records, batch by batch."""
        problems = problems_of(file)
        for sheet, number, words in problems:
            self.findings.faults.add(sheet, number, "", words)
        try:
            for kind, rows in groupby(file.rows(), key=lambda row: row.kind):
                while batch := list(islice(rows, BATCH)):
                    self._deal_with(kind, batch)
                    if self._progress:
                        self._progress(len(batch))
        except UnreadableFileError:
            if not problems:
                raise
        return self.findings

    def _deal_with(self, kind: Brought, rows: Sequence[Row]) -> None:
        records = [one for row in rows if (one := self._read(row)) is not None]
        self._present.look(Brought.PROVIDERS, [(one.provider,) for one in records])
        records = [one for one in records if self._is_own(kind, one)]
        if kind is Brought.LESSONS:
            self._present.look(Brought.GROUPS, [one.key[:2] for one in records])
            groups = [self._present.get(Brought.GROUPS, one.key[:2]) for one in records]
            self._present.have_lessons([one for one in groups if one is not None])
        else:
            self._present.look(kind, [one.key for one in records])
        self._look_for_references(kind, records)
        fine = [one for one in records if not self._tell_references(kind, one)]
        new = [one for one in fine if not self._is_there(kind, one)]
        self.findings.known[kind] = self.findings.known.get(kind, 0) + len(fine) - len(new)
        self.findings.new[kind] = self.findings.new.get(kind, 0) + len(new)
        if self._writer is None or self.findings.faults.count:
            for one in new:
                self._present.put(kind, one.key, self._stand_in(kind))
        elif new:
            values = [one.values | {"key": one.key} for one in new]
            written = self._writer.write(kind, values, self._present)
            for one in new:
                if one.key not in written:
                    self._fault(one.row, "", "это уже внёс кто-то другой: проверьте файл ещё раз")

    def _stand_in(self, kind: Brought) -> Any:
        return self._scope.municipality_code if kind is Brought.PROVIDERS else -1

    def _read(self, row: Row) -> Record | None:
        """Read a record; its faults are told."""
        if self._scope.by.side is Side.PROVIDER and row.kind in BY_OPERATOR:
            self._fault(row, "", "это вносит уполномоченный орган")
            return None
        values, faults = read_record(COLUMNS[row.kind], row.typed)
        owner = values["code"] if row.kind is Brought.PROVIDERS and "code" in values else values.get("provider")
        owner = owner or self._scope.provider_code
        faults = {name: words for name, words in faults.items() if name not in row.faults} | row.faults
        if owner is None and "code" not in faults:
            faults["provider"] = "нужен код организации: в этом столбце или при загрузке"
        if self._scope.by.side is Side.PROVIDER and not set(values.get("registers") or ()) <= CHOSEN_BY_PROVIDER:
            faults["registers"] = "этот реестр назначает уполномоченный орган; ваши – сертифицированные и платные"
        for name, words in faults.items():
            self._fault(row, name, words)
        if faults or owner is None:
            return None
        record = Record(row, owner, _key_of(row.kind, owner, values, self._scope.municipality_code), values)
        return None if self._is_repeated(record) else record

    def _is_repeated(self, one: Record) -> bool:
        here = (one.row.sheet, one.row.number)
        sheet, number = self._first_rows.setdefault((one.row.kind, one.key), here)
        if (sheet, number) == here:
            return False
        where = f"{number} листа «{sheet}»" if sheet != one.row.sheet else str(number)
        self._fault(one.row, "", f"то же самое уже есть в строке {where}")
        return True

    def _is_own(self, kind: Brought, one: Record) -> bool:
        """Tell whether the provider is of the municipality, and the one who brings the file may bring its records."""
        municipality = self._present.get(Brought.PROVIDERS, (one.provider,))
        if kind is Brought.PROVIDERS:
            if municipality in (None, self._scope.municipality_code):
                return True
            self._fault(one.row, "code", "такой код у организации другого муниципалитета")
            return False
        own = self._scope.by.side is Side.OPERATOR or one.provider == self._scope.provider_code
        if municipality != self._scope.municipality_code or not own:
            self._fault(one.row, "provider", "такой организации в муниципалитете нет")
            return False
        return True

    def _look_for_references(self, kind: Brought, records: Sequence[Record]) -> None:
        named = [(one.provider, one.values["address"]) for one in records if one.values.get("address")]
        self._present.look(Brought.ADDRESSES, named)
        if kind is Brought.PARTS:
            self._present.look(Brought.PROGRAMMES, [one.key[:2] for one in records])
        elif kind is Brought.GROUPS:
            self._present.look(Brought.PARTS, [_part_key(one) for one in records])

    def _tell_references(self, kind: Brought, one: Record) -> bool:
        """Tell what a record belongs to and is not there.

        :return: whether anything was missing.
        """
        missing: list[tuple[str, str]] = []
        if kind is Brought.PARTS and self._present.get(Brought.PROGRAMMES, one.key[:2]) is None:
            missing.append(("programme_external_id", "программы с таким номером нет ни на портале, ни в файле"))
        if kind is Brought.GROUPS and self._present.get(Brought.PARTS, _part_key(one)) is None:
            missing.append(("position", "такого модуля нет ни на портале, ни в файле"))
        if kind is Brought.LESSONS and self._present.get(Brought.GROUPS, one.key[:2]) is None:
            missing.append(("group_external_id", "группы с таким номером нет ни на портале, ни в файле"))
        if kind is Brought.AGREEMENTS:
            one.values["period_id"] = self._periods.get(one.values["period_starts_on"])
            if one.values["period_id"] is None:
                missing.append(("period_starts_on", "у муниципалитета нет периода, который начинается в этот день"))
        for column, words in missing:
            self._fault(one.row, column, words)
        return bool(missing)

    def _is_there(self, kind: Brought, one: Record) -> bool:
        if kind is not Brought.LESSONS:
            return self._present.get(kind, one.key) is not None
        group_id = self._present.get(Brought.GROUPS, one.key[:2])
        return bool(self._present.have_lessons([group_id]))

    def _fault(self, row: Row, column: str, words: str) -> None:
        self.findings.faults.add(row.sheet, row.number, row.named(column) if column else "", words)


def _key_of(kind: Brought, owner: str, values: Values, municipality_code: str) -> Key:
    names = {
        Brought.PROVIDERS: (),
        Brought.ADDRESSES: ("text",),
        Brought.AGREEMENTS: ("period_starts_on",),
        Brought.PROGRAMMES: ("external_id",),
        Brought.PARTS: ("programme_external_id", "position"),
        Brought.GROUPS: ("external_id",),
        Brought.LESSONS: ("group_external_id", "weekday", "begins_at", "week", "valid_from"),
    }[kind]
    payer = (municipality_code,) if kind is Brought.AGREEMENTS else ()
    return (owner, *(values[name] for name in names), *payer)


def _part_key(one: Record) -> Key:
    return (one.provider, one.values["programme_external_id"], one.values["position"])
