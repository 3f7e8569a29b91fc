"""The life of a programme and of its parts: states, and the one table of steps."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass


class State(enum.StrEnum):
    """How things stand with a programme, or with a part of one."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    """Families see it; a part is then certified."""
    RETURNED = "returned"
    """The operator wants something changed, and has said what."""
    ARCHIVED = "archived"


SHOWN: Mapping[State, str] = {
    State.DRAFT: "Черновик",
    State.REVIEW: "На проверке",
    State.PUBLISHED: "Опубликована",
    State.RETURNED: "Возвращена на доработку",
    State.ARCHIVED: "В архиве",
}
"""What people see of a programme."""


class Side(enum.StrEnum):
    """Who takes a step."""

    PROVIDER = "provider"
    OPERATOR = "operator"


class Step(enum.StrEnum):
    """What can be done with a programme or a part."""

    SEND = "send"
    PUBLISH_PAID = "publish_paid"
    """By the provider alone: what only families pay for needs no review."""
    TAKE_BACK = "take_back"
    """Before the operator has decided: it becomes a draft again."""
    PUBLISH = "publish"
    RETURN = "return"
    EDIT = "edit"
    CHANGE_TERMS = "change_terms"
    """What was published is changed: it is to be reviewed again, and not seen until then."""
    ARCHIVE = "archive"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class _Rule:
    sides: frozenset[Side]
    before: frozenset[State]
    after: State | None
    """``None``: as it was."""


_PROVIDER, _OPERATOR = frozenset({Side.PROVIDER}), frozenset({Side.OPERATOR})
_WITH_PROVIDER = frozenset({State.DRAFT, State.RETURNED})
_STEPS: Mapping[Step, _Rule] = {
    Step.SEND: _Rule(_PROVIDER, _WITH_PROVIDER, State.REVIEW),
    Step.PUBLISH_PAID: _Rule(_PROVIDER, _WITH_PROVIDER, State.PUBLISHED),
    Step.TAKE_BACK: _Rule(_PROVIDER, frozenset({State.REVIEW}), State.DRAFT),
    Step.PUBLISH: _Rule(_OPERATOR, frozenset({State.REVIEW}), State.PUBLISHED),
    Step.RETURN: _Rule(_OPERATOR, frozenset({State.REVIEW, State.PUBLISHED}), State.RETURNED),
    Step.EDIT: _Rule(_PROVIDER, _WITH_PROVIDER, None),
    Step.CHANGE_TERMS: _Rule(_PROVIDER, frozenset({State.PUBLISHED}), State.REVIEW),
    Step.ARCHIVE: _Rule(_PROVIDER | _OPERATOR, _WITH_PROVIDER | {State.PUBLISHED}, State.ARCHIVED),
    Step.RESTORE: _Rule(_PROVIDER, frozenset({State.ARCHIVED}), State.DRAFT),
}


class StepImpossibleError(Exception):
    """The table of steps does not allow it: not in this state, or not by this side."""


def state_after(step: Step, state: State, side: Side) -> State:
    """Tell what a step makes of a programme. Nothing else decides that.

    :param side: who takes it.
    :raises StepImpossibleError: it cannot be taken.
    """
    rule = _STEPS[step]
    if side not in rule.sides or state not in rule.before:
        raise StepImpossibleError(f"{step} from {state} by {side}")
    return rule.after or state


def possible_steps(state: State, side: Side) -> tuple[Step, ...]:
    """List the steps that one side can take now."""
    return tuple(step for step, rule in _STEPS.items() if side in rule.sides and state in rule.before)
