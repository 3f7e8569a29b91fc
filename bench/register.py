"""How fast the register is with a million certificates. Run by hand, from the checkout:

    PYTHONPATH=. .venv/bin/python bench/register.py [--certificates 1000000] [--on sqlite|postgresql]

Fills a database that is thrown away, then times every filter in every order, a late page, the counts and the files. A
few minutes and some 2 GB of disk for a million. The suite does not run it.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime

from sqlalchemy import create_engine, insert, text
from sqlalchemy.orm import Session

from bench.databases import new_database
from sgo_pfdo.certificates.counting import count_all, counts_by_month, counts_by_school
from sgo_pfdo.certificates.exporting import Format, export
from sgo_pfdo.certificates.listing import Filter, Order, Place, count, ids_in_order, read_page
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.journal.writing import SYSTEM
from sgo_pfdo.migrations import upgrade
from sgo_pfdo.municipalities.model import Group, Municipality, RegisteredSchool
from tests.support import many

CODE, TODAY = "kiselevsk", date(2026, 9, 1)
SCHOOLS = 300
REPEATS = 5
LATE = 100
"""The page that must come as fast as the first one."""
FILTERS = {
    "no filter": Filter(),
    "not activated": Filter(status=Status.INACTIVE),
    "frozen": Filter(status=Status.FROZEN),
    "expired": Filter(status=Status.EXPIRED),
    "one school": Filter(school_id="school-17"),
    "one school, frozen": Filter(school_id="school-17", status=Status.FROZEN),
    "a school without any": Filter(school_id="school-none"),
    "issued on one day": Filter(starts_from=date(2024, 5, 6), starts_until=date(2024, 5, 6)),
    "old ones that end soon": Filter(starts_until=date(2022, 1, 1), ends_from=TODAY, ends_until=date(2026, 9, 7)),
    "surname, 1 letter": Filter(surname="к"),
    "surname, 4 letters": Filter(surname="кало"),
    "nobody's surname": Filter(surname="щщщ"),
}


def fill(uri: str, certificates: int) -> None:
    """Make the tables and a municipality with so many certificates; in a process and memory of its own."""
    engine = create_engine(uri)
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(insert(Municipality).values(code=CODE, name="г. Киселёвск"))
        numbers = range(1, SCHOOLS + 1)
        schools = [{"id": f"school-{n}", "municipality_code": CODE, "name": f"СОШ № {n}"} for n in numbers]
        connection.execute(insert(RegisteredSchool), schools)
        groups = [{"id": n, "municipality_code": CODE, "name": f"Группа {n}", "position": n} for n in (1, 2)]
        connection.execute(insert(Group), [{"age_from": 5, "age_to": 18, **group} for group in groups])
        many.fill(connection, CODE, certificates, today=TODAY)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("VACUUM ANALYZE"))  # what a server does by itself after a while


def took(action: Callable[..., object], *arguments: object, **options: object) -> float:
    """Time an action; the median of a few runs in milliseconds."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        action(*arguments, **options)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def late_place(session: Session, wanted: Filter, order: Order) -> Place | None:
    """Walk to a late page, or to the last one, and give where it begins."""
    place = None
    for _ in range(LATE - 1):
        following = read_page(session, CODE, wanted, order, TODAY, place=place).next
        if following is None:
            break
        place = following
    return place


def time_pages(session: Session) -> None:
    """Print how long the first and a late page take, and the count above them."""
    print(f"{'filter':24}{'order':10}{'page 1, ms':>12}{f'page {LATE}, ms':>14}{'count, ms':>12}")
    for name, wanted in FILTERS.items():
        for order in Order:
            place = late_place(session, wanted, order)
            first = took(read_page, session, CODE, wanted, order, TODAY)
            late = took(read_page, session, CODE, wanted, order, TODAY, place=place)
            counted = took(count, session, CODE, wanted, TODAY, limit=10_001)
            print(f"{name:24}{order:10}{first:12.1f}{late:14.1f}{counted:12.1f}")


def time_counts(session: Session) -> None:
    """Print how long the municipality's counts take."""
    for counted in (count_all, counts_by_school, counts_by_month):
        print(f"{counted.__name__:34}{took(counted, session, CODE, TODAY):12.1f} ms")


def time_files(session: Session, rows: int) -> None:
    """Print how long the files take, how large they are and how much memory the process has had at the most."""
    start = time.perf_counter()
    ids = ids_in_order(session, CODE, Filter(), Order.SURNAME, TODAY)
    print(f"ids of {len(ids):,} certificates in order {(time.perf_counter() - start) * 1000:18.1f} ms")
    for file_format in Format:
        before = peak_memory()
        start = time.perf_counter()
        parts = export(session, CODE, ids[:rows], TODAY, file_format, actor=SYSTEM, now=datetime.now(UTC))
        size = sum(len(part) for part in parts)
        seconds = time.perf_counter() - start
        grown = peak_memory() - before
        print(f"{file_format} of {rows:,}: {seconds:.1f} s, {size / 1e6:.1f} MB, peak memory +{grown:.1f} MB")


def peak_memory() -> float:
    """Give the most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Fill, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--certificates", type=int, default=1_000_000)
    parser.add_argument("--on", choices=["sqlite", "postgresql"], action="append")
    asked = parser.parse_args()
    for kind in asked.on or ["sqlite", "postgresql"]:
        with new_database(kind) as uri:
            with ProcessPoolExecutor(1) as elsewhere:
                elsewhere.submit(fill, uri, asked.certificates).result()
            engine = create_engine(uri)
            print(f"\n{kind}, {asked.certificates:,} certificates")
            with Session(engine) as session:
                time_files(session, min(asked.certificates, 100_000))
                time_counts(session)
                time_pages(session)
            engine.dispose()


if __name__ == "__main__":
    main()
