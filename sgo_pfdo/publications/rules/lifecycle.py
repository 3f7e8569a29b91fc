"""The life of a piece of news or of an event: states, and the one table of steps (specification of the cabinet, 7)."""

import enum
from collections.abc import Mapping

BEFORE_TRUST = 3
"""So many publications of a provider are approved before they show; from then on they show at once."""


class State(enum.StrEnum):
    """How things stand with it."""

    DRAFT = "draft"
    REVIEW = "review"
    """An operator is to approve it."""
    PUBLISHED = "published"
    ARCHIVED = "archived"
    """Its author has taken it away."""


SHOWN: Mapping[State, str] = {
    State.DRAFT: "Черновик",
    State.REVIEW: "На проверке",
    State.PUBLISHED: "Опубликовано",
    State.ARCHIVED: "В архиве",
}


class Who(enum.StrEnum):
    """Who takes a step."""

    AUTHOR = "author"
    OPERATOR = "operator"
    """Somebody of the municipality, with what a provider has written."""


class Step(enum.StrEnum):
    """What can be done."""

    EDIT = "edit"
    SEND = "send"
    TAKE_BACK = "take_back"
    APPROVE = "approve"
    RETURN = "return"
    """With a reason; also what families see already."""
    ARCHIVE = "archive"
    RESTORE = "restore"


_STEPS: Mapping[Step, tuple[Who, frozenset[State]]] = {
    Step.EDIT: (Who.AUTHOR, frozenset({State.DRAFT, State.REVIEW, State.PUBLISHED})),
    Step.SEND: (Who.AUTHOR, frozenset({State.DRAFT})),
    Step.TAKE_BACK: (Who.AUTHOR, frozenset({State.REVIEW})),
    Step.APPROVE: (Who.OPERATOR, frozenset({State.REVIEW})),
    Step.RETURN: (Who.OPERATOR, frozenset({State.REVIEW, State.PUBLISHED})),
    Step.ARCHIVE: (Who.AUTHOR, frozenset({State.DRAFT, State.PUBLISHED})),
    Step.RESTORE: (Who.AUTHOR, frozenset({State.ARCHIVED})),
}


class StepImpossibleError(Exception):
    """The table of steps does not allow it: not in this state, or not by this one."""


def is_trusted(approved: int, *, must_review: bool) -> bool:
    """Tell whether what a provider writes shows at once.

    :param approved: how many of its publications have been shown.
    :param must_review: an operator has returned this one.
    """
    return approved >= BEFORE_TRUST and not must_review


def state_after(step: Step, state: State, who: Who, *, trusted: bool) -> State:
    """Tell what a step makes of it. Nothing else decides that.

    :param trusted: what the author writes shows at once; a municipality's people always are.
    :raises StepImpossibleError: it cannot be taken.
    """
    by, before = _STEPS[step]
    if who is not by or state not in before:
        raise StepImpossibleError(f"{step} from {state} by {who}")
    shows = State.PUBLISHED if trusted else State.REVIEW
    if step is Step.EDIT:
        return shows if state is State.PUBLISHED else state
    return {
        Step.SEND: shows,
        Step.TAKE_BACK: State.DRAFT,
        Step.APPROVE: State.PUBLISHED,
        Step.RETURN: State.DRAFT,
        Step.ARCHIVE: State.ARCHIVED,
        Step.RESTORE: State.DRAFT,
    }[step]


def possible_steps(state: State, who: Who) -> tuple[Step, ...]:
    """List the steps that one can take now."""
    return tuple(step for step, (by, before) in _STEPS.items() if by is who and state in before)
