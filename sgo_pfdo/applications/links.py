"""The link of the letter: signed, bound to one application and one address, good for 48 hours and for one use."""

import secrets
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer

LINK_LIFETIME = timedelta(hours=48)


class ConfirmationLinks:
    """Makes and reads the tokens in confirmation links.

    :param secret_key: of the application. A token holds ids alone, and nothing works that the database does not
        confirm.
    """

    def __init__(self, secret_key: str | bytes) -> None:
        self._serializer = URLSafeSerializer(secret_key, salt="sgo_pfdo.confirmation")

    def make(self, application_id: int, link_key: str) -> str:
        """Make the token of a letter."""
        return str(self._serializer.dumps([application_id, link_key]))

    def read(self, token: str) -> tuple[int, str] | None:
        """Read a token: application and key; ``None`` for a forged or damaged one."""
        try:
            application_id, link_key = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        if not isinstance(application_id, int) or not isinstance(link_key, str):
            return None
        return application_id, link_key


def new_link_key() -> str:
    """Make the random part of a link: 128 bits."""
    return secrets.token_urlsafe(16)
