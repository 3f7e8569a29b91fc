"""On which day learning would begin."""

from datetime import date

import pytest

from sgo_pfdo.programmes.rules.starting import Window, first_day_in

AUTUMN = Window(date(2026, 9, 1), date(2026, 12, 31))
SPRING = Window(date(2027, 1, 1), date(2027, 8, 31))
LATE = Window(date(2026, 9, 1), date(2026, 12, 31), 20)
YEAR = (date(2026, 9, 1), date(2027, 5, 31))


@pytest.mark.parametrize(
    ("windows", "today", "first"),
    [
        ([AUTUMN, SPRING], date(2026, 8, 20), date(2026, 9, 1)),
        ([AUTUMN, SPRING], date(2026, 9, 10), date(2026, 9, 11)),
        ([LATE, SPRING], date(2026, 9, 10), date(2026, 9, 1)),
        ([LATE, SPRING], date(2026, 9, 21), date(2026, 9, 22)),
        ([AUTUMN, SPRING], date(2026, 12, 31), date(2027, 1, 1)),
        ([AUTUMN], date(2026, 12, 31), date(2027, 1, 1)),
        ([SPRING], date(2026, 8, 20), date(2027, 1, 1)),
        ([], date(2026, 8, 20), date(2026, 9, 1)),
        ([AUTUMN, SPRING], date(2027, 5, 30), date(2027, 5, 31)),
        ([AUTUMN, SPRING], date(2027, 5, 31), None),
        ([], date(2027, 5, 31), None),
    ],
)
def test_it_begins_in_the_first_period_that_has_a_day_for_it(
    windows: list[Window], today: date, first: date | None
) -> None:
    assert first_day_in(*YEAR, windows, today) == first
