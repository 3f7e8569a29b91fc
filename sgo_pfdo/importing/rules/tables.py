"""Finds where in a sheet the table begins: below titles, with heads in one row or two, above its first certificate."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sgo_pfdo.importing.rules.heads import WORDS, Field, field_of

LOOKED_AT = 30
"""Rows in which the heads are looked for."""
_ENOUGH = 3
"""Fields without which a row is no row of heads."""
_NAMES = (Field.SURNAME, Field.FIRST_NAME)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file.

    :param letter: as spreadsheets call it: «C».
    :param field: what it is for us; ``None`` for one that is left aside.
    """

    letter: str
    head: str
    field: Field | None

    @property
    def meaning(self) -> str:
        """What people read of it."""
        return WORDS[self.field] if self.field else "не нужен"


@dataclass(frozen=True, slots=True)
class Table:
    """What was recognised above a table.

    :param columns: those that have a head, from left to right.
    :param places: of the fields, from 0.
    :param heads: how many rows of the sheet stand above the first certificate.
    :param clashes: fields that two columns seem to be, with their letters.
    """

    columns: Sequence[Column]
    places: Mapping[Field, int]
    heads: int
    clashes: Mapping[Field, Sequence[str]]

    def named(self, field: Field) -> str:
        """Say which column a fault is in: «столбец C «Дата рожд.»»."""
        if field not in self.places:
            return WORDS[field]
        letter = letter_of(self.places[field])
        head = next((column.head for column in self.columns if column.letter == letter), "")
        return f"столбец {letter} «{head}»"

    @property
    def problems(self) -> list[str]:
        """Say why the table cannot be read, in sentences."""
        said = [
            f"Столбцы {' и '.join(letters)} похожи на «{WORDS[field]}»: оставьте один из них."
            for field, letters in self.clashes.items()
        ]
        lacking = [WORDS[field] for field in (Field.NUMBER, Field.BIRTH_DATE, Field.STATUS, Field.START)]
        lacking = [word for word in lacking if word not in {WORDS[field] for field in self.places}]
        if Field.FULL_NAME not in self.places:
            lacking += [WORDS[field] for field in _NAMES if field not in self.places]
        said += [f"Нет столбца «{word}». Добавьте его или назовите так тот, что есть." for word in lacking]
        return said


def letter_of(place: int) -> str:
    """Name a column as spreadsheets do: 0 is «A», 27 is «AB»."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def find_table(rows: Sequence[Sequence[str]]) -> Table | None:
    """Find the heads among the first rows of a sheet; ``None`` where there are none.

    :param rows: the texts of at most :data:`LOOKED_AT` rows.
    """
    best: Table | None = None
    for number in range(len(rows)):
        for table in _tables_at(rows, number):
            if len(table.places) + len(table.clashes) > (len(best.places) + len(best.clashes) if best else _ENOUGH - 1):
                best = table
    return best


def _tables_at(rows: Sequence[Sequence[str]], number: int) -> Iterator[Table]:
    """Try a row as the only one with heads, and then as the upper one of two."""
    yield _table([("", head) for head in rows[number]], _after_numbering(rows, number + 1))
    if number + 1 < len(rows):
        yield _table(_merged(rows[number], rows[number + 1]), _after_numbering(rows, number + 2))


def _merged(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[str, str]]:
    """Put two rows of heads together: a cell that is merged over several columns has its text in the first one."""
    heads, over = [], ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else ""
        below = lower[place] if place < len(lower) else ""
        over = above or over
        heads.append((over, below) if below else ("", above))
    return heads


def _after_numbering(rows: Sequence[Sequence[str]], number: int) -> int:
    """Step over a row that numbers the columns: «1 2 3 …»."""
    if number < len(rows):
        filled = [text for text in rows[number] if text]
        if len(filled) >= _ENOUGH and filled == [str(count) for count in range(1, len(filled) + 1)]:
            return number + 1
    return number


def _table(heads: Sequence[tuple[str, str]], number: int) -> Table:
    found: dict[Field, list[tuple[int, int]]] = {}
    for place, (above, head) in enumerate(heads):
        recognised = field_of(head, above)
        if recognised:
            field, rank = recognised
            found.setdefault(field, []).append((rank, place))
    places, clashes = {}, {}
    for field, candidates in found.items():
        best = min(candidates)[0]
        those = [place for rank, place in candidates if rank == best]
        if len(those) == 1:
            places[field] = those[0]
        else:
            clashes[field] = [letter_of(place) for place in those]
    if Field.FULL_NAME in places and all(field in places for field in _NAMES):
        del places[Field.FULL_NAME]  # three columns say it more exactly
    fields = {place: field for field, place in places.items()}
    columns = [
        Column(letter_of(place), " ".join(filter(None, heads[place])), fields.get(place))
        for place in range(len(heads))
        if heads[place][1]
    ]
    return Table(columns, places, number, clashes)
