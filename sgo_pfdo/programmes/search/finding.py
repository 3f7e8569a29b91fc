"""Finds programmes in the host's own database: :class:`sgo_pfdo.programmes.search.port.ProgrammeSearch`.

Both databases find the same, in the same order: words are cut and their forms are found in Python, and everything that
is compared is an integer, a date, or a text that is sorted by code points.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from sgo_pfdo.programmes.rules.distance import metres_of
from sgo_pfdo.programmes.rules.wishes import (
    DIRECTION_BITS,
    MOST_COUNTED,
    PAGE_SIZE,
    REGISTER_BITS,
    Found,
    Hit,
    Place,
    Wish,
    bits_of,
)
from sgo_pfdo.programmes.search.groups import agreed_providers
from sgo_pfdo.programmes.search.statements import FARTHEST_KEY, Statements
from sgo_pfdo.programmes.search.text import read_question


class DatabaseSearch:
    """The search that every portal has."""

    def find(
        self, session: Session, wish: Wish, today: date, *, after: Place | None = None, count: int = PAGE_SIZE
    ) -> Found:
        """Find one page; see :meth:`sgo_pfdo.programmes.search.port.ProgrammeSearch.find`."""
        dialect = session.get_bind().dialect.name
        question = read_question(session, wish.text)
        agreed = session.scalars(agreed_providers(wish.child.municipality_code, today)).all() if wish.child else ()
        statements = Statements(dialect, wish, today, question, agreed)
        is_reckoned = statements.are_reckoned
        # of several words hardly any programme has all
        may_be_common = len(question) == 1 and not is_reckoned
        are_common = may_be_common and (session.scalar(statements.texts()) or 0) > MOST_COUNTED
        if is_reckoned or (question and not are_common):
            rows = session.execute(statements.page_and_counts(after, count)).all()
            page = sorted(map(_hit, (row for row in rows if row.number is None)), key=_sorted_by)
            total, counts = _counts(wish, [(row.choices, row.number) for row in rows if row.number is not None])
        else:
            page = list(_first_of(session, statements.pages(after), count + 1))
            total, counts = _count(session, statements, wish, are_common=are_common)
        without = statements.total_without_fitting() if total <= MOST_COUNTED else None
        not_fitting = 0 if without is None else (session.scalar(without) or 0) - total
        hits = page[:count]
        after = hits[-1].place if len(page) > count else None
        return Found(hits=hits, after=after, total=total, not_fitting=not_fitting, **counts)


def _first_of(session: Session, pages: Iterable[Select[Any]], count: int) -> Iterator[Hit]:
    """Read programmes from one statement after the other, until there are enough."""
    for page in pages:
        found = [_hit(row) for row in session.execute(page.limit(count))]
        yield from found
        count -= len(found)
        if count <= 0:
            return


def _count(session: Session, statements: Statements, wish: Wish, *, are_common: bool) -> tuple[int, dict[str, Any]]:
    """Count what is found, where nobody has gone through all of it; as :func:`_counts`."""
    if not (are_common and statements.are_words_alone):
        rows = [(row.choices, row.number) for row in session.execute(statements.counts())]
        if sum(number for _, number in rows) <= MOST_COUNTED:
            return _counts(wish, rows)
    is_chosen = bool(wish.directions or wish.registers)
    return (session.scalar(statements.total()) or 0) if is_chosen else MOST_COUNTED + 1, {}


def _sorted_by(hit: Hit) -> tuple[int, str, int]:
    return hit.place.key, hit.place.name, hit.programme_id


def _hit(row: Any) -> Hit:
    near = None if row.square is None or row.square >= FARTHEST_KEY else metres_of(row.square)
    return Hit(Place(row.sort_key, row.sort_name, row.programme_id), bool(row.fits), near)


def _counts(wish: Wish, rows: Iterable[tuple[int, int]]) -> tuple[int, dict[str, Any]]:
    """Sum up the counts beside the choices: each as if the others were made, and this one not yet.

    :param rows: bits of choices, and how many programmes have exactly these.
    :return: how many are found in all, and these counts.
    """
    wanted_directions, wanted_registers = (
        bits_of(DIRECTION_BITS, wish.directions),
        bits_of(REGISTER_BITS, wish.registers),
    )
    counted, total = Counter[int](), 0
    for bits, count in rows:
        is_direction = not wanted_directions or bool(bits & wanted_directions)
        is_register = not wanted_registers or bool(bits & wanted_registers)
        total += count if is_direction and is_register else 0
        for bit in DIRECTION_BITS.values() if is_register else ():
            counted[bit] += count if bits & bit else 0
        for bit in REGISTER_BITS.values() if is_direction else ():
            counted[bit] += count if bits & bit else 0
    return total, {
        "by_direction": {one: counted[bit] for one, bit in DIRECTION_BITS.items()},
        "by_register": {one: counted[bit] for one, bit in REGISTER_BITS.items()},
    }
