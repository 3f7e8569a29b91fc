"""When learning would begin: the earliest day on which a contract can, in the first period that it can lie in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sgo_pfdo.programmes.rules.price import first_day_of


@dataclass(frozen=True, slots=True)
class Window:
    """A period as far as its days go.

    :param backdate_days: how many first days of it a contract may begin in the past.
    """

    starts_on: date
    ends_on: date
    backdate_days: int = 0


def first_day_in(starts_on: date, ends_on: date, windows: Iterable[Window], today: date) -> date | None:
    """Tell when learning in a group would begin (specification of the cabinet, 5.3).

    :param starts_on: the first day of the group, ``ends_on`` the last one.
    :param windows: the periods of the child's municipality, the earliest first; none where no period counts.
    :param today: the date there.
    :return: by the group alone where no period has a day for it; ``None`` where no day is left.
    """
    for one in windows:
        first = first_day_of(starts_on, one.starts_on, today, backdate_days=one.backdate_days)
        if first <= min(one.ends_on, ends_on):
            return first
    natural = max(starts_on, today + timedelta(days=1))
    return natural if natural <= ends_on else None
