"""The link of the letter: signed, bound to one application and one address, good for 48 hours and for one use."""

import secrets
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer

LINK_LIFETIME = timedelta(hours=48)


class ConfirmationLinks:
    """Makes and reads the tokens in confirmation links.

    :param secret_key: of the application. A token holds ids alone, and nothing works that the database does not
        confirm.
    :param purpose: what the links confirm; one that was made for something else is forged.
    """

    def __init__(self, secret_key: str | bytes, purpose: str = "confirmation") -> None:
        self._serializer = URLSafeSerializer(secret_key, salt=f"sgo_pfdo.{purpose}")

    def make(self, row_id: int, link_key: str) -> str:
        """Make the token of a letter.

        :param row_id: of the application, or of whatever the link is about.
        """
        return str(self._serializer.dumps([row_id, link_key]))

    def read(self, token: str) -> tuple[int, str] | None:
        """Read a token: what it is about, and key; ``None`` for a forged or damaged one."""
        try:
            row_id, link_key = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        if not isinstance(row_id, int) or not isinstance(link_key, str):
            return None
        return row_id, link_key


def new_link_key() -> str:
    """Make the random part of a link: 128 bits."""
    return secrets.token_urlsafe(16)
