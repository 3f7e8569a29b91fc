"""From which day to which a certificate is valid (S002, S004)."""

from datetime import date, timedelta

from sgo_pfdo.plain.ages import ADULT_AGE, birthday


def end_date(birth_date: date, start: date, days: int) -> date:
    """Find the last day of a certificate that nobody has activated yet.

    :param start: the first day; it counts.
    :param days: how many days at the most, the first one included (S004: 28.10.19 to 25.01.20 are 90).
    :return: at the latest the day before the 18th birthday.
    """
    return min(start + timedelta(days=days - 1), activated_end_date(birth_date))


def activated_end_date(birth_date: date) -> date:
    """Find the last day of an activated certificate: the day before the 18th birthday."""
    return birthday(birth_date, ADULT_AGE) - timedelta(days=1)


def corrected_end_date(before: date, was_born: date, is_born: date, start: date, days: int, *, activated: bool) -> date:
    """Find the last day of a certificate anew, once the birth date was put right.

    :param before: the last day so far.
    :param was_born: the birth date so far.
    :param start: the first day.
    :param days: how many days it is valid at the most while nobody has activated it.
    :param activated: active or frozen: until the day before the 18th birthday.
    """
    if activated:
        return activated_end_date(is_born)
    if before == activated_end_date(was_born):  # the wrong birthday has cut it short
        return end_date(is_born, start, days)
    return min(before, activated_end_date(is_born))


def days_left(end: date, today: date) -> int:
    """Count the days on which the certificate can still be used, today and the last day included; 0 once it ended."""
    return max((end - today).days + 1, 0)
