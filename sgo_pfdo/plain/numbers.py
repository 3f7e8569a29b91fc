"""Certificate numbers: 12 random digits (S004) or region, municipality and six digits in sequence (S000)."""

import secrets

SGO12 = "sgo12"
"""12 random digits, the first one not 0, as in S004 «785044901646»."""
PFDO10 = "pfdo10"
"""Region, municipality, six digits in sequence, as in S000 «4207000002»."""
FORMATS = frozenset({SGO12, PFDO10})

LAST_IN_SEQUENCE = 999_999


class NumbersExhaustedError(Exception):
    """A municipality has no free ``pfdo10`` number left, or lacks the codes that the format needs."""


def random_number() -> str:
    """Draw an ``sgo12`` number from a secure source: derived from nothing, not guessable from another number."""
    return str(10**11 + secrets.randbelow(9 * 10**11))


def sequential_number(region_code: str, municipality_code: str, position: int) -> str:
    """Compose a ``pfdo10`` number.

    :param region_code: two digits, «42».
    :param municipality_code: two digits, «07».
    :param position: from 1 to 999999.
    :raises NumbersExhaustedError: past the last number.
    """
    if not 1 <= position <= LAST_IN_SEQUENCE:
        raise NumbersExhaustedError(
            f"all numbers of region {region_code}, municipality {municipality_code} are used up"
        )
    return f"{region_code}{municipality_code}{position:06d}"
