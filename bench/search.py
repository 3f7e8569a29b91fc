"""The search of programmes with a hundred thousand of them, and with ten thousand: ``python -m bench.search``.

What a page reads is asked for: the programmes found, the counts, and what their cards show. Both catalogues are asked
in turn by one process, with questions of which no two are alike (:mod:`bench.questions`). Each question counts by the
fastest of its rounds, so that a neighbour of the machine who wakes up for a moment is not measured; of the questions,
that one counts which 95 of 100 do not exceed. PostgreSQL uses one process for a question, and knows that its files do
not lie on a disk that turns.

Beside it the same questions are put to :mod:`bench.search_peer`, and a large file is taken in (:mod:`bench.bringing`).
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, DropIndex

from bench import bringing, catalogue, growth, questions, search_peer
from bench.databases import NAMES
from bench.rows import Row, show
from sgo_pfdo.database import table_of
from sgo_pfdo.migrations import upgrade
from sgo_pfdo.programmes.rules.wishes import Place, Wish
from sgo_pfdo.programmes.search.finding import DatabaseSearch
from sgo_pfdo.programmes.search.listed import listed_programmes
from sgo_pfdo.programmes.search.model import SearchText

SMALL, LARGE = 10_000, 100_000
"""Programmes; of groups there are half as many more."""
QUESTIONS, ROUNDS = 60, 3
OF_PEER = 3
"""Questions that the peer gets: it takes up to twenty seconds for one."""
DEEPEST = 0.3
"""A page deep in the list lies in the first third of all programmes."""
MILLISECONDS = {"PostgreSQL": 150, "SQLite": 250}
"""The goals for 95 of 100 questions."""
GROWTH_GOAL = 3.0
Asked = tuple[Wish, Place | None]
_SEARCH = DatabaseSearch()


class Portal:
    """A catalogue with so many programmes."""

    def __init__(self, uri: str, programmes: int) -> None:
        """Fill the database."""
        began = time.perf_counter()
        self.programmes = programmes
        engine = create_engine(uri)
        upgrade(engine)
        with engine.connect() as connection, _in_bulk(connection):
            catalogue.fill(connection, programmes)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))
        self.session = Session(engine)
        if engine.dialect.name == "postgresql":
            self.session.execute(text("SET max_parallel_workers_per_gather = 0"))
            self.session.execute(text("SET random_page_cost = 1.1"))
            self.session.commit()
        print(f"{programmes:,} programmes, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)

    def asked(self, kind: str) -> list[Asked]:
        """Make up questions of a kind, the same for each catalogue."""
        chance, found = random.Random(kind), []  # noqa: S311 - no secret
        for _ in range(QUESTIONS):
            wish, after = questions.KINDS[kind](chance), None
            depth = chance.random() * DEEPEST
            if kind == questions.DEEP:
                hits = _SEARCH.find(self.session, wish, catalogue.TODAY, count=int(depth * self.programmes) + 1).hits
                after = hits[-1].place if hits else None
            found.append((wish, after))
        return found

    def ours(self, wish: Wish, after: Place | None) -> None:
        """Read what a page shows."""
        found = _SEARCH.find(self.session, wish, catalogue.TODAY, after=after)
        listed_programmes(self.session, [hit.programme_id for hit in found.hits], catalogue.TODAY)
        self.session.close()  # as a request ends: Psycopg forgets what it has prepared, each question is planned anew

    def theirs(self, wish: Wish, after: Place | None) -> None:
        """Read the same as the peer does; a page deep in the list is one with an offset."""
        skipped = int(DEEPEST / 2 * self.programmes) if after else 0
        search_peer.find(self.session, wish, catalogue.TODAY, skipped)
        self.session.close()  # as a request ends: Psycopg forgets what it has prepared, each question is planned anew


@contextmanager
def _in_bulk(connection: Connection) -> Iterator[None]:
    """Let PostgreSQL make the indexes over words at the end and believe that rows fit together: it is done sooner."""
    indexes = table_of(SearchText).indexes if connection.dialect.name == "postgresql" else ()
    for index in indexes:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(DropIndex(index))
    yield
    for index in indexes:
        connection.execute(CreateIndex(index))
    connection.commit()


def timed(call: Callable[[Wish, Place | None], None], asked: Asked) -> float:
    """Time one question, in milliseconds."""
    began = time.perf_counter()
    call(*asked)
    return (time.perf_counter() - began) * 1000


def measure(kind: str, database: str, small: Portal, large: Portal) -> list[Row]:
    """Measure one kind of question in both catalogues, and the peer in the large one."""
    asked = [*zip(small.asked(kind), large.asked(kind), strict=True)]
    for one, other in asked[:5]:
        small.ours(*one)
        large.ours(*other)
    rounds = [[(timed(small.ours, one), timed(large.ours, other)) for one, other in asked] for _ in range(ROUNDS)]
    few, many = ([min(one[side] for one in times) for times in zip(*rounds, strict=True)] for side in (0, 1))
    at_small, at_large = (statistics.quantiles(times, n=20)[-1] for times in (few, many))
    goal = MILLISECONDS[database]
    share, growth_ratio = at_large / goal, at_large / at_small
    peer = [timed(large.theirs, other) for _, other in asked[:OF_PEER]]
    ratio = statistics.median(ours / theirs for ours, theirs in zip(many, peer, strict=False))
    name = f"search, {kind}, {database}"
    note = f"95 of 100 within {at_large:.0f} ms, half within {statistics.median(many):.0f}"
    return [
        Row(f"{name}, at {growth.name_of(LARGE)}", f"{goal} ms", share, "<= 1.0", share <= 1, note),
        Row(f"{name}, at {growth.name_of(LARGE)}", f"at {growth.name_of(SMALL)}", growth_ratio, f"<= {GROWTH_GOAL}",
            growth_ratio <= GROWTH_GOAL, f"{at_large:.0f} ms to {at_small:.0f}"),
        Row(f"{name}, time", "ILIKE and ORM objects", ratio, "<= 1.0", ratio <= 1,
            f"half within {statistics.median(many[:OF_PEER]):.0f} ms to {statistics.median(peer):.0f}"),
    ]  # fmt: skip


@contextmanager
def portals(kind: str) -> Iterator[tuple[Portal, Portal]]:
    """Fill two databases of one kind."""
    with growth.sqlite() if kind == "sqlite" else growth.postgresql() as (small, large):
        both = Portal(small, SMALL), Portal(large, LARGE)
        try:
            yield both
        finally:
            for one in both:
                one.session.close()
                one.session.get_bind().engine.dispose()


def rows() -> list[Row]:
    """Measure on both databases."""
    found = []
    for kind, name in NAMES.items():
        with portals(kind) as (small, large):
            for question in questions.KINDS:
                found += measure(question, name, small, large)
        found += bringing.measure(kind)
    return found


if __name__ == "__main__":
    show(rows())
