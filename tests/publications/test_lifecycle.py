"""The one table of steps of news and events."""

import pytest

from sgo_pfdo.publications.rules.lifecycle import (
    State,
    Step,
    StepImpossibleError,
    Who,
    is_trusted,
    possible_steps,
    state_after,
)


@pytest.mark.parametrize(
    ("step", "state", "who", "trusted", "after"),
    [
        (Step.SEND, State.DRAFT, Who.AUTHOR, False, State.REVIEW),
        (Step.SEND, State.DRAFT, Who.AUTHOR, True, State.PUBLISHED),
        (Step.EDIT, State.DRAFT, Who.AUTHOR, True, State.DRAFT),
        (Step.EDIT, State.REVIEW, Who.AUTHOR, True, State.REVIEW),
        (Step.EDIT, State.PUBLISHED, Who.AUTHOR, True, State.PUBLISHED),
        (Step.EDIT, State.PUBLISHED, Who.AUTHOR, False, State.REVIEW),
        (Step.TAKE_BACK, State.REVIEW, Who.AUTHOR, False, State.DRAFT),
        (Step.APPROVE, State.REVIEW, Who.OPERATOR, False, State.PUBLISHED),
        (Step.RETURN, State.REVIEW, Who.OPERATOR, False, State.DRAFT),
        (Step.RETURN, State.PUBLISHED, Who.OPERATOR, True, State.DRAFT),
        (Step.ARCHIVE, State.PUBLISHED, Who.AUTHOR, True, State.ARCHIVED),
        (Step.RESTORE, State.ARCHIVED, Who.AUTHOR, True, State.DRAFT),
    ],
)
def test_a_step_leads_where_the_table_says(step: Step, state: State, who: Who, trusted: bool, after: State) -> None:
    assert state_after(step, state, who, trusted=trusted) is after
    assert step in possible_steps(state, who)


def test_everything_else_is_impossible() -> None:
    possible = {(state, who, step) for state in State for who in Who for step in possible_steps(state, who)}
    assert len(possible) == 11
    for state in State:
        for who in Who:
            for step in Step:
                if (state, who, step) not in possible:
                    with pytest.raises(StepImpossibleError):
                        state_after(step, state, who, trusted=True)


def test_three_are_approved_before_the_fourth_shows_at_once() -> None:
    assert [is_trusted(number, must_review=False) for number in range(5)] == [False, False, False, True, True]
    assert not is_trusted(100, must_review=True)
