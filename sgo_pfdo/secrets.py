"""Initial passwords: made from letters that cannot be misread, kept only encrypted, compared in constant time."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from werkzeug.security import check_password_hash, generate_password_hash

PASSWORD_LENGTH = 12
ALPHABET = "abcdefghjkmnpqrtuvwxy2346789"
"""One case, and without 0 o, 1 l i, 5 s, z: a sheet that was printed, photographed or read aloud gives one password."""


class SecretLostError(Exception):
    """The keys of this application cannot decrypt a secret: its key was dropped, or the row is damaged."""


def new_password() -> str:
    """Make an initial password of 12 characters from a secure source (57 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))


def hash_password(password: str) -> str:
    """Hash a password that the holder chose; it is never kept in any other form."""
    return generate_password_hash(password)


def password_matches(password_hash: str, password: str) -> bool:
    """Compare a password with a hash in constant time."""
    return check_password_hash(password_hash, password)


class Cipher:
    """Encrypts secrets at rest with keys that can be rotated.

    :param keys: Fernet keys, newest first; the first one encrypts, all of them decrypt.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, text: str) -> str:
        """Encrypt text under the newest key."""
        return self._fernet.encrypt(text.encode()).decode("ascii")

    def decrypt(self, token: str) -> str:
        """Decrypt what :meth:`encrypt` gave.

        :raises SecretLostError: no key fits.
        """
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken:
            raise SecretLostError("no key in SGO_PFDO_KEYS decrypts this secret") from None

    def seal(self, content: bytes) -> bytes:
        """Encrypt bytes under the newest key."""
        return self._fernet.encrypt(content)

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt what :meth:`seal` gave.

        :raises SecretLostError: no key fits.
        """
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise SecretLostError("no key in SGO_PFDO_KEYS decrypts this secret") from None

    def rotate(self, token: str) -> str:
        """Encrypt again under the newest key.

        :raises SecretLostError: no key fits.
        """
        try:
            return self._fernet.rotate(token.encode()).decode("ascii")
        except InvalidToken:
            raise SecretLostError("no key in SGO_PFDO_KEYS decrypts this secret") from None


HASH_LENGTH = 32
"""Signs of a :func:`keyed_hash`."""


def keyed_hash(key: str | bytes | None, text: str) -> str:
    """Hash a text so that nobody else can.

    :param key: ``app.secret_key``.
    :param text: with its purpose at the beginning, so that a hash made for one is worth nothing for another.
    """
    secret = key.encode() if isinstance(key, str) else key or b""
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()[:HASH_LENGTH]
