"""A remote register that a test leads: it takes, refuses, is slow, or breaks."""

from collections.abc import Callable
from typing import TypeVar

from sgo_pfdo.register.port import AccountRequest, PasswordReset, Register, StatusChange

Call = AccountRequest | PasswordReset | StatusChange
C = TypeVar("C", bound=Call)


class LedRegister(Register):
    """Writes down what it is told.

    Attributes:
        told: everything it took, in order.
        asked: everything it was asked, what it refused included.
        problems: an error for each of the next calls, None for one that goes well; afterwards all go well.
        meanwhile: called at the next call, before the register answers: what happens while it is slow.
    """

    def __init__(self, *problems: BaseException | None) -> None:
        """Begin with nothing told."""
        self.told: list[Call] = []
        self.asked: list[Call] = []
        self.problems = list(problems)
        self.meanwhile: Callable[[], None] | None = None

    def open(self, request: AccountRequest) -> None:
        """Take an account."""
        self._take(request)

    def status_changed(self, change: StatusChange) -> None:
        """Take a status."""
        self._take(change)

    def reset_password(self, reset: PasswordReset) -> None:
        """Take a password."""
        self._take(reset)

    def told_of(self, kind: type[C]) -> list[C]:
        """Give what it was told of one kind."""
        return [call for call in self.told if isinstance(call, kind)]

    def _take(self, call: Call) -> None:
        self.asked.append(call)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        problem = self.problems.pop(0) if self.problems else None
        if problem is not None:
            raise problem
        self.told.append(call)
