"""Who may come into a cabinet, and what may be changed there: by the certificate alone, without database or clock."""

import enum
from datetime import date, timedelta

from sgo_pfdo.certificates.rules.lifecycle import LIVING, Status

READ_ONLY = timedelta(days=30)
"""How long a cabinet can still be read once the certificate is annulled or expired."""


class Admission(enum.StrEnum):
    """What a certificate allows in its cabinet."""

    CHANGE = "change"
    READ = "read"
    """It has ended, also by a consent that was withdrawn, not more than 30 days ago."""
    NONE = "none"
    """It ended before that, or nothing is left to read."""


def admission(status: Status, ended_on: date | None, today: date, *, is_empty: bool = False) -> Admission:
    """Tell what a certificate allows in its cabinet.

    :param ended_on: the last day it was good, or the day it was annulled; ``None`` while it lives.
    :param today: the date in its municipality.
    :param is_empty: there is no account, or the child's data was erased.
    """
    if is_empty:
        return Admission.NONE
    if status in LIVING or ended_on is None:
        return Admission.CHANGE
    return Admission.READ if today <= ended_on + READ_ONLY else Admission.NONE
