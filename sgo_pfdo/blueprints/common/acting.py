"""Does what somebody has pressed for: who they are, and what they may, is asked for anew inside the action."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.visitor import current_visitor

Who = TypeVar("Who")
T = TypeVar("T")


def act(require: Callable[[], Who], action: Callable[[Session, Who], T]) -> T:
    """Run an action for whoever is there, as one transaction.

    What the view has looked at was true a moment ago. The action may also be run again, seconds later. So the portal
    and the database are asked each time: for the person, the role, the child, the organisation, the settings.

    :param require: gives who is there, or ends the request, as :func:`~sgo_pfdo.blueprints.common.staff.require_clerk`.
    :param action: gets the session and what ``require`` gave; it uses nothing of what the view has read before.
    :return: what the action returned.
    :raises sgo_pfdo.database.DatabaseBusyError: see :func:`sgo_pfdo.database.perform`.
    """

    def asking(session: Session) -> T:
        current_visitor().forget()
        return action(session, require())

    return database.perform(asking)
