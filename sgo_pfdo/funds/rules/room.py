"""Whether a certificate group has room for one more certificate of ПФ: two limits that the municipality may set."""

import enum
from typing import NamedTuple


class Lack(enum.StrEnum):
    """What a full group lacks."""

    CERTIFICATES = "certificates"
    """It has as many certificates of ПФ as it may have at once."""
    NOMINALS = "nominals"
    """With one more, the nominals of its certificates would add up to more than they may."""


class Limits(NamedTuple):
    """What a group may have at most; ``None`` for no limit.

    :param certificates: living certificates of ПФ at once.
    :param nominals: kopecks that their nominals may add up to in the running period.
    """

    certificates: int | None = None
    nominals: int | None = None

    @property
    def is_set(self) -> bool:
        """Whether there is any."""
        return self != (None, None)


class Taken(NamedTuple):
    """What a group has: living certificates of ПФ, and kopecks that their nominals add up to in the running period."""

    certificates: int
    nominals: int


def lack_of_room(limits: Limits, taken: Taken, nominal: int) -> Lack | None:
    """Tell what a group lacks for one more certificate of ПФ.

    :param nominal: kopecks that the new one would have today.
    :return: ``None`` where there is room.
    """
    if limits.certificates is not None and taken.certificates >= limits.certificates:
        return Lack.CERTIFICATES
    if limits.nominals is not None and taken.nominals + nominal > limits.nominals:
        return Lack.NOMINALS
    return None
