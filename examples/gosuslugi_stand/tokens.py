"""The stand's keys and what it signs with them."""

import base64
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from gosuslugi_stand.moods import Mood, changed


class Keys:
    """The key of this year and that of last year, which is not published any more.

    :param folder: where they are kept; made at the first start, for the account of the demo alone.
    """

    def __init__(self, folder: Path) -> None:
        self.current = _kept_key(folder / "stand_key.pem")
        self.last_year = _kept_key(folder / "stand_key_of_last_year.pem")

    def published(self) -> dict[str, Any]:
        """Give the key set, without what is secret."""
        return {"keys": [dict(self.current.as_dict(private=False)) | {"use": "sig", "alg": "RS256"}]}

    def sign(self, claims: Mapping[str, Any], mood: Mood) -> str:
        """Sign an ID token, or do what the mood has in its place."""
        header = changed({"alg": "RS256", "kid": self.current.kid, "typ": "JWT"}, mood.header)
        if mood.signed_by == "nobody":
            return f"{_part(header | {'alg': 'none'})}.{_part(claims)}."
        if mood.signed_by == "public":
            signed = f"{_part(header | {'alg': 'HS256'})}.{_part(claims)}"
            digest = hmac.digest(self.current.as_pem(private=False), signed.encode(), "sha256")
            return f"{signed}.{_bare(digest)}"
        key = self.current if mood.signed_by == "current" else self.last_year
        return jwt.encode(header, dict(claims), key, algorithms=["RS256", "RS512", "PS256"])


def _part(content: Mapping[str, Any]) -> str:
    return _bare(json.dumps(dict(content)).encode())


def _bare(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _kept_key(file: Path) -> RSAKey:
    if not file.exists():
        made = RSAKey.generate_key(2048, private=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(made.as_pem(private=True))
    key = RSAKey.import_key(file.read_bytes())
    key.ensure_kid()
    return key
