"""How passwords are kept and made. Which ones a person may choose, the module knows: see `new_password`."""

import secrets
import unicodedata
from functools import cache

from werkzeug.security import check_password_hash, generate_password_hash

from sgo_pfdo.passwords import LONGEST

ALPHABET = "abcdefghjkmnpqrtuvwxy2346789"
"""No signs that are taken for one another on paper: no i, l and 1, no o and 0, no s and 5, no z."""
INITIAL_LENGTH = 12
"""Signs of an initial password: 57 bits."""


def make_initial() -> str:
    """Make a password for a slip."""
    return "".join(secrets.choice(ALPHABET) for _ in range(INITIAL_LENGTH))


def composed(password: str) -> str:
    """Write the same letters the same way: «й» is one sign on one keyboard and two on another. Nothing else changes.

    Spaces stay, also at the ends: a password is taken exactly as typed.
    """
    return unicodedata.normalize("NFC", password)


def hash_of(password: str, *, method: str) -> str:
    """Make the salted hash that is kept; `method` is one of Werkzeug's."""
    return generate_password_hash(composed(password), method=method)


def is_right(typed: str, kept: str | None, *, method: str = "scrypt") -> bool:
    """Compare a password with a hash.

    Without a hash, because the login is unknown or has no password yet, it takes as long: nobody shall learn by a
    clock which logins there are.
    """
    is_short_enough = len(composed(typed)) <= LONGEST  # nobody has a longer one; three megabytes would take a while
    fits = check_password_hash(kept or _nobodys(method), composed(typed)[:LONGEST])
    return fits and kept is not None and is_short_enough


@cache
def _nobodys(method: str) -> str:
    """Make the hash of a password that nobody has, once for each process."""
    return generate_password_hash(secrets.token_urlsafe(32), method=method)
