"""Gathers what is wrong with a file, every row of it, in little memory: equal faults are told once, with their rows."""

import hashlib
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise

MOST_KINDS = 500
"""How many different faults are kept; beyond them they are only counted."""
MOST_RANGES = 200
"""How many stretches of rows are named for one fault."""


class Rows:
    """Numbers of rows, stretches of them put together: «3, 5–18»."""

    def __init__(self) -> None:
        self._ranges: list[list[int]] = []
        self._unnamed = 0
        self.count = 0

    def add(self, row: int) -> None:
        """Add a row; they come in their order."""
        self.count += 1
        if self._ranges and self._ranges[-1][1] == row - 1 and not self._unnamed:
            self._ranges[-1][1] = row
        elif len(self._ranges) < MOST_RANGES:
            self._ranges.append([row, row])
        else:
            self._unnamed += 1

    def __str__(self) -> str:
        said = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in self._ranges)
        said = f"{'строка' if self.count == 1 else 'строки'} {said}"
        return f"{said} и ещё {self._unnamed}" if self._unnamed else said


class Told:
    """Sentences about rows of the sheets of a file, each with the rows that it is true of.

    :param more: says how many there are beyond those that are kept.
    """

    def __init__(self, more: str = "И ещё ошибок: {}. Исправьте эти и проверьте файл ещё раз") -> None:
        self._more = more
        self._rows: dict[tuple[str, str, str], Rows] = {}
        self.count = 0
        """How often anything was told: of two faults in a row both count."""

    def add(self, sheet: str, row: int, where: str, words: str) -> None:
        """Tell something of a row.

        :param sheet: its name; empty where the file has only one.
        :param where: the column, «столбец C «Дата рожд.»», or nothing.
        """
        self.count += 1
        key = (sheet, where, words)
        if key in self._rows or len(self._rows) < MOST_KINDS:
            self._rows.setdefault(key, Rows()).add(row)

    def lines(self) -> list[str]:
        """Give the sentences: «столбец C «Дата рожд.», строки 3, 5–18: такой даты нет.»."""
        named = 0
        lines = []
        for (sheet, where, words), rows in self._rows.items():
            named += rows.count
            place = ", ".join(filter(None, (sheet and f"лист «{sheet}»", where, str(rows))))
            lines.append(f"{place[:1].upper()}{place[1:]}: {words.removesuffix('.')}.")
        if named < self.count:
            lines.append(f"{self._more.format(self.count - named)}.")
        return lines


class Repeats:
    """Finds what stands in a file more than once: sixteen bytes for each row, however many there are."""

    def __init__(self) -> None:
        self._keys, self._rows = array("q"), array("q")

    def add(self, key: str, row: int) -> None:
        """Add what a row holds.

        :param row: any number that tells rows apart.
        """
        self._keys.append(key_of(key))
        self._rows.append(row)

    def found(self) -> Iterator[Sequence[int]]:
        """Give the rows of each key that several have, in their order; the keys in the order of their first row."""
        return iter(self._several().values())

    def keys_of_several(self) -> set[int]:
        """Give the keys of which different rows have the same, see :func:`key_of`."""
        return {key for key, rows in self._several().items() if len(set(rows)) > 1}

    def _several(self) -> dict[int, list[int]]:
        repeated = {one for one, other in pairwise(sorted(self._keys)) if one == other}
        rows: dict[int, list[int]] = {}
        for key, row in zip(self._keys, self._rows, strict=True):
            if key in repeated:
                rows.setdefault(key, []).append(row)
        return rows


def key_of(text: str) -> int:
    """Make a whole number of a text, another one for each text as far as anybody will ever see."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), signed=True)
