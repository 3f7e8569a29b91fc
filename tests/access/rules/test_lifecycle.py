"""Every state, step and side of a request for access: what is not in the table is refused."""

from datetime import date
from itertools import product

import pytest

from sgo_pfdo.access.rules.lifecycle import (
    OPEN,
    SHOWN,
    AccessStep,
    Side,
    State,
    StepImpossibleError,
    is_overdue,
    possible_steps,
    state_after,
)

ALLOWED = {
    (State.SUBMITTED, AccessStep.CORRECT, Side.FAMILY): State.SUBMITTED,
    (State.AWAITING_PAPERS, AccessStep.CORRECT, Side.FAMILY): State.SUBMITTED,
    (State.SUBMITTED, AccessStep.WITHDRAW, Side.FAMILY): State.WITHDRAWN,
    (State.AWAITING_PAPERS, AccessStep.WITHDRAW, Side.FAMILY): State.WITHDRAWN,
    (State.SUBMITTED, AccessStep.ASK_PAPERS, Side.SCHOOL): State.AWAITING_PAPERS,
    (State.SUBMITTED, AccessStep.ACCEPT, Side.SCHOOL): State.ACCEPTED,
    (State.AWAITING_PAPERS, AccessStep.ACCEPT, Side.SCHOOL): State.ACCEPTED,
    (State.SUBMITTED, AccessStep.REFUSE, Side.SCHOOL): State.REFUSED,
    (State.AWAITING_PAPERS, AccessStep.REFUSE, Side.SCHOOL): State.REFUSED,
    (State.ACCEPTED, AccessStep.REVOKE, Side.SCHOOL): State.ENDED,
    (State.ACCEPTED, AccessStep.LEAVE, Side.FAMILY): State.ENDED,
    (State.ACCEPTED, AccessStep.END, Side.MODULE): State.ENDED,
    (State.SUBMITTED, AccessStep.EXPIRE, Side.MODULE): State.EXPIRED,
    (State.AWAITING_PAPERS, AccessStep.EXPIRE, Side.MODULE): State.EXPIRED,
}


@pytest.mark.parametrize(("state", "step", "side"), list(product(State, AccessStep, Side)))
def test_a_step_is_what_the_table_says_or_nothing(state: State, step: AccessStep, side: Side) -> None:
    after = ALLOWED.get((state, step, side))
    assert (step in possible_steps(state, side)) == (after is not None)
    if after is None:
        with pytest.raises(StepImpossibleError):
            state_after(step, state, side)
    else:
        assert state_after(step, state, side) is after


def test_each_state_has_words_of_its_own() -> None:
    assert set(SHOWN) == set(State)
    assert len(set(SHOWN.values())) == len(State)


def test_a_request_is_late_from_the_day_after_the_last_one_on() -> None:
    last = date(2026, 12, 5)
    assert not is_overdue(State.SUBMITTED, last, last)
    assert is_overdue(State.SUBMITTED, last, date(2026, 12, 6))
    assert not any(is_overdue(state, last, date(2027, 1, 1)) for state in set(State) - OPEN)
