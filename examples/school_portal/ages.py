"""How old the people of the demo are: counted from today, so that the demo never rots."""

from collections.abc import Mapping
from datetime import date, timedelta


def birth_date(age: Mapping[str, int] | None, today: date) -> date | None:
    """Find the birth date of somebody whose birthday number ``years`` was ``days`` ago, or is to come if negative.

    When that birthday falls on a 29 February that the year of birth did not have, the nearest date is taken that is on
    the same side of today: 28 February for a birthday that has been reached, 1 March for one that has not.

    :param age: ``{"years": 14, "days": -1}``, or ``None`` for an unknown birth date.
    """
    if age is None:
        return None
    birthday = today - timedelta(days=age["days"])
    year = birthday.year - age["years"]
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 2, 28) if age["days"] >= 0 else date(year, 3, 1)
