"""The one table of steps: what each side can do in each state."""

import pytest

from sgo_pfdo.programmes.rules.lifecycle import (
    SHOWN,
    Side,
    State,
    Step,
    StepImpossibleError,
    possible_steps,
    state_after,
)

TABLE = {
    (State.DRAFT, Side.PROVIDER): {
        Step.SEND: State.REVIEW,
        Step.PUBLISH_PAID: State.PUBLISHED,
        Step.EDIT: State.DRAFT,
        Step.ARCHIVE: State.ARCHIVED,
    },
    (State.DRAFT, Side.OPERATOR): {Step.ARCHIVE: State.ARCHIVED},
    (State.REVIEW, Side.PROVIDER): {Step.TAKE_BACK: State.DRAFT},
    (State.REVIEW, Side.OPERATOR): {Step.PUBLISH: State.PUBLISHED, Step.RETURN: State.RETURNED},
    (State.PUBLISHED, Side.PROVIDER): {Step.CHANGE_TERMS: State.REVIEW, Step.ARCHIVE: State.ARCHIVED},
    (State.PUBLISHED, Side.OPERATOR): {Step.RETURN: State.RETURNED, Step.ARCHIVE: State.ARCHIVED},
    (State.RETURNED, Side.PROVIDER): {
        Step.SEND: State.REVIEW,
        Step.PUBLISH_PAID: State.PUBLISHED,
        Step.EDIT: State.RETURNED,
        Step.ARCHIVE: State.ARCHIVED,
    },
    (State.RETURNED, Side.OPERATOR): {Step.ARCHIVE: State.ARCHIVED},
    (State.ARCHIVED, Side.PROVIDER): {Step.RESTORE: State.DRAFT},
    (State.ARCHIVED, Side.OPERATOR): {},
}


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("state", State)
def test_each_side_can_do_in_each_state_what_the_table_says_and_nothing_else(state: State, side: Side) -> None:
    for step in Step:
        if step in TABLE[state, side]:
            assert state_after(step, state, side) is TABLE[state, side][step]
        else:
            with pytest.raises(StepImpossibleError):
                state_after(step, state, side)
    assert set(possible_steps(state, side)) == TABLE[state, side].keys()


def test_every_state_has_words() -> None:
    assert set(SHOWN) == set(State)
