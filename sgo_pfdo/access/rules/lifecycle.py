"""The life of a request for access: its states, and the one table of steps that lead from one to another."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


class State(enum.StrEnum):
    """How things stand with a request."""

    SUBMITTED = "submitted"
    AWAITING_PAPERS = "awaiting_papers"
    """The school has asked the family to come with papers."""
    ACCEPTED = "accepted"
    """The child is attached."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """Nobody decided within the longest time."""
    ENDED = "ended"
    """The child was attached, and is no longer."""


OPEN = frozenset({State.SUBMITTED, State.AWAITING_PAPERS})
"""Those that wait for the school; a family has one for each child."""

SHOWN: Mapping[State, str] = {
    State.SUBMITTED: "Подано",
    State.AWAITING_PAPERS: "Нужны документы",
    State.ACCEPTED: "Принято",
    State.REFUSED: "Отказано",
    State.WITHDRAWN: "Отозвано",
    State.EXPIRED: "Не рассмотрено",
    State.ENDED: "Доступ прекращён",
}
"""What people see."""


class Side(enum.StrEnum):
    """Who takes a step."""

    FAMILY = "family"
    SCHOOL = "school"
    MODULE = "module"


class AccessStep(enum.StrEnum):
    """What can be done with a request."""

    CORRECT = "correct"
    WITHDRAW = "withdraw"
    ASK_PAPERS = "ask_papers"
    ACCEPT = "accept"
    REFUSE = "refuse"
    REVOKE = "revoke"
    LEAVE = "leave"
    END = "end"
    """The day came up to which it was given, or the child has come of age."""
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class _Rule:
    side: Side
    before: frozenset[State]
    after: State


_ATTACHED = frozenset({State.ACCEPTED})
_STEPS: Mapping[AccessStep, _Rule] = {
    AccessStep.CORRECT: _Rule(Side.FAMILY, OPEN, State.SUBMITTED),
    AccessStep.WITHDRAW: _Rule(Side.FAMILY, OPEN, State.WITHDRAWN),
    AccessStep.ASK_PAPERS: _Rule(Side.SCHOOL, frozenset({State.SUBMITTED}), State.AWAITING_PAPERS),
    AccessStep.ACCEPT: _Rule(Side.SCHOOL, OPEN, State.ACCEPTED),
    AccessStep.REFUSE: _Rule(Side.SCHOOL, OPEN, State.REFUSED),
    AccessStep.REVOKE: _Rule(Side.SCHOOL, _ATTACHED, State.ENDED),
    AccessStep.LEAVE: _Rule(Side.FAMILY, _ATTACHED, State.ENDED),
    AccessStep.END: _Rule(Side.MODULE, _ATTACHED, State.ENDED),
    AccessStep.EXPIRE: _Rule(Side.MODULE, OPEN, State.EXPIRED),
}


class StepImpossibleError(Exception):
    """The table of steps does not allow it: not in this state, or not by this side."""


def state_after(step: AccessStep, state: State, side: Side) -> State:
    """Tell what a step makes of a request. Nothing else decides that.

    :param side: who takes it.
    :raises StepImpossibleError: it cannot be taken.
    """
    rule = _STEPS[step]
    if rule.side is not side or state not in rule.before:
        raise StepImpossibleError(f"{step} from {state} by {side}")
    return rule.after


def possible_steps(state: State, side: Side) -> tuple[AccessStep, ...]:
    """List the steps that one side can take now."""
    return tuple(step for step, rule in _STEPS.items() if rule.side is side and state in rule.before)


def is_overdue(state: State, decide_by: date, today: date) -> bool:
    """Tell whether the school should have decided by now."""
    return state in OPEN and today > decide_by
