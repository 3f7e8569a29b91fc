"""When a certificate group has room for one more certificate of ПФ."""

import pytest

from sgo_pfdo.funds.rules.room import Lack, Limits, Taken, lack_of_room

ROUBLE = 100


@pytest.mark.parametrize(
    ("limits", "taken", "nominal", "lack"),
    [
        (Limits(), Taken(10**6, 10**12), 10**6, None),
        (Limits(certificates=3), Taken(2, 0), 0, None),
        (Limits(certificates=3), Taken(3, 0), 0, Lack.CERTIFICATES),
        (Limits(certificates=3), Taken(4, 0), 0, Lack.CERTIFICATES),  # the limit was lowered
        (Limits(certificates=0), Taken(0, 0), 0, Lack.CERTIFICATES),
        (Limits(nominals=30 * ROUBLE), Taken(2, 20 * ROUBLE), 10 * ROUBLE, None),
        (Limits(nominals=30 * ROUBLE), Taken(2, 20 * ROUBLE), 10 * ROUBLE + 1, Lack.NOMINALS),
        (Limits(nominals=0), Taken(0, 0), 1, Lack.NOMINALS),
        (Limits(nominals=0), Taken(0, 0), 0, None),
        (Limits(3, 30 * ROUBLE), Taken(2, 30 * ROUBLE), 1, Lack.NOMINALS),
        (Limits(3, 30 * ROUBLE), Taken(3, 30 * ROUBLE), 1, Lack.CERTIFICATES),
    ],
)
def test_a_group_has_room_within_both_of_its_limits(
    limits: Limits, taken: Taken, nominal: int, lack: Lack | None
) -> None:
    assert lack_of_room(limits, taken, nominal) is lack
