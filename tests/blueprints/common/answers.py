"""What a line of the permission table says, and the answers that many lines have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.blueprints.common.viewers import VIEWERS

CLERKS = ("clerk", "clerk of another municipality")
DIRECTORS = ("director", "director whose school is off")
OPERATORS = ("operator", "operator of another municipality")

ALLOWED_TO_GET = ("mother", "father", "mother, for the younger child", "pupil of 15", "pupil of 15, surely the owner")
ONLY_LOOKING = ("somebody else at the account of 15", "pupil of 9", "somebody else at the account of 9")
NEVER_CERTIFIED = (
    "parent of two, for the one whose school is off",
    "pupil of 18",
    "pupil without a birth date",
)
THEIR_OWN = ALLOWED_TO_GET + ONLY_LOOKING


def given(status: int, *viewers: str) -> dict[str, int]:
    """Say that these viewers get this status."""
    return dict.fromkeys(viewers, status)


@dataclass(frozen=True)
class Route:
    """What a route answers to those who are not refused.

    Attributes:
        before: while Igor and Sasha have no certificate.
        after: once they have one.
        path: the address, where the rule has parameters.
        query: what else the address says, beside the child.
        only_leads: a redirect of it changes nothing, though it is pressed for; one of a page never changes anything.
    """

    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    only_leads: bool = False


def always(answers: Mapping[str, int], **query: str) -> Route:
    """Make a route that does not care for certificates."""
    return Route(answers, answers, query=query)


ANY_TIME = given(200, *THEIR_OWN, *NEVER_CERTIFIED)
BACK = given(303, *THEIR_OWN, *NEVER_CERTIFIED)
PICTURE = given(200, *THEIR_OWN)
SECRET = given(200, *ALLOWED_TO_GET)
TO_OPERATORS = always(given(200, *OPERATORS))
NOT_FILLED_IN = always(given(422, *OPERATORS))
SOMEBODY_WAS_FASTER = always(given(409, *OPERATORS))
"""What a form says that may be empty and does not tell what it has shown."""
TO_CLERKS = always(given(200, *CLERKS))
TO_DIRECTORS = always(given(200, *DIRECTORS))
TO_THE_SEARCH = always(given(303, *CLERKS))
NOTHING_TYPED = always(given(422, *CLERKS))
CARD = Route(after=given(200, "clerk"))
TO_THE_CARD = Route(after=given(303, "clerk"))
NO_REASON = Route(after=given(422, "clerk"))
ANOTHER_VERSION = Route(after=given(409, "clerk"))
"""What a card says to a press that does not tell which card it saw, or to one that there is nothing to do for."""
ALWAYS_BACK = always(BACK)
NOTHING_TO_DROP = replace(always(given(303, *OPERATORS)), only_leads=True)
NO_APPLICATION_WANTED = always(given(403, *THEIR_OWN, *NEVER_CERTIFIED))
"""The way by e-mail has a table of its own; here certificates are had at one press."""

TO_THE_SIGN_IN = replace(always(given(303, *VIEWERS)), only_leads=True)
"""A cabinet that is not open on the device: the same for those that exist, and whoever is signed in at the portal."""
NOTHING_TYPED_BY_ANYBODY = always(given(422, *VIEWERS))
