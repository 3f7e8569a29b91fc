"""What a stand knows and remembers: one portal, its people, what is under way."""

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import flask

from gosuslugi_stand.moods import Mood
from gosuslugi_stand.people import Person
from gosuslugi_stand.tokens import Keys

CODE_LASTS = 60.0
"""Seconds."""


@dataclass(frozen=True, kw_only=True)
class Client:
    """A portal that is registered here.

    :param redirect_uris: exactly where people are sent back to.
    :param sign_out_uris: the same after signing out.
    """

    client_id: str
    secret: str = field(repr=False)
    redirect_uris: Sequence[str]
    sign_out_uris: Sequence[str] = ()


@dataclass(kw_only=True)
class Asked:
    """What a portal asks for, until the person has answered."""

    client: Client
    redirect_uri: str
    state: str
    nonce: str | None
    challenge: str
    scope: list[str]
    person: Person | None = None
    is_organisation: bool = False
    given_at: float = 0.0


class Stand:
    """What a stand knows and remembers.

    :param issuer: its own address, as it stands in tokens.
    """

    def __init__(self, app: flask.Flask, issuer: str, client: Client, people: Sequence[Person], keys: Keys) -> None:
        self.app = app
        self.issuer, self.client, self.people, self.keys = issuer, client, list(people), keys
        self.mood = Mood()
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._lock = threading.Lock()
        self._asked: dict[str, Asked] = {}
        self._codes: dict[str, Asked] = {}
        self._tokens: dict[str, Asked] = {}

    def now(self) -> float:
        """Give its own seconds since 1970; its clock may be wrong."""
        return self.clock().timestamp() + self.mood.shift

    def keep(self, asked: Asked) -> str:
        """Keep what was asked for while the person goes through the pages."""
        key = secrets.token_urlsafe(16)
        with self._lock:
            self._asked[key] = asked
        return key

    def asked(self, key: str) -> Asked | None:
        """Find it again."""
        with self._lock:
            return self._asked.get(key)

    def give_code(self, key: str) -> str:
        """Let the data go: make a code for what was asked for."""
        code = secrets.token_urlsafe(24)
        with self._lock:
            asked = self._asked.pop(key)
            asked.given_at = time.monotonic()
            self._codes[code] = asked
        return code

    def drop(self, key: str) -> None:
        """Forget what was asked for."""
        with self._lock:
            self._asked.pop(key, None)

    def take_code(self, code: str) -> Asked | None:
        """Take a code, once and within a minute."""
        with self._lock:
            asked = self._codes.pop(code, None)
        return asked if asked is not None and time.monotonic() - asked.given_at < CODE_LASTS else None

    def give_token(self, asked: Asked) -> str:
        """Make an access token."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._tokens[token] = asked
        return token

    def holder_of(self, token: str) -> Asked | None:
        """Find whose data a token opens."""
        with self._lock:
            return self._tokens.get(token)


def current_stand() -> Stand:
    """Give the stand of the current application."""
    stand: Stand = flask.current_app.extensions["stand"]
    return stand
