"""Goes through a file of certificates, a few hundred rows at a time, and finds out what is new and what is wrong."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from sqlalchemy.orm import Session

from sgo_pfdo.certificates.rules.names import same_child
from sgo_pfdo.importing.files import BroughtFile, Sheet, UnreadableFileError
from sgo_pfdo.importing.present import child_key, living_like, loosely, present_with
from sgo_pfdo.importing.rules.heads import WORDS, Field
from sgo_pfdo.importing.rules.records import Record, is_no_record, read_record
from sgo_pfdo.importing.rules.report import Repeats, Rows, Told
from sgo_pfdo.importing.rules.tables import Table
from sgo_pfdo.importing.terms import Terms
from sgo_pfdo.plain.wording import whole_number

BATCH = 500
MOST_ROWS = 1_048_576
"""As many as a sheet of Excel has."""
LONGEST_TOLD = 100
"""Characters of a cell that a fault repeats."""
_ROWS_OF_A_SHEET = 1 << 24
"""Tells the rows of one sheet from those of the next."""
_NEEDED = (Field.NUMBER, Field.SURNAME, Field.FIRST_NAME, Field.BIRTH_DATE, Field.STATUS, Field.START)

Progress = Callable[[int], object]
"""Hears how many rows were dealt with since it was last called."""
Write = Callable[[Sequence[Record]], Sequence[int]]
"""Writes certificates, and gives the places of those whose number was taken meanwhile."""


class Placed(NamedTuple):
    """A certificate with its place in the file."""

    sheet: str
    row: int
    record: Record


@dataclass
class Findings:
    """What a file holds, and what is wrong with it.

    :param tables: what was recognised above each table, by the name of its sheet.
    :param new: certificates that the portal does not have.
    :param known: those that it has already, of the same child: nothing of them is changed.
    :param erased: those whose data was erased after a consent was withdrawn: they do not come back.
    :param without_school: new ones without a school that the portal knows.
    :param skipped: rows that hold no certificate, below the heads, by sheet.
    :param faults: what has to be mended before anything is taken in.
    :param notes: what somebody should look at, and what is taken in all the same.
    """

    tables: list[tuple[str, Table]] = field(default_factory=list)
    new: int = 0
    known: int = 0
    erased: int = 0
    without_school: int = 0
    skipped: dict[str, Rows] = field(default_factory=dict)
    faults: Told = field(default_factory=Told)
    notes: Told = field(default_factory=lambda: Told("И ещё таких строк: {}"))

    def table_of(self, sheet: str) -> Table:
        """Give the table of a sheet."""
        return next(table for name, table in self.tables if name == sheet)


class Pass:
    """One way through a file.

    :param most_rows: how many rows the file may have.
    :param write: writes what is new; by default nothing is written.
    """

    def __init__(
        self,
        session: Session,
        terms: Terms,
        *,
        most_rows: int = MOST_ROWS,
        progress: Progress | None = None,
        write: Write | None = None,
    ) -> None:
        self._session, self._terms, self._write = session, terms, write
        self._most_rows, self._progress = most_rows, progress
        self._rows_seen = 0
        self._numbers, self._children = Repeats(), Repeats()
        self._municipality = ""
        self.findings = Findings()

    def go_through(self, file: BroughtFile[Table]) -> Findings:
        """Read all sheets that hold certificates.

        :raises UnreadableFileError: the file cannot be read, has no certificates or too many rows.
        """
        for sheet in file.sheets():
            if sheet.table is None:
                continue
            self.findings.tables.append((sheet.name, sheet.table))
            for words in sheet.table.problems:
                self.findings.faults.add(sheet.name, max(sheet.table.heads, 1), "", words)
            if sheet.table.problems:
                continue
            records = self._records(sheet, sheet.table)
            while batch := list(islice(records, BATCH)):
                self._deal_with(batch)
        if not self.findings.tables:
            needed = ", ".join(f"«{WORDS[one]}»" for one in _NEEDED)
            raise UnreadableFileError(
                f"В файле не нашлась таблица с сертификатами. Над столбцами нужны названия: {needed}."
            )
        self._tell_of_repeats()
        return self.findings

    def _records(self, sheet: Sheet[Table], table: Table) -> Iterator[Placed]:
        """Read the certificates of a sheet; faults are told."""
        for number, row in sheet.rows:
            self._count_row()
            if number <= table.heads:
                continue
            if is_no_record(row, table):
                if any(cell not in (None, "") for cell in row):
                    self.findings.skipped.setdefault(sheet.name, Rows()).add(number)
                continue
            read = read_record(row, table, self._terms.today, self._terms.validity_days)
            faults = [(one.field, one.words) for one in read] if isinstance(read, list) else self._against(read)
            for where, words in faults:
                self.findings.faults.add(sheet.name, number, table.named(where), words)
            if isinstance(read, Record):
                self._remember(number, read)
                if not faults:
                    yield Placed(sheet.name, number, read)

    def _count_row(self) -> None:
        self._rows_seen += 1
        if self._rows_seen > self._most_rows:
            raise UnreadableFileError(
                f"В файле больше {whole_number(self._most_rows)} строк. Разделите его или попросите администратора "
                "портала: команда flask pfdo import берёт больше."
            )
        if self._progress and self._rows_seen % BATCH == 0:
            self._progress(BATCH)

    def _against(self, read: Record) -> list[tuple[Field, str]]:
        """Say what the municipality has against a certificate."""
        said = []
        if read.group and not self._terms.knows_group(read.group):
            words = (
                f"группы «{read.group[:LONGEST_TOLD]}» на портале нет: добавьте её в настройках или исправьте название"
            )
            said.append((Field.GROUP, words))
        self._municipality = self._municipality or read.municipality
        if read.municipality and read.municipality != self._municipality:
            said.append(
                (Field.MUNICIPALITY, f"другой муниципалитет, в начале файла – «{self._municipality[:LONGEST_TOLD]}»")
            )
        return said

    def _remember(self, number: int, read: Record) -> None:
        place = len(self.findings.tables) * _ROWS_OF_A_SHEET + number
        self._numbers.add(read.number, place)
        if read.is_living(self._terms.today):
            self._children.add(child_key(read.child), place)

    def _deal_with(self, batch: Sequence[Placed]) -> None:
        """Sort out what the portal has already, and write what is new."""
        there = present_with(self._session, [one.record.number for one in batch])
        new = []
        for one in batch:
            present = there.get(one.record.number)
            if present is None:
                new.append(one)
            elif present.is_erased:
                self.findings.erased += 1
            elif same_child(present.child, one.record.child):
                self.findings.known += 1
            else:
                self._fault(one, "этот номер на портале у другого ребёнка")
        self.findings.new += len(new)
        self.findings.without_school += sum(1 for one in new if self._terms.school_named(one.record.school) is None)
        if self._write is None:
            self._note_twins(new)
        elif new and not self.findings.faults.count:
            for place in self._write([one.record for one in new]):
                self._fault(new[place], "этот номер уже занят")

    def _fault(self, one: Placed, words: str) -> None:
        where = self.findings.table_of(one.sheet).named(Field.NUMBER)
        self.findings.faults.add(one.sheet, one.row, where, words)

    def _note_twins(self, new: Sequence[Placed]) -> None:
        """Note children who have a living certificate of another number: whether they are the same is for a person."""
        today = self._terms.today
        some = [one for one in new if one.record.is_living(today)]
        found = living_like(self._session, self._terms.code, [one.record.child for one in some], today)
        words = "у ребёнка с такими же именем и датой рождения уже есть действующий сертификат"
        for one in some:
            child = one.record.child
            if any(same_child(other, child) for other in found.get(loosely(child), ())):
                self.findings.notes.add(one.sheet, one.row, "", words)

    def _tell_of_repeats(self) -> None:
        for first, *others in self._numbers.found():
            for place in others:
                sheet, row = self._place(place)
                where = self.findings.table_of(sheet).named(Field.NUMBER)
                self.findings.faults.add(sheet, row, where, f"такой же номер – в строке {self._named(first)}")
        for first, *others in self._children.found():
            for place in others:
                words = f"имя и дата рождения как в строке {self._named(first)}: проверьте, не один ли это ребёнок"
                self.findings.notes.add(*self._place(place), "", words)

    def _place(self, place: int) -> tuple[str, int]:
        return self.findings.tables[place // _ROWS_OF_A_SHEET - 1][0], place % _ROWS_OF_A_SHEET

    def _named(self, place: int) -> str:
        sheet, row = self._place(place)
        return f"{row} листа «{sheet}»" if sheet else str(row)
