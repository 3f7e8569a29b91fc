"""What can go wrong with a provider of identity: each is a way in which the stand can be made to answer."""

import enum


class Mood(enum.Enum):
    """How the stand answers; but for :attr:`WELL`, a portal must let nobody in."""

    WELL = enum.auto()
    DOWN = enum.auto()
    """503 to everything the portal itself asks."""
    SLOW = enum.auto()
    """No answer for :data:`SLOW_SECONDS`."""
    FAILING = enum.auto()
    """500 to everything the portal itself asks."""
    HTML = enum.auto()
    """A page where JSON is due."""
    EMPTY = enum.auto()
    """200 with nothing in it."""
    LARGE = enum.auto()
    """3 MB of JSON."""
    REDIRECTING = enum.auto()
    """A redirect to somewhere else where an answer is due."""
    WRONG_ISSUER = enum.auto()
    WRONG_AUDIENCE = enum.auto()
    WRONG_ALGORITHM = enum.auto()
    """Signed by the secret of the client, as HS256."""
    UNSIGNED = enum.auto()
    """``alg`` is ``none``."""
    WRONG_KEY = enum.auto()
    """Signed by a key that nobody has published, under the name of one that is."""
    EXPIRED = enum.auto()
    TOO_EARLY = enum.auto()
    """Issued 61 seconds from now."""
    WRONG_NONCE = enum.auto()
    NO_TOKEN = enum.auto()
    """No id_token in the answer."""
    OTHER_SUBJECT = enum.auto()
    """Userinfo is about somebody else than the id_token."""
    NULL_NAMES = enum.auto()
    """Names are null."""
    WRONG_DATE = enum.auto()
    """The birth date is «31.02.2001»."""
    OTHER_STATE = enum.auto()
    """The browser comes back with another state."""
    NO_STATE = enum.auto()
    TWO_CODES = enum.auto()
    """The browser comes back with two codes."""
    MARKUP = enum.auto()
    """The browser comes back with an error whose description is markup."""
    BUSY = enum.auto()
    """The browser comes back with ``temporarily_unavailable``."""


SLOW_SECONDS = 15.0
