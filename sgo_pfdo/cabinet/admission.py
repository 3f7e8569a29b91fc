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
    """The certificate has ended less than 30 days ago."""
    NONE = "none"
    """It ended before that, or the account was closed with the consent."""


def admission(status: Status, ended_on: date | None, today: date, *, is_closed: bool = False) -> Admission:
    """Tell what a certificate allows in its cabinet.

    :param ended_on: the last day it was good, or the day it was annulled; ``None`` while it lives.
    :param today: the date in its municipality.
    :param is_closed: the consent was withdrawn.
    """
    if is_closed:
        return Admission.NONE
    if status in LIVING or ended_on is None:
        return Admission.CHANGE
    return Admission.READ if today <= ended_on + READ_ONLY else Admission.NONE
