"""What holders have in the cabinets of a region: see :mod:`bench.region`, which writes it with the rest."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bench import page
from bench.region import Tables, Values, municipality_of, oldest_living
from sgo_pfdo.cabinet.session_model import CabinetSession
from sgo_pfdo.cabinet.sessions import LONGEST, hash_of
from sgo_pfdo.cabinet.signing_in import HOLDER
from sgo_pfdo.funds.model import Enrolment, EnrolmentMonth, PeriodCertificate

OPEN_ONES, ENROLLED = 10, 4
"""Of so many certificates one has an open cabinet, and one an enrolment."""
MONTHS = tuple(date(2019, month, 1) for month in (9, 10, 11, 12))
PART = 100_000
FIXED, FIXED_ON = 5 * PART, date(2019, 8, 20)


def with_open_cabinets(count: int) -> range:
    """Tell which of so many certificates have an open cabinet."""
    return range(oldest_living(count), count + 1, OPEN_ONES)


def token_of(number: int) -> str:
    """Give what the cookie of the device says on which a cabinet is open."""
    return f"device-{number}"


def tables(count: int, periods: Mapping[str, int]) -> Tables:
    """Give the tables of the cabinets of so many certificates.

    :param periods: the running ones, by municipality.
    """
    enrolled = range(oldest_living(count), count + 1, ENROLLED)
    return [
        (
            CabinetSession,
            "token_hash, certificate_id, actor_role, opened_at, entered_at, seen_at, expires_at, is_remembered",
            _sessions(count),
        ),
        (
            Enrolment,
            "id, certificate_id, period_id, register_kind, status, starts_on, ends_on",
            _enrolments(enrolled, count, periods),
        ),
        (EnrolmentMonth, "enrolment_id, month, certificate_part, parents_part, due_on", _months(len(enrolled))),
        (
            PeriodCertificate,
            "certificate_id, period_id, fixed_nominal, fixed_on",
            _fixed(enrolled, count, periods),
        ),
    ]


def _sessions(count: int) -> Iterator[Values]:
    seen = page.NOW - timedelta(seconds=30)
    moments = [f"{moment:%Y-%m-%d %H:%M:%S}.000000" for moment in (seen, seen, seen, seen + LONGEST)]
    for number in with_open_cabinets(count):
        yield (hash_of(token_of(number)), number, HOLDER.role, *moments, 0)


def _enrolments(enrolled: range, count: int, periods: Mapping[str, int]) -> Iterator[Values]:
    days = MONTHS[0].isoformat(), date(2019, 12, 31).isoformat()
    for place, number in enumerate(enrolled, 1):
        yield place, number, periods[municipality_of(number, count)], "certified", "active", *days


def _months(enrolments: int) -> Iterator[Values]:
    for place in range(1, enrolments + 1):
        for month in MONTHS:
            yield place, month.isoformat(), PART, 0, month.isoformat()


def _fixed(enrolled: range, count: int, periods: Mapping[str, int]) -> Iterator[Values]:
    for number in enrolled:
        yield number, periods[municipality_of(number, count)], FIXED, FIXED_ON.isoformat()
